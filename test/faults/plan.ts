import type { Operation } from "../../engine/operation";
import type { Door, ProgramName } from "./programs";
import { randomOf } from "./random";

/** What befalls a run. */
export type Blow =
    /** SIGKILL to program, engine and plugin, as when a CI job is cancelled or its machine goes away. */
    | "kill"
    /** SIGKILL to the engine or the plugin alone; the others must end by themselves. */
    | "killEngine"
    | "killPlugin"
    /** One SIGINT to the engine (Ctrl-C); the run must end by itself, with everything in state. */
    | "interrupt";

type Moment =
    /** Counted from the run's first request. */
    { at: "time"; ms: number } | AtRequest;

/**
 * The nth request that changes something, from 0, or the nth of those whose path fits; `delayMs` after it was answered.
 * Where the plugin lives on, the request is answered in any case.
 */
interface AtRequest {
    at: "request";
    number: number;
    path?: RegExp;
    moment: "before" | "carried out" | "answered";
    delayMs: number;
}

export type Strike = { blow: Blow } & Moment;

/** An operation that is begun and struck some times, and then runs to its end unless it is given up. */
export interface Stage {
    operation: Exclude<Operation, "preview">;
    program: ProgramName;
    strikes: Strike[];
    /** That of each run: the struck ones, and the last. */
    doors: Door[];
    givenUp?: true;
    /** What killed runs began may still be there after it. */
    leavesPending?: true;
}

type Usual = Record<ProgramName, { ms: number; requests: number }>;

/** How long an operation talks to the cloud, and by how many requests it changes something. */
const usual: Record<Exclude<Stage["operation"], "refresh">, Usual> = {
    up: {
        created: { ms: 2500, requests: 9 },
        updated: { ms: 4500, requests: 14 },
        rolled: { ms: 5500, requests: 16 },
        shrunk: { ms: 2000, requests: 8 },
    },
    destroy: {
        created: { ms: 1500, requests: 9 },
        updated: { ms: 1500, requests: 10 },
        rolled: { ms: 1500, requests: 8 },
        shrunk: { ms: 1000, requests: 4 },
    },
};

const REFRESH = { ms: 500, requests: 0 };

/** The requests that make something, each by another kind of resource. */
const CREATES = [
    /\/servers$/,
    /\/os-keypairs$/,
    /\/os-volume_attachments$/,
    // A server's image and its security groups.
    /\/action$/,
] as const;

/** What a case does; the seed decides all of it. */
export function planOf(seed: number): Stage[] {
    const random = randomOf(seed);
    const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
    const oneOf = <T>(...choices: readonly [T, ...T[]]): T =>
        choices[between(0, choices.length - 1)] ?? choices[0];
    const perhaps = <T>(share: number, make: () => T): T[] => (random() < share ? [make()] : []);

    /** Most stacks stay with one door; the others move at any time. */
    const moves = random() < 0.4;
    const one = oneOf<Door>("dynamic", "dynamic", "plugin");
    const door = () => (moves ? oneOf<Door>("dynamic", "plugin") : one);

    const stage = (operation: Stage["operation"], program: ProgramName, strikes = 0, before = 0): Stage =>
        stageOf(
            operation,
            program,
            Array.from({ length: strikes }, (_, index) => strikeOf(operation, program, before + index)),
        );
    const stageOf = (operation: Stage["operation"], program: ProgramName, strikes: Strike[]): Stage => ({
        operation,
        program,
        strikes,
        doors: [...strikes, "last"].map(() => door()),
    });
    // Each run before has done a part of the work.
    const strikeOf = (operation: Stage["operation"], program: ProgramName, before: number): Strike => {
        const whole = operation === "refresh" ? REFRESH : usual[operation][program];
        const ms = Math.ceil(whole.ms * 0.6 ** before);
        const requests = Math.ceil(whole.requests * 0.6 ** before);
        // An engine that sees its plugin die in a create forgets that create: nothing tells the next run of it.
        const alone = operation === "up" ? "killEngine" : oneOf<Blow>("killEngine", "killPlugin");
        const blow = oneOf<Blow>("kill", "kill", "kill", "kill", alone, alone, "interrupt");
        if (requests === 0 || random() < 0.3) return { blow, at: "time", ms: between(0, ms) };
        return { blow, ...requestOf(between(0, requests - 1)) };
    };
    const requestOf = (number: number): AtRequest => ({
        at: "request",
        number,
        moment: oneOf("before", "carried out", "carried out", "answered"),
        delayMs: between(0, 30),
    });

    const stories = {
        life: () => {
            const next = oneOf<ProgramName>("updated", "rolled", "shrunk");
            return [
                stage("up", "created", between(2, 4)),
                stage("up", next, between(2, 4)),
                ...perhaps(0.2, () => stage("refresh", next, 1)),
                stage("destroy", next, between(1, 3)),
            ];
        },
        /** The killed run's program is never run again. */
        dropped: () => [
            stage("up", "shrunk"),
            { ...stage("up", "created", between(1, 3), 1), givenUp: true },
            ...perhaps(0.3, () => stage("refresh", "created")),
            // Deletes come last and deal with what the program no longer has; an up without any leaves it to the next.
            ...perhaps(0.5, () => ({
                ...stage("up", "shrunk", between(0, 1), 2),
                leavesPending: true as const,
            })),
            stage("destroy", "shrunk", between(0, 2)),
        ],
        /** The same create is killed twice, and once more after it was refreshed or not. */
        again: () => {
            const path = oneOf(...CREATES);
            const strike = (): Strike => ({ blow: "kill", ...requestOf(between(0, 1)), path });
            return [
                { ...stageOf("up", "created", [strike(), strike()]), givenUp: true },
                ...perhaps(0.5, () => stage("refresh", "created")),
                stageOf("up", "created", [strike()]),
                stage("destroy", "created", between(0, 2)),
            ];
        },
        changes: () => [
            stage("up", "created"),
            stage("up", "updated", between(2, 4)),
            stage("up", "rolled", between(2, 4)),
            stage("destroy", "rolled", between(1, 2)),
        ],
    } satisfies Record<string, () => Stage[]>;
    return oneOf(
        stories.life,
        stories.life,
        stories.dropped,
        stories.dropped,
        stories.again,
        stories.changes,
    )() as Stage[];
}

export function describeStrike(strike: Strike): string {
    if (strike.at === "time") return `${strike.blow} ${strike.ms} ms after the first request`;
    const after = strike.moment === "answered" ? ` + ${strike.delayMs} ms` : "";
    return `${strike.blow} at request ${strike.number} ${strike.moment}${after}`;
}
