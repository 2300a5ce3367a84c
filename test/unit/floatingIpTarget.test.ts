import type { FloatingIp } from "../../provider/src/api/services/floatingIps";
import type { Subnet } from "../../provider/src/api/services/networks";
import type { Port } from "../../provider/src/api/services/ports";
import type { RegionClient } from "../../provider/src/cloud/regionClient";
import { isMark, markOf } from "../../provider/src/resources/floatingIp/mark";
import type { FloatingIpInputs } from "../../provider/src/resources/floatingIp/properties";
import { outputsOf, shownLabel } from "../../provider/src/resources/floatingIp/settle";
import { leadsTo, targetOf } from "../../provider/src/resources/floatingIp/target";

const portOf = (id: string, ...fixed: [address: string, subnetId: string][]): Port => ({
    id,
    name: "",
    networkId: "network1",
    serverId: "server1",
    fixedIps: fixed.map(([address, subnetId]) => ({ address, subnetId })),
});
const one = portOf("port1", ["10.0.0.5", "subnet1"], ["10.0.1.5", "subnet2"]);
const two = portOf("port2", ["10.0.2.5", "subnet3"]);
const bare = portOf("port3");

/** A cloud with a server of these ports, whose subnets have an internet gateway or not, or do not tell. */
const cloudOf = (ports: Port[], gateways?: Record<string, boolean | undefined>) =>
    ({
        ports: {
            get: async (id: string) => ports.find((port) => port.id === id),
            ofServer: async () => ports,
        },
        subnets: {
            list: async () =>
                gateways &&
                Object.entries(gateways).map(
                    ([id, hasInternetGateway]) => ({ id, hasInternetGateway }) as Subnet,
                ),
        },
    }) as unknown as RegionClient;

const inputs = (given: object) => given as FloatingIpInputs;
const ofServer = inputs({ serverId: "server1" });

test.each<[string, Port[], Record<string, boolean | undefined> | undefined, string]>([
    ["its only port, whatever leads to it", [one], { subnet1: false, subnet2: false }, "port1"],
    [
        "the port that a gateway leads to",
        [one, two],
        { subnet1: false, subnet2: false, subnet3: true },
        "port2",
    ],
    ["the port of which one subnet is reached", [one, two], { subnet1: false, subnet2: true }, "port1"],
    [
        "a port that can be reached as far as the cloud tells",
        [one, two],
        { subnet1: true, subnet3: undefined },
        "port1",
    ],
])("a floating IP of a server goes to %s", async (_, ports, gateways, id) => {
    expect((await targetOf(cloudOf(ports, gateways), ofServer))?.port.id).toBe(id);
});

test("a fixed IP chooses among the ports of a server, also where a port has several", async () => {
    const given = inputs({ serverId: "server1", fixedIp: "10.0.1.5" });
    expect(await targetOf(cloudOf([two, one]), given)).toEqual({ port: one, fixedIp: "10.0.1.5" });
});

test("a floating IP of nothing goes nowhere", async () => {
    expect(await targetOf(cloudOf([one]), inputs({}))).toBeUndefined();
});

const [ofOne, ofTwo] = [
    "port1 (10.0.0.5 and 10.0.1.5 on network network1)",
    "port2 (10.0.2.5 on network network1)",
];
test.each<[string, FloatingIpInputs, Port[], Record<string, boolean | undefined> | undefined, string]>([
    [
        "a port that is not there",
        inputs({ portId: "port9" }),
        [],
        undefined,
        "port port9 was not found. Check portId and region.",
    ],
    [
        "a server that has no port",
        ofServer,
        [],
        undefined,
        "server server1 has no port. Check serverId and region.",
    ],
    [
        "an address that no port has",
        inputs({ serverId: "server1", fixedIp: "10.9.9.9" }),
        [one, bare],
        undefined,
        `no port of server server1 has the fixed IP 10.9.9.9: its ports are ${ofOne}, port3 (no address on network network1). Correct fixedIp, or omit it.`,
    ],
    [
        "several ports of which nobody tells which can be reached",
        ofServer,
        [one, two],
        undefined,
        `server server1 has 2 ports: ${ofOne}, ${ofTwo}. Use the portId of one of them instead of serverId.`,
    ],
    [
        "several ports where the subnets do not tell",
        ofServer,
        [one, two],
        { subnet1: undefined, subnet3: undefined },
        `server server1 has 2 ports: ${ofOne}, ${ofTwo}. Use the portId of one of them instead of serverId.`,
    ],
    [
        "several ports that cannot be reached",
        ofServer,
        [one, two],
        { subnet1: false, subnet3: undefined },
        `no port of server server1 is on a subnet with an internet gateway: its ports are ${ofOne}, ${ofTwo}. Attach an internet gateway to the routing table of the subnet, or use another server.`,
    ],
])("%s is told", async (_, given, ports, gateways, sentence) => {
    const error = await targetOf(cloudOf(ports, gateways), given).catch((reason) => reason);
    expect(`${error.message}. ${error.hint}`).toBe(sentence);
});

test.each<[Partial<FloatingIp>, string | undefined, boolean]>([
    [{ portId: "port1", fixedIp: "10.0.0.5" }, undefined, true],
    [{ portId: "port1", fixedIp: "10.0.0.5" }, "10.0.0.5", true],
    [{ portId: "port1", fixedIp: "10.0.0.5" }, "10.0.1.5", false],
    [{ portId: "port2", fixedIp: "10.0.0.5" }, "10.0.0.5", false],
    [{}, "10.0.0.5", false],
])("one with %j leads to port1 and the fixed IP %s: %s", (ip, fixedIp, isThere) => {
    expect(leadsTo(ip as FloatingIp, { port: one, fixedIp })).toBe(isThere);
});

test("one that leads nowhere is where one without a target belongs", () => {
    expect(leadsTo({ portId: undefined } as FloatingIp, undefined)).toBe(true);
    expect(leadsTo({ portId: "port1" } as FloatingIp, undefined)).toBe(false);
});

test("a label is the owner's but for the mark, and none at all is none", () => {
    const mark = markOf({ __nonce: "0123456789abcdef0123456789abcdef" });
    expect(
        ["web", `my${mark}`, `${mark}s`, "", mark].map((label) => shownLabel({ label } as FloatingIp)),
    ).toEqual(["web", `my${mark}`, `${mark}s`, undefined, undefined]);
    expect([isMark(mark), isMark("pulumi")]).toEqual([true, false]);
});

test("the outputs are what the cloud shows", () => {
    const shown = { address: "203.0.113.5", status: "ACTIVE", portId: "port1", fixedIp: "10.0.0.5" };
    const ip = { ...shown, floatingNetworkId: "network1", id: "ip1", label: "web" } as FloatingIp;
    expect(outputsOf(ip)).toEqual({ ...shown, floatingNetworkId: "network1" });
});
