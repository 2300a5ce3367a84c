import type { Service } from "./session";

export interface AvailabilityZone {
    name: string;
    isAvailable: boolean;
}

interface WireZone {
    zoneName: string;
    zoneState: { available: boolean };
}

export class AvailabilityZones {
    constructor(private readonly compute: Service) {}

    async list(): Promise<AvailabilityZone[]> {
        const answer = await this.compute("GET", "/os-availability-zone");
        const { availabilityZoneInfo: zones } = answer.body as { availabilityZoneInfo: WireZone[] };
        return zones.map(({ zoneName, zoneState }) => ({ name: zoneName, isAvailable: zoneState.available }));
    }
}
