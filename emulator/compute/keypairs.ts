import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { toMicroseconds } from "../cloud/clock";
import type { KeypairRecord } from "../cloud/records";
import { USER_ID } from "../cloud/seed";
import { badRequest, conflict, notFound } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { objectAt, type Schema, textAt, validate } from "../http/validation";
import { NAME_SCHEMA } from "./nameSchemas";

const generate = promisify(generateKeyPair);

const SCHEMA: Schema = {
    required: ["keypair"],
    properties: {
        keypair: {
            type: "object",
            required: ["name"],
            properties: {
                name: NAME_SCHEMA,
                public_key: { type: "nullable-string" },
            },
        },
    },
};

function field(bytes: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
}

/** A positive number as SSH writes it: no leading bit that would read as a sign. */
function number(text: string): Buffer {
    const bytes = Buffer.from(text, "base64url");
    return field(
        bytes[0] !== undefined && bytes[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes,
    );
}

function sshKey(key: KeyObject): string {
    const { e = "", n = "" } = key.export({ format: "jwk" });
    const blob = Buffer.concat([field(Buffer.from("ssh-rsa")), number(e), number(n)]);
    return `ssh-rsa ${blob.toString("base64")} Generated-by-Nova`;
}

function fingerprintOf(publicKey: string): string {
    const [type = "", data = ""] = publicKey.trim().split(/\s+/);
    const blob = Buffer.from(data, "base64");
    const inside =
        blob.length > 4 ? blob.subarray(4, 4 + Math.min(blob.readUInt32BE(0), 64)).toString("latin1") : "";
    if (type === "" || inside !== type)
        throw badRequest("Keypair data is invalid: failed to generate fingerprint");
    return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

function find({ region }: RegionCall, name: string): KeypairRecord {
    const keypair = region.keypairs.get(name);
    if (!keypair) throw notFound(`Keypair ${name} not found for user ${USER_ID}`);
    return keypair;
}

function render({ name, publicKey, fingerprint }: KeypairRecord): Record<string, unknown> {
    return { name, public_key: publicKey, fingerprint };
}

export function listKeypairs({ region }: RegionCall): Answer {
    const keypairs = [...region.keypairs.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return { status: 200, body: { keypairs: keypairs.map((keypair) => ({ keypair: render(keypair) })) } };
}

export function getKeypair(call: RegionCall): Answer {
    const keypair = find(call, call.param("name"));
    const body = {
        ...render(keypair),
        user_id: USER_ID,
        created_at: toMicroseconds(keypair.created),
        deleted: false,
        deleted_at: null,
        id: keypair.number,
        updated_at: null,
    };
    return { status: 200, body: { keypair: body } };
}

export async function createKeypair(call: RegionCall): Promise<Answer> {
    const { region } = call;
    const given = objectAt(validate(call.body, SCHEMA), "keypair");
    const name = textAt(given, "name")?.trim() ?? "";
    const imported = textAt(given, "public_key");
    const made = imported === undefined ? await generate("rsa", { modulusLength: 2048 }) : undefined;
    const publicKey = imported ?? (made ? sshKey(made.publicKey) : "");
    const fingerprint = fingerprintOf(publicKey);
    if (region.keypairs.has(name)) throw conflict(`Key pair '${name}' already exists.`);
    const keypair = {
        number: region.nextNumber(),
        name,
        publicKey,
        fingerprint,
        created: region.timeline.time,
    };
    region.keypairs.set(name, keypair);
    const secret = made
        ? { private_key: made.privateKey.export({ type: "pkcs1", format: "pem" }).toString() }
        : {};
    return { status: 200, body: { keypair: { ...secret, ...render(keypair), user_id: USER_ID } } };
}

export function deleteKeypair(call: RegionCall): Answer {
    call.region.keypairs.delete(find(call, call.param("name")).name);
    return { status: 202 };
}
