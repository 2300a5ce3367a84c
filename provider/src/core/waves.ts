import type { Clock } from "../api/clock";
import type { Resource } from "./handler";
import { isValues, type Values } from "./properties";

/** A create that waits so long after its check waits for one of the engine's places. */
const waitsAfterMs = 1000;

/** What is not worth a line. */
const leastSavedMs = 5000;

/** What a create takes, and when it could have begun if the engine had a place for everything. */
interface Create {
    startedAt: number;
    endedAt: number;
    couldStartAt: number;
    couldEndAt: number;
}

interface Span {
    from: number;
    to: number;
}

/**
 * Finds out whether creates waited for each other only because the engine runs few operations at a time: it checks one
 * resource more than it has places for, and all others when a place is free.
 */
export class Waves {
    private firstCheckAt: number | undefined;
    /** When those were checked that are not created yet. */
    private readonly waiting = new Map<string, number>();
    /** Resources that exist: their create, in a replacement, waits for a delete. */
    private readonly existing = new Set<string>();
    private readonly blocked: Span[] = [];
    private readonly ended: Create[] = [];
    /** What creates returned, by which later ones refer to them. */
    private readonly returned = new Map<unknown, Create>();
    /** When the last change of each server could have ended: they run one at a time. */
    private readonly freeAt = new Map<unknown, number>();
    private running = 0;
    private mostRunning = 0;
    private isSaid = false;

    constructor(
        private readonly clock: Clock,
        private readonly say: (text: string) => void,
    ) {}

    /** After a successful check. */
    checked({ urn }: Resource, oldInputs: Values): void {
        if (urn === undefined) return;
        const now = this.clock.now();
        this.firstCheckAt ??= now;
        if (Object.keys(oldInputs).length > 0) this.existing.add(urn);
        if (!this.existing.has(urn)) this.waiting.set(urn, now);
    }

    /** Runs a create. */
    async during<T extends { id: string; state: Values }>(
        resource: Resource,
        inputs: Values,
        create: () => Promise<T>,
    ): Promise<T> {
        const startedAt = this.clock.now();
        const checkedAt = this.waiting.get(resource.urn ?? "") ?? startedAt;
        this.waiting.delete(resource.urn ?? "");
        const isBlocked = startedAt - checkedAt >= waitsAfterMs;
        if (isBlocked) this.blocked.push({ from: checkedAt, to: startedAt });
        this.mostRunning = Math.max(this.mostRunning, ++this.running);
        try {
            const made = await create();
            const { id, state } = made;
            const ended = this.end(resource, inputs, startedAt, checkedAt);
            const outputs = Object.entries(state).filter(([name]) => !Object.hasOwn(inputs, name));
            for (const text of [id, ...outputs.flatMap(([, value]) => textsIn(value))])
                this.returned.set(text, ended);
            return made;
        } finally {
            this.running--;
            this.report();
        }
    }

    private end({ derived }: Resource, inputs: Values, startedAt: number, checkedAt: number): Create {
        const sources = derived.map((name) => this.sourcesOf(inputs[name]));
        const { serverId } = inputs;
        const couldStartAt = Math.max(
            this.firstCheckAt ?? checkedAt,
            ...sources.flat().map(({ couldEndAt }) => couldEndAt),
            // It depends on something else, such as a function: it could have been checked earlier by the time that was lost.
            ...(sources.every((found) => found.length > 0) ? [] : [checkedAt - this.lostBefore(checkedAt)]),
            this.freeAt.get(serverId) ?? 0,
        );
        const endedAt = this.clock.now();
        const couldEndAt = couldStartAt + endedAt - startedAt;
        if (serverId !== undefined) this.freeAt.set(serverId, couldEndAt);
        const ended = { startedAt, endedAt, couldStartAt, couldEndAt };
        this.ended.push(ended);
        return ended;
    }

    private sourcesOf(input: unknown): Create[] {
        return textsIn(input).flatMap((text) => this.returned.get(text) ?? []);
    }

    /** How long the engine had no place for more, up to then. */
    private lostBefore(time: number): number {
        let lost = 0;
        let counted = Number.NEGATIVE_INFINITY;
        for (const { from, to } of this.blocked) {
            lost += Math.max(Math.min(to, time) - Math.max(from, counted), 0);
            counted = Math.max(counted, to);
        }
        return lost;
    }

    /** Says once, when nothing is left to do, how the same run would be faster. */
    private report(): void {
        if (this.isSaid || this.running > 0 || this.waiting.size > 0) return;
        const now = this.clock.now();
        const saved = now - Math.max(...this.ended.map(({ couldEndAt }) => couldEndAt));
        const savedMs = Math.min(saved, this.lostBefore(now));
        if (savedMs < leastSavedMs) return;
        this.isSaid = true;
        const places = mostAtOnce(this.ended);
        this.say(
            `The engine created ${this.mostRunning} resources at a time: ` +
                `pulumi up --parallel ${places}, or PULUMI_PARALLEL=${places}, would have taken about ${Math.round(savedMs / 1000)} s less.`,
        );
    }
}

function mostAtOnce(creates: readonly Create[]): number {
    const atStart = creates.map(
        ({ couldStartAt: time }) =>
            creates.filter(({ couldStartAt, couldEndAt }) => couldStartAt <= time && time < couldEndAt)
                .length,
    );
    return Math.max(...atStart);
}

/** All texts in a value, at any depth. */
function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(textsIn);
    return isValues(value) ? Object.values(value).flatMap(textsIn) : [];
}
