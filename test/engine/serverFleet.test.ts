import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Keypair, ServerFleet, type ServerFleetArgs } from "pulumi-nhncloud";
import { changingRequests, leftovers, liveServers } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    requestsOf,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

/** An RSA key in OpenSSH's format, of a modulus that repeats the letter. */
function publicKey(letter: string): string {
    const fields = ["ssh-rsa", "\x01\0\x01", letter.repeat(256)].map((text) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(text.length);
        return Buffer.concat([length, Buffer.from(text, "latin1")]);
    });
    return `ssh-rsa ${Buffer.concat(fields).toString("base64")} me@example.com`;
}

describe("a fleet, from its first up to its end", () => {
    let scene: Scene;
    const program =
        (more: Partial<ServerFleetArgs> = {}, letter = "A", options?: CustomResourceOptions) =>
        async () => {
            const keypair = new Keypair("access", { name: "fleet-access", publicKey: publicKey(letter) });
            const args = { ...smallServer(scene), keyName: keypair.id, count: 3, ...more };
            const fleet = new ServerFleet("worker", args, options);
            return { servers: fleet.servers };
        };
    const statuses = () => liveServers(scene.region).map(({ status }) => status);
    const ids = () => liveServers(scene.region).map(({ id }) => id);

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = program();
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("an up of which one server fails keeps the others, and tells why", async () => {
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toMatch(
            /Creating fleet "worker": server "worker-[0-9a-f]{4}-1": it became ERROR instead of ACTIVE after \d+ s: No valid host was found\. What is there stays in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\./,
        );
        expect(statuses().sort()).toEqual(["ACTIVE", "ACTIVE", "ERROR"]);
        expect(requestsOf(scene, /^POST .*\/servers$/)).toHaveLength(1);
    });

    test("the next up makes the one that is missing, and a preview then finds nothing to do", async () => {
        const before = ids();
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update worker"]);
        expect(statuses()).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(ids().filter((id) => before.includes(id))).toHaveLength(2);
        await expectNothingToDo(scene);
        const { servers } = await scene.stack.outputs();
        expect(servers?.value).toHaveLength(3);
    });

    test("another type and count change it in place", async () => {
        const before = ids();
        scene.stack.program = program({ count: 4, flavorId: scene.region.ids.bigFlavor });
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update worker"]);
        expect(ids()).toEqual(expect.arrayContaining(before));
        expect(liveServers(scene.region).map(({ flavorId }) => flavorId)).toEqual(
            Array.from({ length: 4 }, () => scene.region.ids.bigFlavor),
        );
        scene.stack.program = program();
        await scene.stack.up();
        expect(ids()).toEqual(before);
        await expectNothingToDo(scene);
    });

    test("another zone is no replacement to the engine, and rolls through the servers", async () => {
        const before = ids();
        scene.stack.program = program({ availabilityZone: scene.region.ids.otherZone });
        const preview = await scene.stack.preview();
        expect(preview.changes).toEqual({ update: 1, same: 1 });
        scene.cloud.requests.length = 0;
        await scene.stack.up();
        expect(ids().filter((id) => before.includes(id))).toEqual([]);
        const order = requestsOf(scene, /^(POST .*\/servers|DELETE .*\/servers\/[^/]+)$/);
        expect(order.map((call) => call.split(" ")[0])).toEqual([
            "POST",
            "DELETE",
            "POST",
            "DELETE",
            "POST",
            "DELETE",
        ]);
        await expectNothingToDo(scene);
    });

    test("another key under the same name leaves its servers alone", async () => {
        const before = ids();
        const { otherZone: availabilityZone } = scene.region.ids;
        scene.stack.program = program({ availabilityZone }, "B");
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome).filter((step) => step.endsWith(" worker"))).toEqual([]);
        expect(scene.region.keypairs.get("fleet-access")?.publicKey).toContain(publicKey("B"));
        expect(ids()).toEqual(before);
        await expectNothingToDo(scene);
    });

    test("a roll that fails and is taken back keeps all servers, and shows no user data in state", async () => {
        const { otherZone: availabilityZone } = scene.region.ids;
        scene.stack.program = program({ availabilityZone, userData: "#!/bin/sh\n# canary one" }, "B");
        await scene.stack.up();
        const before = ids();
        const first = scene.stack.program;
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        scene.stack.program = program({ availabilityZone, userData: "#!/bin/sh\n# canary two" }, "B");
        expect((await scene.stack.attempt("up")).failure).toContain("No valid host was found.");
        expect(ids()).toEqual(expect.arrayContaining(before));
        await scene.stack.refresh();
        scene.stack.program = first;
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update worker"]);
        expect(ids()).toEqual(before);
        await expectNothingToDo(scene);
        const stored = await scene.stack.storedText();
        for (const canary of ["canary one", "canary two"]) {
            expect(stored).not.toContain(canary);
            expect(stored).not.toContain(Buffer.from(`#!/bin/sh\n# ${canary}`).toString("base64"));
        }
    });

    test("with adoptExisting it is not taken over by the one that replaces it", async () => {
        const { bigFlavor: flavorId } = scene.region.ids;
        const options = { replaceOnChanges: ["flavorId"] };
        scene.stack.program = program({ adoptExisting: true }, "B", options);
        await scene.stack.up();
        const before = ids();
        scene.stack.program = program({ adoptExisting: true, flavorId }, "B", options);
        await scene.stack.up();
        expect(ids().filter((id) => before.includes(id))).toEqual([]);
        expect(liveServers(scene.region).map((server) => server.flavorId)).toEqual(Array(3).fill(flavorId));
        await expectNothingToDo(scene);
    });

    test("a refresh finds a server that stopped and one that vanished, and the next up mends both", async () => {
        const [stopped, vanished] = ids() as [string, string];
        scene.region.setStatus(stopped, "SHUTOFF");
        scene.region.servers.delete(vanished);
        const refresh = await scene.stack.refresh();
        expect(changedStepsOf(refresh)).toEqual(["update worker"]);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
        const preview = await scene.stack.preview();
        expect(preview.output).toMatch(/count\s*: 2 => 3/);
        expect(preview.output).toMatch(/powerState\s*: "stopped" => "active"/);
        await scene.stack.up();
        expect(statuses()).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        expect((await scene.stack.destroy()).changes).toEqual({ delete: 2 });
        expect(leftovers(scene.region).filter((rest) => !rest.startsWith("volume"))).toEqual([]);
    });
});
