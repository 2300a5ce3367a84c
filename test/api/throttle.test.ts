import { RateLimit } from "../../emulator/cloud/rateLimit";
import { Throttle } from "../../provider/src/api/throttle";
import { ManualClock } from "../support/manualClock";
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

describe("a turn", () => {
    const clock = new ManualClock();
    const started = clock.now();
    const acceptedAtOnce = (count: number) => {
        const throttle = new Throttle(clock);
        for (let nth = 0; nth < count; nth++) throttle.accept();
        return throttle;
    };
    /** When the next requests are sent, in milliseconds from now. */
    const next = (throttle: Throttle, count = 3) => {
        const now = clock.now();
        const turns = async () => {
            const times: number[] = [];
            for (let nth = 0; nth < count; nth++) {
                await throttle.turn();
                times.push(clock.now() - now);
            }
            return times;
        };
        return clock.run(turns());
    };

    test("comes after the pause that was asked for, and then at four fifths of the rate that was accepted", async () => {
        const throttle = acceptedAtOnce(10);
        throttle.refuse(new Error("first"), 1000);
        throttle.refuse(new Error("of the same moment"), 1000);
        expect(await next(throttle)).toEqual([1000, 1125, 1250]);
        throttle.refuse(new Error("second"), 1000);
        expect(await next(throttle)).toEqual([1000, 1157, 1314]);
    });

    test("is at once after the pause where nothing was accepted shortly before", async () => {
        const throttle = acceptedAtOnce(10);
        await clock.run(clock.sleep(5000));
        throttle.refuse(new Error("first"), 1000);
        expect(await next(throttle)).toEqual([1000, 1000, 1000]);
    });

    test("is at once again a minute after the last refusal", async () => {
        const throttle = acceptedAtOnce(10);
        throttle.refuse(new Error("first"), 1000);
        await clock.run(clock.sleep(60_001));
        expect(await next(throttle)).toEqual([0, 0, 0]);
        expect(clock.now()).toBeGreaterThan(started);
    });
});

test("a request that the cloud could not carry out puts off no other", async () => {
    const api = fakeApi({ reply: (_, nth) => (nth === 1 ? { status: 503 } : { body: {} }) });
    const send = () => api.session.request("compute", "KR1", "/servers", { method: "GET" });
    const first = send();
    await api.clock.run(api.clock.sleep(1));
    const began = api.clock.now();
    await api.clock.run(send());
    expect(api.clock.now()).toBe(began);
    await api.clock.run(first);
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
    // Which says nothing new to the others.
    const third = send(40);
    await api.clock.run(api.clock.sleep(29_500));
    expect(api.network.calls()).toHaveLength(2);
    await api.clock.run(Promise.all([first, third]));
});
