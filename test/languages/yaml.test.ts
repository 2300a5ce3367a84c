import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as ts from "typescript";
import { leftovers, liveServers } from "../../demo/cloudState";
import { environmentOf, openProject, type Project } from "./project";

const run = promisify(execFile);
const root = join(__dirname, "../..");

jest.setTimeout(300_000);

/** With the stack, the size of what each makes. */
const programs = [
    { folder: "examples/quickstart-yaml", size: 6, servers: 2 },
    { folder: "test/languages/everyKind", size: 10, servers: 3 },
];

describe.each(programs)("the YAML program in $folder", ({ folder, size, servers }) => {
    let project: Project;
    beforeAll(async () => {
        project = await openProject(folder);
    });
    afterAll(() => project?.close());

    const expectNothingToDo = async (program?: () => Promise<unknown>) => {
        const { stack, cloud } = project;
        const { changeSummary } = await stack.preview(
            program && { program: async () => void (await program()) },
        );
        expect(changeSummary).toEqual({ same: size });
        expect(liveServers(cloud.region())).toHaveLength(servers);
    };

    test("goes up, and then there is nothing to do", async () => {
        const up = await project.stack.up();
        expect(up.summary.resourceChanges).toEqual({ create: size });
        expect(up.outputs.privateKey).toMatchObject({ secret: true });
        expect(up.outputs.webAddress?.value).toMatch(/^192\.168\./);
        await expectNothingToDo();
    });

    test("loses its state, and `pulumi import` writes a program for which there is nothing to do", async () => {
        const { stack, directory } = project;
        const { version, deployment } = await stack.exportStack();
        const all: { urn: string; type: string; id: string }[] = deployment.resources;
        const resources = all
            .filter(({ type }) => type.startsWith("nhncloud:"))
            .map(({ urn, type, id }) => ({ type, id, name: String(urn.split("::").at(-1)) }));
        await stack.importStack({ version, deployment: { ...deployment, resources: [] } });
        const { generatedCode } = await stack.import({ resources, protect: false });
        const settings = await readFile(join(directory, "Pulumi.yaml"), "utf8");
        await writeFile(
            join(directory, "Pulumi.yaml"),
            `${settings.slice(0, settings.indexOf("config:"))}${generatedCode}`,
        );
        await expectNothingToDo();
    });

    test("is imported into a program in TypeScript too, which passes the type checker", async () => {
        const { cloud, directory } = project;
        const env = { ...process.env, ...(await environmentOf(cloud, directory)) };
        const state = await run("pulumi", ["stack", "export", "--show-secrets"], { cwd: directory, env });
        await writeFile(join(directory, "state.json"), state.stdout);
        const generator = join(__dirname, "importedCode.go");
        const words = ["run", generator, join(root, "provider/schema.json"), join(directory, "state.json")];
        const { stdout } = await run("go", words, { cwd: join(root, "release/languages") });
        const program = join(directory, "program.ts");
        await writeFile(program, stdout);
        expect(complaintsAbout(program)).toEqual([]);
        await expectNothingToDo(async () => require(program));
    });

    test("goes away in order, which the state has from an up with the imported program", async () => {
        expect((await project.stack.up()).summary.resourceChanges).toEqual({ same: size });
        await project.stack.destroy();
        expect(leftovers(project.cloud.region())).toEqual([]);
    });
});

/** What the type checker says of a program. */
function complaintsAbout(file: string): string[] {
    const options = { strict: true, skipLibCheck: true, noEmit: true, module: ts.ModuleKind.Node16 };
    return ts
        .getPreEmitDiagnostics(ts.createProgram([file], options))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
