import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Cloud, Fault } from "../../emulator";
import type { Kill } from "./plan";
import { allEnded, killTree } from "./processTree";
import type { Answer, Order } from "./runner";

export interface StartedRun {
    pid: number;
    /** What the run told at its end; undefined where it did not come to it. */
    ended: Promise<Answer | undefined>;
}

export interface Run {
    /** What the kill interrupted; undefined where the run ended before. */
    killedAt?: string;
    /** Of a run that was not killed. */
    answer?: Answer;
}

const RUNNER = join(__dirname, "runner.ts");

/** No run of these tests takes that long. */
const LONGEST_MS = 120_000;

const faultAt = {
    before: "reset",
    "carried out": "lose",
    answered: "none",
} as const satisfies Record<string, Fault["kind"]>;

/** Asking for a token changes nothing. */
const CHANGING = { method: "POST|PUT|DELETE", path: /^(?!\/identity\/)/ };

/** Region, service, version and tenant. */
const SERVICE = /^\/\w+\/\w+\/v[\d.]+(\/[0-9a-f]{32})?/;

/** Begins operations in processes of their own. */
export function startRun(order: Order): StartedRun {
    const child = spawn(process.execPath, ["--import", "tsx", RUNNER, JSON.stringify(order)], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.pid === undefined) throw new Error("The run could not be started.");
    let output = "";
    child.stdout.on("data", (text) => {
        output += text;
    });
    const ended = once(child, "close").then(() => (output === "" ? undefined : JSON.parse(output)));
    return { pid: child.pid, ended };
}

/** Operations, all processes of which are killed at the moment that is given. */
export async function run(cloud: Cloud, order: Order, kill?: Kill): Promise<Run> {
    const { pid, ended } = startRun(order);
    let killed: number[] = [];
    let killedAt: string | undefined;
    const strike = (moment: string) => {
        if (killedAt !== undefined) return;
        killedAt = moment;
        killed = killTree(pid);
    };
    const timers = [setTimeout(() => strike(`${LONGEST_MS} ms`), LONGEST_MS)];
    if (kill?.at === "time") {
        const onHit = () => timers.push(setTimeout(() => strike(`${kill.ms} ms`), kill.ms));
        cloud.faults.add({ kind: "none", onHit });
    }
    if (kill?.at === "request") {
        const { number: skip, moment, delayMs } = kill;
        const onHit: Fault["onHit"] = ({ method, path }) => {
            const where = `${moment} ${method} ${path.replace(SERVICE, "")}`;
            if (moment === "answered") timers.push(setTimeout(() => strike(where), delayMs));
            else strike(where);
        };
        cloud.faults.add({ ...CHANGING, skip, kind: faultAt[moment], onHit });
    }
    const answer = await ended;
    for (const timer of timers) clearTimeout(timer);
    cloud.faults.clear();
    await allEnded(killed);
    if (killedAt !== undefined) return { killedAt };
    if (!answer) throw new Error("The run ended without an answer.");
    return { answer };
}
