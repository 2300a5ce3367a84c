import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;
type Made = { id: string; outs: Values };

/** What changes the devices or the groups of a server, besides the attachment that is under way. */
const changes: [
    what: string,
    prepare: (world: World, server: Made) => Promise<Made>,
    change: (world: World, server: Made, prepared: Made) => Promise<unknown>,
][] = [
    ["another attachment", nothing, (world, server) => attach(world, server)],
    [
        "an attachment that an earlier run left unfinished",
        attach,
        (world, { id: serverId }, { id, outs }) => {
            const inputs = { serverId, volumeId: outs.volumeId, timeouts: { update: 60 } };
            return world.update("VolumeAttachment", id, outs, inputs);
        },
    ],
    ["a detachment", attach, (world, _, { id, outs }) => world.delete("VolumeAttachment", id, outs)],
    ["a group that is assigned", nothing, (world, server) => assign(world, server)],
    [
        "an assignment that an earlier run left unfinished",
        assign,
        (world, { id: serverId }, { id, outs }) => {
            const inputs = { serverId, securityGroup: "db", timeouts: { update: 60 } };
            return world.update("SecurityGroupAssignment", id, outs, inputs);
        },
    ],
    [
        "a group that is taken away",
        assign,
        (world, _, { id, outs }) => world.delete("SecurityGroupAssignment", id, outs),
    ],
    [
        "a change of the server's own groups",
        nothing,
        (world, { id, outs }) =>
            world.update("Server", id, outs, serverInputs(world, { securityGroups: ["web"] })),
    ],
    [
        "an image of it",
        nothing,
        (world, { id: serverId }) => world.create("ServerImage", { serverId, name: "golden" }),
    ],
];

async function nothing(_: World, server: Made): Promise<Made> {
    return server;
}

function attach(world: World, { id: serverId }: Made): Promise<Made> {
    return world.create("VolumeAttachment", { serverId, volumeId: world.cloud.region().addVolume() });
}

function assign(world: World, { id: serverId }: Made): Promise<Made> {
    return world.create("SecurityGroupAssignment", { serverId, securityGroup: "db" });
}

describe("while a volume is attached to a server", () => {
    test.each(changes)("%s waits for its turn", async (_, prepare, change) => {
        const world = await startWorld({ seconds: { attach: 10 } });
        await world.create("Keypair", { name: "access" });
        const server = await world.create("Server", serverInputs(world));
        const prepared = await prepare(world, server);
        world.statusLines.length = 0;
        const later = world.clock.sleep(2000).then(() => change(world, server, prepared));
        await Promise.all([attach(world, server), world.clock.run(later)]);
        expect(world.statusLines).toContain(`waiting for another change of server ${server.id} · 0 s`);
        await world.close();
    });
});
