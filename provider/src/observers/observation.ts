import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../api/clock";
import type { Call, EndedRequest, EndedWait, Observer, Work } from "../api/observer";

/** What is done, and since when. */
export interface Operation extends Work {
    startedAt: number;
}

export interface EndedOperation extends Operation {
    endedAt: number;
    /** The code of the error that it ended with. */
    failure: string | undefined;
}

/** Where what is seen goes. */
export interface Sink {
    called?(call: Call): void;
    requested?(request: EndedRequest, operation: Operation | undefined): void;
    waited?(wait: EndedWait, operation: Operation | undefined): void;
    ended?(operation: EndedOperation, begun: Operation): void;
    /** When the process ends: what must not be lost is written before it returns. */
    close?(): Promise<void> | void;
}

/** Tells each sink what is seen, and in which operation. */
export function observation(sinks: readonly Sink[], clock: Pick<Clock, "now">): Observer {
    const current = new AsyncLocalStorage<Operation>();
    return {
        called(call) {
            for (const sink of sinks) sink.called?.(call);
        },
        async during(work, run) {
            const begun = { ...work, startedAt: clock.now() };
            let failure: string | undefined;
            try {
                return await current.run(begun, run);
            } catch (error) {
                failure = codeOf(error);
                throw error;
            } finally {
                const ended = { ...begun, endedAt: clock.now(), failure };
                for (const sink of sinks) sink.ended?.(ended, begun);
            }
        },
        requested(request) {
            for (const sink of sinks) sink.requested?.(request, current.getStore());
        },
        waited(wait) {
            for (const sink of sinks) sink.waited?.(wait, current.getStore());
        },
    };
}

/** That of the error itself or of what caused it. */
function codeOf(error: unknown): string {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if ("code" in cause && typeof cause.code === "string") return cause.code;
    }
    return "failed";
}
