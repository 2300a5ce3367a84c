import { request } from "node:http";
import { matchNames } from "../../emulator/compute/nameFilter";
import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
});
afterEach(() => bench.cloud.close());

test.each([
    "/kr1/constructor",
    "/kr1/constructor/v2/x",
    "/kr1/compute/constructor/x",
    "/constructor/compute/v2/x",
    "/identity/constructor",
    "/kr1/network/v2.0/constructor",
    "/kr1/image/v2/__proto__",
    "/%zz",
    "/%ff/%00",
    "//",
    "//kr1/../..",
    "/kr1/compute/v2/%zz",
])("GET %s is 404 or a refusal, and nothing fails", async (path) => {
    const { status, body } = await bench.call("GET", path);
    expect([400, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toMatch(/ at |node:|\.ts/);
});

test.each(["constructor=1", "__proto__=1", "%zz=1", "limit=%zz"])(
    "a list with ?%s fails in no service",
    async (query) => {
        const replies = [
            await bench.compute("GET", `/servers?${query}`),
            await bench.compute("GET", `/flavors/detail?${query}`),
            await bench.volume("GET", `/volumes?${query}`),
            await bench.image("GET", `/images?${query}`),
            await bench.network("GET", `/ports?${query}`),
        ];
        const wanted = query.startsWith("limit") ? [400, 400, 400, 400, 200] : [200, 200, 200, 200, 200];
        expect(replies.map(({ status }) => status)).toEqual(wanted);
    },
);

test("a login by methods that every object has is unauthorized", async () => {
    const auth = { identity: { methods: ["constructor", "toString"] } };
    expect((await bench.call("POST", "/identity/v3/auth/tokens", { auth })).status).toBe(401);
});

test("an action of a volume that every object has is a bad request", async () => {
    const id = bench.cloud.region().addVolume();
    for (const action of ["constructor", "__proto__"]) {
        const reply = await bench.volume("POST", `/volumes/${id}/action`, `{"${action}":{}}`);
        expect([reply.status, reply.body.badRequest.message]).toEqual([
            400,
            `There is no such action: ${action}. Verify the request body and Content-Type header and try again.`,
        ]);
    }
});

test("no name pattern takes longer than 100 ms", () => {
    const names = Array.from({ length: 20 }, () => `${"a".repeat(254)}!`);
    for (const pattern of ["(a+)+$", "^(a|a)*$", "(x+x+)+y"]) {
        const began = process.cpuUsage();
        const fits = matchNames(pattern, names);
        const { user, system } = process.cpuUsage(began);
        expect([pattern, fits?.includes(true), (user + system) / 1000 < 100]).toEqual([pattern, false, true]);
    }
    expect(matchNames("(.*)*!$", names)).not.toContain(false);
});

test("a list of servers is found by a pattern that goes back and forth, and none by what is no pattern", async () => {
    await bench.create(bench.wanted({ name: `${"a".repeat(60)}!` }));
    await bench.create(bench.wanted({ name: "a".repeat(60) }));
    const ask = (pattern: string) => bench.compute("GET", `/servers?name=${encodeURIComponent(pattern)}`);
    expect((await ask("^(A+)+$")).body.servers).toHaveLength(1);
    for (const pattern of ["(", "["]) {
        const { status, body } = await ask(pattern);
        expect([status, body.badRequest.message]).toEqual([
            400,
            `Invalid input for query parameters name. Value: ${pattern}. '${pattern}' is not a 'regex'`,
        ]);
    }
});

test("a body beyond 1 MiB is refused before it is read, whether it tells its size or not", async () => {
    const { tenantId } = bench.cloud.credentials;
    const { port } = new URL(bench.cloud.url);
    const begin = (headers: Record<string, string>) =>
        request({ port, method: "POST", path: `/kr1/compute/v2/${tenantId}/servers`, headers });
    const statusOf = (asked: ReturnType<typeof begin>) =>
        new Promise<number | undefined>((resolve, reject) => {
            asked.on("error", reject);
            asked.on("response", ({ statusCode }) => {
                resolve(statusCode);
                asked.destroy();
            });
        });
    const told = begin({ "Content-Length": String(2 ** 40) });
    told.flushHeaders();
    expect(await statusOf(told)).toBe(413);
    const untold = begin({ "Transfer-Encoding": "chunked" });
    untold.write("x".repeat(2 ** 20 + 1));
    expect(await statusOf(untold)).toBe(413);
    const whole = await bench.compute("POST", "/servers", `{"x":"${"x".repeat(2 ** 20 - 8)}"}`);
    expect([whole.status, whole.body.badRequest.message]).toEqual([400, "'server' is a required property"]);
});

test("the last 10,000 requests are remembered", async () => {
    const { requests, faults } = bench.cloud;
    for (let at = 0; at < 9_999; at += 1)
        requests.push({ method: "GET", path: `/${at}`, status: 200, ms: 0 });
    faults.add({ kind: "respond", status: 503, times: 2 });
    await bench.compute("GET", "/flavors");
    await bench.compute("GET", "/flavors");
    expect([requests.length, requests[0]?.path]).toEqual([10_000, "/1"]);
});
