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

describe("a fleet, from its first up to its end", () => {
    let scene: Scene;
    const program =
        (more: Partial<ServerFleetArgs> = {}) =>
        async () => {
            const keypair = new Keypair("access");
            const fleet = new ServerFleet("worker", {
                ...smallServer(scene),
                keyName: keypair.id,
                count: 3,
                ...more,
            });
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
            "DELETE",
            "POST",
            "DELETE",
            "POST",
            "DELETE",
            "POST",
        ]);
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
