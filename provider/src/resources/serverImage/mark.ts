import type { Image } from "../../api/services/images";
import type { Values } from "../../core/properties";
import { nonceKey } from "../shared/marks";

/** The name of an image that cannot carry the nonce otherwise, until it is active and gets its own; from then on, its tag. */
export function markOf({ __nonce: nonce }: Values): string {
    return `pulumi-nhncloud-${nonce}`;
}

const pattern = /^pulumi-nhncloud-([0-9a-f]{32})$/;

export function isMark(text: string): boolean {
    return pattern.test(text);
}

/** That of the create that made it; one of a root volume with a generated name has none. */
export function nonceOf({ name, tags, properties }: Image): string | undefined {
    const [own] = [name, ...tags].flatMap((text) => pattern.exec(text)?.[1] ?? []);
    // An image of a server has the properties of the image that the server was made of.
    const property = properties[nonceKey];
    return own ?? (typeof property === "string" ? property : undefined);
}

/** Some clouds create the image of a volume as "shared" (with nobody yet), not "private". */
export function isOwn({ owner, visibility }: Image, project: string): boolean {
    if (owner === undefined || project === "") return visibility === "private";
    return owner === project && visibility !== "public";
}
