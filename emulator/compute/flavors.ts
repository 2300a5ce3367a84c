import type { FlavorRecord, ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { badRequest, notFound } from "../http/errors";
import { links } from "../http/links";
import { pageBody, paginate, readCount } from "../http/paging";
import type { ApiResponse, RegionRequest } from "../http/router";

/** For a flavor in a request body: one that does not exist makes it a bad request. */
export function requestedFlavor(region: Region, id: string): FlavorRecord {
    const flavor = region.flavors.get(id);
    if (!flavor) throw badRequest(`Flavor ${id} could not be found.`);
    return flavor;
}

export function flavorOf(region: Region, server: ServerRecord): FlavorRecord | undefined {
    return region.flavors.get(server.flavorId);
}

/** Whether the root disk is on the host. Among the vendor's instance types, only U2 has one. */
export function isLocal(flavor: FlavorRecord): boolean {
    return flavor.diskGb > 0;
}

/** Their root disk can be on the host or in a volume. */
export function isGpu(flavor: FlavorRecord | undefined): boolean {
    return /^g\d+\./.test(flavor?.name ?? "");
}

export function isU2(flavor: FlavorRecord | undefined): boolean {
    return flavor?.name.startsWith("u2.") ?? false;
}

function renderSummary(request: RegionRequest, flavor: FlavorRecord): Record<string, unknown> {
    return { id: flavor.id, name: flavor.name, links: links(request, "flavors", flavor.id) };
}

function render(request: RegionRequest, flavor: FlavorRecord): Record<string, unknown> {
    return {
        ...renderSummary(request, flavor),
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

function listed(path: string, renderOne: typeof render): (request: RegionRequest) => ApiResponse {
    return (request) => {
        const minDisk = readCount(request, "minDisk", (text) => `Invalid minDisk filter [${text}]`) ?? 0;
        const minRam = readCount(request, "minRam", (text) => `Invalid minRam filter [${text}]`) ?? 0;
        const fitting = [...request.region.flavors.values()].filter(
            (flavor) => flavor.diskGb >= minDisk && flavor.ramMb >= minRam,
        );
        const page = paginate(request, fitting, path, { defaultLimit: 1000, maxLimit: 1000 });
        const flavors = page.entries.map((flavor) => renderOne(request, flavor));
        return { status: 200, body: pageBody("flavors", flavors, page.next) };
    };
}

export const listFlavors = listed("flavors", renderSummary);
export const listFlavorsDetail = listed("flavors/detail", render);

function find(request: RegionRequest): FlavorRecord {
    const flavor = request.region.flavors.get(request.param("id"));
    if (!flavor) throw notFound(`Flavor ${request.param("id")} could not be found.`);
    return flavor;
}

export function getFlavor(request: RegionRequest): ApiResponse {
    return { status: 200, body: { flavor: render(request, find(request)) } };
}

export function getExtraSpecs(request: RegionRequest): ApiResponse {
    return { status: 200, body: { extra_specs: find(request).extraSpecs } };
}
