import { mkdir } from "node:fs/promises";
import { build } from "./build";
import { versionsDirectory } from "./directories";
import { download } from "./download";
import { type Engine, findInstalled, openEngine } from "./find";
import { startProgress } from "./progress";
import { OLDEST_VERSION, PINNED_VERSION } from "./version";

export type { Engine } from "./find";

let found: Promise<Engine> | undefined;

/** The Pulumi engine of this machine; downloads or builds one where there is none. */
export function findEngine(): Promise<Engine> {
    found ??= findInstalled().then((engine) => engine ?? provideEngine());
    return found;
}

async function provideEngine(): Promise<Engine> {
    await mkdir(versionsDirectory(), { recursive: true });
    const progress = startProgress();
    const refusals: string[] = [];
    for (const [source, provide] of [
        ["downloaded", download],
        ["built from source", () => build(progress)],
    ] as const) {
        try {
            const root = await provide();
            progress.end();
            const engine = await openEngine(root, `${source}, in ${root}`);
            if (engine) return engine;
            refusals.push(`the engine ${source} does not run`);
        } catch (error) {
            refusals.push(error instanceof Error ? error.message : String(error));
        }
    }
    progress.end();
    throw new Error(advice(refusals));
}

function advice(refusals: string[]): string {
    return (
        `The Pulumi engine is missing: put pulumi ${OLDEST_VERSION} or newer on PATH, ` +
        `or unpack it into ${versionsDirectory()}/${PINNED_VERSION}, ` +
        "or let this machine reach get.pulumi.com, or install Go to have it built from source " +
        `(tried: ${refusals.join("; ")}).`
    );
}
