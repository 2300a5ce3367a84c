import { serverInputs } from "../support/inputs";
import type { Kind, World } from "../support/world";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

/** Answers of requests that were carried out. */
const answers: [string, { body: unknown; headers?: Record<string, string> }][] = [
    [
        "the page of a proxy",
        { body: "<html><body>Sign in</body></html>", headers: { "content-type": "text/html" } },
    ],
    ["a document that is cut off", { body: '{"server": {"id": "4b293d31-' }],
    ["an object without what was made", { body: {} }],
];

interface Subject {
    kind: Kind;
    path: RegExp;
    prepare?(world: World): Promise<Values>;
    inputs(world: World, prepared: Values): Values;
    /** What there is of it in the cloud. */
    count(world: World, prepared: Values): number;
}

const serverOf = async (world: World, more?: Values) => ({
    serverId: (await world.create("Server", serverInputs(world, more))).id,
});
const record = (world: World, { serverId }: Values) => {
    const server = world.cloud.region().servers.get(String(serverId));
    if (!server) throw new Error(`The cloud has no server ${serverId}.`);
    return server;
};
const localDisk = (world: World) => {
    const { ids } = world.cloud.region();
    const disk = { sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 };
    return { flavorId: ids.localFlavor, blockDevices: [disk] };
};
const goldenImages = (world: World) =>
    [...world.cloud.region().images.values()].filter(({ name }) => name === "golden").length;

const creates: [string, Subject][] = [
    [
        "a server",
        {
            kind: "Server",
            path: /\/servers$/,
            inputs: (world) => serverInputs(world),
            count: (world) => world.cloud.region().servers.size,
        },
    ],
    [
        "a fleet",
        {
            kind: "ServerFleet",
            path: /\/servers$/,
            inputs: (world) => {
                const { name: _name, ...shared } = serverInputs(world);
                return { ...shared, namePrefix: "worker", count: 1 };
            },
            count: (world) => world.cloud.region().servers.size,
        },
    ],
    [
        "a keypair",
        {
            kind: "Keypair",
            path: /\/os-keypairs$/,
            inputs: () => ({ name: "made" }),
            count: (world) => world.cloud.region().keypairs.size - 1,
        },
    ],
    [
        "an image of a local disk",
        {
            kind: "ServerImage",
            path: /\/servers\/[^/]+\/action$/,
            prepare: (world) => serverOf(world, localDisk(world)),
            inputs: (_world, { serverId }) => ({ serverId, name: "golden" }),
            count: goldenImages,
        },
    ],
    [
        "an image of a volume",
        {
            kind: "ServerImage",
            path: /\/volumes\/[^/]+\/action$/,
            prepare: (world) => serverOf(world),
            inputs: (_world, { serverId }) => ({ serverId, name: "golden" }),
            count: goldenImages,
        },
    ],
    [
        "an attachment",
        {
            kind: "VolumeAttachment",
            path: /\/os-volume_attachments$/,
            prepare: async (world) => ({
                ...(await serverOf(world)),
                volumeId: world.cloud.region().addVolume(),
            }),
            inputs: (_world, { serverId, volumeId }) => ({ serverId, volumeId }),
            count: (world, prepared) =>
                record(world, prepared).attachments.filter(({ volumeId }) => volumeId === prepared.volumeId)
                    .length,
        },
    ],
    [
        "an assignment",
        {
            kind: "SecurityGroupAssignment",
            path: /\/action$/,
            prepare: (world) => serverOf(world),
            inputs: (_world, { serverId }) => ({ serverId, securityGroup: "db" }),
            count: (world, prepared) => record(world, prepared).securityGroupIds.length - 1,
        },
    ],
];

const updates: [string, (world: World) => Values][] = [
    ["os-stop", () => ({ powerState: "stopped" })],
    ["resize", (world) => ({ flavorId: world.cloud.region().ids.bigFlavor })],
    ["addSecurityGroup", () => ({ securityGroups: ["default", "db"] })],
    ["reboot", () => ({ rebootTrigger: "1" })],
    ["shelve", () => ({ powerState: "shelved" })],
];

describe.each(answers)("where a request is answered with %s", (_what, answer) => {
    const world = useWorld();

    const garble = (path: RegExp) =>
        world.cloud.faults.add({ method: "POST", path, kind: "garble", status: 200, ...answer });

    test.each(creates)("%s is made once, in the same run", async (_kind, subject) => {
        const prepared = (await subject.prepare?.(world)) ?? {};
        garble(subject.path);
        const inputs = subject.inputs(world, prepared);
        const { id, outs } = await world.create(subject.kind, inputs);
        expect(subject.count(world, prepared)).toBe(1);
        expect((await world.diff(subject.kind, outs, inputs, id)).changes).toBe(false);
        await world.delete(subject.kind, id, outs);
        expect((await world.read(subject.kind, id, outs)).id).toBeUndefined();
    });

    test.each(updates)("%s of a server is done, and settles", async (action, change) => {
        const { id, outs } = await world.create("Server", serverInputs(world));
        world.cloud.requests.length = 0;
        garble(/\/action$/);
        const inputs = serverInputs(world, change(world));
        const after = await world.update("Server", id, outs, inputs);
        expect((await world.diff("Server", after, inputs, id)).changes).toBe(false);
        const { props } = await world.read("Server", id, after);
        expect((await world.diff("Server", props as Values, inputs, id)).changes).toBe(false);
        const asked = world.cloud.requests.flatMap(({ action: name = "" }) =>
            name === action ? [name] : [],
        );
        expect(asked.length).toBeGreaterThan(0);
    });
});
