import type { EndedRequest } from "../../provider/src/api/observer";
import type { Request } from "../../provider/src/api/transport";
import { failureOf, fakeApi, type Reply } from "./network";

const ok: Reply = { body: { fine: true } };

/** What is sent, when, and how it ends, where the cloud answers with `replies` and then well. */
async function outcome(method: Request["method"], replies: Reply[], random = 0) {
    const api = fakeApi({ random: () => random, reply: (_, nth) => replies[nth - 1] ?? ok });
    const request = { method, body: method === "POST" ? { server: { name: "web" } } : undefined };
    const work = api.session.request("compute", "KR1", "/servers", request);
    const end = await api.clock.run(
        work.then(
            ({ status }) => String(status),
            (error: Error) => error.message,
        ),
    );
    const sent = api.network.sent.slice(1);
    const [first] = sent;
    return { end, tries: sent.length, pauses: sent.map(({ at }) => (at - (first?.at ?? 0)) / 1000), sent };
}

const times = (count: number, reply: Reply) => Array<Reply>(count).fill(reply);
const gets = ["GET", "PUT", "DELETE"] as const;
const all = [...gets, "POST"] as const;

describe("what is tried again on every method", () => {
    const rules: [string, Reply][] = [
        ["429", { status: 429 }],
        [
            "413 overLimit",
            { status: 413, body: { overLimit: { code: 413, message: "This request was rate-limited." } } },
        ],
        ["a connection that is refused", { lost: "ECONNREFUSED" }],
        ["a host name that is not found", { lost: "ENOTFOUND" }],
        ["a name server that is busy", { lost: "EAI_AGAIN" }],
        ["a host that is not reached", { lost: "EHOSTUNREACH" }],
        ["a network that is not reached", { lost: "ENETUNREACH" }],
    ];
    test.each(rules.flatMap(([name, reply]) => all.map((method) => [name, method, reply] as const)))(
        "%s on %s",
        async (_, method, reply) => {
            const { end, tries } = await outcome(method, [reply]);
            expect({ end, tries }).toEqual({ end: "200", tries: 2 });
        },
    );
});

describe("what is tried again only where repeating is safe", () => {
    const rules: [string, Reply][] = [
        ["500", { status: 500 }],
        ["502", { status: 502 }],
        ["503", { status: 503 }],
        ["504", { status: 504 }],
        ["a lost connection", { lost: "ECONNRESET" }],
        ["a timeout", { lost: "ECONNABORTED" }],
    ];
    test.each(rules.flatMap(([name, reply]) => gets.map((method) => [name, method, reply] as const)))(
        "%s on %s",
        async (_, method, reply) => {
            const { end, tries } = await outcome(method, [reply]);
            expect({ end, tries }).toEqual({ end: "200", tries: 2 });
        },
    );
    test.each(rules)("%s on POST is not", async (_, reply) => {
        const { end, tries } = await outcome("POST", [reply]);
        expect(tries).toBe(1);
        expect(end).not.toBe("200");
    });
});

test.each([300, 302, 400, 403, 404, 409])("%i is an error, and never tried again", async (status) => {
    for (const method of all) {
        const { end, tries } = await outcome(method, [
            { status, headers: status < 400 ? {} : { Location: "https://other.test" } },
        ]);
        expect(tries).toBe(1);
        expect(end).toBe(`the request was refused (HTTP ${status}, ${method} /v2/tenant1/servers)`);
    }
});

test("a request says what its body is, and nothing where it has none", async () => {
    const typeOf = async (method: Request["method"]) =>
        (await outcome(method, [])).sent[0]?.headers["Content-Type"];
    expect(await typeOf("POST")).toBe("application/json");
    expect(await typeOf("GET")).toBeUndefined();
});

describe("how often", () => {
    test.each<[string, number, Reply]>([
        ["429", 9, { status: 429 }],
        ["503", 5, { status: 503 }],
        ["a lost connection", 4, { lost: "ECONNRESET" }],
        ["a refused connection", 4, { lost: "ECONNREFUSED" }],
    ])("%s ends the request after %i tries", async (_, tries, reply) => {
        const result = await outcome("GET", times(20, reply));
        expect(result.tries).toBe(tries);
        expect(result.end).not.toBe("200");
    });

    test("a POST that is refused with 429 is sent again with the same body", async () => {
        const { sent } = await outcome("POST", [{ status: 429 }]);
        expect(sent.map(({ body }) => body)).toEqual([
            { server: { name: "web" } },
            { server: { name: "web" } },
        ]);
    });
});

describe("how long between", () => {
    test("Retry-After says", async () => {
        const reply = { status: 429, headers: { "Retry-After": "7" } };
        expect((await outcome("POST", [reply])).pauses).toEqual([0, 7]);
    });

    test("a little more than Retry-After says, so that not everybody comes back at once", async () => {
        const reply = { status: 429, headers: { "Retry-After": "7" } };
        expect((await outcome("GET", [reply], 1)).pauses).toEqual([0, 7.5]);
    });

    test.each<[string, string, number]>([
        ["a date to come is waited for", "2026-01-01T00:00:07Z", 7],
        ["a date that is over is not", "2025-12-31T23:59:00Z", 0],
    ])("a Retry-After that is %s", async (_, date, pause) => {
        const reply = { status: 429, headers: { "Retry-After": new Date(date).toUTCString() } };
        expect((await outcome("GET", [reply])).pauses).toEqual([0, pause]);
    });

    test("an empty Retry-After counts as nothing said", async () => {
        const reply = { status: 503, headers: { "Retry-After": "" } };
        expect((await outcome("GET", [reply], 1)).pauses).toEqual([0, 1]);
    });

    test("a second that doubles up to half a minute, where nothing is said", async () => {
        expect((await outcome("GET", times(8, { status: 429 }), 1)).pauses).toEqual([
            0, 1, 3, 7, 15, 31, 61, 91, 121,
        ]);
    });

    test("at least half of that", async () => {
        expect((await outcome("GET", times(3, { status: 503 }), 0)).pauses).toEqual([0, 0.5, 1.5, 3.5]);
    });

    test("a Retry-After that is no number counts as nothing said", async () => {
        const reply = { status: 503, headers: { "Retry-After": "soon" } };
        expect((await outcome("GET", [reply], 1)).pauses).toEqual([0, 1]);
    });
});

describe("the sentence of a request without an answer", () => {
    test.each<[string, string]>([
        ["ECONNREFUSED", "kr1-compute.test cannot be reached: ECONNREFUSED"],
        ["ENOTFOUND", "kr1-compute.test cannot be reached: ENOTFOUND"],
        ["ECONNRESET", "kr1-compute.test did not respond: ECONNRESET"],
        ["ECONNABORTED", "kr1-compute.test did not respond: ECONNABORTED"],
    ])("%s", async (lost, clause) => {
        const { end } = await outcome("GET", times(9, { lost }));
        expect(end).toBe(`${clause} (no HTTP response, GET /v2/tenant1/servers)`);
    });
});

test("the debug log has method, path, status, request id and time, and no header, query or body", async () => {
    const api = fakeApi({
        reply: (_, nth) =>
            nth === 1
                ? { lost: "ECONNRESET" }
                : { headers: { "x-openstack-request-id": "req-1" }, body: { private_key: "hidden" } },
    });
    const work = api.session.request("compute", "KR1", "/servers?name=secret", { method: "GET" });
    await api.clock.run(work);
    expect(api.traced).toEqual([
        "POST /v2.0/tokens 200 0 ms",
        "GET /v2/tenant1/servers no response 0 ms",
        "GET /v2/tenant1/servers 200 req-1 0 ms",
    ]);
});

test("an observer is told of every try, of the login too, what it was and what it ended with", async () => {
    const seen: EndedRequest[] = [];
    const api = fakeApi({
        observer: { requested: (request) => seen.push(request) },
        reply: (_, nth) =>
            nth === 1
                ? { status: 503, headers: { "x-openstack-request-id": "req-1" } }
                : { headers: { "x-openstack-request-id": "req-2" }, body: {} },
    });
    const work = api.session.request("compute", "KR1", "/servers", { method: "GET", route: "/servers" });
    await api.clock.run(work);
    const now = api.clock.now();
    const began = now - 500;
    const login = { method: "POST", host: "identity.test", path: "/v2.0/tokens", service: "identity" };
    const list = { method: "GET", host: "kr1-compute.test", path: "/v2/tenant1/servers", service: "compute" };
    expect(seen).toEqual([
        { ...login, route: "/v2.0/tokens", resends: 0, status: 200, startedAt: began, endedAt: began },
        {
            ...list,
            route: "/servers",
            resends: 0,
            status: 503,
            requestId: "req-1",
            failure: "server_error",
            startedAt: began,
            endedAt: began,
        },
        {
            ...list,
            route: "/servers",
            resends: 1,
            resentAfter: "server_error",
            status: 200,
            requestId: "req-2",
            startedAt: now,
            endedAt: now,
        },
    ]);
});

test("an error of the test's own network is not taken for the cloud's", async () => {
    const api = fakeApi({
        reply: () => {
            throw new RangeError("broken");
        },
    });
    const work = api.session.request("compute", "KR1", "/servers", { method: "GET" });
    expect(await api.clock.run(failureOf(work))).toBeInstanceOf(RangeError);
});

describe("a request without a deadline", () => {
    test("is not held for longer than five minutes by a cloud that asks for it", async () => {
        const busy: Reply = { status: 429, headers: { "Retry-After": "31536000" } };
        expect(await outcome("GET", [busy])).toMatchObject({
            end: "the request was refused; the cloud asked to retry after 31536000 s, which is too late (HTTP 429, GET /v2/tenant1/servers)",
            tries: 1,
        });
        const patient: Reply = { status: 429, headers: { "Retry-After": "299" } };
        expect(await outcome("GET", [patient])).toMatchObject({ end: "200", pauses: [0, 299] });
    });

    test("is tried again as ever where the cloud asks for no number of seconds", async () => {
        const busy: Reply = { status: 429, headers: { "Retry-After": "1e400" } };
        expect(await outcome("GET", [busy])).toMatchObject({ end: "200", pauses: [0, 0.5] });
    });
});
