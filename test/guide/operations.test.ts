import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestLogEntry } from "../../emulator";
import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

interface Operation {
    name: string;
    method: string;
    /** Behind /v2/{tenantId}. */
    path: string;
    /** The member of an action's body. */
    action?: string;
}

/** Every operation of the guide, under its name there. */
const operations: readonly Operation[] = [
    { name: "List Types", method: "GET", path: "/flavors" },
    { name: "List Type Details", method: "GET", path: "/flavors/detail" },
    { name: "List Availability", method: "GET", path: "/os-availability-zone" },
    { name: "List Keypairs", method: "GET", path: "/os-keypairs" },
    { name: "Get Keypair", method: "GET", path: "/os-keypairs/{keypairName}" },
    { name: "Create/Register Keypair", method: "POST", path: "/os-keypairs" },
    { name: "Delete Keypair", method: "DELETE", path: "/os-keypairs/{keypairName}" },
    { name: "List Instances", method: "GET", path: "/servers" },
    { name: "List Instance Details", method: "GET", path: "/servers/detail" },
    { name: "Get Instance", method: "GET", path: "/servers/{serverId}" },
    { name: "Create Instance", method: "POST", path: "/servers" },
    { name: "Modify Instance", method: "PUT", path: "/servers/{serverId}" },
    { name: "Delete Instance", method: "DELETE", path: "/servers/{serverId}" },
    {
        name: "List Volumes Attached to Instance",
        method: "GET",
        path: "/servers/{serverId}/os-volume_attachments",
    },
    {
        name: "Get Volume Attached to Instance",
        method: "GET",
        path: "/servers/{serverId}/os-volume_attachments/{volumeId}",
    },
    {
        name: "Attach More Volumes to Instance",
        method: "POST",
        path: "/servers/{serverId}/os-volume_attachments",
    },
    {
        name: "Detach Volume from Instance",
        method: "DELETE",
        path: "/servers/{serverId}/os-volume_attachments/{volumeId}",
    },
    ...[
        ["Start Instance", "os-start"],
        ["Suspend Instance", "os-stop"],
        ["Restart Instance", "reboot"],
        ["Change Instance Type", "resize"],
        ["Create Instance Image", "createImage"],
        ["Add Security Group", "addSecurityGroup"],
        ["Delete Security Group", "removeSecurityGroup"],
    ].map(([name = "", action = ""]) => ({
        name,
        method: "POST",
        path: "/servers/{serverId}/action",
        action,
    })),
];

/** What a user does with each resource and function, from its beginning to its end. */
const users: Record<string, (world: World) => Promise<unknown>> = {
    Keypair: (world) => wholeLife(world, "Keypair", { name: "other" }),
    Server: async (world) => {
        const { bigFlavor, zone } = world.cloud.region().ids;
        const all = { availabilityZone: zone, securityGroups: ["default"], adoptExisting: true };
        // What is made anew is checked; what is taken over is looked for.
        const first = serverInputs(world, { ...all, adoptExisting: false });
        const { id, outs } = await world.create("Server", first);
        await world.delete("Server", id, outs);
        await wholeLife(world, "Server", serverInputs(world, all), [
            serverInputs(world, {
                ...all,
                name: "renamed",
                flavorId: bigFlavor,
                securityGroups: ["web"],
                powerState: "stopped",
            }),
            serverInputs(world, { ...all, flavorId: bigFlavor, rebootTrigger: "1" }),
        ]);
    },
    VolumeAttachment: async (world) => {
        const { serverId, volumeId } = await prepare(world);
        await wholeLife(world, "VolumeAttachment", { serverId, volumeId });
    },
    SecurityGroupAssignment: async (world) => {
        const { serverId } = await prepare(world);
        await wholeLife(world, "SecurityGroupAssignment", { serverId, securityGroup: "db" });
    },
    ServerImage: async (world) => {
        const { serverId, localServerId } = await prepare(world);
        await wholeLife(world, "ServerImage", { serverId, stopServer: true });
        await wholeLife(world, "ServerImage", { serverId: localServerId, stopServer: true });
    },
    ServerFleet: async (world) => {
        const { name: _ofOneServer, ...shared } = serverInputs(world);
        await wholeLife(world, "ServerFleet", { ...shared, count: 2 });
    },
    FloatingIp: async (world) => {
        const { serverId } = await prepare(world);
        await wholeLife(world, "FloatingIp", { serverId });
    },
    getFlavors: (world) => world.lookUp("getFlavors"),
    getFlavor: (world) => world.lookUp("getFlavor", { name: "m2.c1m2" }),
    getAvailabilityZones: (world) => world.lookUp("getAvailabilityZones"),
    getKeypairs: (world) => world.lookUp("getKeypairs"),
    getKeypair: (world) => world.lookUp("getKeypair", { name: "access" }),
    getServers: (world) => world.lookUp("getServers"),
    getServer: async (world) => {
        const { serverId: id } = await prepare(world);
        await world.lookUp("getServer", { id });
        await world.lookUp("getServer", { name: "web" });
    },
    getVolumeAttachments: async (world) => {
        const { serverId } = await prepare(world);
        await world.lookUp("getVolumeAttachments", { serverId });
    },
};

/** Made, changed where that is told, read and deleted. */
async function wholeLife(
    world: World,
    kind: Parameters<World["create"]>[0],
    inputs: Record<string, unknown>,
    changes: readonly Record<string, unknown>[] = [],
): Promise<void> {
    const { id, outs } = await world.create(kind, inputs);
    let state = outs;
    for (const change of changes) state = await world.update(kind, id, state, change);
    await world.read(kind, id, state);
    await world.delete(kind, id, state);
}

/** Servers that somebody made before, one of them with a local disk. */
async function prepare(world: World): Promise<Record<"serverId" | "localServerId" | "volumeId", string>> {
    const { ids } = world.cloud.region();
    const local = [{ sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 }];
    const u2 = { name: "local", flavorId: ids.localFlavor, blockDevices: local };
    const { id: serverId } = await world.create("Server", serverInputs(world));
    const { id: localServerId } = await world.create("Server", serverInputs(world, u2));
    world.cloud.requests.length = 0;
    return { serverId, localServerId, volumeId: world.cloud.region().addVolume() };
}

/** The operation that a request is, and undefined for what the guide does not have. */
function operationOf({ method, path, action }: RequestLogEntry): string | undefined {
    const [, rest] = /^\/kr1\/compute\/v2\/[^/]+(\/[^?]*)/.exec(path) ?? [];
    return operations.find((operation) => {
        const pattern = operation.path.replace(/\{\w+\}/g, "(?!detail$)[^/]+");
        return (
            operation.method === method &&
            operation.action === action &&
            new RegExp(`^${pattern}$`).test(rest ?? "")
        );
    })?.name;
}

async function operationsUsedBy(user: string): Promise<Set<string>> {
    const world = await startWorld();
    try {
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
        await users[user]?.(world);
        return new Set(world.cloud.requests.flatMap((request) => operationOf(request) ?? []));
    } finally {
        await world.close();
    }
}

/** Each user has a cloud of its own. */
jest.setTimeout(60_000);

describe("the guide's 24 operations", () => {
    const usedBy = new Map<string, Set<string>>();
    const usersOf = (operation: string) =>
        Object.keys(users).filter((user) => usedBy.get(user)?.has(operation));

    beforeAll(async () => {
        for (const user of Object.keys(users)) usedBy.set(user, await operationsUsedBy(user));
    });

    test("are all there", () => {
        expect(operations).toHaveLength(24);
        expect(new Set(operations.map(({ name }) => name)).size).toBe(24);
    });

    test.each(operations)("$name has a user", ({ name }) => {
        expect(usersOf(name)).not.toEqual([]);
    });

    test("are listed in docs/operations.md with their users", () => {
        const page = readFileSync(join(__dirname, "../../docs/operations.md"), "utf8");
        const rows = operations.map(({ name, method, path, action }) => {
            const request = action ? `${method} ${path} \`${action}\`` : `${method} ${path}`;
            const names = usersOf(name).map((user) => `\`${user}\``);
            return `| ${name} | ${request.replace(/^[^`]+/, (text) => `\`${text.trim()}\` `).trim()} | ${names.join(", ")} |`;
        });
        const [, table] = /\n(\| List Types .*?)\n(?:\n|$)/s.exec(page) ?? [];
        expect(table?.split("\n")).toEqual(rows);
    });
});
