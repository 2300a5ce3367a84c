import { createHash, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { USER_ID } from "../cloud/account";
import type { KeypairRecord } from "../cloud/records";
import { formatMicroseconds } from "../cloud/timestamps";
import { badRequest, conflict, notFound } from "../http/errors";
import { objectAt, textAt } from "../http/json";
import type { ApiResponse, RegionRequest } from "../http/router";
import { type Schema, validate } from "../http/validation";
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

/** A positive number in SSH's encoding, where a leading bit of 1 would be a sign. */
function multiPrecisionInteger(text: string): Buffer {
    const bytes = Buffer.from(text, "base64url");
    return field(
        bytes[0] !== undefined && bytes[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes,
    );
}

function sshKey(key: KeyObject): string {
    const { e = "", n = "" } = key.export({ format: "jwk" });
    const blob = Buffer.concat([
        field(Buffer.from("ssh-rsa")),
        multiPrecisionInteger(e),
        multiPrecisionInteger(n),
    ]);
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

function find({ region }: RegionRequest, name: string): KeypairRecord {
    const keypair = region.keypairs.get(name);
    if (!keypair) throw notFound(`Keypair ${name} not found for user ${USER_ID}`);
    return keypair;
}

function render({ name, publicKey, fingerprint }: KeypairRecord): Record<string, unknown> {
    return { name, public_key: publicKey, fingerprint };
}

export function listKeypairs({ region }: RegionRequest): ApiResponse {
    const keypairs = [...region.keypairs.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return { status: 200, body: { keypairs: keypairs.map((keypair) => ({ keypair: render(keypair) })) } };
}

export function getKeypair(request: RegionRequest): ApiResponse {
    const keypair = find(request, request.param("name"));
    const body = {
        ...render(keypair),
        user_id: USER_ID,
        created_at: formatMicroseconds(keypair.created),
        deleted: false,
        deleted_at: null,
        id: keypair.number,
        updated_at: null,
    };
    return { status: 200, body: { keypair: body } };
}

export async function createKeypair(request: RegionRequest): Promise<ApiResponse> {
    const { region } = request;
    const given = objectAt(validate(request.body, SCHEMA), "keypair");
    const name = textAt(given, "name")?.trim() ?? "";
    const imported = textAt(given, "public_key");
    const generated = imported === undefined ? await generate("rsa", { modulusLength: 2048 }) : undefined;
    const publicKey = imported ?? (generated ? sshKey(generated.publicKey) : "");
    const fingerprint = fingerprintOf(publicKey);
    if (region.keypairs.has(name)) throw conflict(`Key pair '${name}' already exists.`);
    const keypair = {
        number: region.nextSequence(),
        name,
        publicKey,
        fingerprint,
        created: region.timeline.time,
    };
    region.keypairs.set(name, keypair);
    const secret = generated
        ? { private_key: generated.privateKey.export({ type: "pkcs1", format: "pem" }).toString() }
        : {};
    return { status: 200, body: { keypair: { ...secret, ...render(keypair), user_id: USER_ID } } };
}

export function deleteKeypair(request: RegionRequest): ApiResponse {
    request.region.keypairs.delete(find(request, request.param("name")).name);
    return { status: 202 };
}
