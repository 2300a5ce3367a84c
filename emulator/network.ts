import { neutronEnvelope, Refusal } from "./errors";
import type { Region } from "./region";
import type { Answer, RegionCall, Route } from "./router";
import { TENANT_ID } from "./seed";

type Rendered = Record<string, unknown> & { id: string };

interface Collection {
    plural: string;
    singular: string;
    /** as Neutron names it in "... could not be found." */
    title: string;
    type: string;
    entries: (region: Region) => Rendered[];
}

const OWNED = { tenant_id: TENANT_ID, project_id: TENANT_ID };

function renderNetworks({ networks, zones }: Region): Rendered[] {
    return [...networks.values()].map(({ id, name, subnetIds }) => ({
        id,
        name,
        status: "ACTIVE",
        admin_state_up: true,
        shared: false,
        "router:external": false,
        subnets: subnetIds,
        availability_zones: zones,
        mtu: 1450,
        ...OWNED,
    }));
}

function renderSubnets({ subnets }: Region): Rendered[] {
    return [...subnets.values()].map(({ id, name, networkId, cidr, prefix }) => ({
        id,
        name,
        network_id: networkId,
        cidr,
        ip_version: 4,
        gateway_ip: `${prefix}0.1`,
        enable_dhcp: true,
        allocation_pools: [{ start: `${prefix}0.10`, end: `${prefix}255.250` }],
        dns_nameservers: [],
        host_routes: [],
        ...OWNED,
    }));
}

function renderPorts({ ports }: Region): Rendered[] {
    return [...ports.values()].map((port) => ({
        id: port.id,
        name: port.name,
        network_id: port.networkId,
        mac_address: port.mac,
        status: port.serverId === null ? "DOWN" : "ACTIVE",
        admin_state_up: true,
        device_id: port.serverId ?? "",
        device_owner: port.serverId === null ? "" : "compute:nova",
        fixed_ips: [{ subnet_id: port.subnetId, ip_address: port.address }],
        security_groups: port.securityGroupIds,
        allowed_address_pairs: [],
        ...OWNED,
    }));
}

function renderSecurityGroups({ securityGroups }: Region): Rendered[] {
    return [...securityGroups.values()].map((group) => ({ ...group, security_group_rules: [], ...OWNED }));
}

function renderVpcs({ networks }: Region): Rendered[] {
    return [...networks.values()].map(({ id, name, cidr }) => ({
        id,
        name,
        cidrv4: cidr,
        state: "available",
        shared: false,
        "router:external": false,
        tenant_id: TENANT_ID,
    }));
}

function renderVpcSubnets({ subnets }: Region): Rendered[] {
    return [...subnets.values()].map(({ id, name, networkId, cidr, prefix }) => ({
        id,
        name,
        vpc_id: networkId,
        cidr,
        gateway: `${prefix}0.1`,
        state: "available",
        shared: false,
        tenant_id: TENANT_ID,
    }));
}

const COLLECTIONS: Collection[] = [
    {
        plural: "networks",
        singular: "network",
        title: "Network",
        type: "NetworkNotFound",
        entries: renderNetworks,
    },
    {
        plural: "subnets",
        singular: "subnet",
        title: "Subnet",
        type: "SubnetNotFound",
        entries: renderSubnets,
    },
    { plural: "ports", singular: "port", title: "Port", type: "PortNotFound", entries: renderPorts },
    {
        plural: "security-groups",
        singular: "security_group",
        title: "Security group",
        type: "SecurityGroupNotFound",
        entries: renderSecurityGroups,
    },
    { plural: "vpcs", singular: "vpc", title: "VPC", type: "VpcNotFound", entries: renderVpcs },
    {
        plural: "vpcsubnets",
        singular: "vpcsubnet",
        title: "VPC subnet",
        type: "VpcsubnetNotFound",
        entries: renderVpcSubnets,
    },
    {
        plural: "security-group-rules",
        singular: "security_group_rule",
        title: "Security group rule",
        type: "SecurityGroupRuleNotFound",
        entries: () => [],
    },
    {
        plural: "floatingips",
        singular: "floatingip",
        title: "Floating IP",
        type: "FloatingIPNotFound",
        entries: () => [],
    },
    {
        plural: "extensions",
        singular: "extension",
        title: "Extension",
        type: "ExtensionNotFound",
        entries: () => [],
    },
];

const NOT_FILTERS = new Set(["fields", "limit", "marker", "sort_key", "sort_dir", "page_reverse"]);

/** Values of one key are alternatives, keys add up, as in Neutron. */
function fits(entry: Rendered, query: URLSearchParams): boolean {
    const keys = [...new Set(query.keys())].filter((key) => !NOT_FILTERS.has(key) && key in entry);
    return keys.every((key) => query.getAll(key).includes(String(entry[key])));
}

function list({ plural, singular, entries }: Collection): (call: RegionCall) => Answer {
    const name = plural.includes("-") ? `${singular}s` : plural;
    return ({ region, query }) => ({
        status: 200,
        body: { [name]: entries(region).filter((entry) => fits(entry, query)) },
    });
}

function get({ singular, title, type, entries }: Collection): (call: RegionCall) => Answer {
    return ({ region, param }) => {
        const entry = entries(region).find(({ id }) => id === param("id"));
        if (entry) return { status: 200, body: { [singular]: entry } };
        throw new Refusal(404, neutronEnvelope(type, `${title} ${param("id")} could not be found.`));
    };
}

export const networkRoutes: Route<RegionCall>[] = COLLECTIONS.flatMap((collection) => [
    { method: "GET", pattern: `/${collection.plural}`, handle: list(collection) },
    { method: "GET", pattern: `/${collection.plural}/:id`, handle: get(collection) },
]);
