import { type FleetServer, serversOf, useFleetWorld } from "./fleet";

describe("a fleet of which a server is held by another change", () => {
    const world = useFleetWorld();

    test("has its whole time when its turn comes, also for the servers that it makes after", async () => {
        const { id, outs } = await world.make({ count: 1 });
        const [server] = serversOf(outs) as [FleetServer];
        world.cloud.region().seconds.attach = 70;
        const volumeId = world.cloud.region().addVolume();
        const attaching = world.create("VolumeAttachment", { serverId: server.id, volumeId });
        const wanted = world.inputs({ count: 2, securityGroups: ["web"], timeouts: { update: 60 } });
        // The first request of its turn is put off once.
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 429 });
        const updating = world.update("ServerFleet", id, outs, wanted);
        const [, updated] = await Promise.all([attaching, updating]);
        expect(serversOf(updated).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE"]);
    });
});
