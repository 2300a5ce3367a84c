import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { Watcher } from "../../provider/src/runtime/watcher";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

interface Thing {
    id: string;
    status: string;
}

/** A cloud that remembers how it was asked, and a watcher of it. */
function scene() {
    const clock = new ManualClock();
    const started = clock.now();
    const things = new Map<string, Thing>();
    const asked: string[] = [];
    const since: number[] = [];
    const scene = {
        clock,
        things,
        /** "SECOND get id" or "SECOND list". */
        asked,
        since,
        seconds: () => (clock.now() - started) / 1000,
        deadline: (seconds: number) => started + seconds * 1000,
        failing: undefined as Error | undefined,
        listed: (id: string) => things.has(id),
    };
    const answer = async <T>(what: string, value: () => T): Promise<T> => {
        asked.push(`${scene.seconds()} ${what}`);
        if (scene.failing) throw scene.failing;
        return value();
    };
    const watcher = new Watcher<Thing>(
        {
            get: (id) => answer(`get ${id}`, () => things.get(id)),
            list: (changedSince) => {
                since.push(changedSince);
                return answer("list", () => [...things.values()].filter(({ id }) => scene.listed(id)));
            },
        },
        clock,
    );
    return { ...scene, scene, watcher };
}

const refusal = (code: ErrorCode) => new ApiError("no", { code, method: "GET", path: "/servers" });

describe("one thing that is watched", () => {
    test("is looked at at once", async () => {
        const { watcher, clock, asked, deadline, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        const seen: unknown[] = [];
        await clock.run(watcher.watch("a", deadline(60), (value) => seen.push(value) > 0));
        expect(asked).toEqual(["0 get a"]);
        expect(seen).toEqual([{ id: "a", status: "ACTIVE" }]);
    });

    test("is looked at every second, and later less often, at most three seconds apart", async () => {
        const { watcher, clock, asked, deadline } = scene();
        await clock.run(watcher.watch("a", deadline(60), () => false));
        const times = asked.map((line) => Number.parseFloat(line));
        const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(pauses.slice(0, 10)).toEqual(Array(10).fill(1));
        expect(Math.max(...pauses)).toBeLessThanOrEqual(3);
        expect(pauses.slice(10, -1)).toEqual([...pauses.slice(10, -1)].sort((left, right) => left - right));
        expect(pauses.at(-2)).toBeGreaterThan(2);
    });

    test("is looked at a last time at the deadline, and then no more", async () => {
        const { watcher, clock, asked, deadline } = scene();
        await clock.run(watcher.watch("a", deadline(2.5), () => false));
        expect(asked).toEqual(["0 get a", "1 get a", "2 get a", "2.5 get a"]);
    });

    test("that is not there is seen as undefined", async () => {
        const { watcher, clock, deadline } = scene();
        const seen: unknown[] = [];
        await clock.run(watcher.watch("a", deadline(60), (value) => seen.push(value) > 1));
        expect(seen).toEqual([undefined, undefined]);
    });

    test("ends with what its observer throws", async () => {
        const { watcher, clock, deadline } = scene();
        const work = watcher.watch("a", deadline(60), () => {
            throw new Error("ERROR");
        });
        expect((await clock.run(failureOf(work))).message).toBe("ERROR");
    });

    test("can be watched again after it was over", async () => {
        const { watcher, clock, asked, deadline } = scene();
        await clock.run(watcher.watch("a", deadline(60), () => true));
        await clock.run(watcher.watch("a", deadline(60), () => true));
        expect(asked).toEqual(["0 get a", "0 get a"]);
    });
});

describe("many things that are watched", () => {
    const watchAll = (
        { watcher, deadline, clock }: ReturnType<typeof scene>,
        count: number,
        rounds: number,
    ) => {
        const looks = Array<number>(count).fill(0);
        const works = looks.map((_, index) =>
            watcher.watch(`t${index}`, deadline(60), () => {
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
        const { watcher, clock, asked, deadline, things } = scene();
        things.set("a", { id: "a", status: "ACTIVE" });
        const works = Array.from({ length: 10 }, () => watcher.watch("a", deadline(60), () => true));
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
        expect(world.since.map((since) => since - world.deadline(100))).toEqual([-10 * 60_000]);
    });

    test("one that comes late is looked at within a second, not when the others are", async () => {
        const { watcher, clock, asked, deadline, seconds } = scene();
        let over = false;
        const first = watcher.watch("a", deadline(60), () => over);
        const second = clock.sleep(40_500).then(async () => {
            const began = seconds();
            await watcher.watch("b", deadline(60), () => true);
            over = true;
            return seconds() - began;
        });
        const [, waited] = await clock.run(Promise.all([first, second]));
        expect(waited).toBe(0);
        expect(asked).toContain("40.5 get b");
    });

    test("each has its own deadline", async () => {
        const { watcher, clock, deadline, seconds } = scene();
        const ends = [2, 5, 9].map((end) =>
            watcher.watch(`t${end}`, deadline(end), () => false).then(() => seconds()),
        );
        expect(await clock.run(Promise.all(ends))).toEqual([2, 5, 9]);
    });

    test("one that ends with an error leaves the others alone", async () => {
        const { watcher, clock, deadline } = scene();
        const broken = failureOf(
            watcher.watch("a", deadline(60), () => {
                throw new Error("ERROR");
            }),
        );
        let looks = 0;
        const fine = watcher.watch("b", deadline(60), () => ++looks === 3);
        await clock.run(Promise.all([broken, fine]));
        expect(looks).toBe(3);
    });
});

describe("a cloud that does not answer", () => {
    test.each<ErrorCode>(["server_error", "no_answer", "unreachable", "rate_limited"])(
        "for a while (%s) fails nothing",
        async (code) => {
            const { watcher, clock, deadline, scene: world } = scene();
            world.failing = refusal(code);
            const end = clock.sleep(5000).then(() => {
                world.failing = undefined;
            });
            await clock.run(Promise.all([watcher.watch("a", deadline(60), () => true), end]));
            expect(world.seconds()).toBeLessThanOrEqual(6);
        },
    );

    test("until the deadline fails what is watched then", async () => {
        const { watcher, clock, deadline, scene: world } = scene();
        world.failing = refusal("server_error");
        const error = await clock.run(failureOf(watcher.watch("a", deadline(10), () => false)));
        expect(error).toBe(world.failing);
        expect(world.seconds()).toBe(10);
    });

    test.each<ErrorCode>(["forbidden", "unauthorized", "bad_request", "unexpected"])(
        "but refuses (%s) fails it at once",
        async (code) => {
            const { watcher, clock, deadline, scene: world } = scene();
            world.failing = refusal(code);
            expect(await clock.run(failureOf(watcher.watch("a", deadline(60), () => false)))).toBe(
                world.failing,
            );
            expect(world.seconds()).toBe(0);
        },
    );
});
