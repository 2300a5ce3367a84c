import { serviceClient } from "../../provider/src/api/auth/session";
import { accessIpOf, Servers } from "../../provider/src/api/services/servers";
import { fakeApi } from "./network";
import { wireServer } from "./wire";

async function read(more: Record<string, unknown> = {}) {
    const { session } = fakeApi({ reply: () => ({ body: { server: wireServer(more) } }) });
    const server = await new Servers(serviceClient(session, "compute", "KR1")).get("server1");
    if (!server) throw new Error("There is no server.");
    return server;
}

test("a server has what the guide documents", async () => {
    expect(await read()).toEqual({
        id: "4b293d31-ebd5-4a7f-be03-874b90021e54",
        name: "web",
        status: "ACTIVE",
        vmState: "active",
        taskState: undefined,
        power: "on",
        flavorId: "flavor1",
        imageId: "image1",
        keyName: "mine",
        availabilityZone: "kr-pub-a",
        addresses: [
            {
                network: "Default",
                address: "192.168.0.5",
                type: "fixed",
                mac: "fa:16:3e:00:00:01",
                version: 4,
            },
        ],
        securityGroups: ["default"],
        metadata: {},
        volumeIds: ["volume1"],
        hostId: "host1",
        diskConfig: "MANUAL",
        tenantId: "tenant1",
        userId: "user1",
        created: "2026-01-01T00:00:00Z",
        updated: "2026-01-01T00:00:10Z",
        launchedAt: "2026-01-01T00:00:10.000000",
        isProtected: false,
        fault: undefined,
    });
});

test("a server of which the cloud tells next to nothing is there all the same", async () => {
    const told = { id: "server1", name: "web", status: "ACTIVE", flavor: { id: "flavor1" } };
    const nothing = Object.fromEntries(Object.keys(wireServer()).map((key) => [key, undefined]));
    const addresses = { Default: [{ addr: "192.168.0.5", version: 4 }] };
    const server = await read({ ...nothing, ...told, addresses });
    expect([...server.securityGroups, ...server.volumeIds]).toHaveLength(0);
    expect(server).toEqual({
        id: "server1",
        name: "web",
        status: "ACTIVE",
        vmState: "",
        power: "unknown",
        flavorId: "flavor1",
        addresses: [{ network: "Default", address: "192.168.0.5", type: "fixed", mac: "", version: 4 }],
        securityGroups: [],
        metadata: {},
        volumeIds: [],
        hostId: "",
        tenantId: "",
        userId: "",
        created: "",
        updated: "",
        isProtected: false,
    });
});

test("a server is reached at its first floating address, else at its first one", () => {
    const address = (last: number, type: string) => ({
        network: "Default",
        address: `10.0.0.${last}`,
        type,
        mac: "",
        version: 4,
    });
    const fixed = [address(1, "fixed"), address(2, "fixed")];
    const floating = [address(3, "floating"), address(4, "floating")];
    expect(accessIpOf({ addresses: [...fixed, ...floating] })).toBe("10.0.0.3");
    expect(accessIpOf({ addresses: fixed })).toBe("10.0.0.1");
    expect(accessIpOf({ addresses: [] })).toBeUndefined();
});

test("an address is of the type that the cloud says", async () => {
    const floating = { addr: "133.186.1.5", version: 4, "OS-EXT-IPS:type": "floating" };
    expect((await read({ addresses: { Default: [floating] } })).addresses[0]?.type).toBe("floating");
});

test("a server is protected where the vendor's console made it so", async () => {
    expect((await read({ "NHN-EXT-ATTR:protect": true })).isProtected).toBe(true);
});

describe("a status", () => {
    test.each([
        ["BUILDING", "BUILD"],
        ["STOPPED", "SHUTOFF"],
        ["RESIZED", "RESIZE"],
        ["RESCUED", "RESCUE"],
    ])("%s of the guide is %s", async (old, current) => {
        expect((await read({ status: old })).status).toBe(current);
    });

    test.each([
        ..."ACTIVE BUILD SHUTOFF DELETED REBOOT HARD_REBOOT RESIZE REVERT_RESIZE VERIFY_RESIZE".split(" "),
        ..."ERROR PAUSED REBUILD RESCUE SUSPENDED UNKNOWN MIGRATING PASSWORD SHELVED".split(" "),
        ..."SHELVED_OFFLOADED SOFT_DELETED SOMETHING_NEW".split(" "),
    ])("%s stays as it is", async (status) => {
        expect((await read({ status })).status).toBe(status);
    });
});

test.each([
    [0, "unknown"],
    [1, "on"],
    [3, "paused"],
    [4, "off"],
    [6, "crashed"],
    [7, "suspended"],
    [99, "unknown"],
    [undefined, "unknown"],
])("the power state %s is %s", async (state, power) => {
    expect((await read({ "OS-EXT-STS:power_state": state })).power).toBe(power);
});

describe("what a server may not have", () => {
    test("an image, where it was booted from a volume", async () => {
        expect((await read({ image: "" })).imageId).toBeUndefined();
        expect((await read({ image: null })).imageId).toBeUndefined();
    });

    test("a zone, an address, a host, groups and volumes, while it is built", async () => {
        const building = await read({
            status: "BUILD",
            "OS-EXT-STS:task_state": "scheduling",
            "OS-EXT-AZ:availability_zone": "",
            addresses: {},
            hostId: "",
            security_groups: undefined,
            "os-extended-volumes:volumes_attached": undefined,
            "OS-SRV-USG:launched_at": null,
        });
        expect(building).toMatchObject({
            taskState: "scheduling",
            addresses: [],
            hostId: "",
            securityGroups: [],
            volumeIds: [],
        });
        expect(building.availabilityZone).toBeUndefined();
        expect(building.launchedAt).toBeNull();
    });

    test("anything but its id, name, status, flavor and image", async () => {
        const bare = { id: "server1", name: "web", status: "ACTIVE", flavor: { id: "flavor1" }, image: null };
        const { session } = fakeApi({ reply: () => ({ body: { server: bare } }) });
        expect(await new Servers(serviceClient(session, "compute", "KR1")).get("server1")).toMatchObject({
            power: "unknown",
            metadata: {},
            addresses: [],
        });
    });
});

test("a security group of several ports is shown once, and groups are in order", async () => {
    const groups = [{ name: "web" }, { name: "default" }, { name: "web" }];
    expect((await read({ security_groups: groups })).securityGroups).toEqual(["default", "web"]);
});

test("the reason of a failure is the fault's message", async () => {
    expect(
        (await read({ status: "ERROR", fault: { code: 500, message: "No valid host was found. " } })).fault,
    ).toBe("No valid host was found.");
    expect((await read({ status: "ERROR", fault: { code: 500, message: " " } })).fault).toBeUndefined();
});

test("the reason of a failure is one line of bounded length, without what would reach the terminal", async () => {
    const lines = Array.from({ length: 600 }, (_, line) => `\u001b[31mTraceback ${line}`).join("\r\n");
    const { fault } = await read({ status: "ERROR", fault: { message: lines } });
    expect(fault).toMatch(/^Traceback 0 Traceback 1 .*…$/);
    expect(fault).toHaveLength(401);
});

test("a status and a task reach the terminal without what would steer it", async () => {
    const { status, taskState } = await read({
        status: "\u001b]0;title\u0007ODD\u001b[2J",
        "OS-EXT-STS:task_state": "spawn\u001b[31ming\r\n",
    });
    expect({ status, taskState }).toEqual({ status: "ODD", taskState: "spawning" });
});

describe("names that every object has", () => {
    const names = ["constructor", "toString", "prototype", "__proto__"];
    const pairs = names.map((name) => `"${name}": "mine"`).join(", ");

    test("are metadata like others", async () => {
        const { metadata } = await read({ metadata: JSON.parse(`{${pairs}}`) });
        expect(Object.entries(metadata)).toEqual(names.map((name) => [name, "mine"]));
    });

    test("are networks like others", async () => {
        const { addresses } = await read({
            addresses: JSON.parse('{"__proto__": [{"addr": "10.0.0.5", "version": 4}], "constructor": []}'),
        });
        expect(addresses).toMatchObject([{ network: "__proto__", address: "10.0.0.5" }]);
    });

    test("are no statuses of ours", async () => {
        for (const status of names) expect((await read({ status })).status).toBe(status);
    });

    test("reach the cloud in a create and in a change", async () => {
        const { session, network } = fakeApi({ reply: () => ({ body: { server: { id: "server1" } } }) });
        const texts: unknown[] = [];
        const { reply } = network;
        network.reply = (sent, nth) => {
            texts.push(JSON.stringify(sent.body));
            return reply(sent, nth);
        };
        const servers = new Servers(serviceClient(session, "compute", "KR1"));
        const metadata: Record<string, string> = JSON.parse(`{${pairs}}`);
        await servers.create({ name: "web", flavorId: "f1", keyName: "mine", networks: [], metadata });
        for (const name of names) await servers.setMetadata("server1", name, "mine");
        const [, created, ...set] = texts;
        expect(created).toContain(`"metadata":{${pairs.replaceAll(": ", ":").replaceAll(", ", ",")}}`);
        expect(set).toEqual(names.map((name) => `{"meta":{"${name}":"mine"}}`));
    });
});
