import type { KeyObject, KeyPairKeyObjectResult } from "node:crypto";

/** A pair in the formats that Nova uses: PKCS#1, and OpenSSH without a comment. */
export function exportPair({ publicKey, privateKey }: KeyPairKeyObjectResult): {
    publicKey: string;
    privateKey: string;
} {
    return {
        publicKey: openSsh(publicKey),
        privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    };
}

/** RFC 4253, section 6.6. */
function openSsh(key: KeyObject): string {
    const { e = "", n = "" } = key.export({ format: "jwk" });
    const blob = Buffer.concat([Buffer.from("ssh-rsa"), positive(e), positive(n)].map(withLength));
    return `ssh-rsa ${blob.toString("base64")}`;
}

function withLength(bytes: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
}

/** A leading one bit would read as a sign. */
function positive(base64: string): Buffer {
    const bytes = Buffer.from(base64, "base64url");
    return bytes.readUInt8() < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
}

/** Nova requires the first field inside the key to be the type in front of it. */
export function isPublicKey(text: string): boolean {
    const [, type, key = ""] = /^((?:ssh|ecdsa|sk)-\S+) (\S+)/.exec(text) ?? [];
    const bytes = Buffer.from(key, "base64");
    return bytes.length > 4 && bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0)) === type;
}

/** Compares type and key, not the comment. */
export function sameKey(left: string, right: string): boolean {
    return keyOf(left) === keyOf(right);
}

/** A public key without its comment. */
export function keyOf(publicKey: string): string {
    return publicKey.trim().split(/\s+/, 2).join(" ");
}
