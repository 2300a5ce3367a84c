import type { CustomResourceOptions } from "@pulumi/pulumi";
import { Keypair, ServerFleet, type ServerFleetArgs } from "pulumi-nhncloud";
import { changingRequests, leftovers, liveServers } from "../../demo/cloudState";
import { changedStepsOf, expectNothingToDo, requestsOf, smallServer, storedOf, useScene } from "./scene";

describe("a fleet, from its first up to its end", () => {
    const scene = useScene();
    const one = "#!/bin/sh\n# canary one";
    const two = "#!/bin/sh\n# canary two";
    const program =
        (more: Partial<ServerFleetArgs> = {}, options?: CustomResourceOptions) =>
        async () => {
            const args = {
                ...smallServer(scene, new Keypair("access").id),
                count: 3,
                adoptExisting: true,
                userData: one,
                ...more,
            } as ServerFleetArgs;
            new ServerFleet("worker", args, options);
        };
    const elsewhere = () => ({ availabilityZone: scene.region.ids.otherZone, userData: two });
    const statuses = () => liveServers(scene.region).map(({ status }) => status);
    const ids = () => liveServers(scene.region).map(({ id }) => id);
    const launchesAndDeletes = () =>
        requestsOf(scene, /^(POST .*\/servers|DELETE .*\/servers\/[^/]+)$/).map((call) => call.split(" ")[0]);

    test("an up of which one server fails keeps the others, and tells why", async () => {
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        scene.stack.program = program();
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toMatch(
            /Creating fleet "worker": server "worker-[0-9a-f]{4}-1": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\./,
        );
        expect(statuses().sort()).toEqual(["ACTIVE", "ACTIVE", "ERROR"]);
        expect(requestsOf(scene, /^POST .*\/servers$/)).toHaveLength(1);
    });

    test("the next up makes the one that is missing", async () => {
        const before = ids();
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update worker"]);
        expect(statuses()).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        expect(ids().filter((id) => before.includes(id))).toHaveLength(2);
        expect((await storedOf(scene, "worker")).outputs?.servers).toHaveLength(3);
    });

    test("another zone is no replacement to the engine: where a server fails, the old ones stay", async () => {
        const before = ids();
        scene.stack.program = program(elsewhere());
        expect((await scene.stack.preview()).changes).toEqual({ update: 1, same: 1 });
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        expect((await scene.stack.attempt("up")).failure).toContain("No valid host was found.");
        expect(ids()).toEqual(expect.arrayContaining(before));
    });

    test("the next up deletes the one that failed, and replaces the servers one by one, the new one first", async () => {
        const before = ids();
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update worker"]);
        expect(ids().filter((id) => before.includes(id))).toEqual([]);
        expect(statuses()).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        const oneByOne = ["POST", "DELETE", "POST", "DELETE", "POST", "DELETE"];
        expect(launchesAndDeletes()).toEqual(["DELETE", ...oneByOne]);
    });

    test("its user data are not in the stack's files, of whichever revision", async () => {
        const stored = await scene.stack.storedText();
        for (const text of [one, two]) {
            expect(stored).not.toContain(text.slice(-10));
            expect(stored).not.toContain(Buffer.from(text).toString("base64"));
        }
    });

    test("with adoptExisting it is not taken over by the one that replaces it", async () => {
        const before = ids();
        const { bigFlavor: flavorId } = scene.region.ids;
        scene.stack.program = program({ ...elsewhere(), flavorId }, { replaceOnChanges: ["flavorId"] });
        expect(changedStepsOf(await scene.stack.up())).toContain("create-replacement worker");
        expect(ids().filter((id) => before.includes(id))).toEqual([]);
        expect(liveServers(scene.region).map((server) => server.flavorId)).toEqual(Array(3).fill(flavorId));
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
