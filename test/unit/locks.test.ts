import { getEventListeners } from "node:events";
import { noObserver } from "../../provider/src/api/observer";
import { KeyedMutex } from "../../provider/src/cloud/keyedMutex";
import type { RegionClient } from "../../provider/src/cloud/regionClient";
import type { Context } from "../../provider/src/core/handler";
import { Failure } from "../../provider/src/errors/failure";
import { withServerLock } from "../../provider/src/resources/shared/serverLock";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

const { signal: never } = new AbortController();

function piece() {
    let finish = () => {};
    let fail = (_error: Error) => {};
    const done = new Promise<void>((resolve, reject) => {
        finish = resolve;
        fail = reject;
    });
    return { done, finish, fail };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

test("the work of one key comes one after another, in the order in which it was asked for", async () => {
    const locks = new KeyedMutex();
    const events: string[] = [];
    const pieces = [piece(), piece(), piece()] as const;
    const works = pieces.map(({ done }, index) =>
        locks.runExclusive(
            "server1",
            async () => {
                events.push(`begin ${index}`);
                await done;
                events.push(`end ${index}`);
            },
            never,
        ),
    );
    await turns();
    expect(events).toEqual(["begin 0"]);
    for (const { finish } of [...pieces].reverse()) finish();
    await Promise.all(works);
    expect(events).toEqual(["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]);
});

test("the work of two keys goes on at once", async () => {
    const locks = new KeyedMutex();
    const slow = piece();
    const first = locks.runExclusive("server1", () => slow.done, never);
    expect(await locks.runExclusive("server2", async () => "done", never)).toBe("done");
    slow.finish();
    await first;
});

test("work that fails tells its own caller only, and the next one gets its turn", async () => {
    const locks = new KeyedMutex();
    const first = piece();
    const failing = locks.runExclusive("server1", () => first.done, never);
    const next = locks.runExclusive("server1", async () => "done", never);
    first.fail(new Error("broken"));
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("done");
});

test("a key that was free again is free", async () => {
    const locks = new KeyedMutex();
    await locks.runExclusive("server1", async () => {}, never);
    expect(locks.isHeld("server1")).toBe(false);
    expect(await locks.runExclusive("server1", async () => "again", never)).toBe("again");
});

test("who had a turn no longer listens for a cancel", async () => {
    const locks = new KeyedMutex();
    const { signal } = new AbortController();
    const first = piece();
    const running = locks.runExclusive("server1", () => first.done, signal);
    const queued = locks.runExclusive("server1", async () => {}, signal);
    first.finish();
    await Promise.all([running, queued]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("who is cancelled in the queue leaves it at once, and the others keep their turns", async () => {
    const locks = new KeyedMutex();
    const events: string[] = [];
    const first = piece();
    const cancel = new AbortController();
    const hold = (name: string, work: Promise<void>, signal = never) =>
        locks.runExclusive(
            "server1",
            async () => {
                events.push(name);
                await work;
            },
            signal,
        );
    const running = hold("first", first.done);
    const cancelled = hold("cancelled", Promise.resolve(), cancel.signal);
    const last = hold("last", Promise.resolve());
    cancel.abort();
    await expect(cancelled).rejects.toBe(cancel.signal.reason);
    await turns();
    expect(events).toEqual(["first"]);
    first.finish();
    await Promise.all([running, last]);
    expect(events).toEqual(["first", "last"]);
    expect(locks.isHeld("server1")).toBe(false);
});

describe("a change of a server that others change too", () => {
    function scene() {
        const clock = new ManualClock();
        const started = clock.now();
        const locks = new KeyedMutex();
        const seconds = () => (clock.now() - started) / 1000;
        const contextOf = (timeout: number, signal = never) => {
            const lines: string[] = [];
            const context: Context = {
                // Only the locks of a cloud are looked at.
                cloud: { serverLocks: locks } as unknown as RegionClient,
                clock,
                observer: noObserver,
                generateKeyPair: async () => {
                    throw new Error("No key is needed here.");
                },
                probe: async () => "connected",
                randomHex: (digits) => "0".repeat(digits),
                report: (status) => lines.push(`${seconds()} ${status}`),
                warn: () => {},
                stack: {
                    has: async () => false,
                    makes: () => false,
                    adopt: () => {},
                    otherHolder: async () => undefined,
                },
                deadline: clock.now() + timeout * 1000,
                signal,
            };
            return { context, lines };
        };
        const busy = (duration: number) =>
            withServerLock(contextOf(60).context, "server1", () => clock.sleep(duration * 1000));
        return { clock, seconds, contextOf, busy };
    }

    test("begins at once, and says nothing, where none runs", async () => {
        const { clock, contextOf } = scene();
        const { context, lines } = contextOf(60);
        const { deadline } = context;
        expect(await clock.run(withServerLock(context, "server1", async () => "done"))).toBe("done");
        expect(lines).toEqual([]);
        expect(context.deadline).toBe(deadline);
    });

    test("says in its row what it waits for, and has its whole time when its turn comes", async () => {
        const { clock, contextOf, busy, seconds } = scene();
        const first = busy(25);
        const { context, lines } = contextOf(10);
        const left = withServerLock(context, "server1", async () => (context.deadline - clock.now()) / 1000);
        expect(await clock.run(left)).toBe(10);
        expect(seconds()).toBe(25);
        const line = "waiting for another change of server server1";
        expect(lines).toEqual([`0 ${line}`, `10 ${line}`, `20 ${line}`]);
        await first;
        expect(clock.sleeping).toBe(0);
    });

    test("that is cancelled in the queue ends at once, and its work never runs", async () => {
        const { clock, contextOf, busy, seconds } = scene();
        const first = busy(25);
        const cancel = new AbortController();
        const work = jest.fn();
        const waiting = withServerLock(contextOf(60, cancel.signal).context, "server1", work);
        const end = clock.sleep(5000).then(() => cancel.abort());
        const error = await clock.run(failureOf(waiting));
        expect(error).toEqual(
            new Failure(
                "interrupted after 5 s waiting for another change of server server1",
                "Run the same command again to continue.",
            ),
        );
        expect((error as Failure).hint).toBe("Run the same command again to continue.");
        expect(seconds()).toBe(5);
        await clock.run(Promise.all([first, end]));
        expect(work).not.toHaveBeenCalled();
        expect(clock.sleeping).toBe(0);
    });

    test("that was cancelled before does not begin", async () => {
        const { clock, contextOf } = scene();
        const work = jest.fn();
        const waiting = withServerLock(contextOf(60, AbortSignal.abort()).context, "server1", work);
        expect((await clock.run(failureOf(waiting))).message).toMatch(/^interrupted after 0 s/);
        expect(work).not.toHaveBeenCalled();
    });

    test("tells its own error, whatever its signal says", async () => {
        const { clock, contextOf } = scene();
        const waiting = withServerLock(contextOf(60).context, "server1", () =>
            Promise.reject(new Error("broken")),
        );
        expect((await clock.run(failureOf(waiting))).message).toBe("broken");
    });
});
