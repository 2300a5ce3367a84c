import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { leftovers } from "../../demo/cloudState";
import { startCloud } from "../../emulator";
import { INSTANT } from "../engine/scene";
import { configurationOf, environmentOf, tools } from "./project";

const run = promisify(execFile);
const root = join(__dirname, "../..");

jest.setTimeout(900_000);

let directory: string;
beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "nhncloud-language-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("the Python quickstart goes up, has nothing to do, and goes away", async () => {
    const cloud = await startCloud({ seconds: INSTANT });
    try {
        const env = {
            ...process.env,
            ...(await environmentOf(cloud, directory)),
            QUICKSTART_CONFIG: JSON.stringify(configurationOf(cloud)),
        };
        const { stdout } = await run(join(tools, "python/bin/python"), [join(__dirname, "inline.py")], {
            env,
        });
        const { up, outputs, preview, down } = JSON.parse(stdout);
        expect(up).toEqual({ create: 6 });
        expect(preview).toEqual({ same: 6 });
        expect(down).toEqual({ delete: 6 });
        expect(outputs.privateKey[1]).toBe(true);
        expect(outputs.webAddress[0]).toMatch(/^192\.168\./);
        expect(leftovers(cloud.region())).toEqual([]);
    } finally {
        await cloud.close();
    }
});

test("the Go quickstart compiles with its SDK", async () => {
    await cp(join(root, "examples/quickstart-go"), directory, { recursive: true });
    const module = "github.com/pulumi-nhncloud/pulumi-nhncloud/sdk/go/nhncloud";
    const sdk = join(tools, "sdk/go/nhncloud");
    await run("go", ["mod", "init", module], { cwd: sdk }).catch(() => {});
    await run("go", ["mod", "edit", "-require=github.com/pulumi/pulumi/sdk/v3@v3.206.0"], { cwd: sdk });
    await run("go", ["mod", "edit", `-replace=${module}=${sdk}`], { cwd: directory });
    await run("go", ["mod", "tidy"], { cwd: directory });
    await run("go", ["vet", "./..."], { cwd: directory });
});
