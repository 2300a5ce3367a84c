import type { Operation } from "../../engine/operation";
import type { ProgramName } from "./programs";

/** When a run is killed. */
export type Kill =
    /** Counted from the run's first request. */
    | { at: "time"; ms: number }
    /** The nth request that changes something, from 0; `delayMs` after it was answered. */
    | { at: "request"; number: number; moment: "before" | "carried out" | "answered"; delayMs: number };

/** An operation that is begun and killed some times, and then runs to its end. */
export interface Stage {
    operation: Exclude<Operation, "preview">;
    program: ProgramName;
    kills: Kill[];
}

/** How long an operation talks to the cloud, and by how many requests it changes something. */
const usual: Record<Stage["operation"], Record<ProgramName, { ms: number; requests: number }>> = {
    up: {
        created: { ms: 3000, requests: 10 },
        updated: { ms: 5500, requests: 14 },
        rolled: { ms: 6500, requests: 16 },
        shrunk: { ms: 3000, requests: 10 },
    },
    refresh: {
        created: { ms: 500, requests: 0 },
        updated: { ms: 500, requests: 0 },
        rolled: { ms: 500, requests: 0 },
        shrunk: { ms: 500, requests: 0 },
    },
    destroy: {
        created: { ms: 2500, requests: 10 },
        updated: { ms: 2500, requests: 12 },
        rolled: { ms: 2500, requests: 9 },
        shrunk: { ms: 1500, requests: 5 },
    },
};

/** What a case does; the seed decides all of it. */
export function planOf(seed: number): Stage[] {
    const random = randomOf(seed);
    const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
    const oneOf = <T>(...choices: [T, ...T[]]): T => choices[between(0, choices.length - 1)] ?? choices[0];
    const stage = (operation: Stage["operation"], program: ProgramName, count: number): Stage => ({
        operation,
        program,
        kills: Array.from({ length: count }, () => killOf(operation, program)),
    });
    const killOf = (operation: Stage["operation"], program: ProgramName): Kill => {
        const { ms, requests } = usual[operation][program];
        if (requests === 0 || random() < 0.3) return { at: "time", ms: between(0, ms) };
        return {
            at: "request",
            number: between(0, requests - 1),
            moment: oneOf("before", "carried out", "carried out", "answered"),
            delayMs: between(0, 30),
        };
    };
    const stages = [stage("up", "created", between(1, 3))];
    const next = oneOf<ProgramName | undefined>(
        undefined,
        "updated",
        "updated",
        "rolled",
        "rolled",
        "shrunk",
    );
    if (next) stages.push(stage("up", next, between(1, 3)));
    const last = next ?? "created";
    if (random() < 0.2) stages.push(stage("refresh", last, 1));
    return [...stages, stage("destroy", last, between(0, 2))];
}

/** Mulberry32: numbers in [0, 1) that look random and are the same for the same seed. */
function randomOf(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

export function describeKill(kill: Kill): string {
    if (kill.at === "time") return `${kill.ms} ms after the first request`;
    const after = kill.moment === "answered" ? ` + ${kill.delayMs} ms` : "";
    return `request ${kill.number} ${kill.moment}${after}`;
}
