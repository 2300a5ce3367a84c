import { messageOf } from "../errors/failure";
import type { Platform } from "../platform/platform";
import type { Resource } from "./handler";
import { Holders } from "./holdings";
import type { Values } from "./properties";
import { emptyState, inRegion, type PendingCreate, readStackState, type StackState } from "./stackState";
import { ofEitherDoor } from "./urn";
import type { Waves } from "./waves";

/** One run of the engine: the resources of the program, what is in the stack, and what killed runs left pending. */
export class Run {
    readonly holders = new Holders();
    private readonly checkedUrns = new Set<string>();
    private readonly nonces = new Set<string>();
    private readonly regions = new Map<string, unknown>();
    private readonly ids = new Set<string>();
    private readonly adopted = new Set<string>();
    private readonly importedIds = new Map<string, unknown>();
    private readonly importers = new Map<string, string>();
    private state: Promise<StackState> | undefined;

    constructor(
        private readonly platform: Pick<Platform, "exportStack" | "isDestroy">,
        readonly waves: Waves,
    ) {}

    /** Remembers what the second check of a replacement does not get, since it has no old inputs. */
    check({ urn, importedId }: Resource, oldInputs: Values, { __nonce: nonce }: Values): void {
        this.nonces.add(String(nonce));
        if (urn === undefined) return;
        this.checkedUrns.add(ofEitherDoor(urn));
        if (oldInputs.region !== undefined) this.regions.set(urn, oldInputs.region);
        if (importedId !== undefined) this.importedIds.set(urn, importedId);
    }

    isInProgram(urn: string): boolean {
        return this.checkedUrns.has(ofEitherDoor(urn));
    }

    /** The region of a resource whose check has no old inputs, as in a replacement or with `--replace`. */
    async regionOf({ urn = "", stack }: Resource, warn: Warn): Promise<unknown> {
        return this.regions.get(urn) ?? (await this.stateOf(stack, warn)).resources.get(urn)?.region;
    }

    /** The id that a create imports: none where the stack has the resource already, which may then be replaced. */
    async importIdOf({ urn = "", stack, importId }: Resource, warn: Warn): Promise<string | undefined> {
        if (importId === undefined || this.importedIds.get(urn) === importId) return undefined;
        const known = (await this.stateOf(stack, warn)).resources.get(urn);
        return known?.id === importId || known?.importedId === importId ? undefined : importId;
    }

    /** Another resource of the program that imports the same; otherwise remembers this one. */
    otherImporter(urn: string, id: string, region: unknown): string | undefined {
        const key = inRegion(id, region);
        const other = this.importers.get(key);
        if (other === undefined) this.importers.set(key, urn);
        return other === urn ? undefined : other;
    }

    isOfProgram(nonce: string | undefined): boolean {
        return nonce !== undefined && this.nonces.has(nonce);
    }

    /** Adds an id of the stack. */
    add(id: string, region: unknown): void {
        this.ids.add(inRegion(id, region));
    }

    /** Adds an adopted id, which must survive the deletion of the resource it replaces. */
    adopt(id: string, region: unknown): void {
        this.add(id, region);
        this.adopted.add(inRegion(id, region));
    }

    isAdopted(id: string, region: unknown): boolean {
        return this.adopted.has(inRegion(id, region));
    }

    /** Whether a resource of the stack already has this id. */
    async has(id: string, region: string, stack: string | undefined, warn: Warn): Promise<boolean> {
        const own = inRegion(id, region);
        if (this.ids.has(own)) return true;
        const { ids } = await this.stateOf(stack, warn);
        // Resources of other providers may have no region.
        return ids.has(own) || ids.has(id);
    }

    /** Pending creates of killed runs. Each is returned only once. */
    async takePendingCreates(
        stack: string | undefined,
        warn: Warn,
        isIncluded: (pending: PendingCreate) => boolean,
    ): Promise<PendingCreate[]> {
        const { pendingCreates } = await this.stateOf(stack, warn);
        const taken = pendingCreates.filter((one) => isIncluded(one) && !this.nonces.has(one.nonce));
        for (const { nonce } of taken) this.nonces.add(nonce);
        return taken;
    }

    /**
     * Whether what this process has not checked is in no program. Where a stack has several providers, as while it moves from
     * one door to the other, the process of another one may be continuing it.
     */
    async knowsProgram(stack: string | undefined, warn: Warn): Promise<boolean> {
        return (await this.stateOf(stack, warn)).providers < 2 || this.platform.isDestroy?.() === true;
    }

    /** Read once per run, and only if something is created or deleted. */
    private stateOf(stack: string | undefined, warn: Warn): Promise<StackState> {
        const { exportStack } = this.platform;
        if (!exportStack || stack === undefined) return Promise.resolve(emptyState);
        this.state ??= readStackState(exportStack, stack).catch((error: unknown) => {
            warn(
                `Could not read the state of stack ${stack} (${messageOf(error)}), so resources left behind by a killed run cannot be found.`,
            );
            return emptyState;
        });
        return this.state;
    }
}

type Warn = (text: string) => void;
