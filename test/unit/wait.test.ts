import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { type EndedWait, noObserver } from "../../provider/src/api/observer";
import { Poller } from "../../provider/src/cloud/poller";
import { gone, type Transition, type Wait, waitFor } from "../../provider/src/cloud/waiter";
import { Failure } from "../../provider/src/errors/failure";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

interface Thing {
    id: string;
    status: string;
    task?: string;
    fault?: string;
}

/** What a look finds, what it fails with, or that its answer never comes. */
type Look = Omit<Thing, "id"> | undefined | ApiError | "silence";

const built: Transition = { pending: ["BUILD"], target: ["ACTIVE"] };
const deleted: Transition = { pending: "any", target: [gone, "DELETED"], wanted: "deleted" };

function away(code: ErrorCode, reason: string): ApiError {
    return new ApiError(reason, { code, method: "GET", path: "/servers/a" });
}

/** What is told of a thing besides its status. */
const told: Pick<Wait<Thing>, "task" | "reason"> = {
    task: (thing) => thing.task,
    reason: (thing) => thing.fault,
};

/** Waits while the cloud shows one look after another; the last one stays. */
function wait(transition: Transition, looks: Look[], more: Partial<Wait<Thing>> = {}, tells = told) {
    const clock = new ManualClock();
    const started = clock.now();
    const lines: string[] = [];
    const cancel = new AbortController();
    let nth = 0;
    const poller = new Poller<Thing>(
        {
            get: async (id) => {
                const look = looks[Math.min(nth++, looks.length - 1)];
                if (look === "silence") await clock.sleep(1_000_000);
                if (look instanceof Error || look === "silence") throw look;
                return look && { id, ...look };
            },
            list: async () => [],
        },
        clock,
        () => 0.5,
    );
    const work = waitFor<Thing>({
        poller,
        clock,
        observer: noObserver,
        id: "a",
        transition,
        deadline: clock.now() + 10_000,
        signal: cancel.signal,
        report: (progress, trouble) => lines.push(trouble ? `${progress}; ${trouble}` : progress),
        ...tells,
        setting: "timeouts.create",
        ...more,
    });
    return { clock, lines, work, cancel, looks: () => nth, seconds: () => (clock.now() - started) / 1000 };
}

/** The whole end of a sentence. */
async function failure({ clock, work }: ReturnType<typeof wait>): Promise<string> {
    const error = await clock.run(failureOf(work));
    expect(error).toBeInstanceOf(Failure);
    const { message, hint } = error as Failure;
    return hint === undefined ? message : `${message}. ${hint}`;
}

describe("a wait that ends well", () => {
    test("returns what was last seen, and reports each look on the way", async () => {
        const { clock, work, lines } = wait(built, [
            { status: "BUILD", task: "spawning" },
            { status: "BUILD" },
            { status: "ACTIVE" },
        ]);
        expect(await clock.run(work)).toEqual({ id: "a", status: "ACTIVE" });
        expect(lines).toEqual(["BUILD (spawning) → ACTIVE", "BUILD → ACTIVE"]);
    });

    test("goes on while the status is right and a task still runs", async () => {
        const { clock, work, looks } = wait(built, [
            { status: "ACTIVE", task: "powering-off" },
            { status: "ACTIVE" },
        ]);
        await clock.run(work);
        expect(looks()).toBe(2);
    });

    test("takes any status while a task runs: it lies for a moment after an action", async () => {
        const { clock, work } = wait({ pending: [], target: ["SHUTOFF"] }, [
            { status: "ACTIVE", task: "powering-off" },
            { status: "SHUTOFF" },
        ]);
        expect(await clock.run(work)).toMatchObject({ status: "SHUTOFF" });
    });

    test("goes on until what else was wanted is true", async () => {
        let asked = 0;
        const { clock, work, looks } = wait(built, [{ status: "ACTIVE" }], { until: () => ++asked === 3 });
        await clock.run(work);
        expect(looks()).toBe(3);
    });

    test("returns undefined where being gone was wanted", async () => {
        const { clock, work, lines } = wait(deleted, [{ status: "ACTIVE" }, { status: "ERROR" }, undefined]);
        expect(await clock.run(work)).toBeUndefined();
        expect(lines).toEqual(["ACTIVE → deleted", "ERROR → deleted"]);
    });

    test("may look at something else than the status", async () => {
        const transition: Transition = { pending: ["absent"], target: ["present"] };
        const looks = [{ status: "ACTIVE" }, { status: "PAUSED" }];
        const status = (thing: Thing) => (thing.status === "ACTIVE" ? "absent" : "present");
        const { clock, work, lines } = wait(transition, looks, { status });
        expect(await clock.run(work)).toMatchObject({ status: "PAUSED" });
        expect(lines).toEqual(["absent → present"]);
    });

    test("takes something that appears late as on its way, where that may be", async () => {
        const late = { ...built, allowNotFoundUntilSeen: true } as const;
        const { clock, work, lines } = wait(late, [undefined, { status: "BUILD" }, { status: "ACTIVE" }]);
        await clock.run(work);
        expect(lines[0]).toBe("GONE → ACTIVE");
    });
});

test("an observer is told of every wait, however it ended: for what, and from when to when", async () => {
    const waits: EndedWait[] = [];
    const observer = { waited: (ended: EndedWait) => waits.push(ended) };
    const startedAt = Date.parse("2026-01-01T00:00:00Z");
    const looks = [{ status: "BUILD" }, { status: "ACTIVE" }];
    const { clock, work } = wait(built, looks, { observer });
    await clock.run(work);
    await failure(wait(deleted, [{ status: "ACTIVE" }], { observer }));
    expect(waits).toEqual([
        { goal: "ACTIVE", startedAt, endedAt: startedAt + 1000 },
        { goal: "deleted", startedAt, endedAt: startedAt + 10_000 },
    ]);
});

test("a wait with early tasks goes on where nobody tells of tasks", async () => {
    const early = { ...built, early: ["scheduling"] };
    const { clock, work } = wait(early, [{ status: "BUILD" }, { status: "ACTIVE" }], {}, {});
    expect(await clock.run(work)).toMatchObject({ status: "ACTIVE" });
});

describe("a wait that fails at once", () => {
    test("on a status that is neither on the way nor wanted, with the cloud's own reason", async () => {
        const looks = [{ status: "BUILD" }, { status: "ERROR", fault: "No valid host was found." }];
        expect(await failure(wait(built, looks))).toBe(
            "unexpected status ERROR after 1 s waiting for ACTIVE: No valid host was found.",
        );
    });

    test("on a status that nobody knows", async () => {
        expect(await failure(wait(built, [{ status: "SOMETHING_NEW" }]))).toBe(
            "unexpected status SOMETHING_NEW after 0 s waiting for ACTIVE",
        );
    });

    test("with what to do, where the transition knows", async () => {
        const transition = { ...built, hint: "Try pulumi up again." };
        expect(await failure(wait(transition, [{ status: "ERROR" }]))).toBe(
            "unexpected status ERROR after 0 s waiting for ACTIVE. Try pulumi up again.",
        );
    });

    test("on something that was there and vanished", async () => {
        const late = { ...built, allowNotFoundUntilSeen: true } as const;
        expect(await failure(wait(late, [{ status: "BUILD" }, undefined]))).toBe(
            "it no longer exists, after 1 s waiting for ACTIVE. It was deleted outside of this run: run pulumi refresh, then pulumi up.",
        );
    });

    test("on something that never was there, where it must be", async () => {
        expect(await failure(wait(built, [undefined]))).toBe(
            "it no longer exists, after 0 s waiting for ACTIVE. It was deleted outside of this run: run pulumi refresh, then pulumi up.",
        );
    });

    test("names all statuses that were wanted", async () => {
        const transition: Transition = { pending: [], target: ["ACTIVE", "SHUTOFF"] };
        expect(await failure(wait(transition, [{ status: "ERROR" }]))).toBe(
            "unexpected status ERROR after 0 s waiting for ACTIVE or SHUTOFF",
        );
    });
});

describe("a wait that is too long", () => {
    const advice = "Run pulumi up again to continue waiting, or increase timeouts.create.";

    test.each<[string, Look, string]>([
        [
            "a status",
            { status: "BUILD" },
            `timed out after 10 s waiting for ACTIVE; last status: BUILD. ${advice}`,
        ],
        [
            "a task",
            { status: "BUILD", task: "spawning" },
            `timed out after 10 s waiting for ACTIVE; last status: BUILD (spawning). ${advice}`,
        ],
        [
            "a reason",
            { status: "BUILD", fault: "busy host" },
            `timed out after 10 s waiting for ACTIVE; last status: BUILD: busy host. ${advice}`,
        ],
    ])("tells %s, the time, and which setting to raise", async (_, look, expected) => {
        expect(await failure(wait(built, [look]))).toBe(expected);
    });

    test("tells that it never appeared", async () => {
        const late = { ...built, allowNotFoundUntilSeen: true } as const;
        expect(await failure(wait(late, [undefined]))).toBe(
            `timed out after 10 s waiting for ACTIVE; it was never seen. ${advice}`,
        );
    });

    test("tells the status alone of what has no task and no reason", async () => {
        expect(
            await failure(wait(built, [{ status: "BUILD", task: "spawning", fault: "No." }], {}, {})),
        ).toBe(
            "timed out after 10 s waiting for ACTIVE; last status: BUILD. " +
                "Run pulumi up again to continue waiting, or increase timeouts.create.",
        );
    });

    test("tells what is wanted in words", async () => {
        expect(await failure(wait(deleted, [{ status: "ACTIVE" }], { setting: "timeouts.delete" }))).toBe(
            "timed out after 10 s waiting for it to be deleted; last status: ACTIVE. " +
                "Run pulumi up again to continue waiting, or increase timeouts.delete.",
        );
    });

    test("does not contradict itself where the status is right and something else is not", async () => {
        const expected =
            "timed out after 10 s waiting for ACTIVE; last status: ACTIVE, without the requested changes. " +
            "Run pulumi up again to continue waiting, or increase timeouts.create.";
        const looks = [{ status: "ACTIVE" }];
        expect(await failure(wait(built, looks, { until: () => false }))).toBe(expected);
        expect(await failure(wait(built, looks, { until: () => false }, {}))).toBe(expected);
    });
});

describe("a cloud that goes away during a wait", () => {
    const refused = away("unreachable", "kr1.example cannot be reached: ECONNREFUSED");
    const since = "the cloud has been unavailable since 00:00:01 UTC";
    const advice =
        "It is kept in the stack: run the same command again to continue waiting, or increase timeouts.create.";

    test("is told since when and why, and the row goes back to normal with the first answer", async () => {
        const looks = [{ status: "BUILD" }, refused, refused, { status: "BUILD" }, { status: "ACTIVE" }];
        const { clock, work, lines } = wait(built, looks);
        await clock.run(work);
        const trouble = `${since}: kr1.example cannot be reached: ECONNREFUSED; retrying`;
        expect(lines).toEqual([
            "BUILD → ACTIVE",
            `BUILD → ACTIVE; ${trouble}`,
            `BUILD → ACTIVE; ${trouble}`,
            "BUILD → ACTIVE",
        ]);
    });

    test("keeps one text however the reason changes, since each new one is a line in a CI log", async () => {
        const looks = [{ status: "BUILD" }, refused, away("server_error", "Bad Gateway"), refused];
        const { clock, work, lines } = wait(built, looks);
        await clock.run(failureOf(work));
        expect(new Set(lines.slice(1)).size).toBe(1);
    });

    test("begins a new time when it goes away again", async () => {
        const { clock, work, lines } = wait(built, [
            refused,
            { status: "BUILD" },
            refused,
            { status: "ACTIVE" },
        ]);
        await clock.run(work);
        expect(lines.map((line) => line.match(/since (\S+)/)?.[1])).toEqual([
            "00:00:00",
            undefined,
            "00:00:02",
        ]);
        expect(lines[0]).toMatch(/^unknown → ACTIVE; the cloud has been unavailable since /);
    });

    test("and is silent is told of too", async () => {
        const { clock, work, lines, seconds } = wait(
            built,
            [{ status: "BUILD", task: "spawning" }, "silence"],
            {
                deadline: Date.parse("2026-01-01T00:00:25Z"),
            },
        );
        const error = await clock.run(failureOf(work));
        const trouble = "the cloud has not responded since 00:00:01 UTC";
        expect(lines.slice(0, 2)).toEqual([
            "BUILD (spawning) → ACTIVE",
            `BUILD (spawning) → ACTIVE; ${trouble}; retrying`,
        ]);
        expect(error.message).toBe(
            `timed out after 25 s waiting for ACTIVE; last status: BUILD (spawning); ${trouble}`,
        );
        expect(seconds()).toBe(25);
    });

    test.each<[string, Look[], string]>([
        [
            "what was last seen",
            [{ status: "BUILD" }, refused],
            `timed out after 10 s waiting for ACTIVE; last status: BUILD; ${since}: kr1.example cannot be reached: ECONNREFUSED (no HTTP response, GET /servers/a). ${advice}`,
        ],
        [
            "that nothing was ever seen",
            [away("server_error", "Bad Gateway")],
            `timed out after 10 s waiting for ACTIVE; it was never seen; the cloud has been unavailable since 00:00:00 UTC: Bad Gateway (no HTTP response, GET /servers/a). ${advice}`,
        ],
        [
            "nothing of what is over",
            [refused, { status: "BUILD" }],
            "timed out after 10 s waiting for ACTIVE; last status: BUILD. Run pulumi up again to continue waiting, or increase timeouts.create.",
        ],
    ])("is in the error at the deadline: %s", async (_, looks, expected) => {
        expect(await failure(wait(built, looks))).toBe(expected);
    });
});

describe("a wait that is interrupted", () => {
    const advice = "It is kept in the stack: run the same command again to continue waiting.";
    const refused = away("unreachable", "kr1.example cannot be reached: ECONNREFUSED");

    test.each<[string, Look[], string]>([
        ["between two looks", [{ status: "BUILD", task: "spawning" }], "; last status: BUILD (spawning)"],
        ["while a look is under way", [{ status: "BUILD" }, "silence"], "; last status: BUILD"],
        ["before the first answer", ["silence"], "; it was never seen"],
        [
            "while the cloud is away",
            [{ status: "BUILD" }, refused],
            "; last status: BUILD; the cloud has been unavailable since 00:00:01 UTC: kr1.example cannot be reached: ECONNREFUSED (no HTTP response, GET /servers/a)",
        ],
    ])("%s ends at once, and says what it waited for", async (_, looks, clause) => {
        const waiting = wait(built, looks);
        const end = waiting.clock.sleep(2500).then(() => waiting.cancel.abort());
        expect(await failure(waiting)).toBe(`interrupted after 3 s waiting for ACTIVE${clause}. ${advice}`);
        await end;
        expect(waiting.seconds()).toBe(2.5);
    });

    test("after it was over changes nothing", async () => {
        const { clock, work, cancel } = wait(built, [{ status: "ACTIVE" }]);
        expect(await clock.run(work)).toMatchObject({ status: "ACTIVE" });
        cancel.abort();
        expect(await work).toMatchObject({ status: "ACTIVE" });
    });
});
