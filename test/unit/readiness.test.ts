import type { ProbeResponse } from "../../provider/src/api/probe";
import type { Context } from "../../provider/src/core/handler";
import {
    protocolOf,
    type ReadinessCheck,
    targetOf,
    waitUntilReady,
} from "../../provider/src/resources/shared/readiness";
import { ManualClock } from "../support/manualClock";

test.each<[ReadinessCheck, string, number, string]>([
    [{}, "http", 80, "/"],
    [{ port: 22 }, "tcp", 22, "/"],
    [{ port: 8080, path: "/health" }, "http", 8080, "/health"],
    [{ port: 8080, expectStatus: 204 }, "http", 8080, "/"],
    [{ expectStatus: 204 }, "http", 80, "/"],
    [{ protocol: "https" }, "https", 443, "/"],
    [{ protocol: "https", port: 8443 }, "https", 8443, "/"],
    [{ protocol: "tcp", port: 22 }, "tcp", 22, "/"],
])("a check of %j is one of %s on port %d with the path %s", (check, protocol, port, path) => {
    expect(targetOf("web", check)).toEqual({ protocol, host: "web", port, path });
    expect(protocolOf(check)).toBe(protocol);
});

describe("a wait for a server that answers", () => {
    /** `answers` come one after another; the last one stays. */
    const start = (answers: ProbeResponse[], check: ReadinessCheck, seconds = 60) => {
        const clock = new ManualClock();
        const began = clock.now();
        const askedAt: number[] = [];
        const lines: string[] = [];
        const context = {
            clock,
            deadline: began + seconds * 1000,
            signal: new AbortController().signal,
            report: (text: string) => lines.push(text),
            probe: async () => {
                askedAt.push((clock.now() - began) / 1000);
                return answers[Math.min(askedAt.length, answers.length) - 1];
            },
        } as unknown as Context;
        const wait = (more: Partial<Context> = {}) =>
            clock.run(waitUntilReady({ ...context, ...more }, "web", check, "timeouts.create"));
        return { wait, askedAt, lines };
    };

    test.each<[ProbeResponse, number | undefined, boolean]>([
        ["connected", undefined, true],
        [{ status: 199 }, undefined, false],
        [{ status: 200 }, undefined, true],
        [{ status: 399 }, undefined, true],
        [{ status: 400 }, undefined, false],
        [{ status: 404 }, 404, true],
        [{ status: 200 }, 404, false],
        [{ failure: "connection refused" }, undefined, false],
        [{ failure: "connection refused" }, 404, false],
    ])("takes %j, where %s is expected, for ready: %s", async (answer, expectStatus, isReady) => {
        const { wait, lines } = start([answer], { expectStatus }, 1);
        const failure = await wait().catch((error: Error) => error.message);
        expect(failure === undefined).toBe(isReady);
        expect(lines).toHaveLength(isReady ? 0 : 2);
    });

    test("asks often at first, less often later, and once more at its deadline", async () => {
        const { wait, askedAt, lines } = start([{ failure: "connection refused" }], { port: 22 }, 62);
        await expect(wait()).rejects.toThrow(
            "timed out after 62 s waiting for a connection to web:22; last response: connection refused",
        );
        const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
        expect(gaps[0]).toBeLessThanOrEqual(1);
        expect(Math.max(...gaps)).toBe(3);
        expect(askedAt.at(-1)).toBe(62);
        expect(new Set(lines)).toEqual(new Set(["connection refused → connected"]));
    });

    test("of a run that is cancelled already asks nothing", async () => {
        const { wait, askedAt } = start([{ status: 200 }], {});
        await expect(wait({ signal: AbortSignal.abort() })).rejects.toThrow(
            "interrupted after 0 s waiting for HTTP 200 to 399 from http://web:80/; last response: none",
        );
        expect(askedAt).toEqual([]);
    });
});
