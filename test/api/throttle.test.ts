import { RateLimit } from "../../emulator/cloud/rateLimit";
import { failureOf, fakeApi } from "./network";

/** A cloud that accepts so many requests a second, from this run and from others. */
function scene(perSecond: number, retryAfter: Record<string, string> = { "Retry-After": "1" }) {
    let limit: RateLimit | undefined;
    let refused = 0;
    const api = fakeApi({
        random: () => 0.5,
        reply: () => {
            limit ??= new RateLimit(api.clock, perSecond);
            if (limit.accepts()) return { body: {} };
            refused++;
            return { status: 429, headers: retryAfter };
        },
    });
    const started = api.clock.now();
    const send = (method: "GET" | "POST") => api.session.request("compute", "KR1", "/servers", { method });
    const posts = (count: number) => Promise.all(Array.from({ length: count }, () => send("POST")));
    const polls = async (count: number) => {
        for (let nth = 0; nth < count; nth++) {
            await send("GET");
            await api.clock.sleep(1000);
        }
    };
    return {
        posts,
        polls,
        run: <T>(work: Promise<T>) => api.clock.run(work),
        seconds: () => (api.clock.now() - started) / 1000,
        share: () => refused / api.network.sent.length,
        refused: () => refused,
    };
}

describe("a cloud that accepts 10 requests a second", () => {
    test("refuses at most 5 % of those of 100 servers that build for 45 s, and fails none", async () => {
        const { run, posts, polls, share } = scene(10);
        await run(Promise.all([posts(100), polls(45)]));
        expect(share()).toBeLessThanOrEqual(0.05);
    });

    test("takes them at nearly the rate that it accepts", async () => {
        const { run, posts, seconds } = scene(10);
        await run(posts(100));
        expect(seconds()).toBeLessThanOrEqual(15);
    });

    test("refuses few also where it does not say when to try again", async () => {
        const { run, posts, polls, share } = scene(10, {});
        await run(Promise.all([posts(100), polls(45)]));
        expect(share()).toBeLessThanOrEqual(0.05);
    });

    test("is asked as fast as before a minute later", async () => {
        const { run, posts, polls, seconds } = scene(10);
        await run(posts(20));
        await run(polls(62));
        const before = seconds();
        await run(posts(10));
        expect(seconds()).toBe(before);
    });
});

test("a cloud that accepts everything is asked at once", async () => {
    const { run, posts, seconds } = scene(Number.POSITIVE_INFINITY);
    await run(posts(100));
    expect(seconds()).toBe(0);
});

test("a request whose turn would come after its deadline ends at once, with what the cloud refused another one with", async () => {
    const api = fakeApi({ reply: () => ({ status: 429, headers: { "Retry-After": "60" } }) });
    const send = (seconds: number) => {
        const bounds = { deadline: api.clock.now() + seconds * 1000, signal: new AbortController().signal };
        return failureOf(api.session.request("compute", "KR1", "/servers", { method: "GET", bounds }));
    };
    const first = send(600);
    await api.clock.run(api.clock.sleep(1000));
    const began = api.clock.now();
    expect(await api.clock.run(send(20))).toMatchObject({ code: "rate_limited" });
    expect(api.clock.now()).toBe(began);
    await api.clock.run(first);
});
