import type { Unwrap } from "@pulumi/pulumi";
import { hasCode } from "../api/errors";
import type { Keypair } from "../api/keypairs";
import { isAmbiguous } from "../api/transport";
import type { KeypairArgs } from "../resources/keypair";
import type { Cloud } from "../runtime/cloud";
import { Failure, messageOf, Unfinished } from "../runtime/failure";
import { type Context, commonProperties, type Lifecycle, lastLook, wasGiven } from "../runtime/lifecycle";
import { text, type Values } from "../runtime/properties";
import { assertAdoptable } from "./adoption";
import { lookAgainMs } from "./createOnce";
import { isOver, lookUntilTold } from "./lostAnswer";
import { exportPair, isPublicKey, keyOf, sameKey } from "./sshKey";

type KeypairInputs = Values & Unwrap<KeypairArgs> & { name: string };

/** What was made elsewhere may have signs that newer versions of Nova take. */
const existingName = /^(?!\.{1,2}$)(?! *$)[A-Za-z0-9 _@.-]+$/;
/** What state holds of a keypair besides the inputs. */
type KeypairState = Partial<Keypair> & { privateKey?: string | undefined };

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
                    matches: { test: isPublicKey },
                    means: 'a public key in OpenSSH format ("ssh-rsa AAAA…")',
                },
            }),
            onChange: "update",
            canonical: (key) => keyOf(String(key)),
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

    async create(context, values) {
        const inputs = values as KeypairInputs;
        const { name, publicKey } = inputs;
        const mayAdopt = inputs.adoptExisting && !(await context.stack.has(name));
        const existing = mayAdopt ? await context.cloud.keypairs.get(name) : undefined;
        if (!existing) return { id: name, state: await register(context, inputs) };
        const found = fromResponse(existing, publicKey);
        const comparison = { property: "publicKey", wanted: publicKey, found: String(found.publicKey) };
        assertAdoptable(`keypair "${name}"`, [comparison]);
        context.stack.adopt(name);
        return { id: name, state: found };
    },

    async read({ cloud }, id, state: KeypairState | undefined) {
        if (!existingName.test(id))
            throw new Failure(`"${id}" is no id of a keypair`, "Give the keypair's name.");
        const found = await cloud.keypairs.get(id);
        if (!found || (state && !isSettled(state) && !isOurs(found, state))) return undefined;
        const { publicKey, privateKey } = state ?? {};
        const isSame = publicKey !== undefined && sameKey(publicKey, found.publicKey);
        // The private half of another pair would open nothing.
        return {
            name: found.name,
            ...fromResponse(found, publicKey),
            privateKey: isSame ? privateKey : undefined,
        };
    },

    /** Somebody made a pair anew that the program wants generated: nobody has its private half. */
    drift({ privateKey, publicKey }, found) {
        const isLost = privateKey !== undefined && !sameKey(String(publicKey), String(found.publicKey));
        return isLost ? { publicKey: found.publicKey } : {};
    },

    /** Another key under the same name: what uses the keypair knows it by its name alone, and stays. */
    async update(context, id, state: KeypairState & Values, values) {
        const inputs = values as KeypairInputs;
        const { publicKey: given } = inputs;
        const { publicKey = "", privateKey, fingerprint, userId, createdAt } = state;
        const keeps = given === undefined ? !wasGiven(state, "publicKey") : sameKey(given, publicKey);
        if (keeps && isSettled(state))
            return { publicKey: given ?? publicKey, privateKey, fingerprint, userId, createdAt };

        const found = await context.cloud.keypairs.get(id);
        if (found && !isOurs(found, state)) {
            throw new Failure(
                "somebody else made a keypair of that name",
                "Run pulumi refresh, then pulumi up, to replace it, or give this one another name.",
            );
        }
        const wanted = given ?? (privateKey && publicKey);
        if (found && wanted && sameKey(wanted, found.publicKey)) {
            const isSame = sameKey(publicKey, wanted);
            return { ...fromResponse(found, given), privateKey: isSame ? privateKey : undefined };
        }
        if (found) await vacate(context, id);
        return await register(context, inputs).catch(async (error: unknown) => {
            // A key that the cloud refuses is no reason to be without one.
            if (found && !(error instanceof Unfinished))
                await lastLook(context)
                    .keypairs.create(id, found.publicKey)
                    .catch(() => undefined);
            throw error;
        });
    },

    async delete({ cloud }, id, state: KeypairState) {
        if (!isSettled(state)) {
            const found = await cloud.keypairs.get(id);
            if (!found || !isOurs(found, state)) return;
        }
        await cloud.keypairs.delete(id);
    },

    recovery: {
        async find({ cloud }, begun) {
            const name = String(begun.name);
            const found = await cloud.keypairs.get(name);
            return found && isOurs(found, begun) ? [name] : [];
        },
        /** The private half of a generated pair ended with the run that made it. */
        async resume({ cloud }, id, _begun, { publicKey }) {
            const found = publicKey === undefined ? undefined : await cloud.keypairs.get(id);
            const isWanted = found && sameKey(String(publicKey), found.publicKey);
            return isWanted ? fromResponse(found, String(publicKey)) : undefined;
        },
    },
};

// Whose it is.

/** The comment of a key that the stack registers, by which a keypair in the cloud is known to be its own. */
function markOf({ __nonce: nonce }: Values): string {
    return `pulumi-nhncloud-${nonce}`;
}

/** Whether the cloud has said that the keypair is there, and not only that nobody knows. */
function isSettled(state: KeypairState): boolean {
    return state.fingerprint !== undefined;
}

/** By its mark, or by a key that only this resource can have registered under that name. */
function isOurs(found: Keypair, state: KeypairState & Values): boolean {
    const { publicKey, privateKey } = state;
    const isKnown = isSettled(state) || privateKey !== undefined;
    if (isKnown && publicKey !== undefined && sameKey(publicKey, found.publicKey)) return true;
    return found.publicKey.trim().endsWith(` ${markOf(state)}`);
}

// Registering.

/** Deletes the keypair of a name that is used again at once: a request that is sent twice could delete the next one. */
async function vacate(context: Context, name: string): Promise<void> {
    for (;;) {
        try {
            return await context.cloud.keypairs.delete(name, { repeatable: false });
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookAgainMs) {
                await context.clock.sleep(pause, context.signal);
                if (!(await lookUntilTold(context, (cloud) => cloud.keypairs.get(name)))) return;
            }
            if (isOver(context)) throw error;
        }
    }
}

const postAgainMs = 1000;
const mostPosts = 3;

/** Registers the key that is given, or the public half of a pair that is made here, so that no lost answer loses the other. */
async function register(context: Context, inputs: KeypairInputs): Promise<Values> {
    const { name, publicKey: given } = inputs;
    const pair = given === undefined ? exportPair(await context.generateKeyPair()) : undefined;
    const marked = `${(pair?.publicKey ?? given ?? "").trim()} ${markOf(inputs)}`;
    const key = { publicKey: given ?? marked, privateKey: pair?.privateKey };
    const made = await registerOnce(context, name, marked, { ...inputs, ...key });
    // Only a GET tells when it was created; the private key in hand is worth more than that.
    const shown = await context.cloud.keypairs.get(name).catch(() => undefined);
    return { ...fromResponse(shown ?? made, given), privateKey: key.privateKey };
}

/** After a lost answer the cloud is asked whose the keypair of that name is, before the request is sent again. */
async function registerOnce(
    context: Context,
    name: string,
    publicKey: string,
    state: KeypairState & Values,
): Promise<Keypair> {
    const { clock, signal } = context;
    for (let post = 1; ; post++) {
        try {
            return await context.cloud.keypairs.create(name, publicKey);
        } catch (error) {
            // What a repeated request is refused for may be what the first one made.
            if (!isAmbiguous(error) && !(post > 1 && hasCode(error, "conflict"))) throw error;
            const look = (cloud: Cloud) => cloud.keypairs.get(name);
            const found = await lookUntilTold(context, look).catch((reason: unknown) => {
                const { publicKey: known, privateKey } = state;
                throw new Unfinished(name, { publicKey: known, privateKey }, untold(error, reason));
            });
            if (found && isOurs(found, state)) return found;
            if (!isAmbiguous(error) || post === mostPosts || isOver(context)) throw error;
            await clock.sleep(postAgainMs, signal);
        }
    }
}

function untold(lost: Error, reason: unknown): Failure {
    return new Failure(
        `the cloud's answer was lost (${lost.message}), and whether the keypair is there cannot be told: ${messageOf(reason)}`,
        "Its key is kept in the stack: run pulumi up again to go on.",
    );
}

/** A public key stays as the user wrote it while it is the same key. */
function fromResponse(found: Keypair, given: string | undefined): Values {
    const { fingerprint, userId, createdAt } = found;
    const publicKey = given !== undefined && sameKey(given, found.publicKey) ? given : found.publicKey;
    return { publicKey, fingerprint, userId, createdAt };
}
