import { TENANT_ID } from "../cloud/account";
import { stableId } from "../cloud/ids";
import type { Region } from "../cloud/region";
import type { ApiResponse, RegionRequest, Route } from "../http/router";
import { neutronError } from "./errors";
import { renderFloatingIp } from "./floatingIps";
import { renderPort } from "./ports";
import { OWNER, type Rendered } from "./rendered";
import { renderRules, renderSecurityGroup } from "./securityGroups";

interface Collection {
    plural: string;
    singular: string;
    /** Its name in "... could not be found." */
    title: string;
    type: string;
    entries: (region: Region) => Rendered[];
}

function renderNetworks({ networks, zones }: Region): Rendered[] {
    return [...networks.values()].map(({ id, name, subnetIds, isExternal }) => ({
        id,
        name,
        status: "ACTIVE",
        admin_state_up: true,
        shared: false,
        "router:external": isExternal,
        subnets: subnetIds,
        availability_zones: zones,
        mtu: 1450,
        ...OWNER,
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
        ...OWNER,
    }));
}

function renderVpcs({ networks }: Region): Rendered[] {
    return [...networks.values()].map(({ id, name, cidr, isExternal }) => ({
        id,
        name,
        cidrv4: cidr,
        state: "available",
        shared: false,
        "router:external": isExternal,
        tenant_id: TENANT_ID,
    }));
}

function renderVpcSubnets({ subnets }: Region): Rendered[] {
    return [...subnets.values()].map(({ id, name, networkId, cidr, prefix, internetGatewayId }) => ({
        id,
        name,
        vpc_id: networkId,
        cidr,
        gateway: `${prefix}0.1`,
        state: "available",
        shared: false,
        "router:external": false,
        routingtable: {
            id: stableId(`${networkId}/routingtable`),
            name: "default",
            gateway_id: internetGatewayId,
            default_table: true,
            explicit: false,
        },
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
        entries: ({ floatingIps }) => [...floatingIps.values()].map(renderFloatingIp),
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

/** As in Neutron: any of the values of one key, and all keys. */
function matches(entry: Rendered, query: URLSearchParams): boolean {
    const keys = [...new Set(query.keys())].filter(
        (key) => !NOT_FILTERS.has(key) && Object.hasOwn(entry, key),
    );
    return keys.every((key) => query.getAll(key).includes(String(entry[key])));
}

function list({ plural, singular, entries }: Collection): (request: RegionRequest) => ApiResponse {
    const name = plural.includes("-") ? `${singular}s` : plural;
    return ({ region, query }) => ({
        status: 200,
        body: { [name]: entries(region).filter((entry) => matches(entry, query)) },
    });
}

function get({ singular, title, type, entries }: Collection): (request: RegionRequest) => ApiResponse {
    return ({ region, param }) => {
        const entry = entries(region).find(({ id }) => id === param("id"));
        if (entry) return { status: 200, body: { [singular]: entry } };
        throw neutronError(404, type, `${title} ${param("id")} could not be found.`);
    };
}

/** Everything that can be listed and shown. */
export const collectionRoutes: Route<RegionRequest>[] = COLLECTIONS.flatMap((collection) => [
    { method: "GET", pattern: `/${collection.plural}`, handle: list(collection) },
    { method: "GET", pattern: `/${collection.plural}/:id`, handle: get(collection) },
]);
