import { rm } from "node:fs/promises";
import { join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { SemVer } from "semver";
import { publish, temporaryRoot, versionsDirectory } from "./directories";
import { PINNED_VERSION } from "./version";

const INSTALLER = "https://get.pulumi.com/install.sh";
const REACH_SECONDS = 5;
const INSTALL_SECONDS = 300;

/** Runs the official installer and returns where the engine is; gives up within seconds where it cannot be reached. */
export async function download(): Promise<string> {
    await reach();
    const incoming = await temporaryRoot();
    try {
        const { version } = await withinSeconds(
            INSTALL_SECONDS,
            automation.PulumiCommand.install({ root: incoming, version: new SemVer(PINNED_VERSION) }),
        );
        const root = join(versionsDirectory(), String(version));
        await publish(incoming, root);
        return root;
    } finally {
        await rm(incoming, { recursive: true, force: true });
    }
}

async function reach(): Promise<void> {
    try {
        const answer = await fetch(INSTALLER, {
            method: "HEAD",
            signal: AbortSignal.timeout(REACH_SECONDS * 1000),
        });
        if (answer.ok) return;
    } catch {
        // The reason (no route, no name, a proxy) does not change what to do next.
    }
    throw new Error(`${INSTALLER} cannot be reached`);
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_, reject) => {
        timer = setTimeout(
            () => reject(new Error(`the installer took longer than ${seconds} s`)),
            seconds * 1000,
        );
    });
    return Promise.race([work, expiry]).finally(() => clearTimeout(timer));
}
