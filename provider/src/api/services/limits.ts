import type { ServiceClient } from "../auth/session";
import { number, object, optional } from "../shapes";

/** What a project may have of something, and has; a maximum of -1 is unlimited. */
export interface Quota {
    name: string;
    max: number;
    used: number;
}

const limitsDocument = object({
    limits: object({
        absolute: object({
            maxTotalInstances: optional(number),
            totalInstancesUsed: optional(number),
            maxTotalCores: optional(number),
            totalCoresUsed: optional(number),
            maxTotalRAMSize: optional(number),
            totalRAMUsed: optional(number),
        }),
    }),
});

/** Nova's limits, which NHN Cloud's guide does not have: a cloud may answer 404. */
export class Limits {
    constructor(private readonly compute: ServiceClient) {}

    async list(): Promise<Quota[]> {
        const { limits } = await this.compute.read(limitsDocument, "GET", ["limits"]);
        const { absolute: all } = limits;
        const rows = [
            { name: "servers", max: all.maxTotalInstances, used: all.totalInstancesUsed },
            { name: "vCPUs", max: all.maxTotalCores, used: all.totalCoresUsed },
            { name: "MB of memory", max: all.maxTotalRAMSize, used: all.totalRAMUsed },
        ];
        return rows.filter(
            (row): row is Quota => typeof row.max === "number" && typeof row.used === "number",
        );
    }
}
