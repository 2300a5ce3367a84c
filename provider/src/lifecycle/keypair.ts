import type { Unwrap } from "@pulumi/pulumi";
import type { Keypair } from "../api/keypairs";
import { isAmbiguous } from "../api/transport";
import type { KeypairArgs } from "../resources/keypair";
import type { Cloud } from "../runtime/cloud";
import { Failure } from "../runtime/failure";
import { commonProperties, type Lifecycle } from "../runtime/lifecycle";
import { text, type Values } from "../runtime/properties";
import { assertAdoptable } from "./adoption";

type KeypairInputs = Values & Unwrap<KeypairArgs> & { name: string };

/** What was made elsewhere may have signs that newer versions of Nova take. */
const existingName = /^(?!\.{1,2}$)(?! *$)[A-Za-z0-9 _@.-]+$/;

/** "Keypair" of the guide. */
export const keypair: Lifecycle = {
    properties: {
        ...commonProperties,
        name: {
            // Nova's own rule, and no space that it cuts off.
            rule: text({
                max: 255,
                pattern: {
                    matches: /^(?! )[A-Za-z0-9 _-]+(?<! )$/,
                    means: "letters, digits, spaces, _ and -, without a space at either end",
                },
            }),
            onChange: "replace",
        },
        publicKey: {
            // Somebody may give the private half by mistake.
            rule: text({
                secret: true,
                pattern: {
                    matches: /^(ssh|ecdsa|sk)-\S+ \S+/,
                    means: 'a public key in OpenSSH format ("ssh-rsa AAAA…")',
                },
            }),
            onChange: "replace",
        },
    },
    timeouts: { create: 60, update: 60, delete: 60 },
    autoName: { property: "name", max: 255, digits: 7 },

    doing: (operation, state, id) => {
        const verbs = { create: "Creating", read: "Reading", update: "Updating", delete: "Deleting" };
        return `${verbs[operation]} keypair "${id ?? state.name}"`;
    },

    /** A server may name it before it is there. */
    async preflight(cloud, _olds, { name }) {
        cloud.inventory.keypairs.announce({ id: String(name), name: String(name) });
    },

    diff: (changes, state, inputs) => ({ ...changes, deleteBeforeReplace: state.name === inputs.name }),

    async create({ cloud }, inputs) {
        const { name, publicKey } = inputs as KeypairInputs;
        const existing = inputs.adoptExisting ? await cloud.keypairs.get(name) : undefined;
        if (existing) {
            const found = fromResponse(existing, publicKey);
            const comparison = { property: "publicKey", wanted: publicKey, found: found.publicKey as string };
            assertAdoptable(`keypair "${name}"`, [comparison]);
            return { id: name, state: found };
        }
        const made = await cloud.keypairs.create(name, publicKey).catch(async (error: unknown) => {
            if (!isAmbiguous(error)) throw error;
            return await afterLostAnswer(cloud, name, publicKey, error);
        });
        // Only a GET tells when it was created; the private key in hand is worth more than that.
        const shown = await cloud.keypairs.get(name).catch(() => undefined);
        return { id: name, state: fromResponse({ ...made, createdAt: shown?.createdAt }, publicKey) };
    },

    async read({ cloud }, id, state) {
        if (!existingName.test(id))
            throw new Failure(`"${id}" is no id of a keypair`, "Give the keypair's name.");
        const found = await cloud.keypairs.get(id);
        const given = state?.publicKey as string | undefined;
        return found && { name: found.name, ...fromResponse(found, given) };
    },

    async update(_context, _id, state) {
        return state;
    },

    async delete({ cloud }, id) {
        await cloud.keypairs.delete(id);
    },
};

/** The answer got lost: the keypair is there, or it is not; a private key that was in the answer is lost with it. */
async function afterLostAnswer(
    cloud: Cloud,
    name: string,
    publicKey: string | undefined,
    error: Error,
): Promise<Keypair> {
    const found = await cloud.keypairs.get(name);
    if (!found) return await cloud.keypairs.create(name, publicKey);
    if (publicKey !== undefined && sameKey(publicKey, found.publicKey)) return found;
    throw new Failure(
        `the cloud's answer was lost, and with it a private key that it shows only once: ${error.message}`,
        `Delete keypair "${name}" if nobody else uses it, and run pulumi up again.`,
    );
}

/** Type and key; the comment behind them may differ. */
function sameKey(left: string, right: string): boolean {
    const body = (key: string) => key.trim().split(/\s+/, 2).join(" ");
    return body(left) === body(right);
}

/** A public key stays as the user wrote it while it is the same key. */
function fromResponse(found: Keypair, given: string | undefined): Values {
    const { fingerprint, userId, createdAt, privateKey } = found;
    const publicKey = given !== undefined && sameKey(given, found.publicKey) ? given : found.publicKey;
    return { publicKey, fingerprint, userId, createdAt, ...(privateKey ? { privateKey } : {}) };
}
