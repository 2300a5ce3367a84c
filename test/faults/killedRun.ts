import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import type { Cloud, Fault } from "../../emulator";
import { findEngine } from "../../engine";
import { compile } from "../../engine/compile";
import type { Operation } from "../../engine/operation";
import { ENVIRONMENT, STACK } from "../../engine/stack";
import type { Strike } from "./plan";
import { allEnded, commandOf, isAlive, killTree, send, treeOf } from "./processTree";
import type { Door, Parts, ProgramName } from "./programs";

/** An operation on a stack that is there already. */
export interface Order {
    directory: string;
    operation: Operation;
    program: ProgramName;
    door: Door;
    parts: Parts;
}

export interface Answer {
    code: number | null;
    output: string;
}

export interface StartedRun {
    pid: number;
    ended: Promise<Answer>;
}

export interface Run extends Answer {
    /** What the strike interrupted; undefined where the run ended before. */
    struckAt?: string;
    /** What the run did that it must not do. */
    wrong?: string;
}

/** No run of these tests takes that long. */
const LONGEST_MS = 120_000;

/** A cancelled run waits for no server: only for requests that are on their way, and for the engine itself. */
const LONGEST_CANCEL_MS = 20_000;

const LONGEST_PLUGIN_MS = 10_000;

/** The command line of the process behind either door. */
const PLUGIN = /cmd\/dynamic-provider|pulumi-resource-nhncloud/;

const words: Record<Operation, string[]> = {
    preview: ["preview", "--expect-no-changes"],
    up: ["up", "--yes", "--skip-preview"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
};

const faultAt = {
    before: "reset",
    "carried out": "lose",
    answered: "none",
} as const satisfies Record<string, Fault["kind"]>;

/** Asking for a token changes nothing. */
const CHANGING = { method: "POST|PUT|DELETE", path: /^(?!\/identity\/)/ };

/** Region, service, version and tenant. */
const SERVICE = /^\/\w+\/\w+\/v[\d.]+(\/[0-9a-f]{32})?/;

/** Begins an operation in processes of its own. */
export async function startRun({ directory, operation, program, door, parts }: Order): Promise<StartedRun> {
    const { command } = (await findEngine()).command;
    const common = [...words[operation], "--stack", STACK, "--non-interactive", "--color", "never"];
    const env = {
        ...process.env,
        ...ENVIRONMENT,
        // The launcher of the plugin lies beside the engine.
        PATH: `${dirname(command)}:${process.env.PATH}`,
    };
    const needsProgram = operation === "up" || operation === "preview";
    const [executable, args] = needsProgram
        ? [
              process.execPath,
              [await runner(), JSON.stringify({ command, words: common, program, door, parts })],
          ]
        : [command, common];
    const child = spawn(executable, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid === undefined) throw new Error("The run could not be started.");
    let output = "";
    for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => {
            output += text;
        });
    return { pid: child.pid, ended: once(child, "close").then(([code]) => ({ code, output })) };
}

let compiled: Promise<string> | undefined;

function runner(): Promise<string> {
    compiled ??= compileRunner();
    return compiled;
}

async function compileRunner(): Promise<string> {
    // Inside the project, so that the program finds its packages.
    const directory = join(__dirname, "../../.work/faults/runner");
    await compile(
        ["programs", "runner"].map((name) => join(__dirname, `${name}.ts`)),
        directory,
    );
    return join(directory, "runner.js");
}

/** An operation, which is struck at the moment that is given. */
export async function run(cloud: Cloud, order: Order, strike?: Strike): Promise<Run> {
    const { pid, ended } = await startRun(order);
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, act: () => void) => void timers.push(setTimeout(act, ms));
    let killed: number[] = [];
    let plugins: number[] = [];
    let struckAt: string | undefined;
    let wrong: string | undefined;
    const tooLong = (what: string) => {
        wrong ??= what;
        killed = killTree(pid);
    };
    const hit = (moment: string) => {
        if (!strike || struckAt !== undefined) return;
        const tree = treeOf(pid).map((one) => ({ one, command: commandOf(one) }));
        const engine = tree.find(({ command }) => /^\S*\/pulumi /.test(command))?.one;
        plugins = tree.filter(({ command }) => PLUGIN.test(command)).map(({ one }) => one);
        // What is about to end by itself is no longer interrupted.
        if (engine === undefined || plugins.length === 0) return;
        struckAt = moment;
        if (strike.blow === "kill") killed = killTree(pid);
        if (strike.blow === "killEngine") send(engine, "SIGKILL");
        if (strike.blow === "killPlugin") for (const plugin of plugins) send(plugin, "SIGKILL");
        if (strike.blow !== "interrupt") return;
        send(engine, "SIGINT");
        after(LONGEST_CANCEL_MS, () => tooLong(`did not end within ${LONGEST_CANCEL_MS} ms of SIGINT`));
    };
    after(LONGEST_MS, () => tooLong(`did not end within ${LONGEST_MS} ms`));
    if (strike?.at === "time")
        cloud.faults.add({ kind: "none", onHit: () => after(strike.ms, () => hit(`${strike.ms} ms`)) });
    if (strike?.at === "request") {
        const { number: skip, moment, delayMs, path = CHANGING.path } = strike;
        const onHit: Fault["onHit"] = ({ method, path }) => {
            const where = `${moment} ${method} ${path.replace(SERVICE, "")}`;
            if (moment === "answered") after(delayMs, () => hit(where));
            else hit(where);
        };
        // Only an end of the process loses an answer: where it goes on, the cloud answers it.
        const kind = strike.blow === "kill" || strike.blow === "killPlugin" ? faultAt[moment] : "none";
        cloud.faults.add({ method: CHANGING.method, path, skip, kind, onHit });
    }
    const answer = await ended;
    for (const timer of timers) clearTimeout(timer);
    cloud.faults.clear();
    await allEnded(killed);
    if (struckAt !== undefined) {
        await allEnded(plugins, LONGEST_PLUGIN_MS);
        if (plugins.some(isAlive))
            wrong ??= `the plugin did not end within ${LONGEST_PLUGIN_MS} ms of its engine`;
    }
    return { ...answer, ...(struckAt !== undefined && { struckAt }), ...(wrong && { wrong }) };
}
