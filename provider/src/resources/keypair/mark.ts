import type { Values } from "../../core/properties";

/** The comment of a key that the stack registers, by which it recognizes its own keypair. */
export function markOf({ __nonce: nonce }: Values): string {
    return `pulumi-nhncloud-${nonce}`;
}

/** Whether any stack registered the public key. */
export function isMarked(publicKey: string): boolean {
    return / pulumi-nhncloud-[0-9a-f]{32}\s*$/.test(publicKey);
}
