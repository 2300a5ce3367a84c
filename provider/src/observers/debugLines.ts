import type { Sink } from "./observation";

/** A line for each request, as soon as it has ended. */
export function debugLines(print: (line: string) => void): Sink {
    return {
        requested({ method, path, status, requestId, startedAt, endedAt }) {
            const outcome = [status ?? "no response", requestId].filter((word) => word !== undefined);
            print(`${[method, path, ...outcome].join(" ")} ${endedAt - startedAt} ms`);
        },
    };
}
