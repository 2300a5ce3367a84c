import { orUndefined } from "./errors";
import { allPages } from "./pages";
import type { Service } from "./session";

/** An instance type as the guide documents it ("List Type Details"). */
export interface Flavor {
    id: string;
    name: string;
    vcpus: number;
    ram: number;
    disk: number;
    ephemeral: number;
    swap: number;
    isPublic: boolean;
    isDisabled: boolean;
    networkFactor: number;
    extraSpecs: Record<string, string>;
}

/** Types whose disk is on the host are known by their names. */
export function isU2(name: string | undefined): boolean {
    return name?.startsWith("u2.") === true;
}

interface WireFlavor {
    id: string;
    name: string;
    vcpus: number;
    ram: number;
    disk: number;
    /** An empty string for none. */
    swap?: number | "";
    "OS-FLV-EXT-DATA:ephemeral"?: number;
    "OS-FLV-DISABLED:disabled"?: boolean;
    "os-flavor-access:is_public"?: boolean;
    rxtx_factor?: number;
    extra_specs?: Record<string, string>;
}

export class Flavors {
    constructor(private readonly compute: Service) {}

    /** The names of all instance types, by id ("List Types"). */
    async names(): Promise<Map<string, string>> {
        const answer = await this.compute("GET", "/flavors");
        const { flavors } = answer.body as { flavors: { id: string; name: string }[] };
        return new Map(flavors.map(({ id, name }) => [id, name]));
    }

    /** All pages of "List Type Details". */
    async list(query: { minDisk?: number | undefined; minRam?: number | undefined } = {}): Promise<Flavor[]> {
        const found = await allPages<WireFlavor>(this.compute, "/flavors/detail", "flavors", query);
        return found.map(fromWire);
    }

    /** Also one that no list shows, as an administrator may use. */
    async get(id: string): Promise<Flavor | undefined> {
        const answer = await orUndefined(this.compute("GET", `/flavors/${encodeURIComponent(id)}`));
        return answer && fromWire((answer.body as { flavor: WireFlavor }).flavor);
    }
}

function fromWire(wire: WireFlavor): Flavor {
    return {
        id: wire.id,
        name: wire.name,
        vcpus: wire.vcpus,
        ram: wire.ram,
        disk: wire.disk,
        ephemeral: wire["OS-FLV-EXT-DATA:ephemeral"] ?? 0,
        swap: wire.swap || 0,
        isPublic: wire["os-flavor-access:is_public"] ?? true,
        isDisabled: wire["OS-FLV-DISABLED:disabled"] ?? false,
        networkFactor: wire.rxtx_factor ?? 1,
        extraSpecs: wire.extra_specs ?? {},
    };
}
