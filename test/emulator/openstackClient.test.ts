import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Cloud, startCloud } from "../../emulator";

const run = promisify(execFile);

/** The standard client: from PATH, or from the project's own virtual environment. */
function findClient(): string | undefined {
    const own = join(__dirname, "../../.work/openstackclient/bin/openstack");
    if (existsSync(own)) return own;
    try {
        return execFileSync("sh", ["-c", "command -v openstack"], { encoding: "utf8" }).trim();
    } catch {
        return undefined;
    }
}

const client = findClient();
const withClient = client === undefined ? describe.skip : describe;
if (client === undefined) {
    process.stdout.write(
        "The openstack command line is not installed: its test is skipped (pip install python-openstackclient).\n",
    );
}

withClient("the standard openstack command line", () => {
    let cloud: Cloud;
    beforeAll(async () => {
        cloud = await startCloud({
            seconds: { build: 0.2, stop: 0, start: 0, delete: 0.1, attach: 0, detach: 0, volume: 0 },
        });
    });
    afterAll(() => cloud.close());

    async function openstack(...words: string[]): Promise<string> {
        const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...cloud.openstackEnvironment() };
        return (await run(client ?? "", words, { env })).stdout.trim();
    }
    const show = (...words: string[]) => openstack(...words, "-f", "value");

    test("logs in, creates, lists, stops, starts and deletes a server, and moves a volume", async () => {
        expect(await show("token", "issue", "-c", "project_id")).toBe(cloud.credentials.tenantId);
        const network = ["--network", "vpc1", "--flavor", "m2.c1m2", "--boot-from-volume", "20"];
        const image = ["--image", cloud.region().ids.image];
        expect(await show("server", "create", ...network, ...image, "--wait", "-c", "status", "web")).toBe(
            "ACTIVE",
        );
        expect(await show("server", "list", "-c", "Name", "-c", "Status")).toBe("web ACTIVE");
        await openstack("server", "stop", "web");
        expect(await show("server", "show", "web", "-c", "status")).toBe("SHUTOFF");
        await openstack("server", "start", "web");
        expect(await show("server", "show", "web", "-c", "status")).toBe("ACTIVE");
        await openstack("volume", "create", "--size", "1", "data");
        await openstack("server", "add", "volume", "web", "data");
        expect(await show("volume", "show", "data", "-c", "status")).toBe("in-use");
        await openstack("server", "remove", "volume", "web", "data");
        expect(await show("volume", "show", "data", "-c", "status")).toBe("available");
        await openstack("server", "delete", "--wait", "web");
        expect(await show("server", "list")).toBe("");
        expect(cloud.unknownRequests).toEqual([]);
    }, 120_000);
});
