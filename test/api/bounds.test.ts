import { createServer } from "node:http";
import { serviceClient } from "../../provider/src/api/auth/session";
import type { Bounds } from "../../provider/src/api/bounds";
import type { EndedRequest } from "../../provider/src/api/observer";
import { Servers } from "../../provider/src/api/services/servers";
import type { Request } from "../../provider/src/api/transport";
import { ManualClock } from "../support/manualClock";
import { type FakeApi, failureOf, fakeApi, isLogin, loginAnswer, type Reply } from "./network";
import { listening, realTransport } from "./realNetwork";
import { wireServer } from "./wire";

const never = new Promise<Reply>(() => {});
const start = Date.parse("2026-01-01T00:00:00Z");

/** Bounds that end after so many seconds of the test's clock, and their end at once. */
function bounded(seconds: number) {
    const controller = new AbortController();
    const bounds: Bounds = { deadline: start + seconds * 1000, signal: controller.signal };
    return { bounds, abort: () => controller.abort() };
}

const send = ({ session }: FakeApi, bounds?: Bounds, method: Request["method"] = "GET") =>
    session.request("compute", "KR1", "/servers", { method, bounds });

/** The code and the message that a request ends with, and after how many seconds. */
async function endOf(api: FakeApi, work: Promise<unknown>) {
    const error = await api.clock.run(failureOf(work));
    return {
        code: (error as { code?: string }).code,
        message: error.message,
        seconds: (api.clock.now() - start) / 1000,
    };
}

describe("the deadline of a request", () => {
    test("comes before a Retry-After of a day: it fails at once and says what the cloud asked for", async () => {
        for (const method of ["GET", "POST", "PUT", "DELETE"] as const) {
            const api = fakeApi({
                reply: () => ({
                    status: 429,
                    headers: { "Retry-After": "86400" },
                    body: { message: "Too many requests." },
                }),
            });
            expect(await endOf(api, send(api, bounded(60).bounds, method))).toEqual({
                code: "rate_limited",
                message:
                    "Too many requests; the cloud asked to retry after 86400 s, which is too late " +
                    `(HTTP 429, ${method} /v2/tenant1/servers)`,
                seconds: 0,
            });
            expect(api.network.calls()).toHaveLength(1);
        }
    });

    test("ends the tries with the last error where the next one would come too late", async () => {
        const api = fakeApi({ reply: () => ({ status: 503, statusText: "Service Unavailable" }) });
        expect(await endOf(api, send(api, bounded(2).bounds))).toEqual({
            code: "server_error",
            message: "Service Unavailable (HTTP 503, GET /v2/tenant1/servers)",
            seconds: 1.5,
        });
        expect(api.network.calls()).toHaveLength(3);
    });

    test("leaves no time for a try that would begin when it is over", async () => {
        const api = fakeApi({ reply: () => ({ status: 503 }) });
        expect(await endOf(api, send(api, bounded(0.5).bounds))).toMatchObject({ seconds: 0 });
        expect(api.network.calls()).toHaveLength(1);
    });

    test.each([
        [600, 60_000],
        [60, 60_000],
        [20, 20_000],
        [1, 1000],
        [0.2, 1000],
        [-5, 1000],
    ])("in %d s lets an answer take %d ms", async (seconds, timeout) => {
        const api = fakeApi();
        await api.clock.run(send(api));
        await api.clock.run(send(api, bounded(seconds).bounds));
        expect(api.network.sent.at(-1)?.timeout).toBe(timeout);
    });

    test("leaves no alarm behind when the answer is there", async () => {
        const api = fakeApi();
        await api.clock.run(send(api, bounded(60).bounds));
        expect(api.clock.sleeping).toBe(0);
    });

    test("is on every request of a service", async () => {
        const api = fakeApi({ reply: () => ({ body: { server: wireServer() } }) });
        const servers = new Servers(serviceClient(api.session, "compute", "KR1", bounded(20).bounds));
        await servers.get("server1");
        await servers.act("server1", { "os-stop": null });
        expect(api.network.sent.slice(1).map(({ timeout }) => timeout)).toEqual([20_000, 20_000]);
    });

    test("ends the wait for a turn, and the turn is somebody else's", async () => {
        const first: { end?: (reply: Reply) => void } = {};
        const held = new Promise<Reply>((resolve) => {
            first.end = resolve;
        });
        const api = fakeApi({
            maxConcurrentRequests: 1,
            reply: (_, nth) => (nth === 1 ? held : { body: {} }),
        });
        const works = [send(api), endOf(api, send(api, bounded(10).bounds)), send(api)] as const;
        expect(await works[1]).toEqual({
            code: "timed_out",
            message: "the deadline passed (no HTTP response, GET /v2/tenant1/servers)",
            seconds: 10,
        });
        expect(api.network.calls()).toHaveLength(1);
        first.end?.({ body: {} });
        await works[0];
        await works[2];
        expect(api.network.calls()).toHaveLength(2);
    });

    test("that comes in the queue shows what the cloud said before", async () => {
        const api = fakeApi({
            maxConcurrentRequests: 1,
            reply: (_, nth) => (nth === 1 ? { status: 503, statusText: "Service Unavailable" } : never),
        });
        // Takes the only turn while the other waits for its next try.
        void api.clock.sleep(100).then(() => send(api));
        const work = endOf(api, send(api, bounded(10).bounds));
        expect(await work).toMatchObject({ code: "server_error", seconds: 10 });
    });
});

describe("a cancelled run", () => {
    test("asks nothing any more, and does not log in", async () => {
        const api = fakeApi();
        const { bounds, abort } = bounded(60);
        abort();
        for (const method of ["GET", "POST"] as const) {
            expect(await endOf(api, send(api, bounds, method))).toMatchObject({
                code: "cancelled",
                seconds: 0,
            });
        }
        expect(api.network.sent).toEqual([]);
    });

    test("asks nothing with a ready token either", async () => {
        const credentials = { kind: "token", token: "ready1", tenantId: "tenant1" } as const;
        const api = fakeApi({
            credentials: { ...credentials, vendorDomain: undefined },
            urls: { compute: "https://compute.test/v2/tenant1" },
        });
        const { bounds, abort } = bounded(60);
        abort();
        for (const method of ["GET", "POST"] as const) {
            expect(await endOf(api, send(api, bounds, method))).toMatchObject({
                message: `the run was cancelled (no HTTP response, ${method} /v2/tenant1/servers)`,
            });
        }
        expect(api.network.sent).toEqual([]);
    });

    test("does not wait for the next try", async () => {
        const api = fakeApi({ reply: () => ({ status: 429, headers: { "Retry-After": "30" } }) });
        const { bounds, abort } = bounded(60);
        void api.clock.sleep(5000).then(abort);
        expect(await endOf(api, send(api, bounds, "DELETE"))).toEqual({
            code: "cancelled",
            message: "the run was cancelled (no HTTP response, DELETE /v2/tenant1/servers)",
            seconds: 5,
        });
        expect(api.network.calls()).toHaveLength(1);
    });

    test("does not wait for a turn", async () => {
        const api = fakeApi({ maxConcurrentRequests: 1, reply: () => never });
        const { bounds, abort } = bounded(60);
        void send(api);
        void api.clock.sleep(5000).then(abort);
        expect(await endOf(api, send(api, bounds))).toMatchObject({ code: "cancelled", seconds: 5 });
    });

    test("does not send again what was refused, or not taken, while it was cancelled", async () => {
        for (const reply of [{ status: 429 }, { lost: "ECONNREFUSED" }]) {
            const { bounds, abort } = bounded(60);
            const api = fakeApi({
                reply: () => {
                    abort();
                    return reply;
                },
            });
            const end = await endOf(api, send(api, bounds, "POST"));
            expect(end).toMatchObject({ code: "cancelled", seconds: 0 });
            expect(api.network.calls()).toHaveLength(1);
        }
    });

    test("keeps the answer and the ambiguous end of what was under way", async () => {
        for (const [reply, end] of [
            [{ status: 202, body: { server: { id: "server1" } } }, "202"],
            [{ status: 503, statusText: "Bad" }, "Bad (HTTP 503, POST /v2/tenant1/servers)"],
        ] as const) {
            const { bounds, abort } = bounded(60);
            const api = fakeApi({
                reply: () => {
                    abort();
                    return reply;
                },
            });
            const work = send(api, bounds, "POST").then(
                ({ status }) => String(status),
                (error: Error) => error.message,
            );
            expect(await api.clock.run(work)).toBe(end);
        }
    });

    describe("on a real connection", () => {
        const cancelledWhile = async (method: Request["method"]) => {
            const controller = new AbortController();
            const seen: string[] = [];
            const failures: unknown[] = [];
            const observer = { requested: ({ failure }: EndedRequest) => failures.push(failure) };
            const server = createServer((request, response) => {
                seen.push(`${request.method}`);
                controller.abort();
                // A GET is never answered.
                if (method !== "GET") response.writeHead(202).end("{}");
            });
            const bounds = { deadline: Date.now() + 60_000, signal: controller.signal };
            return await listening(server, (port) =>
                realTransport({ observer })({
                    method,
                    url: `http://127.0.0.1:${port}/servers`,
                    bounds,
                }).then(
                    ({ status }) => ({ end: status as unknown, seen, failures }),
                    (error: { code: string }) => ({ end: error.code as unknown, seen, failures }),
                ),
            );
        };

        test("a GET ends at once", async () => {
            expect(await cancelledWhile("GET")).toEqual({
                end: "cancelled",
                seen: ["GET"],
                failures: ["cancelled"],
            });
        });

        test.each(["POST", "PUT", "DELETE"] as const)("a %s goes on to its answer", async (method) => {
            expect(await cancelledWhile(method)).toEqual({
                end: 202,
                seen: [method],
                failures: [undefined],
            });
        });
    });
});

describe("an answer that trickles in", () => {
    test.each(["GET", "POST"] as const)(
        "to a %s ends at the deadline, and counts as none",
        async (method) => {
            const clock = new ManualClock();
            const bounds = { deadline: clock.now() + 60_000, signal: new AbortController().signal };
            const server = createServer((_, response) => {
                response.writeHead(200);
                const trickle = () =>
                    response.write(" ", () => {
                        clock.advance(1);
                        if (clock.now() < bounds.deadline) setImmediate(trickle);
                    });
                trickle();
            });
            await listening(server, async (port) => {
                const url = `http://127.0.0.1:${port}/servers`;
                expect(await failureOf(realTransport({ clock })({ method, url, bounds }))).toMatchObject({
                    code: "no_answer",
                    reason: `127.0.0.1:${port} did not respond: ETIMEDOUT`,
                });
                expect(clock.now()).toBe(bounds.deadline);
            });
        },
    );
});

describe("a login that many wait for", () => {
    /** A login that is answered after 20 s. */
    const slow = () => {
        const api = fakeApi();
        api.network.reply = (sent) =>
            isLogin(sent) ? api.clock.sleep(20_000).then(() => loginAnswer(api.clock)) : { body: {} };
        return api;
    };

    test("goes on for the others where the deadline of one comes", async () => {
        const api = slow();
        const patient = send(api, bounded(60).bounds);
        expect(await endOf(api, send(api, bounded(10).bounds))).toEqual({
            code: "timed_out",
            message: "the deadline passed (no HTTP response, POST /v2.0)",
            seconds: 10,
        });
        expect((await api.clock.run(patient)).status).toBe(200);
        expect(api.network.logins()).toHaveLength(1);
    });

    test("goes on for the others where one of them is cancelled", async () => {
        const api = slow();
        const { bounds, abort } = bounded(60);
        const ended = endOf(api, send(api, bounds));
        const patient = send(api, bounded(60).bounds);
        void api.clock.sleep(3000).then(abort);
        expect(await ended).toMatchObject({ code: "cancelled", seconds: 3 });
        expect((await api.clock.run(patient)).status).toBe(200);
        expect(api.network.logins()).toHaveLength(1);
    });

    test("fails at once where the cloud asks for a day, also for one who has no deadline", async () => {
        const api = fakeApi();
        api.network.reply = () => ({ status: 429, headers: { "Retry-After": "86400" } });
        expect(await endOf(api, send(api))).toMatchObject({
            code: "rate_limited",
            message: expect.stringMatching(/asked to retry after 86400 s/),
            seconds: 0,
        });
    });

    test("bounds the address of a service and the project's id too", async () => {
        const api = slow();
        const { bounds } = bounded(10);
        const asked = [api.session.endpoint("compute", "KR1", bounds), api.session.tenantId(bounds)];
        const ends = await api.clock.run(Promise.all(asked.map(failureOf)));
        expect(ends.map((error) => (error as { code?: string }).code)).toEqual(["timed_out", "timed_out"]);
    });
});
