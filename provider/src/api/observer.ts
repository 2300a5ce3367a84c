import type { ErrorCode } from "./errors";

/** A request that has ended. Its query, headers and bodies, which may be secret, are left out. */
export interface EndedRequest {
    method: string;
    host: string;
    path: string;
    /** For example `compute`. */
    service: string;
    /** The path below the service's own, without ids: `/servers/{id}`. */
    route: string;
    status: number | undefined;
    requestId: string | undefined;
    /** Why it failed. */
    failure: ErrorCode | undefined;
    /** How often it had been sent before, and why it was sent again. */
    resends: number;
    resentAfter: ErrorCode | undefined;
    /** Milliseconds since the epoch. */
    startedAt: number;
    endedAt: number;
}

/** A wait that has ended. */
export interface EndedWait {
    /** For example `ACTIVE`. */
    goal: string;
    startedAt: number;
    endedAt: number;
}

/** What is done, on what. */
export interface Work {
    /** For example `create`, or `invoke` for a function. */
    operation: string;
    /** Of the resource, or the function's name. */
    kind: string;
    urn?: string | undefined;
}

/** A call of the engine. */
export interface Call {
    operation: string;
    urn: string;
    /** The engine's own span, as W3C's Trace Context has it. */
    traceparent: string;
}

/** Sees everything that a process does. */
export interface Observer {
    /** Before the operation that the engine calls for. */
    called(call: Call): void;
    /** Runs an operation: the requests and waits in it are its own. */
    during<T>(work: Work, run: () => Promise<T>): Promise<T>;
    requested(request: EndedRequest): void;
    waited(wait: EndedWait): void;
}

export const noObserver: Observer = {
    called: () => {},
    during: (_work, run) => run(),
    requested: () => {},
    waited: () => {},
};
