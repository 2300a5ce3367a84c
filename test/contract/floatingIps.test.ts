import { useCloud } from "./cloud";
import { localServer, makeKey } from "./servers";
import type { Reply } from "./wire";

type Values = Record<string, unknown>;

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a floating IP", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));
    afterEach(async () => {
        for (const { id } of (await call("GET", "/floatingips")).body.floatingips) await discard(id);
    });

    const call = (method: string, path: string, body?: unknown) =>
        cloud.call(method, cloud.endpoints.network + path, body);
    const expectRefusal = ({ status, body }: Reply, code: number, type: string, message: RegExp) =>
        expect([status, body]).toEqual([
            code,
            { NeutronError: { type, message: expect.stringMatching(message), detail: "" } },
        ]);
    const externalNetwork = async () => {
        const { body } = await call("GET", "/networks?router:external=true");
        return String(body.networks[0].id);
    };
    const post = async (more: Values = {}) =>
        await call("POST", "/floatingips", {
            floatingip: { floating_network_id: await externalNetwork(), ...more },
        });
    const put = (id: string, floatingip: Values) => call("PUT", `/floatingips/${id}`, { floatingip });
    const discard = async (id: string) => {
        await put(id, { port_id: null });
        await call("DELETE", `/floatingips/${id}`);
    };
    const makePort = async (network_id: string) => {
        const port = { network_id, name: cloud.name("port") };
        return (await call("POST", "/ports", { port })).body.port as { id: string };
    };
    const makeServer = async (name: string, more: Values = {}) =>
        await cloud.create("Server", localServer(cloud, name, more));

    test("is out of the external network and leads nowhere, until it is deleted", async () => {
        const { status, body } = await post({ description: "mine" });
        const { id } = body.floatingip;
        expect([status, body.floatingip]).toMatchObject([
            201,
            {
                floating_network_id: await externalNetwork(),
                floating_ip_address: expect.stringMatching(/^[\d.]+$/),
                status: "DOWN",
                port_id: null,
                fixed_ip_address: null,
                router_id: null,
                description: "mine",
            },
        ]);
        const { floating_ip_address } = body.floatingip;
        const shown = (await call("GET", `/floatingips/${id}`)).body.floatingip;
        expect(shown).toMatchObject({ id, floating_ip_address, status: "DOWN", description: "mine" });
        expect((await call("DELETE", `/floatingips/${id}`)).status).toBe(204);
        const gone = await call("GET", `/floatingips/${id}`);
        expect([gone.status, gone.body.NeutronError.type]).toEqual([404, "FloatingIPNotFound"]);
    });

    test("leads to a port that a request names, and to none where that says null", async () => {
        const port = await makePort(cloud.ids.network);
        const { id } = (await post()).body.floatingip;
        const connected = (await put(id, { port_id: port.id })).body.floatingip;
        expect(connected).toMatchObject({ port_id: port.id, router_id: expect.any(String) });
        const same = await put(id, { port_id: port.id, fixed_ip_address: connected.fixed_ip_address });
        expect(same.body.floatingip).toMatchObject({ port_id: port.id });
        const alone = (await put(id, { port_id: null })).body.floatingip;
        expect(alone).toMatchObject({ port_id: null, fixed_ip_address: null, router_id: null });
        await call("DELETE", `/ports/${port.id}`);
    });

    test("is disconnected by the end of its port", async () => {
        const port = await makePort(cloud.ids.network);
        const { id } = (await post({ port_id: port.id })).body.floatingip;
        await call("DELETE", `/ports/${port.id}`);
        expect((await call("GET", `/floatingips/${id}`)).body.floatingip.port_id).toBeNull();
    });

    test("is refused in Neutron's words", async () => {
        const port = await makePort(cloud.ids.network);
        const { id } = (await post({ port_id: port.id })).body.floatingip;
        expectRefusal(
            await post({ port_id: port.id }),
            409,
            "FloatingIPPortAlreadyAssociated",
            / already has a floating IP on external network /,
        );
        expectRefusal(await post({ port_id: NOBODY }), 404, "PortNotFound", / could not be found\.$/);
        expectRefusal(
            await post({ floating_network_id: cloud.ids.network }),
            400,
            "BadRequest",
            /^Bad floatingip request: Network \S+ is not a valid external network\.$/,
        );
        expectRefusal(
            await post({ floating_network_id: NOBODY }),
            404,
            "NetworkNotFound",
            / could not be found\.$/,
        );
        expectRefusal(
            await post({ colour: "red" }),
            400,
            "HTTPBadRequest",
            /^Unrecognized attribute\(s\) 'colour'$/,
        );
        expectRefusal(
            await put(id, { fixed_ip_address: "10.0.0.5" }),
            400,
            "BadRequest",
            /^Bad floatingip request: fixed_ip_address cannot be specified without a port_id\.$/,
        );
        expectRefusal(
            await put(id, { port_id: port.id, fixed_ip_address: "10.0.0.5" }),
            400,
            "BadRequest",
            / does not have fixed ip 10\.0\.0\.5\.$/,
        );
        const unreachable = await makePort(cloud.ids.otherNetwork);
        expectRefusal(
            await post({ port_id: unreachable.id }),
            404,
            "ExternalGatewayForFloatingIPNotFound",
            /^External network \S+ is not reachable from subnet \S+\. {2}Therefore, cannot associate Port \S+ with a Floating IP\.$/,
        );
        await discard(id);
        for (const one of [port, unreachable]) await call("DELETE", `/ports/${one.id}`);
    });

    test("of a server is ACTIVE and listed, moves to another, and goes when it leads nowhere", async () => {
        const [one, two] = [await makeServer("one"), await makeServer("two")];
        const { id, outs } = await cloud.create("FloatingIp", { serverId: one.id });
        expect(outs).toMatchObject({ status: "ACTIVE", portId: expect.any(String) });
        const { addresses } = (await cloud.compute("GET", `/servers/${one.id}`)).body.server;
        expect(Object.values(addresses).flat()).toContainEqual(
            expect.objectContaining({ addr: outs.address, "OS-EXT-IPS:type": "floating" }),
        );
        const moved = await cloud.update("FloatingIp", id, outs, { serverId: two.id });
        expect(moved).toMatchObject({ address: outs.address, status: "ACTIVE" });
        expect((await cloud.read("FloatingIp", id, moved)).props).toEqual(moved);
        await cloud.delete("FloatingIp", id, moved);
        expect(await cloud.read("FloatingIp", id, moved)).toEqual({});
        for (const server of [one, two]) await cloud.delete("Server", server.id, server.outs);
    });

    test("is disconnected by the end of its server, and leads to the next one", async () => {
        const one = await makeServer("one");
        const { id, outs } = await cloud.create("FloatingIp", { serverId: one.id });
        await cloud.delete("Server", one.id, one.outs);
        const { props } = await cloud.read("FloatingIp", id, outs);
        expect(props).not.toHaveProperty("portId");
        const two = await makeServer("two");
        const mended = await cloud.update("FloatingIp", id, props as Values, { serverId: two.id });
        expect(mended).toMatchObject({ address: outs.address, status: "ACTIVE" });
        await cloud.delete("FloatingIp", id, mended);
        await cloud.delete("Server", two.id, two.outs);
    });

    test("look-ups show it, and what it is made of", async () => {
        const { id, outs } = await cloud.create("FloatingIp", {});
        expect(await cloud.lookUp("getFloatingIps")).toContainEqual(
            expect.objectContaining({ id, address: outs.address, status: "DOWN" }),
        );
        const external = await cloud.lookUp("getNetworks", { isExternal: true });
        expect(external).toMatchObject([{ id: await externalNetwork(), isExternal: true }]);
        const { network } = cloud.ids;
        expect(await cloud.lookUp("getNetwork", { id: network })).toMatchObject({ isExternal: false });
        expect(await cloud.lookUp("getNetwork", { name: "vpc1" })).toMatchObject({ id: network });
        const subnets = (await cloud.lookUp("getSubnets", { networkId: network })) as Values[];
        expect(subnets).toMatchObject([{ networkId: network, cidr: expect.stringMatching(/\/\d+$/) }]);
        const subnet = await cloud.lookUp("getSubnet", { id: subnets[0]?.id });
        expect(subnet).toEqual(subnets[0]);
        const web = (await cloud.lookUp("getSecurityGroup", { name: "web" })) as Values;
        expect(web.rules).toMatchObject([{ direction: "egress" }, { direction: "egress" }]);
        expect(await cloud.lookUp("getSecurityGroup", { id: web.id })).toEqual(web);
        await cloud.delete("FloatingIp", id, outs);
    });
});
