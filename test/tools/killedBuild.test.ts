import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { allEnded, isAlive } from "../faults/processTree";
import { endOf, type Newcomer, newcomer, run, start } from "./newcomer";

/** Each starts processes. */
jest.setTimeout(60_000);

const BUILDING = join(__dirname, "building.ts");

let user: Newcomer;
beforeEach(() => {
    user = newcomer();
});
afterEach(() => user.leave());

test("a build that is killed takes its compiler with it, and the next one clears away what it left", async () => {
    const versions = join(user.home, ".pulumi/versions");
    const pids = join(user.home, "pids");
    user.install(
        "go",
        "[ $1 = build ] || exit 0",
        'echo work > "$GOTMPDIR/object"',
        "sleep 300 &",
        `echo $$ $! > ${pids}.new && mv ${pids}.new ${pids}`,
        "wait",
    );
    const killed = start(BUILDING, [], user.environment());
    const ended = endOf(killed);
    while (!existsSync(pids)) await sleep(10);
    const compilers = readFileSync(pids, "utf8").trim().split(" ").map(Number);
    expect(compilers.filter(isAlive)).toHaveLength(2);
    killed.kill("SIGKILL");
    await ended;
    await allEnded(compilers);
    const left = readdirSync(versions);
    expect(left).toHaveLength(2);

    // The neighbour's directory bears the number of a process that runs: this one.
    const neighbour = `.incoming-pid${process.pid}-a1B2c3`;
    mkdirSync(join(versions, neighbour));
    user.install("go", "[ $1 = build ] || exit 0", 'mkdir "$(dirname "$4")" && echo engine > "$4"');
    expect(await run(BUILDING, [], user.environment())).toEqual({
        code: 0,
        output: join(versions, "3.250.0"),
        errors: "",
    });
    expect(readdirSync(versions).sort()).toEqual([neighbour, "3.250.0"]);
});
