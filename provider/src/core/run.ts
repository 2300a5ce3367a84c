import { messageOf } from "../errors/failure";
import type { ExportStack } from "../platform/pluginProcess";
import type { Resource } from "./handler";
import { Holders } from "./holdings";
import type { Values } from "./properties";
import { emptyState, inRegion, type PendingCreate, readStackState, type StackState } from "./stackState";

/** One run of the engine: what its resources are, what the stack has, and what killed runs left. */
export class Run {
    readonly holders = new Holders();
    private readonly checkedUrns = new Set<string>();
    private readonly nonces = new Set<string>();
    private readonly regions = new Map<string, unknown>();
    private readonly ids = new Set<string>();
    private readonly adopted = new Set<string>();
    private state: Promise<StackState> | undefined;

    constructor(private readonly exportStack: ExportStack | undefined) {}

    /** Remembers what the second check of a replacement, which brings no old inputs, cannot know. */
    check({ urn }: Resource, oldInputs: Values, { __nonce: nonce }: Values): void {
        this.nonces.add(String(nonce));
        if (urn === undefined) return;
        this.checkedUrns.add(urn);
        if (oldInputs.region !== undefined) this.regions.set(urn, oldInputs.region);
    }

    isInProgram(urn: string): boolean {
        return this.checkedUrns.has(urn);
    }

    /** Where the resource is by now, although its check brings no old inputs: those of a replacement do not, nor do those of `--replace`. */
    async regionOf({ urn = "", stack }: Resource, warn: Warn): Promise<unknown> {
        return this.regions.get(urn) ?? (await this.stateOf(stack, warn)).regions.get(urn);
    }

    isOfProgram(nonce: string | undefined): boolean {
        return nonce !== undefined && this.nonces.has(nonce);
    }

    /** The stack has it. */
    add(id: string, region: unknown): void {
        this.ids.add(inRegion(id, region));
    }

    /** The stack takes it over, so it must outlive the resource that it replaces. */
    adopt(id: string, region: unknown): void {
        this.add(id, region);
        this.adopted.add(inRegion(id, region));
    }

    isAdopted(id: string, region: unknown): boolean {
        return this.adopted.has(inRegion(id, region));
    }

    /** Whether a resource of the stack has it already. */
    async has(id: string, region: string, stack: string | undefined, warn: Warn): Promise<boolean> {
        const own = inRegion(id, region);
        if (this.ids.has(own)) return true;
        const { ids } = await this.stateOf(stack, warn);
        // Resources of other providers need not tell their region.
        return ids.has(own) || ids.has(id);
    }

    /** Creates of killed runs. Each is given out once, to whoever deals with what it left. */
    async takePendingCreates(
        stack: string | undefined,
        warn: Warn,
        wanted: (urn: string) => boolean,
    ): Promise<PendingCreate[]> {
        const { pendingCreates } = await this.stateOf(stack, warn);
        const taken = pendingCreates.filter(({ urn, nonce }) => wanted(urn) && !this.nonces.has(nonce));
        for (const { nonce } of taken) this.nonces.add(nonce);
        return taken;
    }

    /** Asked for once a run, and only when something is new or deleted. */
    private stateOf(stack: string | undefined, warn: Warn): Promise<StackState> {
        if (!this.exportStack || stack === undefined) return Promise.resolve(emptyState);
        this.state ??= readStackState(this.exportStack, stack).catch((error: unknown) => {
            warn(
                `The state of stack ${stack} cannot be read (${messageOf(error)}), so what a killed run may have left in the cloud is not looked for.`,
            );
            return emptyState;
        });
        return this.state;
    }
}

type Warn = (text: string) => void;
