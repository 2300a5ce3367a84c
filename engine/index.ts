import { build } from "./build";
import { demandHome, versionsDirectory } from "./directories";
import { download } from "./download";
import { type Engine, findInstalled, openEngine, placeOf } from "./find";
import { startProgress } from "./progress";
import { OLDEST_VERSION, PINNED_VERSION } from "./version";

export type { Engine } from "./find";

let found: Promise<Engine> | undefined;

/** The Pulumi engine of this machine; downloads or builds one where there is none. */
export function findEngine(report: (sentence: string) => void = () => {}): Promise<Engine> {
    found ??= find(report);
    return found;
}

async function find(report: (sentence: string) => void): Promise<Engine> {
    // The engine itself fails in a PULUMI_HOME that it cannot write to, wherever it lies.
    if (process.env.PULUMI_HOME) await demandHome();
    const passedOver: string[] = [];
    const engine = await findInstalled((sentence) => {
        passedOver.push(sentence);
        report(`Passed over: ${sentence}.`);
    });
    return engine ?? provideEngine(passedOver);
}

async function provideEngine(passedOver: string[]): Promise<Engine> {
    await demandHome();
    const progress = startProgress();
    const refusals = [...passedOver];
    for (const [source, provide] of [
        ["downloaded", download],
        ["built from source", () => build(progress)],
    ] as const) {
        try {
            const root = await provide();
            progress.end();
            return await openEngine(placeOf(root, `${source}, in ${root}`));
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
