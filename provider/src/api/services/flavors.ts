import type { ServiceClient } from "../auth/session";
import { orUndefined } from "../errors";
import { allPages } from "../pages";
import {
    anything,
    boolean,
    identifier,
    listOf,
    mapOf,
    number,
    object,
    optional,
    type Shaped,
    text,
} from "../shapes";

/** A flavor, the guide's "instance type", as documented in "List Type Details". */
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

/** U2 flavors, whose disk is on the host, are recognized by name. */
export function isU2(name: string | undefined): boolean {
    return name?.startsWith("u2.") === true;
}

/** GPU types, such as g2.t4.c4m32, can have their root disk on the host or in a volume. */
export function isGpu(name: string | undefined): boolean {
    return /^g\d+\./.test(name ?? "");
}

const wireFlavor = object({
    id: identifier,
    name: text,
    vcpus: number,
    ram: number,
    disk: number,
    /** An empty string for none. */
    swap: anything,
    "OS-FLV-EXT-DATA:ephemeral": optional(number),
    "OS-FLV-DISABLED:disabled": optional(boolean),
    "os-flavor-access:is_public": optional(boolean),
    rxtx_factor: optional(number),
    extra_specs: optional(mapOf(text)),
});
const flavorDocument = object({ flavor: wireFlavor });
const namesDocument = object({ flavors: listOf(object({ id: identifier, name: text })) });

export class Flavors {
    constructor(private readonly compute: ServiceClient) {}

    /** The names of all flavors, by id ("List Types"). */
    async names(): Promise<Map<string, string>> {
        const { flavors } = await this.compute.read(namesDocument, "GET", ["flavors"]);
        return new Map(flavors.map(({ id, name }) => [id, name]));
    }

    /** All pages of "List Type Details". */
    async list(query: { minDisk?: number | undefined; minRam?: number | undefined } = {}): Promise<Flavor[]> {
        const found = await allPages(this.compute, ["flavors", "detail"], "flavors", wireFlavor, query);
        return found.map(fromWire);
    }

    /** Also finds flavors that no list shows, for administrators. */
    async get(id: string): Promise<Flavor | undefined> {
        const document = await orUndefined(this.compute.read(flavorDocument, "GET", ["flavors", id]));
        return document && fromWire(document.flavor);
    }
}

function fromWire(wire: Shaped<typeof wireFlavor>): Flavor {
    return {
        id: wire.id,
        name: wire.name,
        vcpus: wire.vcpus,
        ram: wire.ram,
        disk: wire.disk,
        ephemeral: wire["OS-FLV-EXT-DATA:ephemeral"] ?? 0,
        swap: Number(wire.swap) || 0,
        isPublic: wire["os-flavor-access:is_public"] ?? true,
        isDisabled: wire["OS-FLV-DISABLED:disabled"] ?? false,
        networkFactor: wire.rxtx_factor ?? 1,
        extraSpecs: wire.extra_specs ?? {},
    };
}
