import { type Cloud, startCloud } from "../../emulator";
import { findOpenstackClient, type OpenstackClient, openstackClient } from "../support/openstackClient";

const path = findOpenstackClient();
const withClient = path === undefined ? describe.skip : describe;
const reason = path === undefined ? " (not installed: pip install python-openstackclient)" : "";

/** Python takes its time to start. */
jest.setTimeout(60_000);

withClient(`the standard openstack command line${reason}`, () => {
    let cloud: Cloud;
    let client: OpenstackClient;
    beforeAll(async () => {
        cloud = await startCloud({
            seconds: {
                build: 0.2,
                stop: 0,
                start: 0,
                delete: 0,
                attach: 0,
                detach: 0,
                volume: 0,
                image: 0,
                resize: 0,
                confirmResize: Number.POSITIVE_INFINITY,
            },
        });
        client = openstackClient(path ?? "", cloud.openstackEnvironment());
    });
    afterEach(() => expect(cloud.unknownRequests).toEqual([]));
    afterAll(async () => {
        await client?.close();
        await cloud?.close();
    });

    const inNetwork = () => [
        ...["--network", "vpc1", "--image", cloud.region().ids.image],
        ...["--key-name", "access", "--wait"],
    ];

    test("logs in, and makes, lists, shows and deletes a keypair", async () => {
        expect(await client.show("project_id", "token", "issue")).toBe(cloud.credentials.tenantId);
        expect(await client.run("keypair", "create", "access")).toContain("PRIVATE KEY");
        expect(await client.list("Name", "keypair", "list")).toEqual(["access"]);
        expect(await client.show("name", "keypair", "show", "access")).toBe("access");
        await client.run("keypair", "create", "other");
        await client.run("keypair", "delete", "other");
        expect(await client.list("Name", "keypair", "list")).toEqual(["access"]);
    });

    test("creates, lists, stops, starts, resizes and deletes a server with a root volume", async () => {
        const root = ["--flavor", "m2.c1m2", "--boot-from-volume", "20"];
        expect(await client.show("status", "server", "create", ...inNetwork(), ...root, "web")).toBe(
            "ACTIVE",
        );
        expect(await client.list("Name", "server", "list")).toEqual(["web"]);
        const status = () => client.show("status", "server", "show", "web");
        await client.run("server", "stop", "web");
        expect(await status()).toBe("SHUTOFF");
        await client.run("server", "start", "web");
        expect(await status()).toBe("ACTIVE");
        await client.run("server", "resize", "--wait", "--flavor", "m2.c2m4", "web");
        expect(await status()).toBe("VERIFY_RESIZE");
        await client.run("server", "resize", "confirm", "web");
        expect(await status()).toBe("ACTIVE");
        expect(await client.show("flavor", "server", "show", "web")).toContain("m2.c2m4");
    });

    test("moves a volume and a security group", async () => {
        await client.run("volume", "create", "--size", "1", "data");
        const status = () => client.show("status", "volume", "show", "data");
        await client.run("server", "add", "volume", "web", "data");
        expect(await status()).toBe("in-use");
        await client.run("server", "remove", "volume", "web", "data");
        expect(await status()).toBe("available");
        await client.run("volume", "delete", "data");
        const groups = () => client.show("security_groups", "server", "show", "web");
        await client.run("server", "add", "security", "group", "web", "db");
        expect(await groups()).toContain("db");
        await client.run("server", "remove", "security", "group", "web", "db");
        expect(await groups()).not.toContain("db");
        await client.run("server", "delete", "--wait", "web");
        expect(await client.list("Name", "server", "list")).toEqual([]);
    });

    test("says why a command fails, by its exit status", async () => {
        await expect(client.run("server", "show", "nobody")).rejects.toThrow(
            /^openstack server show nobody: .*nobody/s,
        );
    });

    test("shows the quota of compute, block storage and network, and what is in use of it", async () => {
        const show = async (...more: string[]) =>
            JSON.parse(await client.run("quota", "show", ...more, "-f", "json"));
        const all = ["cores", "instances", "ports", "volumes"];
        const quotas = await show();
        // Older clients show a quota a column, and no usage.
        if (!Array.isArray(quotas)) return expect(Object.keys(quotas)).toEqual(expect.arrayContaining(all));
        for (const rows of [quotas, await show("--usage")]) {
            const names = rows.map(({ Resource }: { Resource: string }) => Resource);
            expect(names).toEqual(expect.arrayContaining(all));
        }
    });

    test("makes and deletes a port and a security group", async () => {
        const address = ["--fixed-ip", "subnet=vpc1 subnet,ip-address=192.168.9.9"];
        expect(await client.show("name", "port", "create", "--network", "vpc1", ...address, "card")).toBe(
            "card",
        );
        expect(await client.show("fixed_ips", "port", "show", "card")).toContain("192.168.9.9");
        await client.run("port", "delete", "card");
        expect(await client.list("Name", "port", "list")).not.toContain("card");
        expect(await client.show("name", "security", "group", "create", "fresh")).toBe("fresh");
        expect(await client.list("Name", "security", "group", "list")).toContain("fresh");
        await client.run("security", "group", "delete", "fresh");
        expect(await client.list("Name", "security", "group", "list")).not.toContain("fresh");
    });

    test("makes an image of a server with a local disk", async () => {
        await client.run("server", "create", ...inNetwork(), "--flavor", "u2.c1m1", "local");
        await client.run("server", "image", "create", "--wait", "--name", "golden", "local");
        expect(await client.list("Name", "image", "list", "--private")).toEqual(["golden"]);
        expect(await client.show("status", "image", "show", "golden")).toBe("active");
        await client.run("image", "delete", "golden");
        await client.run("server", "delete", "--wait", "local");
    });
});
