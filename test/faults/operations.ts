import type { Durations } from "../../emulator";
import { serverInputs } from "../support/inputs";
import type { CloudKind, Kind, World } from "../support/world";
import type { Declared, Values } from "./stack";

/** What an operation is done in. */
export interface Scene {
    world: World;
    /** Volumes that nobody uses. */
    volumes: readonly [string, string];
}

/** Something that a run does to one resource of a stack. */
export interface OperationCase {
    name: string;
    kind: Kind;
    /** The program of the runs before. */
    before(scene: Scene): Declared[];
    /** The program that the struck run brings up, and that holds in the end; the same where it is left out. */
    after?(scene: Scene): Declared[];
    /** The struck run is a refresh of these instead. */
    refreshes?: readonly string[];
    /** What the stack loses sight of before the run, and finds again in the cloud. */
    forgets?: readonly string[];
    /**
     * The server that is stopped for the work. Where the run is killed, or cannot reach the cloud, it stays so, and the run
     * says it: what follows starts it only after a refresh.
     */
    stops?: string;
    seconds?: Partial<Durations>;
}

/** Enough to outlast one request without an answer, and a short time for whoever waits in vain. */
export const timeouts = { create: 120, update: 120, delete: 120 };

const KEYS = {
    first: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop",
    second: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop",
};

const keypair = (inputs: Values, name = "key"): Declared => ({
    kind: "Keypair",
    name,
    inputs: () => ({ ...inputs, timeouts }),
});

const access = keypair({ name: "access", publicKey: KEYS.first }, "access");

/** A server named "web". */
const server = ({ world }: Scene, more: Values = {}): Declared => ({
    kind: "Server",
    name: "web",
    inputs: () => serverInputs(world, { timeouts, ...more }),
});

const onLocalDisk = ({ world }: Scene): Values => {
    const { ids } = world.cloud.region();
    const disk = { sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 };
    return { flavorId: ids.localFlavor, blockDevices: [disk] };
};

const fleet = ({ world }: Scene, more: Values = {}): Declared => {
    const { name: _name, ...shared } = serverInputs(world);
    const inputs = { ...shared, namePrefix: "worker", count: 2, timeouts, ...more };
    return { kind: "ServerFleet", name: "workers", inputs: () => inputs };
};

/** Spread over both zones, and only there when its servers respond. */
const servingFleet = (scene: Scene, more: Values = {}): Declared => {
    const { zone, otherZone, otherNetwork } = scene.world.cloud.region().ids;
    return fleet(scene, {
        availabilityZones: [zone, otherZone],
        readiness: { port: 8080 },
        networks: [{ uuid: otherNetwork }],
        userData: "#!/bin/sh\npython3 -m http.server 8080\n",
        ...more,
    });
};

const volume = (more: Values = {}): Declared => ({
    kind: "Volume",
    name: "data",
    inputs: () => ({ name: "data", size: 10, timeouts, ...more }),
});

const policy = (more: Values): Declared => ({
    kind: "PlacementPolicy",
    name: "apart",
    inputs: () => ({ timeouts, ...more }),
});

/** Of the server "web". */
const onWeb = (kind: Kind, more: Values): Declared => ({
    kind,
    name: "it",
    inputs: (idOf) => ({ serverId: idOf("web"), timeouts, ...more }),
});
const image = (more: Values = {}) => onWeb("ServerImage", { name: "golden", ...more });
const attachment = ({ volumes: [volumeId] }: Scene, more: Values = {}) =>
    onWeb("VolumeAttachment", { volumeId, ...more });
const assignment = (more: Values = {}) => onWeb("SecurityGroupAssignment", { securityGroup: "db", ...more });

const address = (more: Values = {}) => onWeb("FloatingIp", { label: "web", ...more });

const stopped = { powerState: "stopped" };
const shelved = { powerState: "shelved" };
const bigger = ({ world }: Scene): Values => ({ flavorId: world.cloud.region().ids.bigFlavor });

/** Another image, which no server takes in place. */
const otherImage = ({ world }: Scene): Values => {
    const rocky = [...world.cloud.region().images.values()].find(({ name }) => name.startsWith("Rocky"))?.id;
    const [disk] = serverInputs(world).blockDevices as Values[];
    return { imageId: rocky, blockDevices: [{ ...disk, uuid: rocky }] };
};

type More = Values | ((scene: Scene) => Values);

const valuesOf = (more: More, scene: Scene) => (typeof more === "function" ? more(scene) : more);

/** From one set of inputs to another. */
const serverUpdate = (name: string, from: More, to: More, seconds?: Partial<Durations>): OperationCase => ({
    name,
    kind: "Server",
    before: (scene) => [access, server(scene, valuesOf(from, scene))],
    after: (scene) => [access, server(scene, valuesOf(to, scene))],
    ...(seconds ? { seconds } : {}),
});

const fleetUpdate = (name: string, to: More): OperationCase => ({
    name,
    kind: "ServerFleet",
    before: (scene) => [access, fleet(scene)],
    after: (scene) => [access, fleet(scene, valuesOf(to, scene))],
});

/** Create, read and delete of what stands on `base`; adopt where the stack can take it over. */
function lifeOf(
    what: string,
    kind: CloudKind,
    base: (scene: Scene) => Declared[],
    it: (scene: Scene, more?: Values) => Declared,
    options: { isAdoptable?: true } = {},
): OperationCase[] {
    const whole = (scene: Scene) => [...base(scene), it(scene)];
    const cases: OperationCase[] = [
        { name: `create ${what}`, kind, before: base, after: whole },
        { name: `read ${what}`, kind, before: whole, refreshes: [NAMES[kind]] },
        { name: `delete ${what}`, kind, before: whole, after: base },
    ];
    if (options.isAdoptable) {
        cases.push({
            name: `adopt ${what}`,
            kind,
            before: whole,
            forgets: [NAMES[kind]],
            after: (scene) => [...base(scene), it(scene, { adoptExisting: true })],
        });
    }
    return cases;
}

/** What the subject of a case is called in its program. */
const NAMES: Readonly<Record<CloudKind, string>> = {
    Keypair: "key",
    Server: "web",
    ServerFleet: "workers",
    ServerImage: "it",
    Volume: "data",
    PlacementPolicy: "apart",
    VolumeAttachment: "it",
    SecurityGroupAssignment: "it",
    FloatingIp: "it",
};

const nothing = () => [];
const withAccess = () => [access];
const withWeb = (scene: Scene) => [access, server(scene)];
const withLocalWeb = (scene: Scene) => [access, server(scene, onLocalDisk(scene))];

export const operations: readonly OperationCase[] = [
    ...lifeOf("a generated keypair", "Keypair", nothing, () => keypair({})),
    ...lifeOf(
        "a registered keypair",
        "Keypair",
        nothing,
        (_scene, more) => keypair({ name: "mine", publicKey: KEYS.first, ...more }),
        { isAdoptable: true },
    ),
    {
        name: "give a keypair another key",
        kind: "Keypair",
        before: () => [keypair({ name: "mine", publicKey: KEYS.first })],
        after: () => [keypair({ name: "mine", publicKey: KEYS.second })],
    },
    {
        name: "generate the key of a registered keypair",
        kind: "Keypair",
        before: () => [keypair({ name: "mine", publicKey: KEYS.first })],
        after: () => [keypair({ name: "mine" })],
    },
    {
        name: "replace a keypair",
        kind: "Keypair",
        before: () => [keypair({ name: "mine", publicKey: KEYS.first })],
        after: () => [keypair({ name: "yours", publicKey: KEYS.first })],
    },

    ...lifeOf("a server", "Server", withAccess, server, { isAdoptable: true }),
    {
        name: "create a stopped server",
        kind: "Server",
        before: withAccess,
        after: (scene) => [access, server(scene, stopped)],
    },
    {
        name: "delete a server that is stopped first",
        kind: "Server",
        before: (scene) => [access, server(scene, { stopBeforeDelete: true })],
        after: withAccess,
    },
    serverUpdate("rename a server", {}, { name: "storefront" }),
    serverUpdate(
        "change a server's metadata",
        { metadata: { kept: "1", changed: "1", dropped: "1" } },
        { metadata: { kept: "1", changed: "2", added: "1" } },
    ),
    serverUpdate(
        "change a server's security groups",
        { securityGroups: ["default", "web"] },
        { securityGroups: ["default", "db"] },
    ),
    serverUpdate("resize a server", {}, bigger),
    serverUpdate("resize a server that waits to be confirmed", {}, bigger, { confirmResize: Infinity }),
    serverUpdate("resize a shelved server", shelved, (scene) => ({ ...shelved, ...bigger(scene) })),
    serverUpdate("stop a server", {}, stopped),
    serverUpdate("start a server", stopped, {}),
    serverUpdate("shelve a server", {}, shelved),
    serverUpdate("shelve a stopped server", stopped, shelved),
    serverUpdate("unshelve a server", shelved, {}),
    serverUpdate("reboot a server", { rebootTrigger: "1" }, { rebootTrigger: "2" }),
    serverUpdate("change a server in every way", {}, (scene) => ({
        ...bigger(scene),
        ...stopped,
        name: "storefront",
        metadata: { role: "web" },
        securityGroups: ["default", "db"],
    })),
    serverUpdate("replace a server", {}, otherImage),
    serverUpdate(
        "replace a server that keeps its address",
        (scene) => ({
            networks: [{ uuid: scene.world.cloud.region().ids.network, fixedIp: "192.168.0.77" }],
        }),
        (scene) => ({
            ...otherImage(scene),
            networks: [{ uuid: scene.world.cloud.region().ids.network, fixedIp: "192.168.0.77" }],
        }),
    ),

    ...lifeOf("a fleet", "ServerFleet", withAccess, fleet, { isAdoptable: true }),
    fleetUpdate("grow a fleet", { count: 3 }),
    fleetUpdate("shrink a fleet", { count: 1 }),
    fleetUpdate("rename a fleet", { namePrefix: "batch" }),
    fleetUpdate("resize a fleet", bigger),
    fleetUpdate("stop a fleet", stopped),
    fleetUpdate("replace a fleet's servers", otherImage),
    {
        name: "create a fleet of which one zone has no room",
        kind: "ServerFleet",
        before: ({ world }) => {
            const { room, ids } = world.cloud.region();
            room.set(ids.zone, 0);
            return [access];
        },
        after: (scene) => [access, servingFleet(scene)],
    },
    {
        name: "replace the servers of a fleet that have to respond",
        kind: "ServerFleet",
        before: (scene) => [access, servingFleet(scene)],
        after: (scene) => [access, servingFleet(scene, otherImage(scene))],
    },

    ...lifeOf("an image of a root volume", "ServerImage", withWeb, (_scene, more) => image(more), {
        isAdoptable: true,
    }),
    ...lifeOf("an image of a local disk", "ServerImage", withLocalWeb, (_scene, more) => image(more)),
    {
        name: "create an image whose name is made up",
        kind: "ServerImage",
        before: withWeb,
        after: (scene) => [...withWeb(scene), image({ name: undefined })],
    },
    {
        name: "create an image of a server that is stopped for it",
        kind: "ServerImage",
        before: withLocalWeb,
        after: (scene) => [...withLocalWeb(scene), image({ stopServer: true })],
        stops: "web",
    },
    {
        name: "update an image",
        kind: "ServerImage",
        before: (scene) => [...withWeb(scene), image()],
        after: (scene) => [...withWeb(scene), image({ stopServer: true })],
    },
    {
        name: "replace an image",
        kind: "ServerImage",
        before: (scene) => [...withWeb(scene), image()],
        after: (scene) => [...withWeb(scene), image({ name: "silver" })],
    },

    ...lifeOf("a volume", "Volume", nothing, (_scene, more) => volume(more), { isAdoptable: true }),
    {
        name: "change a volume in every way",
        kind: "Volume",
        before: () => [volume({ metadata: { kept: "1", changed: "1", dropped: "1" } })],
        after: () => [
            volume({ name: "logs", description: "all of it", metadata: { kept: "1", changed: "2" } }),
        ],
    },
    {
        name: "replace a volume",
        kind: "Volume",
        before: () => [volume()],
        after: () => [volume({ size: 20 })],
    },

    ...lifeOf("a placement policy whose name is made up", "PlacementPolicy", nothing, () => policy({})),
    {
        name: "adopt a placement policy",
        kind: "PlacementPolicy",
        before: () => [policy({ name: "apart" })],
        forgets: ["apart"],
        after: () => [policy({ name: "apart", adoptExisting: true })],
    },
    {
        name: "update a placement policy",
        kind: "PlacementPolicy",
        before: () => [policy({})],
        after: () => [policy({ timeouts: { ...timeouts, update: 121 } })],
    },

    ...lifeOf("an attachment", "VolumeAttachment", withWeb, attachment),
    {
        name: "update an attachment",
        kind: "VolumeAttachment",
        before: (scene) => [...withWeb(scene), attachment(scene)],
        after: (scene) => [...withWeb(scene), attachment(scene, { stopBeforeDetach: true })],
    },
    {
        name: "replace an attachment",
        kind: "VolumeAttachment",
        before: (scene) => [...withWeb(scene), attachment(scene)],
        after: (scene) => [...withWeb(scene), attachment(scene, { volumeId: scene.volumes[1] })],
    },
    {
        name: "delete an attachment for which the server is stopped",
        kind: "VolumeAttachment",
        before: (scene) => [...withWeb(scene), attachment(scene, { stopBeforeDetach: true })],
        after: withWeb,
        stops: "web",
    },

    ...lifeOf("an assignment", "SecurityGroupAssignment", withWeb, (_scene, more) => assignment(more)),
    {
        name: "update an assignment",
        kind: "SecurityGroupAssignment",
        before: (scene) => [...withWeb(scene), assignment()],
        after: (scene) => [...withWeb(scene), assignment({ timeouts: { ...timeouts, update: 121 } })],
    },
    {
        name: "replace an assignment",
        kind: "SecurityGroupAssignment",
        before: (scene) => [...withWeb(scene), assignment()],
        after: (scene) => [...withWeb(scene), assignment({ securityGroup: "web" })],
    },

    ...lifeOf("a floating IP", "FloatingIp", withWeb, (_scene, more) => address(more), {
        isAdoptable: true,
    }),
    {
        name: "create a floating IP without a label",
        kind: "FloatingIp",
        before: withWeb,
        after: (scene) => [...withWeb(scene), address({ label: undefined })],
    },
    {
        name: "connect a floating IP",
        kind: "FloatingIp",
        before: (scene) => [...withWeb(scene), address({ serverId: undefined })],
        after: (scene) => [...withWeb(scene), address()],
    },
    {
        name: "label a floating IP",
        kind: "FloatingIp",
        before: (scene) => [...withWeb(scene), address()],
        after: (scene) => [...withWeb(scene), address({ label: "storefront" })],
    },
];
