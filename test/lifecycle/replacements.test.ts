import type { RegionHandle } from "../../emulator";
import { handlers } from "../../provider/src/resources/handlers";
import { type Declared, Engine } from "../model/engine";
import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const fleetKey = "pulumi-nhncloud-fleet";
const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";
const policy = "4b293d31-ebd5-4a7f-be03-874b90021e54";

interface Subject {
    inputs(world: World): Promise<Values>;
    /** For every property that replaces, another value of it, and what goes with it. */
    changes(world: World): Promise<Record<string, Values>>;
    /** What there is of the kind in a region, by its id. */
    live(region: RegionHandle): string[];
    /** Properties that replace its servers, one after another. */
    rolling?: string[];
    /** Of these, the new one cannot be there before the old one is gone. */
    single?: string[];
}

const regions = ["KR1", "KR2"] as const;

const serverOf = async (world: World, name: string) =>
    (await world.nextRun().create("Server", serverInputs(world, { name }))).id;
const inOtherRegion = async (world: World, kind: CloudKind, inputs: Values) =>
    (await world.nextRun().create(kind, { ...inputs, region: "KR2" })).id;

/** A server's inputs as they are in the other region, where nothing has the same id. */
function serverElsewhere(world: World): Values {
    const { ids } = world.cloud.region("KR2");
    const [device] = serverInputs(world).blockDevices as Values[];
    return {
        region: "KR2",
        imageId: ids.image,
        flavorId: ids.flavor,
        networks: [{ uuid: ids.network }],
        blockDevices: [{ ...device, uuid: ids.image }],
    };
}

const subjects: Record<CloudKind, Subject> = {
    Keypair: {
        inputs: async () => ({ name: "mine", publicKey }),
        changes: async () => ({ name: { name: "yours" }, region: { region: "KR2" } }),
        live: ({ keypairs }) => [...keypairs.keys()].filter((name) => !["access", "other"].includes(name)),
    },
    Server: {
        inputs: async (world) => serverInputs(world),
        async changes(world) {
            const { ids, images } = world.cloud.region();
            const rocky = [...images.values()].find(({ name }) => name.startsWith("Rocky"))?.id;
            const [device] = serverInputs(world).blockDevices as Values[];
            await world.create("Keypair", { name: "other" });
            return {
                imageId: { imageId: rocky },
                userData: { userData: "#!/bin/sh" },
                userDataBase64: { userDataBase64: "IyEvYmluL3No" },
                keyName: { keyName: "other" },
                networks: { networks: [{ uuid: ids.otherNetwork }] },
                availabilityZone: { availabilityZone: ids.otherZone },
                blockDevices: { blockDevices: [{ ...device, volumeSize: 30 }] },
                placementPolicyId: { placementPolicyId: policy },
                region: serverElsewhere(world),
            };
        },
        live: ({ servers }) => [...servers.keys()],
    },
    ServerFleet: {
        inputs: async (world) => {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 2 };
        },
        changes: async (world) => ({ region: serverElsewhere(world) }),
        live: ({ servers }) => [
            ...new Set([...servers.values()].map((server) => String(server.metadata[fleetKey]).slice(0, -2))),
        ],
        rolling: [
            "imageId",
            "keyName",
            "networks",
            "availabilityZone",
            "availabilityZones",
            "userData",
            "userDataBase64",
            "blockDevices",
            "placementPolicyId",
        ],
    },
    VolumeAttachment: {
        inputs: async (world) => ({
            serverId: await serverOf(world, "one"),
            volumeId: world.cloud.region().addVolume(),
        }),
        changes: async (world) => ({
            serverId: { serverId: await serverOf(world, "two") },
            volumeId: { volumeId: world.cloud.region().addVolume() },
            region: {
                region: "KR2",
                serverId: await inOtherRegion(world, "Server", {
                    ...serverInputs(world),
                    ...serverElsewhere(world),
                }),
                volumeId: world.cloud.region("KR2").addVolume(),
            },
        }),
        live: ({ servers }) =>
            [...servers.values()].flatMap(({ id, attachments }) =>
                attachments.filter(({ root }) => !root).map(({ volumeId }) => `${id}/${volumeId}`),
            ),
        single: ["serverId"],
    },
    SecurityGroupAssignment: {
        inputs: async (world) => ({ serverId: await serverOf(world, "one"), securityGroup: "web" }),
        changes: async (world) => ({
            serverId: { serverId: await serverOf(world, "two") },
            securityGroup: { securityGroup: "db" },
            region: {
                region: "KR2",
                serverId: await inOtherRegion(world, "Server", {
                    ...serverInputs(world),
                    ...serverElsewhere(world),
                }),
            },
        }),
        live: ({ servers, securityGroups }) =>
            [...servers.values()].flatMap(({ id, securityGroupIds }) =>
                securityGroupIds
                    .map((group) => `${id}/${securityGroups.get(group)?.name}`)
                    .filter((pair) => !pair.endsWith("/default")),
            ),
    },
    Volume: {
        inputs: async () => ({ name: "data", size: 10 }),
        async changes(world) {
            const region = world.cloud.region();
            return {
                size: { size: 20 },
                volumeType: { volumeType: "General SSD" },
                availabilityZone: { availabilityZone: region.ids.otherZone },
                snapshotId: { snapshotId: region.addSnapshot(region.addVolume({ name: "source" })) },
                encryption: {
                    volumeType: "Encrypted SSD",
                    encryption: { appkey: "APPKEY", keyId: "key1" },
                },
                region: { region: "KR2" },
            };
        },
        live: ({ volumes }) =>
            [...volumes.values()].filter(({ name }) => name !== "source").map(({ id }) => id),
    },
    PlacementPolicy: {
        inputs: async () => ({ name: "mine" }),
        changes: async () => ({ name: { name: "yours" }, region: { region: "KR2" } }),
        live: ({ serverGroups }) => [...serverGroups.keys()].filter((id) => id !== policy),
    },
    FloatingIp: {
        inputs: async ({ cloud }) => ({
            label: "web",
            floatingNetworkId: cloud.region().ids.publicNetwork,
        }),
        async changes(world) {
            const { networks, ids } = world.cloud.region();
            const network = networks.get(ids.publicNetwork);
            if (network) networks.set(policy, { ...network, id: policy, name: "second" });
            const elsewhere = world.cloud.region("KR2").ids.publicNetwork;
            return {
                floatingNetworkId: { floatingNetworkId: policy },
                region: { region: "KR2", floatingNetworkId: elsewhere },
            };
        },
        live: ({ floatingIps }) => [...floatingIps.keys()],
    },
    ServerImage: {
        inputs: async (world) => ({ serverId: await localServer(world, "one"), name: "golden" }),
        changes: async (world) => ({
            serverId: { serverId: await localServer(world, "two") },
            name: { name: "silver" },
            metadata: { metadata: { role: "web" } },
            region: { region: "KR2", serverId: await localServer(world, "three", "KR2") },
        }),
        live: ({ images }) =>
            [...images.values()].filter(({ visibility }) => visibility !== "public").map(({ id }) => id),
    },
};

/** Its image takes metadata, as that of a volume does not. */
async function localServer(world: World, name: string, region: "KR1" | "KR2" = "KR1"): Promise<string> {
    const { ids } = world.cloud.region(region);
    const disk = { sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 };
    const elsewhere = region === "KR2" ? serverElsewhere(world) : {};
    const inputs = serverInputs(world, {
        name,
        ...elsewhere,
        flavorId: ids.localFlavor,
        blockDevices: [disk],
    });
    return (await world.nextRun().create("Server", inputs)).id;
}

jest.setTimeout(60_000);

describe.each(Object.keys(subjects) as CloudKind[])("a %s", (kind) => {
    const { inputs, changes, live, rolling = [], single = [] } = subjects[kind];
    let world: World;
    let engine: Engine;
    beforeEach(async () => {
        world = await startWorld();
        engine = new Engine(world.platform, "dev");
        for (const region of regions) {
            await world.create("Keypair", { name: "access", region });
            const group = { id: policy, name: "apart", policies: ["anti-affinity"] };
            world.cloud.region(region).serverGroups.set(policy, group);
        }
    });
    afterEach(() => world.close());

    const run = <T>(work: Promise<T>) => world.clock.run(work);
    const there = () =>
        regions.flatMap((region) => live(world.cloud.region(region)).map((id) => `${region}/${id}`));
    const inState = () => engine.resources.map(({ id, outputs }) => `${outputs.region}/${id}`);
    const programOf = (values: Values): Declared[] => [{ kind, name: "it", inputs: values }];
    const opsOf = (steps: { op: string }[]) => steps.map(({ op }) => op);

    const expectReplaced = async (
        property: string,
        before: Declared[],
        after: Declared[],
        others: string[],
    ) => {
        const what = (rest: object) => ({ property, ...rest });
        await run(engine.up(before));
        const [old] = inState();
        const preview = opsOf(await run(engine.preview(after)));
        const done = opsOf(await run(engine.up(after)));
        expect(what({ preview, done })).toEqual(what({ preview: ["replace"], done: ["replace"] }));
        expect(what({ live: there() })).toEqual(what({ live: expect.arrayContaining(inState()) }));
        expect(there().length).toBe(inState().length + others.length);
        expect(inState()).not.toEqual([old]);
        expect(opsOf(await run(engine.preview(after)))).toEqual(["same"]);
        await run(engine.refresh());
        expect(opsOf(await run(engine.preview(after)))).toEqual(["same"]);
    };

    test("has a row for every property that replaces it", async () => {
        const replacing = Object.entries(handlers[kind].properties).flatMap(([name, { onChange }]) =>
            onChange === "replace" ? [name] : [],
        );
        const rows = Object.keys(await changes(world));
        expect([...rows, ...rolling].sort()).toEqual(replacing.sort());
    });

    test.each([{}, { adoptExisting: true }])("is replaced by exactly one other, with %j", async (more) => {
        for (const [property, change] of Object.entries(await changes(world))) {
            const before = { ...(await inputs(world)), ...more };
            const others = there();
            await expectReplaced(property, programOf(before), programOf({ ...before, ...change }), others);
            await run(engine.destroy());
            expect(there()).toEqual(others);
        }
    });

    test("with adoptExisting is replaced by what somebody made of that name", async () => {
        for (const [property, change] of Object.entries(await changes(world))) {
            if (single.includes(property)) continue;
            const before = await inputs(world);
            const others = there();
            const after = { ...before, ...change };
            await run(engine.up(programOf(before)));
            const theirs = (await world.nextRun().create(kind, after)).id;
            const done = await run(engine.up(programOf({ ...after, adoptExisting: true })));
            expect({ property, done: opsOf(done) }).toEqual({ property, done: ["replace"] });
            expect(engine.resources.map(({ id }) => id)).toEqual([theirs]);
            expect(there().sort()).toEqual([...others, ...inState()].sort());
            expect(opsOf(await run(engine.preview(programOf(after))))).toEqual(["same"]);
            await run(engine.destroy());
            expect(there()).toEqual(others);
        }
    });
});
