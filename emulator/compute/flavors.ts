import type { FlavorRecord } from "../cloud/records";
import { forbidden, notFound } from "../http/errors";
import { pageBody, paginate, readCount } from "../http/paging";
import type { Answer, RegionCall } from "../http/router";
import { usage } from "./quotas";
import { links } from "./serverView";

function renderSummary(call: RegionCall, flavor: FlavorRecord): Record<string, unknown> {
    return { id: flavor.id, name: flavor.name, links: links(call, "flavors", flavor.id) };
}

function render(call: RegionCall, flavor: FlavorRecord): Record<string, unknown> {
    return {
        ...renderSummary(call, flavor),
        ram: flavor.ramMb,
        disk: flavor.diskGb,
        swap: "",
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": false,
        vcpus: flavor.vcpus,
        "os-flavor-access:is_public": true,
        rxtx_factor: 1.0,
        extra_specs: flavor.extraSpecs,
    };
}

function listed(path: string, renderOne: typeof render): (call: RegionCall) => Answer {
    return (call) => {
        const minDisk = readCount(call, "minDisk", (text) => `Invalid minDisk filter [${text}]`) ?? 0;
        const minRam = readCount(call, "minRam", (text) => `Invalid minRam filter [${text}]`) ?? 0;
        const fitting = [...call.region.flavors.values()].filter(
            (flavor) => flavor.diskGb >= minDisk && flavor.ramMb >= minRam,
        );
        const page = paginate(call, fitting, path, { normal: 1000, most: 1000 });
        const flavors = page.entries.map((flavor) => renderOne(call, flavor));
        return { status: 200, body: pageBody("flavors", flavors, page.next) };
    };
}

export const listFlavors = listed("flavors", renderSummary);
export const listFlavorsDetail = listed("flavors/detail", render);

function find(call: RegionCall): FlavorRecord {
    const flavor = call.region.flavors.get(call.param("id"));
    if (!flavor) throw notFound(`Flavor ${call.param("id")} could not be found.`);
    return flavor;
}

export function getFlavor(call: RegionCall): Answer {
    return { status: 200, body: { flavor: render(call, find(call)) } };
}

export function getExtraSpecs(call: RegionCall): Answer {
    return { status: 200, body: { extra_specs: find(call).extraSpecs } };
}

export function listZones({ region }: RegionCall): Answer {
    const zones = region.zones.map((zoneName) => ({ zoneName, zoneState: { available: true }, hosts: null }));
    return { status: 200, body: { availabilityZoneInfo: zones } };
}

/** Hosts are for administrators; standard clients then ask for the plain list. */
export function refuseZonesDetail(): Answer {
    throw forbidden("Policy doesn't allow os_compute_api:os-availability-zone:detail to be performed.");
}

export function getLimits({ region }: RegionCall): Answer {
    const used = usage(region);
    const absolute = {
        maxTotalInstances: region.quota.instances,
        maxTotalCores: region.quota.cores,
        maxTotalRAMSize: region.quota.ram,
        maxServerMeta: 128,
        maxImageMeta: 128,
        maxPersonality: -1,
        maxPersonalitySize: 10240,
        maxTotalKeypairs: -1,
        maxServerGroups: -1,
        maxServerGroupMembers: -1,
        maxTotalFloatingIps: -1,
        maxSecurityGroups: -1,
        maxSecurityGroupRules: -1,
        totalRAMUsed: used.ram,
        totalCoresUsed: used.cores,
        totalInstancesUsed: used.instances,
        totalFloatingIpsUsed: 0,
        totalSecurityGroupsUsed: region.securityGroups.size,
        totalServerGroupsUsed: region.serverGroups.size,
    };
    return { status: 200, body: { limits: { rate: [], absolute } } };
}
