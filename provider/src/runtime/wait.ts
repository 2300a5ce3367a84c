import type { Clock } from "../api/clock";
import { Failure } from "./failure";
import type { Report } from "./statusLine";
import type { Watcher } from "./watcher";

/** What one wait makes of each status; a status in neither list ends it at once. */
export interface Transition {
    /** On the way. "any" where nothing but the target and the deadline ends the wait. */
    pending: readonly string[] | "any";
    target: readonly string[];
    /** The target in words, where a list of statuses reads badly. */
    wanted?: string;
    /** Not being there yet is on the way, until it was seen once. */
    mayAppearLate?: true;
    /** What to do about a status that ends the wait. */
    remedy?: string;
}

/** The status of something that is not there, or no longer. */
export const gone = "GONE";

export interface Watched {
    id: string;
    status: string;
}

export interface Wait<T extends Watched> {
    watcher: Watcher<T>;
    clock: Clock;
    id: string;
    transition: Transition;
    /** Milliseconds since the epoch. */
    deadline: number;
    report: Report;
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

/** The one waiter: returns what was last seen, undefined where it is gone; fails with the cloud's own reason. */
export async function waitFor<T extends Watched>(wait: Wait<T>): Promise<T | undefined> {
    const { transition, clock } = wait;
    const started = clock.now();
    const wanted = transition.wanted ?? transition.target.join(" or ");
    let last: T | undefined;
    let seen = false;
    let done = false;
    const statusOf = wait.status ?? ((value: T) => value.status);
    const elapsed = () => `${Math.round((clock.now() - started) / 1000)} s`;

    await wait.watcher.watch(wait.id, wait.deadline, (value) => {
        last = value;
        const status = value ? statusOf(value) : gone;
        const task = value && wait.task?.(value);
        if (transition.target.includes(status) && !task) done = !value || (wait.until?.(value) ?? true);
        else if (!value) assertNotVanished(wait, seen, elapsed());
        else if (!isPending(transition, status) && !task)
            throw unwanted(wait, value, status, wanted, elapsed());
        if (!done) wait.report(`${task ? `${status} (${task})` : status} → ${wanted}`);
        seen ||= value !== undefined;
        return done;
    });
    if (!done) throw late(wait, last, last && statusOf(last), wanted, elapsed());
    return last;
}

function isPending({ pending, target }: Transition, status: string): boolean {
    return pending === "any" || pending.includes(status) || target.includes(status);
}

/** Right after a create the cloud may not know it yet; later its absence is final. */
function assertNotVanished<T extends Watched>({ transition }: Wait<T>, seen: boolean, after: string): void {
    if (transition.mayAppearLate && !seen) return;
    throw new Failure(
        `it is gone from the cloud after ${after}`,
        "Somebody else deleted it: run pulumi refresh, then pulumi up.",
    );
}

function unwanted<T extends Watched>(
    wait: Wait<T>,
    value: T,
    status: string,
    wanted: string,
    after: string,
): Failure {
    const reason = wait.reason?.(value);
    return new Failure(
        `it became ${status} instead of ${wanted} after ${after}${reason ? `: ${reason}` : ""}`,
        wait.transition.remedy,
    );
}

function late<T extends Watched>(
    wait: Wait<T>,
    last: T | undefined,
    status: string | undefined,
    wanted: string,
    after: string,
): Failure {
    const task = last && wait.task?.(last);
    const reason = last && wait.reason?.(last);
    const reached = status !== undefined && wait.transition.target.includes(status) && !task;
    if (reached) {
        return new Failure(
            `it is ${status} after ${after}, but does not show yet what was asked for`,
            `Run pulumi up again to go on waiting, or allow more seconds in ${wait.setting}.`,
        );
    }
    return new Failure(
        `it is still ${status ?? "not to be seen"}${task ? ` (${task})` : ""} after ${after}, and not ${wanted}${reason ? `: ${reason}` : ""}`,
        `Run pulumi up again to go on waiting, or allow more seconds in ${wait.setting}.`,
    );
}
