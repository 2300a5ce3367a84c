import type { Unwrap } from "@pulumi/pulumi";
import { hasCode } from "../../api/errors";
import type { Keypair } from "../../api/services/keypairs";
import { isAmbiguous } from "../../api/transport";
import type { RegionClient } from "../../cloud/regionClient";
import {
    type Actual,
    type Context,
    type ResourceHandler,
    unchanged,
    verbs,
    wasGiven,
    withGracePeriod,
} from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, messageOf, PartialError } from "../../errors/failure";
import { assertAdoptable, findToAdopt } from "../shared/adoption";
import { lookUpPausesMs } from "../shared/createOnce";
import { isTimeUp, retryUntilAnswered } from "../shared/lostAnswer";
import { markOf } from "./mark";
import { keypairProperties } from "./properties";
import type { KeypairArgs } from "./resource";
import { exportPair, sameKey } from "./sshKey";

type KeypairInputs = Values & Unwrap<KeypairArgs> & { name: string };

/** A keypair created elsewhere may have characters that newer versions of Nova allow. */
const existingName = /^(?!\.{1,2}$)(?! *$)[A-Za-z0-9 _@.-]+$/;
/** What the state of a keypair holds besides its inputs. */
type KeypairState = { [K in keyof Keypair | "privateKey"]?: string | undefined };

/** "Keypair" of the guide. */
export const keypairHandler: ResourceHandler = {
    properties: keypairProperties,
    timeouts: { create: 60, update: 60, delete: 60 },
    autoName: { property: "name", max: 255, digits: 7 },

    describe: (operation, state, id) => `${verbs[operation]} keypair "${id ?? state.name}"`,

    /** A server may refer to it before it exists. */
    async preflight({ cloud, inputs: { name } }) {
        cloud.references.keypairs.announce({ id: String(name), name: String(name) });
    },

    async create(context, values) {
        const inputs = values as KeypairInputs;
        const { name, publicKey } = inputs;
        const existing = await findExisting(context, inputs);
        if (!existing) return { id: name, actual: await register(context, inputs) };
        context.stack.adopt(name);
        return { id: name, actual: actualOf(existing, { publicKey }, publicKey !== undefined) };
    },

    async findExisting(context, inputs) {
        const found = await findExisting(context, inputs as KeypairInputs);
        return found && { ...found, id: found.name };
    },

    async read({ cloud }, id, state: (KeypairState & Values) | undefined) {
        if (!existingName.test(id))
            throw new Failure(`"${id}" is not a keypair id`, "Use the keypair's name.");
        const listed = state && isSettled(state) ? await cloud.reads.keypairs.find(id) : undefined;
        const { userId, createdAt } = state ?? {};
        const found = listed ? { ...listed, userId, createdAt } : await cloud.keypairs.get(id);
        if (!found || (state && !isSettled(state) && !isOurs(found, state))) return undefined;
        const { publicKey, privateKey } = state ?? {};
        // If somebody else replaced a generated pair, its private key is useless: that is drift.
        const isLost = privateKey !== undefined && !sameKey(publicKey ?? "", found.publicKey);
        return actualOf(found, state ?? {}, !state || isLost || wasGiven(state, "publicKey"));
    },

    /** Registers another key under the same name: whatever uses the keypair refers to it by name, and stays. */
    async update(context, id, state: KeypairState & Values, values) {
        const inputs = values as KeypairInputs;
        const { publicKey: given } = inputs;
        const { publicKey = "", privateKey } = state;
        const keeps = given === undefined ? !wasGiven(state, "publicKey") : sameKey(given, publicKey);
        if (keeps && isSettled(state)) {
            const known = { publicKey: given ?? publicKey, privateKey };
            const { fingerprint, userId, createdAt } = state;
            const found = { name: id, publicKey, fingerprint, userId, createdAt };
            return actualOf(found, known, given !== undefined);
        }

        const found = await context.cloud.keypairs.get(id);
        if (found && !isOurs(found, state)) {
            throw new Failure(
                "a keypair with that name was created outside this stack",
                "Run pulumi refresh, then pulumi up, to replace it, or rename this one.",
            );
        }
        const desired = given ?? (privateKey && publicKey);
        if (found && desired && sameKey(desired, found.publicKey)) {
            const known = {
                publicKey: desired,
                privateKey: sameKey(publicKey, desired) ? privateKey : undefined,
            };
            return actualOf(found, known, given !== undefined);
        }
        if (found) await vacate(context, id);
        return await register(context, inputs).catch(async (error: unknown) => {
            // Restores the old key if the cloud refuses the new one.
            if (found && !(error instanceof PartialError))
                await withGracePeriod(context)
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
        /** The private key of a generated pair was lost with the run that generated it. */
        async resume({ cloud }, id, _begun, { publicKey }) {
            const found = publicKey === undefined ? undefined : await cloud.keypairs.get(id);
            const isSame = found && sameKey(String(publicKey), found.publicKey);
            return isSame ? actualOf(found, { publicKey: String(publicKey) }, true) : undefined;
        },
    },
};

// Ownership.

/** Whether the cloud confirmed that the keypair exists. */
function isSettled<S extends KeypairState>(state: S): state is S & { fingerprint: string } {
    return state.fingerprint !== undefined;
}

/** Recognized by its mark, or by a key that only this resource can have registered under that name. */
function isOurs(found: Keypair, state: KeypairState & Values): boolean {
    const { publicKey, privateKey } = state;
    const isKnown = isSettled(state) || privateKey !== undefined;
    if (isKnown && publicKey !== undefined && sameKey(publicKey, found.publicKey)) return true;
    return found.publicKey.trim().endsWith(` ${markOf(state)}`);
}

async function findExisting(context: Context, inputs: KeypairInputs): Promise<Keypair | undefined> {
    const { cloud, stack } = context;
    const { name, publicKey, __autoName: autoName } = inputs;
    const found = await findToAdopt(context, inputs, {
        byId: (id) => cloud.keypairs.get(id),
        byName: async () => ((await stack.has(name)) ? undefined : await cloud.keypairs.get(name)),
    });
    if (!found) return undefined;
    const isSame = publicKey !== undefined && sameKey(publicKey, found.publicKey);
    assertAdoptable(context, `keypair "${found.name}"`, [
        { property: "name", desired: autoName === undefined ? name : undefined, actual: found.name },
        { property: "publicKey", desired: publicKey, actual: isSame ? publicKey : found.publicKey },
    ]);
    return found;
}

// Registering.

/** Deletes a keypair whose name is reused at once: a DELETE that is sent twice could delete its successor. */
async function vacate(context: Context, name: string): Promise<void> {
    for (;;) {
        try {
            return await context.cloud.keypairs.delete(name, { repeatable: false });
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookUpPausesMs) {
                await context.clock.sleep(pause, context.signal);
                if (!(await retryUntilAnswered(context, (cloud) => cloud.keypairs.get(name)))) return;
            }
            if (isTimeUp(context)) throw error;
        }
    }
}

const postAgainMs = 1000;
const mostPosts = 3;

/** Registers the given key, or the public key of a pair that is generated here, so that a lost response does not lose the private key. */
async function register(context: Context, inputs: KeypairInputs): Promise<Actual> {
    const { name, publicKey: given } = inputs;
    const pair = given === undefined ? exportPair(await context.generateKeyPair()) : undefined;
    const marked = `${(pair?.publicKey ?? given ?? "").trim()} ${markOf(inputs)}`;
    const key = { publicKey: given ?? marked, privateKey: pair?.privateKey };
    const made = await registerOnce(context, name, marked, { ...inputs, ...key });
    // Only a GET returns createdAt; its failure must not lose the private key.
    const shown = await context.cloud.keypairs.get(name).catch(() => undefined);
    return actualOf(shown ?? made, key, given !== undefined);
}

/** After a lost response, checks whose keypair has that name before the request is sent again. */
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
            // A repeated request may conflict with what the first one created.
            if (!isAmbiguous(error) && !(post > 1 && hasCode(error, "conflict"))) throw error;
            const look = (cloud: RegionClient) => cloud.keypairs.get(name);
            const found = await retryUntilAnswered(context, look).catch((reason: unknown) => {
                const { publicKey: known, privateKey } = state;
                throw new PartialError(
                    name,
                    unknownResult(error, reason),
                    unchanged({ publicKey: known, privateKey }),
                );
            });
            if (found && isOurs(found, state)) return found;
            if (!isAmbiguous(error) || post === mostPosts || isTimeUp(context)) throw error;
            await clock.sleep(postAgainMs, signal);
        }
    }
}

function unknownResult(lost: Error, reason: unknown): Failure {
    return new Failure(
        `the response was lost (${lost.message}), and whether the keypair exists is unknown: ${messageOf(reason)}`,
        "Its key is kept in the stack: run pulumi up again to continue.",
    );
}

/** A public key stays as it is in state while it is the same key; the private key of another pair is dropped. */
function actualOf(found: Keypair, known: KeypairState, isInput: boolean): Actual {
    const { name, fingerprint, userId, createdAt } = found;
    const isSame = known.publicKey !== undefined && sameKey(known.publicKey, found.publicKey);
    const { publicKey, privateKey } = isSame ? known : { publicKey: found.publicKey, privateKey: undefined };
    const outputs = { privateKey, fingerprint, userId, createdAt };
    return isInput
        ? { inputs: { name, publicKey }, outputs }
        : { inputs: { name }, outputs: { publicKey, ...outputs } };
}
