import { handlers } from "../../provider/src/resources/handlers";
import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import type { World } from "../support/world";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const publicKey = (letter: string) =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5k${letter} me@example.com`;

const policy = "4b293d31-ebd5-4a7f-be03-874b90021e54";

/** A change in place, as the inputs that it changes; `also` are inputs that it wants to be there before and after. */
type Row = [property: string, change: Values, also?: Values];

const timeouts: Row = ["timeouts", { timeouts: { create: 1000, update: 1000, delete: 1000 } }];

/** What both a server and a fleet change in place. */
const ofServers = (world: World): Row[] => {
    const { ids } = world.cloud.region();
    return [
        timeouts,
        ["flavorId", { flavorId: ids.bigFlavor }],
        ["securityGroups", { securityGroups: ["web", "db"] }],
        ["securityGroupsMode", { securityGroupsMode: "exclusive" }, { securityGroups: ["web"] }],
        ["userDataReplaceOnChange", { userDataReplaceOnChange: false }],
        ["metadata", { metadata: { role: "web" } }],
        ["metadataMode", { metadataMode: "exclusive" }, { metadata: { role: "web" } }],
        ["powerState", { powerState: "stopped" }],
        ["powerState", { powerState: "shelved" }],
        ["rebootTrigger", { rebootTrigger: "2" }],
        ["rebootType", { rebootType: "HARD" }],
        ["diskConfig", { diskConfig: "AUTO" }],
        ["stopBeforeDelete", { stopBeforeDelete: true }],
    ];
};

interface Subject {
    inputs(world: World): Promise<Values>;
    rows(world: World): Row[];
    /** Properties whose changes replace. */
    replaced: string[];
}

const serverOf = async (world: World) => (await world.create("Server", serverInputs(world))).id;

const subjects: Record<CloudKind, Subject> = {
    Keypair: {
        inputs: async () => ({ name: "mine", publicKey: publicKey("S") }),
        rows: () => [
            timeouts,
            ["publicKey", { publicKey: publicKey("T") }],
            ["publicKey", { publicKey: undefined }],
        ],
        replaced: ["name"],
    },
    Server: {
        inputs: async (world) => serverInputs(world),
        rows: (world) => [...ofServers(world), ["name", { name: "storefront" }]],
        replaced: [
            "imageId",
            "userData",
            "userDataBase64",
            "keyName",
            "networks",
            "availabilityZone",
            "blockDevices",
            "placementPolicyId",
        ],
    },
    VolumeAttachment: {
        inputs: async (world) => ({
            serverId: await serverOf(world),
            volumeId: world.cloud.region().addVolume(),
        }),
        rows: () => [timeouts, ["stopBeforeDetach", { stopBeforeDetach: true }]],
        replaced: ["serverId", "volumeId"],
    },
    SecurityGroupAssignment: {
        inputs: async (world) => ({ serverId: await serverOf(world), securityGroup: "web" }),
        rows: () => [timeouts],
        replaced: ["serverId", "securityGroup"],
    },
    ServerImage: {
        inputs: async (world) => ({ serverId: await serverOf(world), name: "golden" }),
        rows: () => [timeouts, ["stopServer", { stopServer: true }]],
        replaced: ["serverId", "name", "metadata"],
    },
    Volume: {
        inputs: async () => ({ name: "data", size: 10 }),
        rows: (world) => [
            timeouts,
            ["name", { name: "logs" }],
            ["description", { description: "all of it" }],
            ["metadata", { metadata: { role: "db" } }],
            ["availabilityZone", { availabilityZone: world.cloud.region().ids.zone }],
            ["volumeType", { volumeType: "General HDD" }],
        ],
        replaced: ["size", "snapshotId", "encryption"],
    },
    PlacementPolicy: {
        inputs: async () => ({ name: "apart" }),
        rows: () => [timeouts],
        replaced: ["name"],
    },
    FloatingIp: {
        inputs: async (world) => ({ serverId: await serverOf(world) }),
        rows: (world) => {
            const { port } = world.cloud.region().ids;
            const byPort = { serverId: undefined, portId: port };
            return [
                timeouts,
                ["serverId", { serverId: undefined }],
                ["portId", byPort],
                ["fixedIp", { fixedIp: "192.168.200.10" }, byPort],
                ["label", { label: "web" }],
                ["label", { label: "storefront" }, { label: "web" }],
                ["deleteProtection", { deleteProtection: true }],
            ];
        },
        replaced: ["floatingNetworkId"],
    },
    ServerFleet: {
        inputs: async (world) => {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 2 };
        },
        rows: (world) => {
            const { ids } = world.cloud.region();
            const device = { ...(serverInputs(world).blockDevices as Values[])[0] };
            const userData = "#!/bin/sh\npython3 -m http.server 8080\n";
            const serving = { networks: [{ uuid: ids.otherNetwork }], userData };
            return [
                ...ofServers(world),
                ["count", { count: 3 }],
                ["count", { count: undefined, minCount: 1, maxCount: 3 }],
                ["minCount", { minCount: 3 }, { count: undefined, minCount: 1, maxCount: 3 }],
                ["maxCount", { maxCount: 2 }, { count: undefined, minCount: 1, maxCount: 3 }],
                ["namePrefix", { namePrefix: "batch" }],
                ["maxUnavailable", { maxUnavailable: 2 }],
                ["maxSurge", { maxSurge: 2 }],
                ["imageId", { imageId: ids.windowsImage }],
                ["keyName", { keyName: "other" }],
                ["networks", { networks: [{ uuid: ids.otherNetwork }] }],
                ["availabilityZone", { availabilityZone: ids.otherZone }],
                ["availabilityZones", { availabilityZones: [ids.otherZone] }],
                ["readiness", { readiness: { port: 8080 } }, serving],
                ["blockDevices", { blockDevices: [{ ...device, volumeSize: 30 }] }],
                ["userData", { userData: "#!/bin/sh" }],
                ["userDataBase64", { userDataBase64: "IyEvYmluL3No" }],
                ["placementPolicyId", { placementPolicyId: policy }],
            ];
        },
        replaced: [],
    },
};

jest.setTimeout(60_000);

describe.each(Object.keys(subjects) as CloudKind[])("%s", (kind) => {
    const { inputs, rows, replaced } = subjects[kind];
    const world = useWorld();
    beforeEach(async () => {
        await world.create("Keypair", { name: "other" });
        world.cloud
            .region()
            .serverGroups.set(policy, { id: policy, name: "apart", policies: ["anti-affinity"] });
    });

    const changesBetween = async (state: Values, wanted: Values) => {
        const { changes, replaces } = await world.diff(kind, state, wanted);
        return { changes, replaces };
    };
    const none = { changes: false, replaces: [] };

    /** After an update, and after a refresh of it, nothing is left to do. */
    const expectSettled = async (id: string, state: Values, wanted: Values): Promise<Values> => {
        expect(await changesBetween(state, wanted)).toEqual(none);
        const { props, inputs: shown } = await world.read(kind, id, state);
        expect(await changesBetween(props as Values, wanted)).toEqual(none);
        expect(shown).toBeDefined();
        return props as Values;
    };

    test("every change in place is in the table, or replaces", () => {
        const { adoptExisting: _onlyForCreate, region: _replaced, ...properties } = handlers[kind].properties;
        const inTable = rows(world).map(([property]) => property);
        expect([...new Set([...inTable, ...replaced])].sort()).toEqual(Object.keys(properties).sort());
    });

    test("a change in place settles, and so does the way back", async () => {
        for (const [property, change, also = {}] of rows(world)) {
            const before = { ...(await inputs(world)), ...also };
            const after = { ...before, ...change };
            const { id, outs } = await world.create(kind, before);
            const made = await expectSettled(id, outs, before);
            expect({ property, ...(await changesBetween(made, after)) }).toEqual({
                property,
                changes: true,
                replaces: [],
            });
            const updated = await expectSettled(id, await world.update(kind, id, made, after), after);
            const back = await expectSettled(id, await world.update(kind, id, updated, before), before);
            await world.delete(kind, id, back);
        }
    });
});
