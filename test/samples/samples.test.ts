import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ts from "typescript";
import { startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import { openStack } from "../../engine/stack";
import { INSTANT } from "../engine/scene";
import { samples } from "../package/samples";
import { furnish } from "./furnished";

jest.setTimeout(60_000);

/** A sample as it stands there, and what it exports. */
function programOf(text: string): () => Promise<unknown> {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    return async () => {
        const module: { exports: unknown } = { exports: {} };
        const run = new Function("module", "exports", "require", outputText);
        run(module, module.exports, createRequire(__filename));
        return typeof module.exports === "function" ? await module.exports() : module.exports;
    };
}

/** What `from-terraform` prints imports a cloud of its own, which test/engine/imported has. */
const imports = /\{ import: "/;

describe("a sample of the docs, on the engine and a cloud that has what it names,", () => {
    const before = process.cwd();
    const directory = mkdtempSync(join(tmpdir(), "samples-"));
    let pages: Server;
    beforeAll(async () => {
        writeFileSync(
            join(directory, "operators.pub"),
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB me@example.com\n",
        );
        process.chdir(directory);
        pages = createServer((_request, response) => response.end("ok"));
        await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
    });
    afterAll(() => {
        process.chdir(before);
        rmSync(directory, { recursive: true });
        pages.close();
    });

    test.each(samples.filter(({ text }) => !imports.test(text)))(
        "$name goes up, has nothing to do then, and comes down",
        async ({ text }) => {
            const cloud = await startCloud({ seconds: INSTANT });
            const { adapted, configuration } = await furnish(cloud, (pages.address() as AddressInfo).port);
            const stack = await openStack({
                project: "samples",
                program: programOf(adapted(text)) as never,
                configuration: { ...credentialsOf(cloud), ...configuration },
            });
            try {
                const { warnings, changes } = await stack.up();
                expect(warnings).toEqual([]);
                // It only looks something up.
                if (Object.keys(changes).length === 0) return;
                const { steps } = await stack.preview();
                // What a program gets is read each time.
                expect(steps.filter(({ op }) => op !== "same" && op !== "read")).toEqual([]);
                const outcome = await stack.attempt("destroy");
                // Two samples protect what they make.
                const isProtected = /protect(ion)?: true/i.test(text);
                expect(outcome.failure ?? "").toMatch(isProtected ? /protect/ : /^$/);
            } finally {
                await stack.close();
                await cloud.close();
            }
        },
    );
});
