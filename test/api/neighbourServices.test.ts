import { serviceClient } from "../../provider/src/api/auth/session";
import { FloatingIps } from "../../provider/src/api/services/floatingIps";
import { Networks, Subnets } from "../../provider/src/api/services/networks";
import { Ports } from "../../provider/src/api/services/ports";
import { ServerGroups } from "../../provider/src/api/services/serverGroups";
import { Snapshots } from "../../provider/src/api/services/snapshots";
import { VolumeTypes } from "../../provider/src/api/services/volumeTypes";
import { failureOf, fakeApi, missing, type Reply, refused, type Sent, service } from "./network";

/** What was sent, as "METHOD url". */
const lines = (sent: readonly Sent[]) => sent.map(({ method, url }) => `${method} ${url}`);

describe("networks", () => {
    const start = (reply: (sent: Sent) => Reply) => {
        const { session, network } = fakeApi({ reply });
        const service = serviceClient(session, "network", "KR1");
        return {
            networks: new Networks(service),
            subnets: new Subnets(service),
            network,
        };
    };
    const urls = (...names: string[]) => names.map((name) => `GET https://kr1-network.test/v2.0/${name}`);
    const only =
        (...names: string[]) =>
        ({ url }: Sent): Reply => {
            const [, found = "", id] = /v2\.0\/(\w+)(\/.*)?/.exec(url) ?? [];
            if (!names.includes(found)) return missing;
            const one = { id: "one", name: "One" };
            return { body: id === undefined ? { [found]: [one] } : { [found.slice(0, -1)]: one } };
        };

    test("are the vendor's where it has its own", async () => {
        const { networks, subnets, network } = start(only("vpcs", "vpcsubnets"));
        expect(await networks.list()).toMatchObject([{ id: "one", name: "One" }]);
        expect(await subnets.list()).toMatchObject([{ id: "one", name: "One" }]);
        expect(await subnets.get("one two")).toMatchObject({ name: "One" });
        expect(await networks.listed({})).toMatchObject({ api: "vendor" });
        expect(network.calls()).toEqual(urls("vpcs", "vpcsubnets", "vpcsubnets/one%20two", "vpcs"));
    });

    test("are OpenStack's elsewhere", async () => {
        const { networks, subnets, network } = start(only("networks", "subnets"));
        expect(await networks.listed({})).toMatchObject({ api: "openstack", networks: [{ name: "One" }] });
        expect(await subnets.get("one")).toMatchObject({ name: "One" });
        expect(network.calls()).toEqual(urls("vpcs", "networks", "vpcsubnets/one", "subnets/one"));
    });

    test("that are not there are none", async () => {
        const { networks } = start(() => missing);
        expect(await networks.list()).toBeUndefined();
        expect(await networks.get("one")).toBeUndefined();
    });

    test("that may not be read are an error", async () => {
        const { networks } = start(() => refused);
        expect((await failureOf(networks.list())).message).toBe("No (HTTP 403, GET /v2.0/vpcs)");
    });

    test("are told by the vendor, and by OpenStack, in the same words", async () => {
        const { networks, subnets } = start(({ url }) => ({
            body: url.includes("subnet")
                ? {
                      vpcsubnet: {
                          id: "one",
                          vpc_id: "vpc1",
                          cidr: "10.0.0.0/24",
                          gateway: "10.0.0.1",
                          shared: true,
                          routingtable: { gateway_id: "gateway1" },
                          available_ip_count: 7,
                      },
                  }
                : { vpc: { id: "one", state: "available", cidrv4: "10.0.0.0/16", shared: true } },
        }));
        expect(await networks.get("one")).toEqual({
            id: "one",
            name: "one",
            status: "available",
            cidr: "10.0.0.0/16",
            isExternal: false,
            isShared: true,
        });
        expect(await subnets.get("one")).toEqual({
            id: "one",
            name: "one",
            networkId: "vpc1",
            cidr: "10.0.0.0/24",
            gatewayIp: "10.0.0.1",
            isShared: true,
            hasInternetGateway: true,
            availableIpCount: 7,
        });
        const other = start(({ url }) => {
            if (url.includes("vpc")) return missing;
            const subnet = { id: "one", network_id: "network1", gateway_ip: "10.0.0.1" };
            return {
                body: url.includes("subnet")
                    ? { subnet }
                    : { network: { id: "one", status: "ACTIVE", "router:external": true } },
            };
        });
        expect(await other.networks.get("one")).toEqual({
            id: "one",
            name: "one",
            status: "ACTIVE",
            cidr: undefined,
            isExternal: true,
            isShared: false,
        });
        expect(await other.subnets.get("one")).toEqual({
            id: "one",
            name: "one",
            networkId: "network1",
            cidr: "",
            gatewayIp: "10.0.0.1",
            isShared: false,
            hasInternetGateway: undefined,
            availableIpCount: undefined,
        });
    });

    test("of which the cloud tells the id alone are there all the same", async () => {
        const { networks, subnets } = start(({ url }) => ({
            body: url.includes("subnet")
                ? { vpcsubnets: [{ id: "one", routingtable: {} }] }
                : { vpcs: [{ id: "one" }] },
        }));
        expect(await networks.list()).toMatchObject([{ name: "one", status: "", isExternal: false }]);
        expect(await subnets.list()).toMatchObject([
            { name: "one", networkId: "", cidr: "", hasInternetGateway: false },
        ]);
    });

    test("are narrowed down by the cloud", async () => {
        const { networks, subnets, network } = start(only("vpcs", "vpcsubnets"));
        await networks.list({ id: "one", name: "One", isExternal: true });
        await networks.list({ isExternal: false });
        await subnets.list({ name: "One" });
        expect(network.calls()).toEqual(
            urls(
                "vpcs?id=one&name=One&router%3Aexternal=true",
                "vpcs?router%3Aexternal=false",
                "vpcsubnets?name=One",
            ),
        );
    });
});

describe("ports", () => {
    const ports = (reply: Reply) => service("network", (network) => new Ports(network), reply);
    const path = "https://kr1-network.test/v2.0/ports";
    const wire = {
        id: "port1",
        name: "eth0",
        network_id: "network1",
        device_id: "server1",
        device_owner: "compute:kr-pub-a",
        fixed_ips: [{ subnet_id: "subnet1", ip_address: "10.0.0.5" }],
    };
    const port = {
        id: "port1",
        name: "eth0",
        networkId: "network1",
        serverId: "server1",
        fixedIps: [{ subnetId: "subnet1", address: "10.0.0.5" }],
    };

    test("are read by their id, and listed, all or those of a server", async () => {
        const one = ports({ body: { port: wire } });
        expect(await one.api.get("port 1")).toEqual(port);
        const all = ports({ body: { ports: [wire, { ...wire, id: "port2", device_id: "server2" }] } });
        expect((await all.api.list()).map(({ id }) => id)).toEqual(["port1", "port2"]);
        expect(await all.api.ofServer("server1")).toEqual([port]);
        expect(lines([...one.sent(), ...all.sent()])).toEqual([
            `GET ${path}/port%201`,
            `GET ${path}`,
            `GET ${path}?device_id=server1`,
        ]);
        expect(await ports(missing).api.get("port1")).toBeUndefined();
    });

    test.each([
        [{ device_owner: "network:router_interface" }, undefined],
        [{ device_id: "" }, undefined],
        [{ device_owner: null, name: null }, "server1"],
    ])("with %j are of server %s", async (more, serverId) => {
        const found = await ports({ body: { port: { ...wire, ...more } } }).api.get("port1");
        expect(found).toMatchObject({ serverId, name: "name" in more ? "" : "eth0" });
    });
});

describe("floating IPs", () => {
    const floatingIps = (reply: Reply) => service("network", (network) => new FloatingIps(network), reply);
    const path = "https://kr1-network.test/v2.0/floatingips";
    const wire = {
        id: "ip1",
        floating_ip_address: "203.0.113.5",
        status: "ACTIVE",
        floating_network_id: "network1",
        port_id: "port1",
        fixed_ip_address: "10.0.0.5",
        label: "web",
        description: "the web",
        delete_protection: true,
    };
    const ip = {
        id: "ip1",
        address: "203.0.113.5",
        status: "ACTIVE",
        floatingNetworkId: "network1",
        portId: "port1",
        fixedIp: "10.0.0.5",
        label: "web",
        description: "the web",
        isProtected: true,
    };
    const bare = { id: "ip1", floating_ip_address: "203.0.113.5", floating_network_id: "network1" };

    test("are read and listed with all that the cloud tells, which may be little", async () => {
        const one = floatingIps({ body: { floatingip: wire } });
        expect(await one.api.get("ip 1")).toEqual(ip);
        const nulls = { port_id: null, fixed_ip_address: null, label: null, description: null };
        const all = floatingIps({ body: { floatingips: [wire, { ...bare, ...nulls }, bare] } });
        const little = {
            ...ip,
            status: "",
            portId: undefined,
            fixedIp: undefined,
            label: "",
            description: "",
            isProtected: false,
        };
        expect(await all.api.list()).toEqual([ip, little, little]);
        expect(lines([...one.sent(), ...all.sent()])).toEqual([`GET ${path}/ip%201`, `GET ${path}`]);
        expect(await floatingIps(missing).api.get("ip1")).toBeUndefined();
    });

    test("are made with their mark, and changed with their port, which is always sent", async () => {
        const { api, sent } = floatingIps({ body: { floatingip: wire } });
        expect(await api.create("network1", { label: "web", description: "the web" })).toEqual(ip);
        await api.update("ip1", { portId: "port1", fixedIp: "10.0.0.5", deleteProtection: true });
        await api.update("ip1", { portId: undefined });
        expect(lines(sent())).toEqual([`POST ${path}`, `PUT ${path}/ip1`, `PUT ${path}/ip1`]);
        expect(sent().map(({ body }) => body)).toStrictEqual([
            { floatingip: { floating_network_id: "network1", label: "web", description: "the web" } },
            {
                floatingip: {
                    port_id: "port1",
                    fixed_ip_address: "10.0.0.5",
                    delete_protection: true,
                },
            },
            { floatingip: { port_id: null } },
        ]);
    });

    test("are deleted, and one that is not there says so", async () => {
        const { api, sent } = floatingIps({ status: 204 });
        expect(await api.delete("ip1")).toBe(true);
        expect(lines(sent())).toEqual([`DELETE ${path}/ip1`]);
        expect(await floatingIps(missing).api.delete("ip1")).toBe(false);
        expect((await failureOf(floatingIps(refused).api.delete("ip1"))).message).toMatch(/^No \(HTTP 403, /);
    });
});

describe("placement policies", () => {
    const groups = (reply: Reply) => service("compute", (compute) => new ServerGroups(compute), reply);
    const path = "https://kr1-compute.test/v2/tenant1/os-server-groups";
    const wire = { id: "group1", name: "apart", policies: ["anti-affinity"], members: ["server1"] };

    test("are read, listed, made and deleted", async () => {
        const one = groups({ body: { server_group: wire } });
        expect(await one.api.get("group 1")).toEqual(wire);
        expect(await one.api.create("apart", ["anti-affinity"])).toEqual(wire);
        const all = groups({ body: { server_groups: [wire, { id: "group2", name: "bare" }] } });
        expect(await all.api.list()).toEqual([
            wire,
            { id: "group2", name: "bare", policies: [], members: [] },
        ]);
        await all.api.delete("group 1");
        expect(lines([...one.sent(), ...all.sent()])).toEqual([
            `GET ${path}/group%201`,
            `POST ${path}`,
            `GET ${path}`,
            `DELETE ${path}/group%201`,
        ]);
        expect(one.sent()[1]?.body).toStrictEqual({
            server_group: { name: "apart", policies: ["anti-affinity"] },
        });
    });

    test("that are not there read as undefined and are deleted", async () => {
        const { api } = groups(missing);
        expect(await api.get("group1")).toBeUndefined();
        await api.delete("group1");
    });
});

describe("snapshots", () => {
    const snapshots = (reply: Reply) => service("blockStorage", (storage) => new Snapshots(storage), reply);
    const path = "https://kr1-volume.test/v2/tenant1/snapshots";
    const wire = { id: "snapshot1", name: "nightly", size: 10 };

    test("are read by their id, and listed", async () => {
        const one = snapshots({ body: { snapshot: wire } });
        expect(await one.api.get("snapshot 1")).toEqual(wire);
        const all = snapshots({ body: { snapshots: [wire, { id: "snapshot2", name: null, size: null }] } });
        expect(await all.api.list()).toEqual([wire, { id: "snapshot2", name: "", size: 0 }]);
        expect(lines([...one.sent(), ...all.sent()])).toEqual([`GET ${path}/snapshot%201`, `GET ${path}`]);
        expect(await snapshots(missing).api.get("snapshot1")).toBeUndefined();
    });
});

describe("volume types", () => {
    const types = (reply: Reply) => service("blockStorage", (storage) => new VolumeTypes(storage), reply);

    test("are listed with all that the cloud tells", async () => {
        const wire = {
            id: "type1",
            name: "General SSD",
            description: "fast",
            extra_specs: { backend: "ssd" },
            "os-volume-type-access:is_public": false,
        };
        const { api, sent } = types({ body: { volume_types: [wire, { id: "type2", name: "General HDD" }] } });
        expect(await api.list()).toEqual([
            {
                id: "type1",
                name: "General SSD",
                description: "fast",
                isPublic: false,
                extraSpecs: { backend: "ssd" },
            },
            { id: "type2", name: "General HDD", description: undefined, isPublic: true, extraSpecs: {} },
        ]);
        expect(lines(sent())).toEqual(["GET https://kr1-volume.test/v2/tenant1/types"]);
    });
});
