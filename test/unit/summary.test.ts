import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noObserver } from "../../provider/src/api/observer";
import { Poller } from "../../provider/src/cloud/poller";
import { observation } from "../../provider/src/observers/observation";
import { observe } from "../../provider/src/observers/observe";
import type { Summary } from "../../provider/src/observers/summary";
import { fakeApi } from "../api/network";
import { ManualClock } from "../support/manualClock";
import { observedProcess, foundServer as request } from "../support/observed";

const directory = mkdtempSync(join(tmpdir(), "summary-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** An observed process whose summary is asked for, and what it says. */
function observed(file = join(directory, "runs.jsonl")) {
    const process = observedProcess({ NHNCLOUD_SUMMARY: file });
    const lines = () => readFileSync(file, "utf8").split("\n").slice(0, -1);
    return { ...process, lines };
}

describe("the summary of a run", () => {
    test("is one line with calls, retries, waits and the slowest operations", async () => {
        const { clock, observer, close, lines } = observed();
        const begun = clock.now();
        // The engine's calls are of no use to it.
        observer.called({ operation: "create", urn: "web", traceparent: "" });
        const ports = { ...request, service: "network", route: "/ports", startedAt: begun, endedAt: begun };
        observer.requested(ports);
        const create = (urn: string, seconds: number) =>
            observer.during({ operation: "create", kind: "Server", urn }, async () => {
                const startedAt = clock.now();
                await clock.sleep(seconds * 1000);
                const endedAt = clock.now();
                observer.requested({ ...request, startedAt, endedAt: startedAt + 20 });
                observer.requested({
                    ...request,
                    startedAt,
                    endedAt: startedAt + 40,
                    resends: 1,
                    resentAfter: "server_error",
                });
                observer.requested({ ...request, method: "POST", route: "/servers", startedAt, endedAt });
                observer.waited({ goal: "ACTIVE", startedAt, endedAt });
                if (seconds > 2) throw Object.assign(new Error("late"), { code: "timed_out" });
            });
        const work = Promise.allSettled([create("web", 2), create("db", 3)]);
        await clock.run(work);
        await close();
        await close();
        const [line, ...others] = lines();
        expect(others).toEqual([]);
        const order = ["compute GET /servers/{id}", "compute POST /servers", "network GET /ports"];
        expect(Object.keys((JSON.parse(String(line)) as Summary).calls)).toEqual(order);
        const at = (seconds: number) => new Date(begun + seconds * 1000).toISOString();
        expect(JSON.parse(String(line))).toEqual({
            begun: at(0),
            ended: at(3),
            process: "plugin",
            operations: { "create Server": { count: 2, seconds: 5, failed: 1 } },
            calls: {
                "compute GET /servers/{id}": { count: 4, seconds: 0.12 },
                "compute POST /servers": { count: 2, seconds: 5 },
                "network GET /ports": { count: 1, seconds: 0 },
            },
            retries: { server_error: 2 },
            waits: { "Server ACTIVE": { count: 2, seconds: 5 } },
            slowest: [
                { operation: "create", of: "db", seconds: 3 },
                { operation: "create", of: "web", seconds: 2 },
            ],
        } satisfies Summary);
    });

    test("has the entries that docs/debugging.md shows", async () => {
        const { observer, close, lines } = observed(join(directory, "shown.jsonl"));
        await observer.during({ operation: "read", kind: "Server" }, async () => {});
        await close();
        const page = readFileSync(join(__dirname, "../../docs/debugging.md"), "utf8");
        const [, sample = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
        expect(Object.keys(JSON.parse(sample))).toEqual(Object.keys(JSON.parse(String(lines()[0]))));
    });

    test("is not written by a process that did nothing", async () => {
        const { close, lines } = observed(join(directory, "idle.jsonl"));
        await close();
        expect(lines()).toEqual([]);
    });

    test("that cannot be written is one warning, and the run goes on", async () => {
        const file = join(directory, "missing", "runs.jsonl");
        const { observer, warnings, close } = observed(file);
        expect(await observer.during({ operation: "read", kind: "Server" }, async () => "done")).toBe("done");
        await close();
        expect(warnings).toEqual([
            `No summary of this run is written: ENOENT: no such file or directory, open '${file}'. Change NHNCLOUD_SUMMARY.`,
        ]);
    });
});

test("a line for each request has its method, path, status, request id and time, as docs/debugging.md says", async () => {
    const printed: string[] = [];
    const observer = observe({
        environment: { NHNCLOUD_DEBUG: "1" },
        clock: new ManualClock(),
        process: "plugin",
        print: (line) => printed.push(line),
        warn: () => {},
        atEnd: () => {},
    });
    observer.requested({ ...request, startedAt: 1000, endedAt: 1022 });
    observer.requested({ ...request, status: undefined, requestId: undefined, startedAt: 0, endedAt: 9 });
    expect(printed).toEqual([
        "GET /v2/tenant1/servers/a 200 req-1 22 ms",
        "GET /v2/tenant1/servers/a no response 9 ms",
    ]);
});

test("where nothing is asked for, nothing is observed", async () => {
    const all = {
        clock: new ManualClock(),
        process: "plugin",
        print: () => {},
        warn: () => {},
        atEnd: () => {},
    };
    const observer = observe({ ...all, environment: { NHNCLOUD_DEBUG: "0", NHNCLOUD_SUMMARY: "" } });
    expect(observer).toBe(noObserver);
    expect(await observer.during({ operation: "read", kind: "Server" }, async () => "done")).toBe("done");
});

test("a repeated request says how often it was sent, and why again, and by its route not of what", async () => {
    const seen: unknown[] = [];
    const api = fakeApi({
        reply: (_, nth) => (nth === 1 ? { status: 503, body: {} } : { body: {} }),
        observer: {
            requested: ({ service, method, route, host, status, failure, resends, resentAfter }) =>
                seen.push([service, method, route, host, status, failure, resends, resentAfter]),
        },
    });
    await api.clock.run(
        api.session.request("compute", "KR1", "/servers/a?x=secret", {
            method: "GET",
            route: "/servers/{id}",
        }),
    );
    expect(seen).toEqual([
        ["identity", "POST", "/v2.0/tokens", expect.any(String), 200, undefined, 0, undefined],
        ["compute", "GET", "/servers/{id}", expect.any(String), 503, "server_error", 0, undefined],
        ["compute", "GET", "/servers/{id}", expect.any(String), 200, undefined, 1, "server_error"],
    ]);
});

test("a shared poll is a request of an operation that still waits", async () => {
    const clock = new ManualClock();
    const polledFor: (string | undefined)[] = [];
    const observer = observation(
        [{ requested: (_request, operation) => polledFor.push(operation?.urn) }],
        clock,
    );
    const get = async (id: string) => {
        observer.requested({ ...request, startedAt: clock.now(), endedAt: clock.now() });
        return { id };
    };
    const poller = new Poller({ get, list: async () => [] }, clock, () => 0.5);
    const began = clock.now();
    const bounds = { deadline: began + 60_000, signal: new AbortController().signal };
    const wait = (urn: string, seconds: number) =>
        observer.during({ operation: "create", kind: "Server", urn }, () =>
            poller.watch("a", bounds, {
                observe: () => clock.now() - began >= seconds * 1000,
                unavailable: () => {},
            }),
        );
    await clock.run(Promise.all([wait("first", 1), wait("second", 4)]));
    expect(polledFor[0]).toBe("first");
    expect(polledFor.at(-1)).toBe("second");
});
