import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import type { Row } from "./matrix";

export type ProgramKind = Row["program"] | "transitive";

/** Packages that the kind needs besides the SDK and ours. */
export const extraPackages: Readonly<Record<ProgramKind, string[]>> = {
    typescript: ["typescript@5", "@types/node@20"],
    commonjs: [],
    esm: [],
    workspace: [],
    transitive: [],
};

/** Where the program is, and where `pulumi` is run. */
export function programDirectory(root: string, kind: ProgramKind): string {
    return kind === "workspace" || kind === "transitive" ? join(root, "app") : root;
}

/** Writes what somebody has who is about to install the package: a project with the program of the package's README. */
export async function writeProject(root: string, kind: ProgramKind): Promise<void> {
    const directory = programDirectory(root, kind);
    const files = filesOf(kind, await readmeProgram());
    for (const [name, content] of Object.entries(files)) {
        const file = join(name.startsWith("../") ? root : directory, name.replace("../", ""));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
    }
}

async function readmeProgram(): Promise<string> {
    const readme = await readFile(join(__dirname, "../../provider/README.md"), "utf8");
    const [, program] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
    if (program === undefined) throw new Error("provider/README.md has no program.");
    return program;
}

function filesOf(kind: ProgramKind, program: string): Record<string, string> {
    const common = { "Pulumi.yaml": "name: fresh\nruntime: nodejs\n" };
    const commonjs = javascript(program, ts.ModuleKind.CommonJS);
    switch (kind) {
        case "typescript":
            return {
                ...common,
                "index.ts": program,
                "package.json": manifest({ name: "fresh", main: "index.ts" }),
                // As `pulumi new typescript` has it.
                "tsconfig.json": JSON.stringify({
                    compilerOptions: {
                        strict: true,
                        outDir: "bin",
                        target: "es2020",
                        module: "commonjs",
                        moduleResolution: "node",
                        sourceMap: true,
                        forceConsistentCasingInFileNames: true,
                    },
                    files: ["index.ts"],
                }),
            };
        case "commonjs":
            return { ...common, "index.js": commonjs, "package.json": manifest({ name: "fresh" }) };
        case "esm":
            return {
                ...common,
                "index.js": javascript(program, ts.ModuleKind.ESNext),
                "package.json": manifest({ name: "fresh", type: "module", main: "index.js" }),
            };
        case "workspace":
            return {
                ...common,
                "index.js": commonjs,
                "package.json": manifest({ name: "app" }),
                ...workspaceFiles,
            };
        case "transitive":
            return {
                ...common,
                "index.js": 'module.exports = require("infra");\n',
                "package.json": manifest({ name: "app" }),
                "../infra/package.json": manifest({ name: "infra" }),
                "../infra/index.js": commonjs,
                ...workspaceFiles,
            };
    }
}

const workspaceFiles = {
    "../package.json": manifest({ name: "fresh", workspaces: ["app", "infra"] }),
    "../pnpm-workspace.yaml": "packages: [app, infra]\n",
};

function manifest(fields: object): string {
    return JSON.stringify({ version: "1.0.0", private: true, ...fields });
}

function javascript(program: string, module: ts.ModuleKind): string {
    return ts.transpileModule(program, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } })
        .outputText;
}
