import { handlers } from "../../provider/src/resources/handlers";
import { differing } from "../model/engine";
import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const publicKey = (letter: string) =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5k${letter} me@example.com`;

/** What somebody changes behind the program's back, and what the next update does about it. */
interface Row {
    property: string;
    /** Inputs of the program besides those of all rows. */
    given?: Values;
    outside(world: World, id: string): void;
    /** The inputs that a preview shows as changed; the property itself where it is left out. */
    shows?: string[];
    /** The requests that mend it: an action by its name. */
    mends: string[];
}

const recordOf = (world: World, id: string) => {
    const server = world.cloud.region().servers.get(id);
    if (!server) throw new Error(`The cloud has no server ${id}.`);
    return server;
};
const volumeOf = (world: World, id: string) => {
    const volume = world.cloud.region().volumes.get(id);
    if (!volume) throw new Error(`The cloud has no volume ${id}.`);
    return volume;
};
const groupId = (world: World, name: string) =>
    String([...world.cloud.region().securityGroups.values()].find((group) => group.name === name)?.id);

/** Of a server, or of one server of a fleet, which `first` finds. */
const ofServers = (world: World, first: (world: World, id: string) => string): Row[] => {
    const { ids } = world.cloud.region();
    const change = (alter: (server: ReturnType<typeof recordOf>) => void) => (world: World, id: string) =>
        alter(recordOf(world, first(world, id)));
    const status = (name: string) => (world: World, id: string) =>
        world.cloud.region().setStatus(first(world, id), name);
    const lists = { securityGroups: ["web"], metadata: { role: "web" } };
    const exclusive = { ...lists, securityGroupsMode: "exclusive", metadataMode: "exclusive" };
    return [
        {
            property: "flavorId",
            outside: change((server) => {
                server.flavorId = ids.bigFlavor;
            }),
            mends: ["resize", "confirmResize"],
        },
        {
            property: "securityGroups",
            given: lists,
            outside: change((server) => {
                server.securityGroupIds = [groupId(world, "db")];
            }),
            mends: ["addSecurityGroup"],
        },
        {
            property: "securityGroups",
            given: exclusive,
            outside: change((server) => {
                server.securityGroupIds = [groupId(world, "web"), groupId(world, "db")];
            }),
            mends: ["removeSecurityGroup"],
        },
        {
            property: "metadata",
            given: lists,
            outside: change((server) => {
                server.metadata = { ...server.metadata, role: "db" };
            }),
            mends: ["PUT metadata/role"],
        },
        {
            property: "metadata",
            given: lists,
            outside: change((server) => {
                const { role: _gone, ...others } = server.metadata;
                server.metadata = { ...others, team: "blue" };
            }),
            mends: ["PUT metadata/role"],
        },
        {
            property: "metadata",
            given: exclusive,
            outside: change((server) => {
                server.metadata = { ...server.metadata, team: "blue" };
            }),
            mends: ["DELETE metadata/team"],
        },
        { property: "powerState", outside: status("SHUTOFF"), mends: ["os-start"] },
        {
            property: "powerState",
            given: { powerState: "stopped" },
            outside: status("ACTIVE"),
            mends: ["os-stop"],
        },
        {
            property: "powerState",
            given: { powerState: "shelved" },
            outside: status("ACTIVE"),
            mends: ["shelve"],
        },
    ];
};

interface Subject {
    inputs(world: World): Promise<Values>;
    /** Left out where nothing of it changes in place. */
    rows?(world: World): Row[];
    /** Somebody deletes it. */
    end(world: World, id: string): void;
    /** What only says how to work, or what the cloud does not show. */
    unseen: string[];
    /** What nobody can change of a thing that exists. */
    fixed: string[];
}

const serverOf = async (world: World) => (await world.create("Server", serverInputs(world))).id;
const ofEveryServer = [
    "timeouts",
    "securityGroupsMode",
    "userDataReplaceOnChange",
    "metadataMode",
    "rebootTrigger",
    "rebootType",
    "diskConfig",
    "stopBeforeDelete",
];
const madeWith = [
    "imageId",
    "userData",
    "userDataBase64",
    "keyName",
    "networks",
    "availabilityZone",
    "blockDevices",
    "placementPolicyId",
];

/** The first server of a fleet, whose id is in the mark of each. */
const firstMember = (world: World, id: string) => {
    const members = [...world.cloud.region().servers.values()].filter((server) =>
        server.metadata["pulumi-nhncloud-fleet"]?.startsWith(id),
    );
    return String(members[0]?.id);
};
const itself = (_world: World, id: string) => id;

const subjects: Record<CloudKind, Subject> = {
    Keypair: {
        inputs: async () => ({ name: "mine", publicKey: publicKey("S") }),
        rows: () => [
            {
                property: "publicKey",
                outside(world, id) {
                    const keypair = world.cloud.region().keypairs.get(id);
                    if (keypair) keypair.publicKey = publicKey("T");
                },
                mends: ["DELETE os-keypairs/mine", "POST os-keypairs"],
            },
            {
                property: "publicKey",
                given: { publicKey: undefined },
                outside(world, id) {
                    const keypair = world.cloud.region().keypairs.get(id);
                    if (keypair) keypair.publicKey = publicKey("T");
                },
                mends: ["DELETE os-keypairs/mine", "POST os-keypairs"],
            },
        ],
        end: (world, id) => void world.cloud.region().keypairs.delete(id),
        unseen: ["timeouts"],
        fixed: ["name"],
    },
    Server: {
        inputs: async (world) => serverInputs(world),
        rows: (world) => [
            ...ofServers(world, itself),
            {
                property: "name",
                outside(world, id) {
                    recordOf(world, id).name = "theirs";
                },
                mends: ["PUT server"],
            },
        ],
        end: (world, id) => void world.cloud.region().servers.delete(id),
        unseen: ofEveryServer,
        fixed: madeWith,
    },
    Volume: {
        inputs: async () => ({ name: "data", size: 10, description: "all of it", metadata: { role: "db" } }),
        rows: () => [
            {
                property: "name",
                outside: (world, id) => Object.assign(volumeOf(world, id), { name: "theirs" }),
                mends: ["PUT volume"],
            },
            {
                property: "description",
                outside: (world, id) => Object.assign(volumeOf(world, id), { description: null }),
                mends: ["PUT volume"],
            },
            {
                property: "metadata",
                outside(world, id) {
                    const { role: _gone, ...others } = volumeOf(world, id).metadata;
                    volumeOf(world, id).metadata = { ...others, team: "blue" };
                },
                mends: ["PUT volume"],
            },
        ],
        end: (world, id) => void world.cloud.region().volumes.delete(id),
        unseen: ["timeouts"],
        // Whoever extends it gives no reason to lose its data.
        fixed: ["size", "volumeType", "availabilityZone", "snapshotId", "encryption"],
    },
    PlacementPolicy: {
        inputs: async () => ({ name: "apart" }),
        end: (world, id) => void world.cloud.region().serverGroups.delete(id),
        unseen: ["timeouts"],
        fixed: ["name"],
    },
    ServerFleet: {
        inputs: async (world) => {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 2 };
        },
        rows: (world) => [
            ...ofServers(world, firstMember),
            {
                property: "namePrefix",
                outside(world, id) {
                    recordOf(world, firstMember(world, id)).name = "theirs";
                },
                // A name of one server is none of the fleet.
                shows: [],
                mends: ["PUT server"],
            },
            {
                property: "count",
                outside(world, id) {
                    world.cloud.region().servers.delete(firstMember(world, id));
                },
                mends: ["POST servers"],
            },
            {
                property: "minCount",
                given: { count: undefined, minCount: 2, maxCount: 3 },
                outside(world, id) {
                    const { servers } = world.cloud.region();
                    servers.delete(firstMember(world, id));
                    servers.delete(firstMember(world, id));
                },
                mends: ["POST servers"],
            },
            {
                property: "maxCount",
                given: { count: undefined, minCount: 1, maxCount: 2 },
                outside(world, id) {
                    const { servers } = world.cloud.region();
                    const first = recordOf(world, firstMember(world, id));
                    const twin = { ...first, id: "4b293d31-ebd5-4a7f-be03-874b90021e54", attachments: [] };
                    servers.set(twin.id, { ...twin, portIds: [] });
                },
                mends: ["DELETE server"],
            },
        ],
        end(world, id) {
            for (const _ of ["both", "of them"]) world.cloud.region().servers.delete(firstMember(world, id));
        },
        unseen: [...ofEveryServer, "maxSurge", "maxUnavailable", "readiness"],
        fixed: [...madeWith, "availabilityZones"],
    },
    VolumeAttachment: {
        inputs: async (world) => ({
            serverId: await serverOf(world),
            volumeId: world.cloud.region().addVolume(),
        }),
        end(world, id) {
            const server = recordOf(world, String(id.split("/")[0]));
            const [attachment] = server.attachments.splice(1);
            const volume = world.cloud.region().volumes.get(String(attachment?.volumeId));
            if (volume) Object.assign(volume, { status: "available", serverId: null });
        },
        unseen: ["timeouts", "stopBeforeDetach"],
        fixed: ["serverId", "volumeId"],
    },
    SecurityGroupAssignment: {
        inputs: async (world) => ({ serverId: await serverOf(world), securityGroup: "web" }),
        end(world, id) {
            recordOf(world, String(id.split("/")[0])).securityGroupIds = [];
        },
        unseen: ["timeouts"],
        fixed: ["serverId", "securityGroup"],
    },
    FloatingIp: {
        inputs: async (world) => ({ serverId: await serverOf(world) }),
        rows: (world) => {
            const ip = (id: string) => world.cloud.region().floatingIps.get(id);
            const change = (values: object) => (_world: World, id: string) =>
                void Object.assign(ip(id) ?? {}, values);
            const disconnect = change({ portId: null, fixedAddress: null, status: "DOWN" });
            const byPort = { serverId: undefined, portId: world.cloud.region().ids.port };
            const mends = ["PUT floatingip"];
            return [
                { property: "serverId", outside: disconnect, mends },
                { property: "portId", given: byPort, outside: disconnect, mends },
                {
                    property: "fixedIp",
                    given: { ...byPort, fixedIp: "192.168.200.10" },
                    outside: disconnect,
                    shows: ["portId", "fixedIp"],
                    mends,
                },
                { property: "label", given: { label: "web" }, outside: change({ label: "theirs" }), mends },
                {
                    property: "deleteProtection",
                    given: { deleteProtection: false },
                    outside: change({ deleteProtection: true }),
                    mends,
                },
            ];
        },
        end: (world, id) => void world.cloud.region().floatingIps.delete(id),
        unseen: ["timeouts"],
        fixed: ["floatingNetworkId"],
    },
    ServerImage: {
        inputs: async (world) => ({ serverId: await serverOf(world), name: "golden" }),
        end: (world, id) => void world.cloud.region().images.delete(id),
        unseen: ["timeouts", "stopServer"],
        // Whoever renames it gives no reason to make another.
        fixed: ["serverId", "name", "metadata"],
    },
};

/** What the provider asked for that changes something: an action by its name, anything else by its path. */
const changesOf = ({ cloud }: World): string[] =>
    cloud.requests.flatMap(({ method, path, action }) => {
        if (method === "GET" || path.startsWith("/identity")) return [];
        const tail = path
            .replace(/^.*\/v2\.0\/(floatingip)s\/[^/]+$/, "$1")
            .replace(/^.*\/v2\/[0-9a-f]+\//, "")
            .replace(/^volumes\/[^/]+$/, "volume")
            .replace(/^servers\/[^/]+\/(?=metadata)/, "");
        return [action ?? `${method} ${tail.replace(/^servers\/[^/]+$/, "server")}`];
    });

jest.setTimeout(60_000);

describe.each(Object.keys(subjects) as CloudKind[])("%s", (kind) => {
    const { inputs, rows, end, unseen, fixed } = subjects[kind];
    let world: World;
    beforeEach(async () => {
        // Long enough for a resize to wait for its confirmation.
        world = await startWorld({ seconds: { confirmResize: 60 } });
        await world.create("Keypair", { name: "access" });
    });
    afterEach(() => world.close());

    test("every property is changed outside, or cannot be, or does not show", () => {
        const { adoptExisting: _onlyForCreate, region: _fixed, ...properties } = handlers[kind].properties;
        const inTable = (rows?.(world) ?? []).map(({ property }) => property);
        expect([...new Set([...inTable, ...unseen, ...fixed])].sort()).toEqual(
            Object.keys(properties).sort(),
        );
    });

    test("what somebody deletes is gone after a refresh, and made anew", async () => {
        const program = await inputs(world);
        const { id, outs } = await world.create(kind, program);
        end(world, id);
        expect(await world.read(kind, id, outs)).toEqual({});
        const made = await world.nextRun().create(kind, program);
        const { props } = await world.read(kind, made.id, made.outs);
        expect((await world.diff(kind, props as Values, program, made.id)).changes).toBe(false);
    });

    if (!rows) return;
    test("what somebody changes is shown after a refresh, and mended by exactly that change", async () => {
        for (const { property, given, outside, shows = [property], mends } of rows(world)) {
            const program = { ...(await inputs(world)), ...given };
            const { id, outs } = await world.create(kind, program);
            outside(world, id);
            const { props, inputs: found } = await world.read(kind, id, outs);
            const checked = await world.check(kind, program, found);
            const { changes, replaces } = await world.diff(kind, props as Values, program, id);
            const shown = { changes, replaces, differing: differing(found as Values, checked.inputs) };
            expect({ property, ...shown }).toEqual({
                property,
                changes: true,
                replaces: [],
                differing: shows,
            });
            world.cloud.requests.length = 0;
            const mended = await world.update(kind, id, props as Values, program);
            expect({ property, mends: changesOf(world) }).toEqual({ property, mends });
            expect((await world.diff(kind, mended, program, id)).changes).toBe(false);
            const again = await world.read(kind, id, mended);
            expect((await world.diff(kind, again.props as Values, program, id)).changes).toBe(false);
            await world.delete(kind, id, again.props as Values);
        }
    });
});
