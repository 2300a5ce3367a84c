import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { automation } from "@pulumi/pulumi";
import { findEngine } from "../../engine";
import { demandHome } from "../../engine/directories";
import { download } from "../../engine/download";
import { findInstalled } from "../../engine/find";
import { allEnded, isAlive } from "../faults/processTree";
import { type Newcomer, newcomer } from "./newcomer";

const LAUNCHER = "pulumi-resource-pulumi-nodejs";

const environment = { ...process.env };
let user: Newcomer;
beforeEach(() => {
    user = newcomer();
    Object.assign(process.env, user.environment());
    // Jest's environment is a copy, which the system's own look-up does not see.
    jest.spyOn(os, "homedir").mockImplementation(() => process.env.HOME ?? "");
});
afterEach(() => {
    process.env = { ...environment };
    user.leave();
    jest.useRealTimers();
    jest.restoreAllMocks();
});

async function find() {
    const passedOver: string[] = [];
    const engine = await findInstalled((sentence) => passedOver.push(sentence));
    return { engine, passedOver };
}

describe("an engine that is already on the machine", () => {
    test("is used where PATH has it together with its launcher", async () => {
        user.install("pulumi", "echo v3.260.0");
        user.install(LAUNCHER);
        expect(await find()).toEqual({
            engine: expect.objectContaining({ version: "3.260.0", source: "on PATH" }),
            passedOver: [],
        });
    });

    test("is used where PATH has only a link to it, and its launcher lies beside it", async () => {
        const real = user.install(join(user.home, "real/bin/pulumi"), "echo v3.260.0");
        user.install(join(user.home, "real/bin", LAUNCHER));
        symlinkSync(real, join(user.programs, "pulumi"));
        expect((await find()).engine?.source).toBe("on PATH");
    });

    test("is passed over by its version and what it lacks, and the next one is used", async () => {
        const old = user.install("pulumi", "echo v3.100.0");
        const bare = user.install(join(user.home, ".pulumi/bin/pulumi"), "echo v3.260.0");
        const root = join(user.home, ".pulumi/versions/3.250.0");
        user.install(join(root, "bin/pulumi"), "echo v3.250.0");
        user.install(join(root, "bin", LAUNCHER));
        expect(await find()).toEqual({
            engine: expect.objectContaining({ version: "3.250.0", source: `in ${root}` }),
            passedOver: [
                `${old} 3.100.0 is older than 3.216.0 and has no ${LAUNCHER}, which runs dynamic resources`,
                `${bare} 3.260.0 has no ${LAUNCHER}, which runs dynamic resources`,
            ],
        });
    });

    test("is passed over where it does not run, with what it says itself", async () => {
        const broken = user.install("pulumi", "echo wrong machine >&2", "exit 1");
        user.install(LAUNCHER);
        expect((await find()).passedOver).toEqual([`${broken} does not tell its version: wrong machine`]);
    });

    test("is no directory of its name", async () => {
        mkdirSync(join(user.programs, "pulumi"));
        expect(await find()).toEqual({ engine: undefined, passedOver: [] });
    });

    test("is given up after 10 seconds where it hangs, with all that it started", async () => {
        const pids = join(user.home, "pids");
        const hanging = user.install(
            "pulumi",
            "sleep 300 &",
            `echo $$ $! > ${pids}.new`,
            `mv ${pids}.new ${pids}`,
            "wait",
        );
        user.install(LAUNCHER);
        jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "performance"] });
        const finding = find();
        while (!existsSync(pids)) await sleep(10);
        const started = readFileSync(pids, "utf8").trim().split(" ").map(Number);
        expect(started.filter(isAlive)).toHaveLength(2);
        jest.advanceTimersByTime(10_000);
        expect((await finding).passedOver).toEqual([`${hanging} did not tell its version within 10 s`]);
        await allEnded(started);
    });
});

describe("a directory that engines cannot be kept in", () => {
    const advice = "let HOME, or PULUMI_HOME, name a directory that can be written to.";

    test.each([
        { home: "/dev/null", reason: "ENOTDIR: not a directory, mkdir '/dev/null/.pulumi/versions'" },
        { home: "/proc/nobody", reason: "ENOENT: no such file or directory, mkdir '/proc/nobody'" },
        { home: "", reason: "its path does not begin at the root" },
    ])("below HOME '$home' gets a sentence", async ({ home, reason }) => {
        process.env.HOME = home;
        const directory = join(home, ".pulumi");
        await expect(demandHome()).rejects.toThrow(
            new Error(`The Pulumi engine cannot use ${directory} (${reason}): ${advice}`),
        );
    });

    test("and is named by PULUMI_HOME gets a sentence before an engine fails in it", async () => {
        user.install("pulumi", "echo v3.260.0");
        user.install(LAUNCHER);
        process.env.PULUMI_HOME = "/dev/null";
        await expect(findEngine()).rejects.toThrow(
            new Error(
                `The Pulumi engine cannot use /dev/null (ENOTDIR: not a directory, mkdir '/dev/null/versions'): ${advice}`,
            ),
        );
    });
});

test("the installer is asked for the version that a build would give", async () => {
    jest.spyOn(globalThis, "fetch").mockResolvedValue(new Response());
    const install = jest
        .spyOn(automation.PulumiCommand, "install")
        .mockImplementation(async (options) => options as never);
    mkdirSync(join(user.home, ".pulumi/versions"), { recursive: true });
    expect(await download()).toBe(join(user.home, ".pulumi/versions/3.250.0"));
    expect(String(install.mock.calls[0]?.[0]?.version)).toBe("3.250.0");
});
