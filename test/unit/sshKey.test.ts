import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemPlatform } from "../../provider/src/platform/platform";
import { isMarked, markOf } from "../../provider/src/resources/keypair/mark";
import { exportPair, sameKey } from "../../provider/src/resources/keypair/sshKey";

/** The parts of an OpenSSH public key, read by their lengths. */
function partsOf(publicKey: string): Buffer[] {
    const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
    const parts: Buffer[] = [];
    for (let at = 0; at < blob.length; ) {
        const end = at + 4 + blob.readUInt32BE(at);
        parts.push(blob.subarray(at + 4, end));
        at = end;
    }
    return parts;
}

/** What OpenSSH's own tool says the public half is; undefined where it is not installed. */
function bySshKeygen(privateKey: string): string | undefined {
    const folder = mkdtempSync(join(tmpdir(), "ssh-key-"));
    const file = join(folder, "key");
    try {
        writeFileSync(file, privateKey, { mode: 0o600 });
        return execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" }).trim();
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

test("a pair is one of 2048 bits, in PKCS#1 and in OpenSSH's format", async () => {
    const { publicKey, privateKey } = exportPair(await systemPlatform().generateKeyPair());
    expect(privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]+\n-----END RSA PRIVATE KEY-----\n$/);
    const key = createPrivateKey(privateKey);
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });

    const [type, e, n] = partsOf(publicKey);
    expect(String(type)).toBe("ssh-rsa");
    // A leading zero, since the first bit of a modulus is a one.
    expect(n).toHaveLength(257);
    const unsigned = (part?: Buffer) => String(part?.toString("base64url"));
    const jwk = { kty: "RSA", e: unsigned(e), n: unsigned(n?.subarray(1)) };
    const data = Buffer.from("said by the owner of the private key");
    const isSigned = verify(
        "sha256",
        data,
        createPublicKey({ key: jwk, format: "jwk" }),
        sign("sha256", data, key),
    );
    expect(isSigned).toBe(true);
    expect([publicKey, undefined]).toContain(bySshKeygen(privateKey));
});

test.each([
    ["8000000000000001", "008000000000000001"],
    ["7f00000000000001", "7f00000000000001"],
])(
    "a modulus that begins with %s is written so that nobody takes it for a negative number",
    (modulus, written) => {
        const n = Buffer.from(modulus, "hex").toString("base64url");
        const publicKey = createPublicKey({ key: { kty: "RSA", e: "AQAB", n }, format: "jwk" });
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
        const [, , part] = partsOf(exportPair({ publicKey, privateKey }).publicKey);
        expect(part?.toString("hex")).toBe(written);
    },
);

test("keys are the same whatever the comment and the white space", () => {
    expect(sameKey("ssh-rsa AAAA me@example.com", " ssh-rsa  AAAA\n")).toBe(true);
    expect(sameKey("ssh-rsa AAAA", "ssh-rsa AAAB")).toBe(false);
    expect(sameKey("ssh-rsa AAAA", "ssh-ed25519 AAAA")).toBe(false);
});

describe("a key", () => {
    const nonce = "0123456789abcdef0123456789abcdef";

    test("is a stack's own where it ends in the mark, whatever white space follows", () => {
        const key = `ssh-rsa AAAA ${markOf({ __nonce: nonce })}`;
        expect([key, `${key}\n`, `${key} \n`].map(isMarked)).toEqual([true, true, true]);
    });

    test.each([
        "ssh-rsa AAAA",
        "ssh-rsa AAAA me@example.com",
        `ssh-rsa AAAA pulumi-nhncloud-${nonce}@example.com`,
        `ssh-rsa AAAA not-pulumi-nhncloud-${nonce}`,
        `ssh-rsa AAAA pulumi-nhncloud-${nonce.slice(1)}`,
        `ssh-rsa AAAA pulumi-nhncloud-${nonce.slice(1)}x`,
    ])("is somebody else's with any other comment: %s", (key) => {
        expect(isMarked(key)).toBe(false);
    });
});
