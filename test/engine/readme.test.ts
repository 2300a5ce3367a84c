import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as ts from "typescript";
import { liveServers } from "../../demo/cloudState";
import { destroyAll, expectNothingToDo, useScene } from "./scene";

const root = join(__dirname, "../..");

/** Runs the first program of a page as it stands there, and returns what it exports. */
function firstProgramOf(page: string): () => Promise<Record<string, unknown>> {
    const [, text] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, page), "utf8")) ?? [];
    if (text === undefined) throw new Error(`${page} has no program.`);
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    return async () => {
        const exports = {};
        new Function("exports", "require", outputText)(exports, createRequire(__filename));
        return exports;
    };
}

describe.each(["README.md", "provider/README.md"])("the first program in %s", (page) => {
    const scene = useScene({
        configuration: (cloud) => ({ "story:networkId": cloud.region().ids.network }),
    });

    test("makes a server of today's types and images, and leaves nothing", async () => {
        scene.stack.program = firstProgramOf(page);
        await scene.stack.up();
        const [server] = liveServers(scene.region);
        const { images, flavors } = scene.region;
        expect(images.get(server?.imageId ?? "")?.name).toMatch(/^Ubuntu Server 24\.04/);
        expect(flavors.get(server?.flavorId ?? "")?.name).toBe("m2.c1m2");
        expect((await scene.stack.outputs()).address?.value).toMatch(/^192\.168\./);
        await expectNothingToDo(scene);
        await destroyAll(scene);
    });
});
