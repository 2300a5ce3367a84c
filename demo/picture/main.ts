import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import { startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import { serveLanguage } from "../../engine/languageHost";
import { openStack } from "../../engine/stack";
import { quickstartExample } from "../quickstart";
import { pictureOf } from "./svg";
import { playOnTerminal, type Screen, textOf } from "./terminal";

const FILE = join(__dirname, "../../docs/pictures/up.svg");

/** Long enough for both servers to be seen while they are built. */
const CLOUD_SECONDS = { build: 6, attach: 1 };

/** Draws README's picture: `pulumi up` of the quickstart on the local cloud, while it waits and at its end. */
async function main(): Promise<void> {
    const cloud = await startCloud({ seconds: CLOUD_SECONDS });
    const scene = { cloud, region: cloud.region() };
    const { name, program } = quickstartExample;
    const configuration = { ...credentialsOf(cloud), ...quickstartExample.configuration(scene) };
    const stack = await openStack({ project: name, program, configuration });
    // The one for Node.js may be missing here.
    const server = new LanguageServer(program);
    const host = await serveLanguage((call, done) => void server.run(call as never, done as never));
    const command = ["pulumi", "up", "--yes"];
    const screens = await playOnTerminal([...command, "--skip-preview", ...host.flags], stack.directory);
    host.close();
    await stack.destroy();
    await stack.close();
    await cloud.close();
    writeFileSync(FILE, pictureOf(command.join(" "), [waiting(screens), screens.at(-1) ?? []]));
}

/** The last one on which both servers wait. */
function waiting(screens: Screen[]): Screen {
    const isWaiting = (screen: Screen) => textOf(screen).split("→ ACTIVE").length === 3;
    const found = screens.findLast(isWaiting);
    if (!found) throw new Error("The servers were never seen waiting.");
    return found;
}

main().then(
    () => process.exit(),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
