import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { ApiError } from "../api/errors";
import type { Observer } from "../api/observer";
import { Failure } from "../errors/failure";
import type { ReportStatus } from "../platform/statusLine";
import type { Poller } from "./poller";

/** Pending and target statuses of one wait; any other status fails it immediately. */
export interface Transition {
    /** "any": only the target or the deadline ends the wait. */
    pending: readonly string[] | "any";
    target: readonly string[];
    /** The target as an adjective, if a list of statuses would be hard to read. */
    wanted?: string;
    /** A 404 is pending until the resource was seen once. */
    allowNotFoundUntilSeen?: true;
    /** Tasks that end some seconds before the target is reached: polls can be rare until then, and must be frequent after. */
    early?: readonly string[];
    /** What to do about an unexpected status. */
    hint?: string;
}

/** What was waited for has a status that does not lead there. */
export class UnexpectedStatus extends Failure {
    constructor(
        clause: string,
        hint: string | undefined,
        readonly seen: Polled,
    ) {
        super(clause, hint);
    }
}

/** The status of something that does not exist. */
export const gone = "GONE";

export interface Polled {
    id: string;
    status: string;
}

export interface Wait<T extends Polled> extends Bounds {
    poller: Poller<T>;
    clock: Clock;
    observer: Pick<Observer, "waited">;
    id: string;
    transition: Transition;
    report: ReportStatus;
    /** What to compare with the transition, if not the resource's own status. */
    status?: (value: T) => string;
    /** A condition besides the status. */
    until?: (value: T) => boolean;
    /** The task it is carrying out, which its status may not show. */
    task?: (value: T) => string | undefined;
    /** The cloud's reason for an unexpected status. */
    reason?: (value: T) => string | undefined;
    /** Which timeout to increase. */
    setting: string;
}

/** A time without a usable response from the cloud, and the first known reason. */
interface Outage {
    since: number;
    error: ApiError | undefined;
}

/** What is known when a wait ends. */
interface Progress<T> {
    last?: T | undefined;
    outage?: Outage | undefined;
}

/** Waits for a transition. Returns what was last seen, or undefined if it no longer exists; fails with the cloud's own reason. */
export async function waitFor<T extends Polled>(wait: Wait<T>): Promise<T | undefined> {
    const { transition, clock } = wait;
    const started = clock.now();
    const goal = goalOf(transition);
    const progress: Progress<T> = {};
    let seen = false;
    let done = false;
    const elapsed = () => `${Math.round((clock.now() - started) / 1000)} s`;

    const ended = () => wait.observer.waited({ goal, startedAt: started, endedAt: clock.now() });
    const watched = wait.poller.watch(wait.id, wait, {
        kind: transition,
        nearness() {
            if (!transition.early) return "unknown";
            const task = progress.last && wait.task?.(progress.last);
            return task !== undefined && transition.early.includes(task) ? "far" : "near";
        },
        observe(value) {
            progress.last = value;
            progress.outage = undefined;
            const status = value ? statusOf(wait, value) : gone;
            const task = value && wait.task?.(value);
            if (transition.target.includes(status) && !task) done = !value || (wait.until?.(value) ?? true);
            else if (!value) assertNotVanished(wait, seen, elapsed());
            else if (!isPending(transition, status) && !task) throw unexpectedStatus(wait, value, elapsed());
            if (!done) wait.report(`${value ? shown(wait, value) : gone} → ${goal}`);
            seen ||= value !== undefined;
            return done;
        },
        unavailable(since, error) {
            const { last, outage } = progress;
            progress.outage = { since: outage?.since ?? since, error: outage?.error ?? error };
            // Without the request id: each new text is a line in a CI log.
            const trouble = `${unavailable(progress.outage, progress.outage.error?.reason)}; retrying`;
            wait.report(`${last ? shown(wait, last) : "unknown"} → ${goal}`, trouble);
        },
    });
    await watched.finally(ended);
    if (done) return progress.last;
    throw wait.signal.aborted ? interrupted(wait, progress, elapsed()) : timedOut(wait, progress, elapsed());
}

function goalOf({ wanted, target }: Transition): string {
    return wanted ?? target.join(" or ");
}

/** `5 s waiting for ACTIVE` or `5 s waiting for it to be resized` */
function waited({ transition }: { transition: Transition }, elapsed: string): string {
    const goal = goalOf(transition);
    return `${elapsed} waiting for ${transition.wanted === undefined ? goal : `it to be ${goal}`}`;
}

function statusOf<T extends Polled>(wait: Wait<T>, value: T): string {
    return wait.status?.(value) ?? value.status;
}

/** `BUILD (spawning)` */
function shown<T extends Polled>(wait: Wait<T>, value: T): string {
    const task = wait.task?.(value);
    return task ? `${statusOf(wait, value)} (${task})` : statusOf(wait, value);
}

function isPending({ pending, target }: Transition, status: string): boolean {
    return pending === "any" || pending.includes(status) || target.includes(status);
}

/** Right after a create the cloud may not know it yet; later its absence is final. */
function assertNotVanished<T extends Polled>(wait: Wait<T>, seen: boolean, elapsed: string): void {
    if (wait.transition.allowNotFoundUntilSeen && !seen) return;
    throw new Failure(
        `it no longer exists, after ${waited(wait, elapsed)}`,
        "It was deleted outside of this run: run pulumi refresh, then pulumi up.",
    );
}

function unexpectedStatus<T extends Polled>(wait: Wait<T>, value: T, elapsed: string): Failure {
    const clause = `unexpected status ${statusOf(wait, value)} after ${waited(wait, elapsed)}`;
    return new UnexpectedStatus(`${clause}${because(wait, value)}`, wait.transition.hint, value);
}

const kept = "It is kept in the stack: run the same command again to continue waiting";

function interrupted<T extends Polled>(wait: Wait<T>, progress: Progress<T>, elapsed: string): Failure {
    return new Failure(`interrupted after ${waited(wait, elapsed)}; ${lastSeen(wait, progress)}`, `${kept}.`);
}

function timedOut<T extends Polled>(wait: Wait<T>, progress: Progress<T>, elapsed: string): Failure {
    const { last, outage } = progress;
    const clause = `timed out after ${waited(wait, elapsed)}; ${lastSeen(wait, progress)}`;
    const orLonger = `or increase ${wait.setting}.`;
    if (outage) return new Failure(clause, `${kept}, ${orLonger}`);
    const hint = `Run pulumi up again to continue waiting, ${orLonger}`;
    if (last && !wait.task?.(last) && wait.transition.target.includes(statusOf(wait, last)))
        return new Failure(`${clause}, without the requested changes`, hint);
    return new Failure(`${clause}${because(wait, last)}`, hint);
}

/** `last status: BUILD (spawning); the cloud has been unavailable since 12:00:00 UTC` */
function lastSeen<T extends Polled>(wait: Wait<T>, { last, outage }: Progress<T>): string {
    const status = last ? `last status: ${shown(wait, last)}` : "it was never seen";
    return outage ? `${status}; ${unavailable(outage, outage.error?.message)}` : status;
}

function unavailable({ since }: Outage, reason: string | undefined): string {
    const time = `${new Date(since).toISOString().slice(11, 19)} UTC`;
    if (reason === undefined) return `the cloud has not responded since ${time}`;
    return `the cloud has been unavailable since ${time}: ${reason}`;
}

function because<T extends Polled>(wait: Wait<T>, value: T | undefined): string {
    const reason = value && wait.reason?.(value);
    return reason ? `: ${reason}` : "";
}
