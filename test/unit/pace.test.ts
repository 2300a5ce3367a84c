import { noObserver } from "../../provider/src/api/observer";
import { pollIntervalMs, UsualTimes } from "../../provider/src/cloud/pace";
import { Poller } from "../../provider/src/cloud/poller";
import { waitFor } from "../../provider/src/cloud/waiter";
import { transitions } from "../../provider/src/resources/shared/serverTransitions";
import { ManualClock } from "../support/manualClock";

describe("the time between two polls", () => {
    test.each([
        ["far", [1, 1, 2, 3, 3, 3]],
        ["near", [0.75, 0.75, 0.75, 0.75, 0.75, 2.25]],
        ["unknown", [1, 1, 1, 3, 3, 3]],
        [undefined, [1, 1, 1, 3, 3, 3]],
    ] as const)("where the end is %s", (nearness, expected) => {
        const waited = [0, 5, 10, 60, 600, 1800];
        expect(waited.map((seconds) => pollIntervalMs(seconds * 1000, nearness) / 1000)).toEqual(expected);
    });

    test("varies by a fifth", () => {
        expect([0, 0.5, 1].map((random) => pollIntervalMs(0, "far", random))).toEqual([800, 1000, 1200]);
    });
});

describe("how long others took", () => {
    const usual = new UsualTimes();
    usual.add("build", 70_000);
    usual.add("build", 60_000);
    usual.add("build", 65_000);

    test.each([
        [0, "far"],
        [47_999, "far"],
        [48_000, "near"],
        [120_000, "near"],
        [120_001, "unknown"],
    ] as const)("tells after %d ms that the end is %s", (waited, nearness) => {
        expect(usual.nearness("build", waited)).toBe(nearness);
    });

    test("tells nothing of another kind", () => {
        expect(usual.nearness("delete", 0)).toBe("unknown");
    });
});

/** The statuses of a server on its way, by the share of the time that it takes. */
const life = [
    { until: 0.15, status: "BUILD", task: "scheduling" },
    { until: 0.25, status: "BUILD", task: undefined },
    { until: 0.4, status: "BUILD", task: "networking" },
    { until: 0.7, status: "BUILD", task: "block_device_mapping" },
    { until: 1, status: "BUILD", task: "spawning" },
] as const;

/** A cloud whose servers all build for so many seconds; `run` builds some at once, and tells by how much each wait was too long. */
function cloud(seconds: number, { showsTasks = true } = {}) {
    const clock = new ManualClock();
    const began = new Map<string, number>();
    let polls = 0;
    let random = 0;
    const server = (id: string) => {
        const age = (clock.now() - (began.get(id) ?? 0)) / 1000 / seconds;
        const { status, task } = life.find(({ until }) => age < until) ?? {
            status: "ACTIVE",
            task: undefined,
        };
        return { id, status, task: showsTasks ? task : undefined };
    };
    const poller = new Poller(
        {
            get: async (id) => {
                polls++;
                return server(id);
            },
            list: async () => {
                polls++;
                return [...began.keys()].map(server);
            },
        },
        clock,
        // All values from 0 to 1, evenly.
        () => (random = (random + 0.618) % 1),
    );
    const build = async (id: string) => {
        const started = clock.now();
        began.set(id, started);
        await waitFor({
            poller,
            clock,
            observer: noObserver,
            id,
            transition: transitions.built,
            task: ({ task }) => task,
            deadline: started + 3_600_000,
            signal: new AbortController().signal,
            report: () => {},
            setting: "timeouts.create",
        });
        return (clock.now() - started) / 1000 - seconds;
    };
    let made = 0;
    return async (count: number) => {
        polls = 0;
        const overshoot = await clock.run(
            Promise.all(Array.from({ length: count }, () => build(`s${made++}`))),
        );
        return { overshoot: Math.max(...overshoot), polls };
    };
}

describe("servers that build", () => {
    test.each([
        { seconds: 10, polls: 13, again: 11 },
        { seconds: 15, polls: 17, again: 13 },
        { seconds: 60, polls: 51, again: 39 },
        { seconds: 300, polls: 226, again: 165 },
        { seconds: 600, polls: 446, again: 325 },
    ])(
        "for $seconds s are seen within 0.9 s, by at most $polls polls, and the next ones by $again",
        async (row) => {
            for (const count of [1, 50]) {
                const run = cloud(row.seconds);
                const first = await run(count);
                const next = await run(count);
                expect(Math.max(first.overshoot, next.overshoot)).toBeLessThanOrEqual(0.9);
                expect(first.polls).toBeLessThanOrEqual(row.polls);
                expect(next.polls).toBeLessThanOrEqual(row.again);
            }
        },
    );

    test.each([10, 15, 60, 300])(
        "for %d s are seen within 0.9 s also where the cloud shows no tasks",
        async (seconds) => {
            expect((await cloud(seconds, { showsTasks: false })(1)).overshoot).toBeLessThanOrEqual(0.9);
        },
    );

    test("a thousand at once are polled as often as fifty", async () => {
        const [fifty, thousand] = [await cloud(60)(50), await cloud(60)(1000)];
        expect(thousand.polls).toBe(fifty.polls);
        expect(thousand.overshoot).toBe(fifty.overshoot);
    });

    test("are seen 0.5 s late at most in half of all cases", async () => {
        const late = [];
        for (let tenths = 100; tenths < 200; tenths += 3) late.push((await cloud(tenths / 10)(1)).overshoot);
        expect(late.sort((a, b) => a - b)[late.length >> 1]).toBeLessThanOrEqual(0.5);
    });
});

test("twenty processes that start together do not poll in step", async () => {
    const clock = new ManualClock();
    const started = clock.now();
    const polls: number[] = [];
    const watched = Array.from({ length: 20 }, (_, index) => {
        let seed = index + 1;
        const random = () => {
            seed = (seed * 16_807) % 2_147_483_647;
            return seed / 2_147_483_647;
        };
        const get = async (id: string) => {
            polls.push(clock.now() - started);
            return { id };
        };
        const poller = new Poller({ get, list: async () => [] }, clock, random);
        const bounds = { deadline: started + 20_000, signal: new AbortController().signal };
        return poller.watch("a", bounds, { observe: () => false, unavailable: () => {} });
    });
    await clock.run(Promise.all(watched));
    const late = polls.filter((at) => at > 5000 && at < 20_000);
    const together = late.map((at) => late.filter((other) => other >= at && other < at + 100).length);
    expect(Math.max(...together)).toBeLessThanOrEqual(7);
});
