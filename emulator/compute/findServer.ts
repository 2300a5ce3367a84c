import type { ServerRecord } from "../cloud/records";
import { notFound } from "../http/errors";
import type { RegionRequest } from "../http/router";

export function findServer(request: RegionRequest): ServerRecord {
    const id = request.param("id");
    const server = request.region.servers.get(id);
    if (!server) throw notFound(`Instance ${id} could not be found.`);
    return server;
}
