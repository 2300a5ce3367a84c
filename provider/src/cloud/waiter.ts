import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { ApiError } from "../api/errors";
import { Failure } from "../errors/failure";
import type { ReportStatus } from "../platform/statusLine";
import type { Poller } from "./poller";

/** What one wait makes of each status; a status in neither list ends it at once. */
export interface Transition {
    /** On the way. "any" where nothing but the target and the deadline ends the wait. */
    pending: readonly string[] | "any";
    target: readonly string[];
    /** The target in words, where a list of statuses reads badly. */
    wanted?: string;
    /** Not being there yet is on the way, until it was seen once. */
    allowNotFoundUntilSeen?: true;
    /** What to do about a status that ends the wait. */
    hint?: string;
}

/** The status of something that is not there, or no longer. */
export const gone = "GONE";

export interface Polled {
    id: string;
    status: string;
}

export interface Wait<T extends Polled> extends Bounds {
    poller: Poller<T>;
    clock: Clock;
    id: string;
    transition: Transition;
    report: ReportStatus;
    /** What the transition looks at, where it is not the thing's own status. */
    status?: (value: T) => string;
    /** What must hold besides the status. */
    until?: (value: T) => boolean;
    /** What the thing is doing although its status may not show it. */
    task?: (value: T) => string | undefined;
    /** The cloud's own reason for a status that nobody wanted. */
    reason?: (value: T) => string | undefined;
    /** Which timeout to raise. */
    setting: string;
}

/** While the cloud gives no usable answer: since when, and the first reason that is known. */
interface Outage {
    since: number;
    error: ApiError | undefined;
}

/** What is known when a wait ends. */
interface Progress<T> {
    last?: T | undefined;
    outage?: Outage | undefined;
}

/** The one waiter: returns what was last seen, undefined where it is gone; fails with the cloud's own reason. */
export async function waitFor<T extends Polled>(wait: Wait<T>): Promise<T | undefined> {
    const { transition, clock } = wait;
    const started = clock.now();
    const wanted = wantedBy(transition);
    const progress: Progress<T> = {};
    let seen = false;
    let done = false;
    const elapsed = () => `${Math.round((clock.now() - started) / 1000)} s`;

    await wait.poller.watch(wait.id, wait, {
        observe(value) {
            progress.last = value;
            progress.outage = undefined;
            const status = value ? statusOf(wait, value) : gone;
            const task = value && wait.task?.(value);
            if (transition.target.includes(status) && !task) done = !value || (wait.until?.(value) ?? true);
            else if (!value) assertNotVanished(wait, seen, elapsed());
            else if (!isPending(transition, status) && !task) throw unexpectedStatus(wait, value, elapsed());
            if (!done) wait.report(`${value ? shown(wait, value) : gone} → ${wanted}`);
            seen ||= value !== undefined;
            return done;
        },
        unavailable(since, error) {
            const { last, outage } = progress;
            progress.outage = { since: outage?.since ?? since, error: outage?.error ?? error };
            // The cloud's words without the request id: each new text is a line in a CI log.
            const trouble = `${unavailable(progress.outage, progress.outage.error?.reason)}; still trying`;
            wait.report(`${last ? shown(wait, last) : "unknown"} → ${wanted}`, trouble);
        },
    });
    if (done) return progress.last;
    throw wait.signal.aborted ? interrupted(wait, progress, elapsed()) : late(wait, progress, elapsed());
}

function wantedBy({ wanted, target }: Transition): string {
    return wanted ?? target.join(" or ");
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
function assertNotVanished<T extends Polled>({ transition }: Wait<T>, seen: boolean, after: string): void {
    if (transition.allowNotFoundUntilSeen && !seen) return;
    throw new Failure(
        `it is gone from the cloud after ${after}`,
        "Somebody else deleted it: run pulumi refresh, then pulumi up.",
    );
}

function unexpectedStatus<T extends Polled>(wait: Wait<T>, value: T, after: string): Failure {
    const { transition } = wait;
    const became = `it became ${statusOf(wait, value)} instead of ${wantedBy(transition)} after ${after}`;
    return new Failure(`${became}${because(wait, value)}`, transition.hint);
}

const kept = "What exists is kept in the stack: run the same command again to go on waiting";

function interrupted<T extends Polled>(wait: Wait<T>, progress: Progress<T>, after: string): Failure {
    const { last, outage } = progress;
    const found = last ? `, while it was ${shown(wait, last)}` : ", before it was seen";
    return new Failure(
        `interrupted after ${after}${outage ? `; ${lastKnown(wait, last, outage)}` : found}`,
        `${kept}.`,
    );
}

function late<T extends Polled>(wait: Wait<T>, { last, outage }: Progress<T>, after: string): Failure {
    const wanted = wantedBy(wait.transition);
    const orLonger = `or allow more seconds in ${wait.setting}.`;
    if (outage) {
        const clause = `it is not known to be ${wanted} after ${after}; ${lastKnown(wait, last, outage)}`;
        return new Failure(clause, `${kept}, ${orLonger}`);
    }
    const hint = `Run pulumi up again to go on waiting, ${orLonger}`;
    if (last && !wait.task?.(last) && wait.transition.target.includes(statusOf(wait, last))) {
        const clause = `it is ${statusOf(wait, last)} after ${after}, but does not show yet what was asked for`;
        return new Failure(clause, hint);
    }
    const status = last ? shown(wait, last) : "not to be seen";
    return new Failure(`it is still ${status} after ${after}, and not ${wanted}${because(wait, last)}`, hint);
}

function lastKnown<T extends Polled>(wait: Wait<T>, last: T | undefined, outage: Outage): string {
    return `${last ? `it was last seen ${shown(wait, last)}, and ` : ""}${unavailable(outage, outage.error?.message)}`;
}

function unavailable({ since }: Outage, reason: string | undefined): string {
    const time = `${new Date(since).toISOString().slice(11, 19)} UTC`;
    if (reason === undefined) return `the cloud has not answered since ${time}`;
    return `the cloud has been unavailable since ${time}: ${reason}`;
}

function because<T extends Polled>(wait: Wait<T>, value: T | undefined): string {
    const reason = value && wait.reason?.(value);
    return reason ? `: ${reason}` : "";
}
