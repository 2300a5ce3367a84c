import { automation } from "@pulumi/pulumi";
import { findBackend } from "./backend";
import { failedBody, goneBody, pendingBody, readyBody } from "./comment";
import { EnvironmentFailure, Environments } from "./environments";
import { branchesOf, currentCommit } from "./git";
import { comment, pullRequestFrom } from "./github";
import { EnvironmentBusy } from "./lock";
import { goneText, listText, readyText, sweepText } from "./report";
import { reasonOf } from "./runLog";
import { type Command, readCommand, USAGE, UsageError } from "./usage";

const EXIT = { done: 0, failed: 1, usage: 2, busy: 3 };
const LONGEST_WAIT_SECONDS = 3600;

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
    const command = readCommand(process.argv.slice(2));
    if (command.name === "help") {
        process.stdout.write(USAGE);
        return EXIT.done;
    }
    try {
        if (command.name === "demo") {
            // Only pulumi-nhncloud's repository has the local cloud.
            const { demo } = require("./demo") as typeof import("./demo");
            await demo(await automation.PulumiCommand.get(), say);
            return EXIT.done;
        }
        const { result, text, exitCode = EXIT.done } = await run(await open(command), command);
        process.stdout.write(`${command.json ? JSON.stringify(result) : text}\n`);
        return exitCode;
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        const busy = error instanceof EnvironmentBusy;
        const log = error instanceof EnvironmentFailure ? error.log : [];
        const reason = reasonOf(error);
        say(reason);
        if (command.json)
            process.stdout.write(`${JSON.stringify({ status: busy ? "busy" : "failed", reason, log })}\n`);
        return busy ? EXIT.busy : EXIT.failed;
    }
}

async function open({ directory, waits }: Command): Promise<Environments> {
    const command = await automation.PulumiCommand.get();
    const backend = await findBackend(command, directory);
    say(`Environments are kept in ${backend.url}.`);
    return Environments.open({
        directory,
        command,
        backend,
        seconds: waits ? LONGEST_WAIT_SECONDS : 0,
        report: say,
        onOutput: (text) => void process.stderr.write(text),
        ...signalUnlessTerminal(),
    });
}

/** A terminal sends Ctrl-C to the engine as well; a second one would kill it in the middle of its work. */
function signalUnlessTerminal(): { signal?: AbortSignal } {
    const controller = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
        process.on(signal, () => controller.abort());
    return process.stdin.isTTY ? {} : { signal: controller.signal };
}

interface Answer {
    result: unknown;
    text: string;
    exitCode?: number;
}

async function run(environments: Environments, command: Command): Promise<Answer> {
    switch (command.name) {
        case "up":
            return up(environments, command);
        case "down": {
            const gone = await environments.down(command.branch);
            if (gone.status === "destroyed") await write(command, goneBody(gone));
            return { result: gone, text: goneText(gone) };
        }
        case "list": {
            const all = await environments.list();
            return { result: all, text: listText(all) };
        }
        default:
            return sweep(environments, command.remote);
    }
}

async function up(environments: Environments, command: Command): Promise<Answer> {
    const { branch, config, timeToLive, commit = await currentCommit() } = command;
    await write(command, pendingBody(branch, commit));
    try {
        const ready = await environments.up({ branch, commit, config, timeToLive });
        await write(command, readyBody(branch, ready));
        return { result: ready, text: readyText(ready) };
    } catch (error) {
        // The other run writes its own.
        if (error instanceof Error && !(error instanceof EnvironmentBusy)) {
            const log = error instanceof EnvironmentFailure ? error.log : [];
            await write(command, failedBody(branch, commit, reasonOf(error), log));
        }
        throw error;
    }
}

async function sweep(environments: Environments, remote: string): Promise<Answer> {
    let unread: string | undefined;
    const branches = await branchesOf(remote).catch((error: Error) => {
        unread = `The branches of ${remote} cannot be read, so that none is taken to be gone: ${error.message.trim()}`;
        say(unread);
        return undefined;
    });
    const swept = await environments.sweep(branches);
    const failed = swept.failed.length > 0 || unread !== undefined;
    return { result: swept, text: sweepText(swept), exitCode: failed ? EXIT.failed : EXIT.done };
}

/** The environment is what matters: a comment that cannot be written is said, and no more. */
async function write({ pullRequest, branch }: Command, body: string): Promise<void> {
    if (pullRequest === undefined) return;
    try {
        await comment(pullRequestFrom(pullRequest, process.env), branch, body);
    } catch (error) {
        say(`The comment could not be written: ${error instanceof Error ? error.message : error}`);
    }
}

main()
    .catch((error: unknown) => {
        if (!(error instanceof UsageError)) throw error;
        say(`${error.message}\n\n${USAGE}`);
        return EXIT.usage;
    })
    .then((exitCode) => process.exit(exitCode));
