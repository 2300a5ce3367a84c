import type { ServiceClient } from "../auth/session";
import { boolean, identifier, listOf, object } from "../shapes";

export interface AvailabilityZone {
    name: string;
    isAvailable: boolean;
}

const zonesDocument = object({
    availabilityZoneInfo: listOf(object({ zoneName: identifier, zoneState: object({ available: boolean }) })),
});

export class AvailabilityZones {
    constructor(private readonly compute: ServiceClient) {}

    async list(): Promise<AvailabilityZone[]> {
        const document = await this.compute.read(zonesDocument, "GET", ["os-availability-zone"]);
        return document.availabilityZoneInfo.map(({ zoneName, zoneState }) => ({
            name: zoneName,
            isAvailable: zoneState.available,
        }));
    }
}
