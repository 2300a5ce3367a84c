import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import type { automation } from "@pulumi/pulumi";
import { type Cloud, startCloud } from "../../emulator";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { Environments } from "./environments";
import { listText } from "./report";

/** Long enough to look like a cloud, short enough to watch. */
const CLOUD_SECONDS = { build: 3, boot: 2, delete: 1, attach: 1, detach: 1 };
/** Everybody's, unlike 80. */
const PORT = "8080";
/** The plugin looks for `pulumi-nhncloud` from here upwards, so it must lie inside the project. */
const WORK_DIRECTORY = join(__dirname, "../../.work");

/** The life of three environments on a local cloud of their own. Throws where it does not go as it should. */
export async function demo(command: automation.PulumiCommand, say: (text: string) => void): Promise<void> {
    const cloud = await startCloud({ seconds: CLOUD_SECONDS });
    const directory = await makeOwnDirectory(WORK_DIRECTORY, "preview-environments");
    try {
        for (const file of ["Pulumi.yaml", "Pulumi.pr.yaml"])
            await cp(join(__dirname, file), join(directory, file));
        // What the environment says wins over the stack, and must never be a real cloud here.
        for (const name of Object.keys(process.env))
            if (/^(NHNCLOUD|OS)_/.test(name)) delete process.env[name];
        Object.assign(process.env, cloud.environment(), {
            PULUMI_BACKEND_URL: `file://${directory}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "",
        });
        await story(cloud, { command, directory, say });
    } finally {
        await cloud.close();
        await rm(directory, { recursive: true, force: true });
    }
}

interface Stage {
    command: automation.PulumiCommand;
    directory: string;
    say(text: string): void;
}

async function story(cloud: Cloud, { command, directory, say }: Stage): Promise<void> {
    let now = new Date();
    const environments = await Environments.open({
        directory,
        command,
        backend: { url: directory, variables: {} },
        seconds: 60,
        report: say,
        onOutput: (text) => void process.stderr.write(text),
        now: () => now,
    });
    const up = (branch: string, commit: string) =>
        environments.up({ branch, commit, config: { port: PORT } });
    const title = (text: string) => say(`\n=== ${text} ===\n`);
    const show = async () => say(`\n${listText(await environments.list())}`);

    title("1/6: two pull requests are opened");
    const [login] = await Promise.all([up("feature/login", "3f2a9c1"), up("fix-42", "77b0d5e")]);
    await show();

    title("2/6: a push to feature/login: a new server behind the same address");
    const pushed = await up("feature/login", "b81e60f");
    demand(pushed.url === login.url, `the address is ${pushed.url} instead of ${login.url}`);
    const page = await (await fetch(pushed.url ?? "")).text();
    demand(page.includes("b81e60f"), `${pushed.url} shows ${page}`);
    say(`\n${pushed.url} shows what was pushed:\n\n${page}`);
    await pause(`Open ${pushed.url}, and press Enter to go on. `);

    title("3/6: a third one, whose run is killed in the middle, and run again");
    await killedRun(cloud, directory);
    await up("spike", "0c4d2aa");
    await show();

    title("4/6: six days later there is a push to fix-42 only");
    now = new Date(now.getTime() + 6 * 86_400_000);
    await up("fix-42", "9e1f7b3");

    title("5/6: the nightly sweep");
    const { removed } = await environments.sweep(new Set(["feature/login", "fix-42", "spike"]));
    demand(removed.length === 2, `${removed.length} environments were swept instead of 2`);
    await show();

    title("6/6: the last pull request is closed");
    await environments.down("fix-42");
    await show();
    const { servers, volumes, floatingIps } = cloud.region();
    const live = [...servers.values()].filter(({ status }) => status !== "DELETED");
    const left = `${live.length} servers, ${volumes.size} volumes and ${floatingIps.size} addresses`;
    demand(live.length + volumes.size + floatingIps.size === 0, `${left} are left`);
    say(`\nIn the cloud there are ${left}.`);
}

/** Ends at once, as a machine does that loses its power, when the server has been asked for. */
async function killedRun(cloud: Cloud, directory: string): Promise<void> {
    const words = [
        ...process.execArgv,
        join(__dirname, "main.ts"),
        "up",
        "--branch",
        "spike",
        "--cwd",
        directory,
    ];
    const child = spawn(process.execPath, words, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
    cloud.faults.add({
        kind: "none",
        method: "POST",
        path: /\/servers$/,
        onHit: () => process.kill(-(child.pid as number), "SIGKILL"),
    });
    await once(child, "close");
}

async function pause(question: string): Promise<void> {
    if (!process.stdin.isTTY || !process.stderr.isTTY) return;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    await terminal.question(question);
    terminal.close();
}

function demand(condition: boolean, otherwise: string): asserts condition {
    if (!condition) throw new Error(`The demo went wrong: ${otherwise}.`);
}
