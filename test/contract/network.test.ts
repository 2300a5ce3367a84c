import { useCloud } from "./cloud";
import { makeKey, makeServer } from "./servers";
import type { Reply } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("of the network service", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const call = (method: string, path: string, body?: unknown) =>
        cloud.call(method, cloud.endpoints.network + path, body);
    const post = (port: Record<string, unknown>) => call("POST", "/ports", { port });
    const expectRefusal = ({ status, body }: Reply, code: number, type: string, message: string) =>
        expect([status, body]).toEqual([code, { NeutronError: { type, message, detail: "" } }]);

    test("a port has an address, the default group and no server, until it is deleted", async () => {
        const { status, body } = await post({ network_id: cloud.ids.network, name: cloud.name("port") });
        expect([status, body.port]).toMatchObject([
            201,
            {
                name: cloud.name("port"),
                network_id: cloud.ids.network,
                status: "DOWN",
                device_id: "",
                device_owner: "",
                fixed_ips: [{ subnet_id: expect.anything(), ip_address: expect.anything() }],
                security_groups: [expect.anything()],
            },
        ]);
        const path = `/ports/${body.port.id}`;
        expect((await call("GET", path)).body.port).toMatchObject({ fixed_ips: body.port.fixed_ips });
        const [{ subnet_id, ip_address }] = body.port.fixed_ips;
        expectRefusal(
            await post({ network_id: cloud.ids.network, fixed_ips: [{ ip_address }] }),
            409,
            "IpAddressAlreadyAllocated",
            `IP address ${ip_address} already allocated in subnet ${subnet_id}`,
        );
        expect((await call("DELETE", path)).status).toBe(204);
        expectRefusal(
            await call("DELETE", path),
            404,
            "PortNotFound",
            `Port ${body.port.id} could not be found.`,
        );
    });

    const refused: [
        what: string,
        port: Record<string, unknown>,
        status: number,
        type: string,
        message: string,
    ][] = [
        [
            "no network",
            { network_id: undefined },
            400,
            "HTTPBadRequest",
            "Failed to parse request. Required attribute 'network_id' not specified",
        ],
        [
            "a network id that is none",
            { network_id: "nope" },
            400,
            "HTTPBadRequest",
            "Invalid input for network_id. Reason: 'nope' is not a valid UUID.",
        ],
        [
            "an unknown network",
            { network_id: NOBODY },
            404,
            "NetworkNotFound",
            `Network ${NOBODY} could not be found.`,
        ],
        [
            "an unknown security group",
            { security_groups: [NOBODY] },
            404,
            "SecurityGroupNotFound",
            `Security group ${NOBODY} does not exist`,
        ],
        [
            "an address of elsewhere",
            { fixed_ips: [{ ip_address: "10.1.0.77" }] },
            400,
            "InvalidIpForNetwork",
            "IP address 10.1.0.77 is not a valid IP for any of the subnets on the specified network.",
        ],
    ];
    test.each(refused)("a port in %s is refused", async (_what, port, status, type, message) => {
        expectRefusal(await post({ network_id: cloud.ids.network, ...port }), status, type, message);
    });

    test("a body about something else is refused", async () => {
        expectRefusal(
            await call("POST", "/ports", { card: {} }),
            400,
            "HTTPBadRequest",
            "Unable to find 'port' in request body",
        );
    });

    test("a security group lets everything out, and is deleted when no server has it", async () => {
        const name = cloud.name("group");
        const { status, body } = await call("POST", "/security-groups", { security_group: { name } });
        const { id, security_group_rules: rules } = body.security_group;
        expect([status, body.security_group]).toMatchObject([201, { name, description: "" }]);
        const seen = rules.map(({ direction, ethertype }: Record<string, string>) => [direction, ethertype]);
        expect(seen.sort()).toEqual([
            ["egress", "IPv4"],
            ["egress", "IPv6"],
        ]);
        const serverId = await makeServer(cloud, "grouped", { security_groups: [{ name }] });
        expectRefusal(
            await call("DELETE", `/security-groups/${id}`),
            409,
            "SecurityGroupInUse",
            `Security Group ${id} in use.`,
        );
        await cloud.compute("DELETE", `/servers/${serverId}`);
        await cloud.gone(serverId);
        expect((await call("DELETE", `/security-groups/${id}`)).status).toBe(204);
        expectRefusal(
            await call("DELETE", `/security-groups/${id}`),
            404,
            "SecurityGroupNotFound",
            `Security group ${id} does not exist`,
        );
    });

    test("a security group called default is there already, and a name has at most 255 letters", async () => {
        const make = (name: string) => call("POST", "/security-groups", { security_group: { name } });
        expectRefusal(
            await make("default"),
            409,
            "SecurityGroupDefaultAlreadyExists",
            "Default security group already exists.",
        );
        const name = "n".repeat(256);
        expectRefusal(
            await make(name),
            400,
            "HTTPBadRequest",
            `Invalid input for name. Reason: '${name}' exceeds maximum length of 255.`,
        );
    });

    test("the quota of every service is shown to its project only", async () => {
        const { projectId } = cloud.login;
        const compute = await cloud.compute("GET", `/os-quota-sets/${projectId}`);
        expect(compute.body.quota_set).toMatchObject({ id: projectId, metadata_items: 128, key_pairs: -1 });
        const detail = (await cloud.compute("GET", `/os-quota-sets/${projectId}/detail`)).body.quota_set;
        expect(detail.metadata_items).toEqual({ limit: 128, in_use: 0, reserved: 0 });
        const volume = await cloud.volume("GET", `/os-quota-sets/${projectId}`);
        expect(volume.body.quota_set).toMatchObject({ id: projectId, backups: 10, groups: 10 });
        const used = (await cloud.volume("GET", `/os-quota-sets/${projectId}?usage=True`)).body.quota_set;
        expect(used.backups).toEqual({ limit: 10, in_use: 0, reserved: 0 });
        expect((await call("GET", `/quotas/${projectId}`)).body.quota).toMatchObject({ rbac_policy: 10 });
        const ports = (await call("GET", `/quotas/${projectId}/details.json`)).body.quota.port;
        // A create beside this test may have reserved one.
        expect(ports).toEqual({ limit: -1, used: expect.any(Number), reserved: expect.any(Number) });
        expect((await cloud.compute("GET", "/os-quota-sets/nope")).body).toEqual({
            forbidden: {
                code: 403,
                message: "Policy doesn't allow os_compute_api:os-quota-sets:show to be performed.",
            },
        });
    });
});
