import { getEventListeners } from "node:events";
import type { Bounds } from "../../provider/src/api/bounds";
import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { type Observer, Poller } from "../../provider/src/cloud/poller";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

interface Thing {
    id: string;
    status: string;
}

/** What came back in place of an answer, in seconds since the scene began. */
interface Miss {
    at: number;
    since: number;
    error: unknown;
}

/** What becomes of a request: an error, or an answer after so many seconds. */
type Fault = Error | number;

/** A cloud that remembers how it was asked, and a watcher of it. */
function scene() {
    const clock = new ManualClock();
    const started = clock.now();
    const things = new Map<string, Thing>();
    const asked: string[] = [];
    const since: number[] = [];
    const bounds = new Map<string, Bounds>();
    const scene = {
        clock,
        things,
        /** "SECOND get id" or "SECOND list". */
        asked,
        since,
        /** Of the last request of each kind, such as "get a". */
        bounds,
        faults: {} as Record<string, Fault>,
        seconds: () => (clock.now() - started) / 1000,
        at: (seconds: number) => started + seconds * 1000,
        failing: undefined as Error | undefined,
        listed: (id: string) => things.has(id),
    };
    const answer = async <T>(what: string, within: Bounds, value: () => T): Promise<T> => {
        asked.push(`${scene.seconds()} ${what}`);
        bounds.set(what, within);
        const fault = scene.failing ?? scene.faults[what];
        if (fault instanceof Error) throw fault;
        if (fault) await clock.sleep(fault * 1000);
        return value();
    };
    const watcher = new Poller<Thing>(
        {
            get: (id, within) => answer(`get ${id}`, within, () => things.get(id)),
            list: (changedSince, within) => {
                since.push(changedSince);
                return answer("list", within, () =>
                    [...things.values()].filter(({ id }) => scene.listed(id)),
                );
            },
        },
        clock,
        () => 0.5,
    );
    /** Watches until that second; `misses` gets what came back in place of an answer. */
    const watch = (
        id: string,
        until: number,
        observe: Observer<Thing>["observe"],
        {
            signal = new AbortController().signal,
            misses = [],
            ...tells
        }: { signal?: AbortSignal; misses?: Miss[] } & Pick<Observer<Thing>, "kind" | "nearness"> = {},
    ) =>
        watcher.watch(
            id,
            { deadline: started + until * 1000, signal },
            {
                ...tells,
                observe,
                unavailable: (since, error) =>
                    void misses.push({ at: scene.seconds(), since: (since - started) / 1000, error }),
            },
        );
    return { ...scene, scene, watch };
}

const refusal = (code: ErrorCode) => new ApiError("no", { code, method: "GET", path: "/servers" });

describe("one thing that is watched", () => {
    test("is looked at at once", async () => {
        const { watch, clock, asked, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        const seen: unknown[] = [];
        await clock.run(watch("a", 60, (value) => seen.push(value) > 0));
        expect(asked).toEqual(["0 get a"]);
        expect(seen).toEqual([{ id: "a", status: "ACTIVE" }]);
    });

    test("is looked at every second, and later less often, at most three seconds apart", async () => {
        const { watch, clock, asked } = scene();
        await clock.run(watch("a", 60, () => false));
        const times = asked.map((line) => Number.parseFloat(line));
        const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(pauses.slice(0, 10)).toEqual(Array(10).fill(1));
        expect(Math.max(...pauses)).toBeLessThanOrEqual(3);
        expect(pauses.slice(10, -1)).toEqual([...pauses.slice(10, -1)].sort((left, right) => left - right));
        expect(pauses.at(-2)).toBeGreaterThan(2);
    });

    test("is looked at a last time at the deadline, and then no more", async () => {
        const { watch, clock, asked } = scene();
        await clock.run(watch("a", 2.5, () => false));
        expect(asked).toEqual(["0 get a", "1 get a", "2 get a", "2.5 get a"]);
    });

    test("that is not there is seen as undefined", async () => {
        const { watch, clock } = scene();
        const seen: unknown[] = [];
        await clock.run(watch("a", 60, (value) => seen.push(value) > 1));
        expect(seen).toEqual([undefined, undefined]);
    });

    test("ends with what its observer throws", async () => {
        const { watch, clock } = scene();
        const work = watch("a", 60, () => {
            throw new Error("ERROR");
        });
        expect((await clock.run(failureOf(work))).message).toBe("ERROR");
    });

    test("can be watched again after it was over", async () => {
        const { watch, clock, asked } = scene();
        await clock.run(watch("a", 60, () => true));
        await clock.run(watch("a", 60, () => true));
        expect(asked).toEqual(["0 get a", "0 get a"]);
    });
});

describe("many things that are watched", () => {
    const watchAll = ({ watch, clock }: ReturnType<typeof scene>, count: number, rounds: number) => {
        const looks = Array<number>(count).fill(0);
        const works = looks.map((_, index) =>
            watch(`t${index}`, 60, () => {
                looks[index] = (looks[index] ?? 0) + 1;
                return looks[index] === rounds;
            }),
        );
        return clock.run(Promise.all(works));
    };

    test("two are asked for one by one", async () => {
        const world = scene();
        await watchAll(world, 2, 2);
        expect(world.asked).toEqual(["0 get t0", "0 get t1", "1 get t0", "1 get t1"]);
    });

    test("three and more share each look", async () => {
        const world = scene();
        for (let index = 0; index < 100; index++) {
            world.things.set(`t${index}`, { id: `t${index}`, status: "BUILD" });
        }
        await watchAll(world, 100, 3);
        const lists = world.asked.filter((line) => line.endsWith("list"));
        expect(lists).toEqual(["0 list", "1 list", "2 list"]);
        expect(world.asked.length - lists.length).toBeLessThanOrEqual(1);
    });

    test("many who watch one and the same thing need one request a look", async () => {
        const { watch, clock, asked, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        const works = Array.from({ length: 10 }, () => watch("a", 60, () => true));
        await clock.run(Promise.all(works));
        expect(asked.filter((line) => line.includes("get")).length).toBeLessThanOrEqual(2);
        expect(asked.filter((line) => line.includes("list"))).toEqual([]);
    });

    test("what the list does not show is asked for by itself", async () => {
        const world = scene();
        for (const id of ["t0", "t1", "t2", "t3"]) world.things.set(id, { id, status: "BUILD" });
        world.scene.listed = (id) => id !== "t1";
        await watchAll(world, 4, 3);
        expect(world.asked.filter((line) => line.startsWith("1 "))).toEqual(["1 list", "1 get t1"]);
    });

    test("the list goes back to before the first of them, by more than clocks differ", async () => {
        const world = scene();
        world.clock.advance(100);
        await watchAll(world, 4, 1);
        expect(world.since.map((since) => since - world.at(100))).toEqual([-10 * 60_000]);
    });

    test("one that comes late is looked at within a second, not when the others are", async () => {
        const { watch, clock, asked, seconds } = scene();
        let over = false;
        const first = watch("a", 60, () => over);
        const second = clock.sleep(40_500).then(async () => {
            const began = seconds();
            await watch("b", 60, () => true);
            over = true;
            return seconds() - began;
        });
        const [, waited] = await clock.run(Promise.all([first, second]));
        expect(waited).toBe(0);
        expect(asked).toContain("40.5 get b");
    });

    test("one that comes late has its own beginning, and the list goes back to the first's", async () => {
        const { watch, clock, since, at } = scene();
        const ends = ["a", "b", "c"].map((id, index) =>
            clock.sleep(index * 400).then(() => watch(id, 1.5, () => false)),
        );
        await clock.run(Promise.all(ends));
        expect(since.map((time) => time - at(0))).toEqual(since.map(() => -10 * 60_000));
    });

    test("share a list at most every 0.6 s, however they come, and less often later", async () => {
        const { watch, clock, asked } = scene();
        const ends = [0, 0, 0, 0.2, 0.6].map((begin, index) =>
            clock.sleep(begin * 1000).then(() => watch(`t${index}`, 60, () => asked.length > 200)),
        );
        await clock.run(Promise.all(ends));
        const lists = asked.filter((line) => line.endsWith("list")).map((line) => Number.parseFloat(line));
        const pauses = lists.slice(1).map((time, index) => time - (lists[index] ?? 0));
        expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0.6);
        expect(pauses.at(-2)).toBeGreaterThan(2);
    });

    test("each has its own deadline", async () => {
        const { watch, clock, seconds } = scene();
        const ends = [2, 5, 9].map((end) => watch(`t${end}`, end, () => false).then(() => seconds()));
        expect(await clock.run(Promise.all(ends))).toEqual([2, 5, 9]);
    });

    test("one that ends with an error leaves the others alone", async () => {
        const { watch, clock } = scene();
        const broken = failureOf(
            watch("a", 60, () => {
                throw new Error("ERROR");
            }),
        );
        let looks = 0;
        const fine = watch("b", 60, () => ++looks === 3);
        await clock.run(Promise.all([broken, fine]));
        expect(looks).toBe(3);
    });
});

describe("a cloud that does not answer", () => {
    test.each<ErrorCode>(["server_error", "no_answer", "unreachable", "unreadable", "rate_limited"])(
        "for a while (%s) fails nothing",
        async (code) => {
            const { watch, clock, scene: world } = scene();
            world.failing = refusal(code);
            const end = clock.sleep(5000).then(() => {
                world.failing = undefined;
            });
            await clock.run(Promise.all([watch("a", 60, () => true), end]));
            expect(world.seconds()).toBeLessThanOrEqual(6);
        },
    );

    test("until the deadline ends the wait then, and every look before it was told of", async () => {
        const { watch, clock, scene: world } = scene();
        world.failing = refusal("server_error");
        const misses: Miss[] = [];
        await clock.run(watch("a", 3, () => false, { misses }));
        expect(misses).toEqual([0, 1, 2, 3].map((at) => ({ at, since: at, error: world.failing })));
        expect(world.seconds()).toBe(3);
    });

    test("and is silent is told of every ten seconds, until the deadline", async () => {
        const { watch, clock, faults, asked, seconds } = scene();
        faults["get a"] = 1000;
        const misses: Miss[] = [];
        await clock.run(watch("a", 25, () => true, { misses }));
        expect(misses).toEqual([10, 20, 25].map((at) => ({ at, since: 0, error: undefined })));
        expect(asked).toEqual(["0 get a"]);
        expect(seconds()).toBe(25);
    });

    test("ends each of two waits at its own deadline", async () => {
        const { watch, clock, faults, seconds } = scene();
        Object.assign(faults, { "get a": 1000, "get b": 1000 });
        const ends = [watch("a", 3, () => true), watch("b", 30, () => true)];
        expect(await clock.run(Promise.all(ends.map((end) => end.then(seconds))))).toEqual([3, 30]);
    });

    test("to one of two is told of to that one only, after ten seconds", async () => {
        const { watch, clock, faults } = scene();
        faults["get a"] = 1000;
        const [ofSilent, ofOther] = [[], []] as [Miss[], Miss[]];
        const waits = [
            watch("a", 15, () => true, { misses: ofSilent }),
            watch("b", 15, () => false, { misses: ofOther }),
        ];
        await clock.run(Promise.all(waits));
        expect(ofSilent.map(({ at }) => at)).toEqual([10, 15]);
        expect(ofOther).toEqual([]);
    });

    test("has two seconds for a last look that begins at the deadline", async () => {
        const { watch, clock, faults, asked, seconds } = scene();
        const work = watch("a", 2, () => seconds() > 2);
        clock.sleep(1500).then(() => {
            faults["get a"] = 1.5;
        });
        await clock.run(work);
        expect(asked).toEqual(["0 get a", "1 get a", "2 get a"]);
        expect(seconds()).toBe(3.5);
    });

    test.each<ErrorCode>(["forbidden", "unauthorized", "bad_request", "unexpected"])(
        "but refuses (%s) fails it at once",
        async (code) => {
            const { watch, clock, scene: world } = scene();
            world.failing = refusal(code);
            expect(await clock.run(failureOf(watch("a", 60, () => false)))).toBe(world.failing);
            expect(world.seconds()).toBe(0);
        },
    );
});

test("a certificate that is not trusted ends a wait at once", async () => {
    const { watch, clock, seconds, scene: cloud } = scene();
    cloud.failing = refusal("untrusted");
    const error = await failureOf(clock.run(watch("a", 60, () => false)));
    expect(error).toMatchObject({ code: "untrusted" });
    expect(seconds()).toBe(0);
});

describe("waits that share their looks end one by one", () => {
    const refused = refusal("forbidden");
    const unavailable = refusal("server_error");
    const threeThings = ["a", "b", "c"];

    /** Each is over at second 3, if a look tells so, or at its deadline, second 10. */
    test.each<{
        when: string;
        ids: string[];
        listed?: string[];
        faults: Record<string, Fault>;
        ends: Record<string, string>;
    }>([
        {
            when: "one id of two is refused",
            ids: ["a", "b"],
            faults: { "get b": refused },
            ends: { a: "over at 3", b: "forbidden at 0" },
        },
        {
            when: "one id of three is refused, which the list does not show",
            ids: threeThings,
            listed: ["a", "c"],
            faults: { "get b": refused },
            ends: { a: "over at 3", b: "forbidden at 0", c: "over at 3" },
        },
        {
            when: "one answer of two never comes",
            ids: ["a", "b"],
            faults: { "get a": 1000 },
            ends: { a: "over at 10", b: "over at 3" },
        },
        {
            when: "one answer of three never comes, for what the list does not show",
            ids: threeThings,
            listed: ["a", "c"],
            faults: { "get b": 1000 },
            ends: { a: "over at 3", b: "over at 10", c: "over at 3" },
        },
        {
            when: "one answer is slow",
            ids: ["a", "b"],
            faults: { "get a": 7 },
            ends: { a: "over at 7", b: "over at 3" },
        },
        {
            when: "the list is refused: each is asked for by itself",
            ids: threeThings,
            faults: { list: refused },
            ends: { a: "over at 3", b: "over at 3", c: "over at 3" },
        },
        {
            when: "the list and one id are refused",
            ids: threeThings,
            faults: { list: refused, "get c": refused },
            ends: { a: "over at 3", b: "over at 3", c: "forbidden at 0" },
        },
        {
            when: "the list is not to be had",
            ids: threeThings,
            faults: { list: unavailable },
            ends: { a: "over at 10", b: "over at 10", c: "over at 10" },
        },
        {
            when: "the answer to the list never comes",
            ids: threeThings,
            faults: { list: 1000 },
            ends: { a: "over at 10", b: "over at 10", c: "over at 10" },
        },
    ])("$when", async ({ ids, listed = ids, faults, ends }) => {
        const { watch, clock, seconds, scene: world } = scene();
        for (const id of ids) world.things.set(id, { id, status: "BUILD" });
        world.listed = (id) => listed.includes(id);
        Object.assign(world.faults, faults);
        const works = ids.map(async (id) => {
            const outcome = await watch(id, 10, () => seconds() >= 3).then(
                () => "over",
                (error: ApiError) => error.code,
            );
            return [id, `${outcome} at ${seconds()}`];
        });
        expect(Object.fromEntries(await clock.run(Promise.all(works)))).toEqual(ends);
    });

    test("a list that is not to be had is told to all, and nothing is asked for by itself", async () => {
        const { watch, clock, asked, scene: world } = scene();
        world.faults.list = unavailable;
        const misses: Miss[] = [];
        await clock.run(Promise.all(threeThings.map((id) => watch(id, 2, () => false, { misses }))));
        expect(asked).toEqual(["0 get a", "0 list", "1 list", "2 list"]);
        expect(misses.map(({ at }) => at)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    });

    test("who comes during a look gets one of its own: the answer may be older", async () => {
        const { watch, clock, asked, faults, seconds } = scene();
        faults["get a"] = 1;
        const first = watch("a", 60, () => true);
        const second = clock.sleep(500).then(() => watch("a", 60, () => true));
        await clock.run(Promise.all([first, second]));
        expect(asked).toEqual(["0 get a", "0.5 get a"]);
        expect(seconds()).toBe(1.5);
    });

    test("a request is given until the last of those who share it is over", async () => {
        const { watch, clock, bounds, scene: world } = scene();
        const ends = [5, 40, 8];
        await clock.run(Promise.all(ends.map((end) => watch("a", end, () => world.seconds() >= 1))));
        expect(bounds.get("get a")?.deadline).toBe(world.at(40));
    });
});

describe("a wait whose signal aborts", () => {
    test.each<[string, { fault?: Fault; abortAt: number }]>([
        ["between two looks", { abortAt: 1.5 }],
        ["while a look is under way", { fault: 1000, abortAt: 1.5 }],
        ["when its look is just over", { abortAt: 1 }],
    ])("%s ends at once, and nobody looks any more", async (_, { fault, abortAt }) => {
        const { watch, clock, asked, seconds, bounds, faults } = scene();
        const cancel = new AbortController();
        if (fault) faults["get a"] = fault;
        const work = watch("a", 60, () => false, { signal: cancel.signal });
        const end = clock.sleep(abortAt * 1000).then(() => cancel.abort());
        await clock.run(Promise.all([work, end]));
        expect(seconds()).toBe(abortAt);
        const before = asked.length;
        await clock.run(clock.sleep(5000));
        expect(asked).toHaveLength(before);
        expect(bounds.get("get a")?.signal.aborted).toBe(fault !== undefined);
    });

    test("hears nothing of an answer that comes after, and listens no more", async () => {
        const { watch, clock, faults, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        faults["get a"] = 3;
        const cancel = new AbortController();
        const seen: unknown[] = [];
        const work = watch("a", 60, (value) => seen.push(value) > 0, { signal: cancel.signal });
        const end = clock.sleep(1000).then(() => cancel.abort());
        await clock.run(Promise.all([work, end]));
        await clock.run(clock.sleep(5000));
        expect(seen).toEqual([]);
    });

    test("no more, since it is over, is not listened to", async () => {
        const { watch, clock } = scene();
        const { signal } = new AbortController();
        await clock.run(watch("a", 60, () => true, { signal }));
        expect(getEventListeners(signal, "abort")).toEqual([]);
    });

    test("ends its own request although others wait for theirs", async () => {
        const { watch, clock, faults, bounds } = scene();
        Object.assign(faults, { "get a": 1000, "get b": 1000 });
        const cancel = new AbortController();
        const work = watch("a", 60, () => false, { signal: cancel.signal });
        const other = watch("b", 5, () => false);
        await clock.run(clock.sleep(1000));
        cancel.abort();
        await work;
        expect(bounds.get("get a")?.signal.aborted).toBe(true);
        expect(bounds.get("get b")?.signal.aborted).toBe(false);
        await clock.run(other);
    });

    test("before it began looks at nothing", async () => {
        const { watch, clock, asked } = scene();
        await clock.run(watch("a", 60, () => false, { signal: AbortSignal.abort() }));
        expect(asked).toEqual([]);
    });

    test("leaves those alone that share its look", async () => {
        const { watch, clock, faults, bounds, seconds } = scene();
        faults["get a"] = 3;
        const first = watch("b", 60, () => true);
        const cancel = new AbortController();
        const cancelled = watch("a", 60, () => true, { signal: cancel.signal }).then(seconds);
        const other = watch("a", 60, () => true).then(seconds);
        const end = clock.sleep(1000).then(() => cancel.abort());
        const [endedAt, answeredAt] = await clock.run(Promise.all([cancelled, other, first, end]));
        expect([endedAt, answeredAt]).toEqual([1, 3]);
        expect(bounds.get("get a")?.signal.aborted).toBe(false);
    });

    test("is told of no answer that comes after", async () => {
        const { watch, clock, faults, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        faults["get a"] = 3;
        const told: unknown[] = [];
        const cancel = new AbortController();
        const cancelled = watch("a", 60, (value) => told.push(value) > 0, { signal: cancel.signal });
        const other = watch("a", 60, () => true);
        const end = clock.sleep(1000).then(() => cancel.abort());
        await clock.run(Promise.all([cancelled, other, end]));
        expect(told).toEqual([]);
    });

    test("leaves no timer behind", async () => {
        const { watch, clock, faults } = scene();
        faults["get a"] = 0;
        const cancel = new AbortController();
        const work = watch("a", 60, () => false, { signal: cancel.signal });
        await clock.run(clock.sleep(500));
        cancel.abort();
        await work;
        expect(clock.sleeping).toBe(0);
    });
});

describe("things of one kind, of which one took 20 s", () => {
    /** The pauses between the looks at the next one, that begin in so many seconds of its time. */
    const pauses = async (tells: Pick<Observer<Thing>, "nearness">, [from, to]: [number, number]) => {
        const { watch, clock, asked, seconds } = scene();
        const over = (at: number) => () => seconds() >= at;
        const kind = "build";
        // Over before anybody waited: it tells no time.
        await clock.run(watch("over", 60, () => true, { kind }));
        await clock.run(watch("first", 60, over(20), { kind }));
        const began = seconds();
        await clock.run(watch("next", 120, over(began + 20), { kind, ...tells }));
        const times = asked
            .filter((line) => line.endsWith("next"))
            .map((line) => Number.parseFloat(line) - began);
        return times.flatMap((time, nth) =>
            time >= from && time < to && nth + 1 < times.length ? [(times[nth + 1] ?? 0) - time] : [],
        );
    };

    test("are looked at seldom until the next one is near its end, and then often", async () => {
        expect(Math.min(...(await pauses({}, [10, 14])))).toBeGreaterThanOrEqual(2);
        expect(Math.max(...(await pauses({}, [17, 20])))).toBe(0.75);
    });

    test("are looked at seldom while the cloud tells that one is far from its end, whatever the others took", async () => {
        const far: Pick<Observer<Thing>, "nearness"> = { nearness: () => "far" };
        expect(Math.min(...(await pauses(far, [15, 20])))).toBe(3);
    });
});
