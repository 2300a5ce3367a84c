import type { ExportStack } from "../platform/pluginProcess";
import { isValues, type Values } from "./properties";
import { isSecret } from "./secretValues";
import { typeOf } from "./urn";

/** A create that an earlier run started and whose result was never saved. */
export interface PendingCreate {
    urn: string;
    /** The URN of its explicit provider, if it has one. */
    provider: string | undefined;
    /** Its mark in the cloud. */
    nonce: string;
    /** As check returned them. */
    inputs: Values;
}

/** What a stack's state tells about what belongs to the stack. */
export interface StackState {
    /** All resources in state, as returned by `inRegion`. */
    ids: ReadonlySet<string>;
    /** Each resource by its URN. */
    resources: ReadonlyMap<string, StoredResource>;
    pendingCreates: readonly PendingCreate[];
    /** How many providers may be of this package: through either door, of several versions, and explicit ones. */
    providers: number;
}

export interface StoredResource {
    id: unknown;
    region: unknown;
    /** The option `import` by which it came into the stack. */
    importedId: unknown;
}

/** An id that is unique across regions: the id of a keypair is its name. */
export function inRegion(id: string, region: unknown): string {
    return typeof region === "string" ? `${region.toLowerCase()}/${id}` : id;
}

export const emptyState: StackState = {
    ids: new Set(),
    resources: new Map(),
    pendingCreates: [],
    providers: 0,
};

/** Reads a stack's state, with secrets only if a pending create has some, since they may require a passphrase. */
export async function readStackState(exportStack: ExportStack, stack: string): Promise<StackState> {
    const state = parse(await exportStack(stack, { showSecrets: false }));
    if (!state.pendingCreates.some(({ inputs }) => holdsSecret(inputs))) return state;
    try {
        return parse(await exportStack(stack, { showSecrets: true }));
    } catch {
        // A pending create is still found by its nonce.
        return state;
    }
}

function parse(exported: unknown): StackState {
    const deployment = valuesOf(valuesOf(exported).deployment);
    const resources = listOf(deployment.resources).map(valuesOf);
    const creates = listOf(deployment.pending_operations)
        .map(valuesOf)
        .filter(({ type }) => type === "creating")
        .map(({ resource }) => valuesOf(resource));
    return {
        ids: new Set(
            resources.flatMap(({ id, outputs }) =>
                typeof id === "string" && id !== "" ? [inRegion(id, valuesOf(outputs).region)] : [],
            ),
        ),
        // A replaced resource that is pending deletion has the same URN.
        resources: new Map(
            resources
                .filter((resource) => resource.delete !== true)
                .map(({ urn, id, outputs }) => {
                    const { region, __import: importedId } = valuesOf(outputs);
                    return [String(urn), { id, region, importedId }];
                }),
        ),
        pendingCreates: creates.flatMap(({ urn, provider, inputs: stored }) => {
            const inputs = valuesOf(plain(stored));
            const { __nonce: nonce } = inputs;
            // An import makes nothing.
            if (typeof nonce !== "string" || inputs.__import !== undefined) return [];
            return [{ urn: String(urn), provider: explicitProvider(provider), nonce, inputs }];
        }),
        providers: resources.filter(({ urn }) =>
            /^pulumi:providers:(nhncloud|pulumi-nodejs)$/.test(typeOf(String(urn))),
        ).length,
    };
}

/** The URN in a reference, `URN::ID`, unless it is the engine's default provider. */
function explicitProvider(reference: unknown): string | undefined {
    const urn = String(reference ?? "").replace(/::[^:]*$/, "");
    return urn === "" || /::default(_[^:]*)?$/.test(urn) ? undefined : urn;
}

function holdsSecret(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** Unwraps secrets; those that were not decrypted stay as they are. */
function plain(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(plain);
    if (!isValues(value)) return value;
    if (isSecret(value)) return typeof value.plaintext === "string" ? JSON.parse(value.plaintext) : value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

function valuesOf(value: unknown): Values {
    return isValues(value) ? value : {};
}

function listOf(value: unknown): unknown[] {
    return Array.isArray(value) ? value : [];
}
