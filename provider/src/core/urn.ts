/** "Server" of "urn:pulumi:stack::project::parent$pulumi-nodejs:dynamic/nhncloud/compute:Server::name". */
export function kindOf(urn: string): string {
    return urn.split("::")[2]?.split(":").at(-1) ?? "";
}

/** The type token of a resource's URN. */
export function typeOf(urn = ""): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The same for a dynamic resource and that of the plugin: the stack of a killed run may have moved since. */
export function ofEitherDoor(urn: string): string {
    return urn.replaceAll("pulumi-nodejs:dynamic/nhncloud/compute:", "nhncloud:compute:");
}

/** The name of a resource in the program. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** `Server "name"` */
export function labelOf(urn: string): string {
    return `${kindOf(urn)} "${nameOf(urn)}"`;
}
