import * as pulumi from "@pulumi/pulumi";
import {
    type GetFlavorResult,
    getAvailabilityZones,
    getFlavor,
    getFlavors,
    getNetworks,
    getSecurityGroups,
    getSubnets,
    type SecurityGroupRuleResult,
} from "pulumi-nhncloud";

/** The smallest instance type that boots an image. U2 types, which have a disk of their own, are not sold everywhere. */
export async function flavorFor(image: { minRam: number }, name?: string): Promise<GetFlavorResult> {
    if (name !== undefined) return getFlavor({ name });
    const flavors = await getFlavors({ minRam: image.minRam });
    const [smallest] = flavors
        .filter(({ disk, isDisabled }) => disk === 0 && !isDisabled)
        .sort((one, other) => one.ram - other.ram || one.vcpus - other.vcpus);
    if (!smallest) throw new Error("No instance type boots the image: name one in `flavor`.");
    return smallest;
}

/** The network that a floating IP can reach: on NHN Cloud "Default Network", which every project begins with. */
export async function defaultNetworkId(): Promise<string> {
    const reachable = (await getSubnets()).filter(({ hasInternetGateway }) => hasInternetGateway !== false);
    const ids = new Set(reachable.map(({ networkId }) => networkId));
    const networks = (await getNetworks({ isExternal: false })).filter(({ id }) => ids.has(id));
    const [network = networks[0]] = networks.filter(({ name }) => name === "Default Network");
    if (!network)
        throw new Error("No network has a subnet with an internet gateway: name one in `networkId`.");
    return network.id;
}

/** `default`, and a group that lets everybody reach the port, if `default` does not. */
export async function securityGroupsFor(port: number): Promise<string[]> {
    const groups = await getSecurityGroups();
    const open = groups.filter(({ rules }) => rules.some((rule) => letsIn(rule, port)));
    const [group] = open.filter(({ name }) => name === "default").concat(open);
    if (!group) await pulumi.log.warn(`No security group lets everybody reach TCP port ${port}.`);
    return [...new Set(["default", group?.id ?? "default"])];
}

function letsIn(rule: SecurityGroupRuleResult, port: number): boolean {
    const { direction, protocol = "tcp", portRangeMin = 0, portRangeMax = 65_535, remoteIpPrefix } = rule;
    return (
        direction === "ingress" &&
        protocol === "tcp" &&
        rule.remoteGroupId === undefined &&
        (remoteIpPrefix === undefined || remoteIpPrefix === "0.0.0.0/0") &&
        portRangeMin <= port &&
        port <= portRangeMax
    );
}

/** Where both the server and its volume are, since a volume is attached in its own zone only. */
export async function defaultZone(): Promise<string> {
    const [zone] = (await getAvailabilityZones()).filter(({ isAvailable }) => isAvailable);
    if (!zone) throw new Error("No availability zone is available.");
    return zone.name;
}
