import type { PortRecord, SecurityGroupRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { seedId, TENANT_ID } from "../cloud/seed";
import { holderOf } from "../compute/interfaces";
import { neutronRefusal } from "../http/errors";
import type { Answer, RegionCall, Route } from "../http/router";

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

function deviceOwner({ serverId, routerId }: PortRecord): string {
    if (routerId !== null) return "network:router_interface";
    return serverId === null ? "" : "compute:nova";
}

export function renderPort(port: PortRecord): Rendered {
    return {
        id: port.id,
        name: port.name,
        network_id: port.networkId,
        mac_address: port.mac,
        status: holderOf(port) === null ? "DOWN" : "ACTIVE",
        admin_state_up: true,
        device_id: holderOf(port) ?? "",
        device_owner: deviceOwner(port),
        fixed_ips: [{ subnet_id: port.subnetId, ip_address: port.address }],
        security_groups: port.securityGroupIds,
        allowed_address_pairs: [],
        ...OWNED,
    };
}

/** What every new group allows: to go out. */
function renderRules({ id }: SecurityGroupRecord): Rendered[] {
    return ["IPv4", "IPv6"].map((ethertype) => ({
        id: seedId(`${id}/${ethertype}`),
        security_group_id: id,
        direction: "egress",
        ethertype,
        protocol: null,
        port_range_min: null,
        port_range_max: null,
        remote_ip_prefix: null,
        remote_group_id: null,
        description: null,
        ...OWNED,
    }));
}

export function renderSecurityGroup(group: SecurityGroupRecord): Rendered {
    return { ...group, stateful: true, security_group_rules: renderRules(group), ...OWNED };
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
    {
        plural: "ports",
        singular: "port",
        title: "Port",
        type: "PortNotFound",
        entries: ({ ports }) => [...ports.values()].map(renderPort),
    },
    {
        plural: "security-groups",
        singular: "security_group",
        title: "Security group",
        type: "SecurityGroupNotFound",
        entries: ({ securityGroups }) => [...securityGroups.values()].map(renderSecurityGroup),
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
        entries: ({ securityGroups }) => [...securityGroups.values()].flatMap(renderRules),
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
    const keys = [...new Set(query.keys())].filter(
        (key) => !NOT_FILTERS.has(key) && Object.hasOwn(entry, key),
    );
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
        throw neutronRefusal(404, type, `${title} ${param("id")} could not be found.`);
    };
}

/** What can be listed and shown. */
export const collectionRoutes: Route<RegionCall>[] = COLLECTIONS.flatMap((collection) => [
    { method: "GET", pattern: `/${collection.plural}`, handle: list(collection) },
    { method: "GET", pattern: `/${collection.plural}/:id`, handle: get(collection) },
]);
