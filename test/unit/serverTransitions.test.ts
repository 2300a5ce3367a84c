import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { noObserver } from "../../provider/src/api/observer";
import type { Action, Server } from "../../provider/src/api/services/servers";
import { Poller } from "../../provider/src/cloud/poller";
import type { Context } from "../../provider/src/core/handler";
import type { Values } from "../../provider/src/core/properties";
import { Failure } from "../../provider/src/errors/failure";
import {
    deleteServer,
    failedToBuild,
    isGone,
    launchOf,
    performAction,
    retryWhileBusy,
    stateFailedToBuild,
    type transitions,
    waitForServer,
    whenIdle,
} from "../../provider/src/resources/shared/serverTransitions";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

const busy = new ApiError("Cannot 'resize' while it is in task_state rebooting", {
    code: "busy",
    method: "POST",
    path: "/servers/a/action",
    status: 409,
});

test("a request that waits for another task of the server ends at once where the run is cancelled", async () => {
    const clock = new ManualClock();
    const started = clock.now();
    const cancel = new AbortController();
    const context = { clock, deadline: started + 60_000, signal: cancel.signal };
    const work = retryWhileBusy(context, () => Promise.reject(busy));
    const end = clock.sleep(3000).then(() => cancel.abort());
    expect(await clock.run(failureOf(work))).toBe(busy);
    expect(clock.now() - started).toBe(3000);
    await end;
});

test("a request that waits for another task of the server is sent until the deadline, and no more", async () => {
    const clock = new ManualClock();
    const started = clock.now();
    const context = { clock, deadline: started + 5000, signal: new AbortController().signal };
    const sent: number[] = [];
    const work = retryWhileBusy(context, () => {
        sent.push(clock.now() - started);
        return Promise.reject(busy);
    });
    expect(await clock.run(failureOf(work))).toBe(busy);
    expect(sent).toEqual([0, 2000, 4000]);
});

/** A server that shows one status after another, or a status with its task, as "ACTIVE deleting"; the last one stays. */
function showing(...statuses: string[]) {
    const clock = new ManualClock();
    const left = [...statuses];
    const get = async () => {
        const [status, taskState] = (left.length > 1 ? left.shift() : left[0])?.split(" ") ?? [];
        const fault = status === "ERROR" ? "No valid host was found" : undefined;
        return status === "GONE" ? undefined : ({ id: "a", status, taskState, fault } as Server);
    };
    const deletes: string[] = [];
    const actions: Action[] = [];
    const refusals: Error[] = [];
    const servers = {
        get,
        async act(_id: string, action: Action) {
            actions.push(action);
            const refusal = refusals.shift();
            if (refusal) throw refusal;
        },
        async delete(id: string) {
            deletes.push(id);
            return (await get()) !== undefined;
        },
    };
    const context = {
        clock,
        deadline: clock.now() + 60_000,
        signal: new AbortController().signal,
        report: () => {},
        observer: noObserver,
        cloud: { servers, serverPoller: new Poller<Server>({ get, list: async () => [] }, clock, () => 0.5) },
    } as unknown as Context;
    return { clock, context, actions, deletes, refusals };
}

const passing = [
    "BUILD",
    "REBOOT",
    "HARD_REBOOT",
    "RESIZE",
    "REVERT_RESIZE",
    "MIGRATING",
    "PASSWORD",
    "REBUILD",
];

const staying = [
    "ACTIVE",
    "SHUTOFF",
    "SHELVED",
    "SHELVED_OFFLOADED",
    "PAUSED",
    "SUSPENDED",
    "RESCUE",
    "ERROR",
    "VERIFY_RESIZE",
];

/** What Nova shows on the way, at the end, and where it failed. */
const ways: Record<keyof typeof transitions, { through: string[]; to: string[]; failed: string[] }> = {
    built: { through: ["GONE", "BUILD"], to: ["ACTIVE"], failed: ["ERROR", "SHUTOFF"] },
    stopped: { through: ["ACTIVE", "ERROR"], to: ["SHUTOFF"], failed: ["PAUSED", "GONE"] },
    started: { through: ["SHUTOFF"], to: ["ACTIVE"], failed: ["ERROR"] },
    rebooted: { through: ["REBOOT", "HARD_REBOOT"], to: ["ACTIVE"], failed: ["ERROR"] },
    resized: {
        through: ["RESIZE", "MIGRATING"],
        to: ["ACTIVE", "SHUTOFF", "VERIFY_RESIZE"],
        failed: ["ERROR"],
    },
    confirmed: { through: ["VERIFY_RESIZE", "RESIZE"], to: ["ACTIVE", "SHUTOFF"], failed: ["ERROR"] },
    shelved: { through: ["ACTIVE", "SHUTOFF"], to: ["SHELVED", "SHELVED_OFFLOADED"], failed: ["ERROR"] },
    unshelved: { through: ["SHELVED", "SHELVED_OFFLOADED"], to: ["ACTIVE"], failed: ["ERROR"] },
    settled: { through: passing, to: staying, failed: ["UNKNOWN"] },
    idle: { through: passing, to: [...staying, "GONE", "DELETED", "SOFT_DELETED"], failed: ["UNKNOWN"] },
    deleted: { through: ["ACTIVE", "ERROR"], to: ["GONE", "DELETED", "SOFT_DELETED"], failed: [] },
};

describe.each(Object.entries(ways))("a server that is to be %s", (name, { through, to, failed }) => {
    const transition = name as keyof typeof transitions;
    const wait = (statuses: string[], setting = "timeouts.update") => {
        const { clock, context } = showing(...statuses);
        return clock.run(waitForServer(context, "a", transition, { setting }));
    };

    test.each(to)("is when it shows %s, after all that it goes through", async (end) => {
        const done = await wait([...through, end]);
        expect(done?.status).toBe(end === "GONE" ? undefined : end);
    });

    test(`is not when it shows ${failed.join(" or ") || "anything else"}`, async () => {
        for (const status of failed) expect(await failureOf(wait([status]))).toBeInstanceOf(Failure);
    });
});

test("a server is not up while it has a task, whatever its status says", async () => {
    const { clock, context } = showing("ACTIVE spawning", "ACTIVE");
    const work = waitForServer(context, "a", "built", { setting: "timeouts.create" });
    expect(await clock.run(work)).toMatchObject({ taskState: undefined });
});

test("a server is gone whatever its task says", async () => {
    const { clock, context } = showing("DELETED deleting");
    const began = clock.now();
    await clock.run(waitForServer(context, "a", "deleted", { setting: "timeouts.delete" }));
    expect(clock.now()).toBe(began);
});

test("a server that failed says why", async () => {
    const { clock, context } = showing("ERROR");
    const work = waitForServer(context, "a", "built", { setting: "timeouts.create" });
    expect((await clock.run(failureOf(work))).message).toBe(
        "unexpected status ERROR after 0 s waiting for ACTIVE: No valid host was found",
    );
});

const refused = (code: ErrorCode) => new ApiError("no", { code, method: "POST", path: "/servers/a/action" });

describe("an action whose answer is lost", () => {
    test.each<ErrorCode>(["busy", "conflict", "bad_request", "not_found"])(
        "was carried out where it is refused (%s) the second time, a little later",
        async (code) => {
            const { clock, context, actions, refusals } = showing("ACTIVE");
            const began = clock.now();
            refusals.push(refused("no_answer"), refused(code));
            await clock.run(performAction(context, "a", { "os-stop": null }));
            expect(actions).toEqual([{ "os-stop": null }, { "os-stop": null }]);
            expect(clock.now() - began).toBe(2000);
        },
    );

    test.each<ErrorCode>(["forbidden", "no_answer"])("fails with the second answer (%s)", async (code) => {
        const { clock, context, refusals } = showing("ACTIVE");
        const second = refused(code);
        refusals.push(refused("no_answer"), second);
        expect(await clock.run(failureOf(performAction(context, "a", { "os-stop": null })))).toBe(second);
    });

    test("is not sent again where it was refused the first time", async () => {
        const { clock, context, actions, refusals } = showing("ACTIVE");
        refusals.push(refused("conflict"));
        await clock.run(failureOf(performAction(context, "a", { "os-stop": null })));
        expect(actions).toHaveLength(1);
    });
});

describe("a server that another run left with something to do", () => {
    test("is waited for until its task is over", async () => {
        const { clock, context } = showing("ACTIVE powering-off", "SHUTOFF");
        const found = { id: "a", status: "ACTIVE", taskState: "powering-off" } as Server;
        const idle = await clock.run(whenIdle(context, found, "timeouts.update"));
        expect(idle).toMatchObject({ status: "SHUTOFF" });
    });

    test("and never ends it names the timeout to raise", async () => {
        const { clock, context } = showing("ACTIVE powering-off");
        const found = { id: "a", status: "ACTIVE", taskState: "powering-off" } as Server;
        const { hint } = (await clock.run(failureOf(whenIdle(context, found, "timeouts.update")))) as Failure;
        expect(hint).toContain("increase timeouts.update.");
    });

    test("is not waited for where it does nothing, or is gone", async () => {
        const { context } = showing("SHUTOFF");
        const found = { id: "a", status: "ACTIVE" } as Server;
        expect(await whenIdle(context, found, "timeouts.update")).toBe(found);
        expect(await whenIdle(context, undefined, "timeouts.update")).toBeUndefined();
    });
});

describe("a server that is deleted", () => {
    const options = { stopBefore: true, setting: "timeouts.delete" };
    const remove = async (context: Context, how: typeof options) =>
        deleteServer(context, "a", await context.cloud.servers.get("a"), how);

    test("is stopped first where it runs, and that was asked for", async () => {
        const { clock, context, actions, deletes } = showing(
            "ACTIVE",
            "ACTIVE",
            "SHUTOFF",
            "SHUTOFF",
            "GONE",
        );
        await clock.run(remove(context, options));
        expect({ actions, deletes }).toEqual({ actions: [{ "os-stop": null }], deletes: ["a"] });
    });

    test.each([true, false])(
        "and takes too long names the timeout to raise, stopped before: %s",
        async (stopBefore) => {
            const { clock, context } = showing("ACTIVE");
            const work = remove(context, { ...options, stopBefore });
            const { hint } = (await clock.run(failureOf(work))) as Failure;
            expect(hint).toContain("increase timeouts.delete.");
        },
    );

    test("is not stopped where it does not run", async () => {
        const { clock, context, actions, deletes } = showing("SHUTOFF", "ACTIVE", "GONE");
        await clock.run(remove(context, options));
        expect({ actions, deletes }).toEqual({ actions: [], deletes: ["a"] });
    });

    test("is not stopped where nobody asks for it", async () => {
        const { clock, context, actions } = showing("ACTIVE", "GONE");
        await clock.run(remove(context, { ...options, stopBefore: false }));
        expect(actions).toEqual([]);
    });

    test("is left alone where it is protected", async () => {
        const { context, actions, deletes } = showing("ACTIVE");
        const found = { id: "a", status: "ACTIVE", isProtected: true } as Server;
        expect(await failureOf(deleteServer(context, "a", found, options))).toMatchObject({
            message: "its deletion protection is enabled",
            hint: "Disable it in the NHN Cloud console, then run the same command again.",
        });
        expect({ actions, deletes }).toEqual({ actions: [], deletes: [] });
    });

    test("and is gone already is not waited for", async () => {
        const { clock, context } = showing("GONE", "GONE", "ACTIVE");
        await clock.run(remove(context, options));
    });

    test.each<[string | undefined, boolean]>([
        [undefined, true],
        ["DELETED", true],
        ["SOFT_DELETED", true],
        ["ACTIVE", false],
        ["ERROR", false],
    ])("and shows %s is gone: %s", (status, gone) => {
        expect(isGone(status === undefined ? undefined : ({ status } as Server))).toBe(gone);
    });
});

describe("a server in ERROR", () => {
    test.each<[string, Partial<Server>, Values | undefined, boolean]>([
        ["never ran where the cloud says so", { launchedAt: null }, undefined, true],
        ["ran where the cloud tells when", { launchedAt: "2026-01-01T00:00:00" }, { status: "BUILD" }, false],
        ["never ran where it was in the making", {}, { status: "BUILD" }, true],
        ["ran where it was up", {}, { status: "ACTIVE" }, false],
        ["never ran where that was known before", {}, { status: "ERROR" }, true],
        ["may have run where it was up once", {}, { status: "ERROR", __mayHaveRun: true }, false],
        ["may have run where nothing is known", {}, undefined, false],
        ["that is none never failed", { status: "ACTIVE", launchedAt: null }, { status: "BUILD" }, false],
        [
            "that is none never failed either where nothing is told",
            { status: "ACTIVE" },
            { status: "BUILD" },
            false,
        ],
    ])("%s", (_, live, before, never) => {
        const server = { status: "ERROR", ...live } as Server;
        expect(failedToBuild(server, before)).toBe(never);
        // What its state keeps says the same later.
        const state = { status: server.status, ...launchOf(server, before) };
        expect(stateFailedToBuild(state)).toBe(never);
    });

    test.each<[string, Partial<Server>, true | undefined]>([
        ["only where it may have run", {}, true],
        ["not where the cloud tells that it did", { launchedAt: "2026-01-01T00:00:00" }, undefined],
        ["not where the cloud tells that it did not", { launchedAt: null }, undefined],
        ["not where it is up", { status: "ACTIVE" }, undefined],
    ])("is said in its state to be unknown %s", (_, live, kept) => {
        const server = { status: "ERROR", ...live } as Server;
        expect(launchOf(server, { status: "ACTIVE" })).toEqual({
            launchedAt: live.launchedAt ?? undefined,
            __mayHaveRun: kept,
        });
    });
});
