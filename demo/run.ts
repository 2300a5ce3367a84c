import { startCloud } from "../emulator";
import { credentialsOf } from "../engine/credentials";
import type { Outcome } from "../engine/outcome";
import { type EngineStack, openStack } from "../engine/stack";
import { changingRequests, unknownRequests } from "./cloudState";
import { demand, type Example, type Scene, type Step } from "./example";
import { describeChanges, type Row } from "./report";

/** Long enough to look like a cloud, short enough to watch. */
const CLOUD_SECONDS = { build: 3, delete: 1, resize: 2, confirmResize: 1, attach: 1, detach: 1 };

/** Runs an example from its preview to its destruction; throws at the first step that does not do what it should. */
export async function runExample(
    example: Example,
    signal: AbortSignal,
    write: (text: string) => void,
    done: (row: Row) => void,
): Promise<void> {
    const cloud = await startCloud({ seconds: CLOUD_SECONDS });
    const scene: Scene = {
        cloud,
        get region() {
            return cloud.region();
        },
    };
    let stack: EngineStack | undefined;
    try {
        stack = await openStack({
            project: example.name,
            program: example.program,
            configuration: { ...credentialsOf(cloud), ...example.configuration(scene) },
            onOutput: write,
            // What Node knows of terminals includes NO_COLOR and TERM=dumb.
            color: process.stdout.isTTY && process.stdout.hasColors(),
            // A terminal sends Ctrl-C to the engine as well; a second one would kill it in the middle of its work.
            ...(process.stdin.isTTY ? {} : { signal }),
        });
        for (const [index, step] of example.steps.entries()) {
            signal.throwIfAborted();
            write(`\n=== ${example.name} ${index + 1}/${example.steps.length}: ${step.title} ===\n\n`);
            done(await runStep(step, scene, stack, signal));
        }
    } finally {
        await stack?.close();
        await cloud.close();
    }
}

async function runStep(step: Step, scene: Scene, stack: EngineStack, signal: AbortSignal): Promise<Row> {
    const { cloud } = scene;
    if (step.configure) await stack.configure(step.configure(scene));
    step.meddle?.(scene);
    if (step.forgets) await stack.forget();
    cloud.requests.length = 0;
    const outcome = await stack.attempt(step.operation);
    signal.throwIfAborted();
    demand(outcome.failure === undefined, `"${step.title}" failed: ${outcome.failure}`);
    demandChanges(step, outcome);
    const calls = cloud.requests.length;
    if (step.operation === "preview" || step.operation === "refresh") {
        const [changing] = changingRequests(cloud.requests);
        demand(
            changing === undefined,
            `"${step.title}" changed the cloud: ${changing?.method} ${changing?.path}`,
        );
    }
    const [unknown] = unknownRequests(cloud);
    demand(unknown === undefined, `"${step.title}" asked for what the API does not have: ${unknown}`);
    step.check(scene, outcome);
    return {
        title: step.title,
        operation: step.operation,
        resources: describeChanges(outcome.changes),
        seconds: outcome.seconds.toFixed(1),
        calls: String(calls),
    };
}

function demandChanges(step: Step, outcome: Outcome): void {
    const operations = new Set([...Object.keys(step.changes), ...Object.keys(outcome.changes)]);
    const asExpected = [...operations].every((op) => (step.changes[op] ?? 0) === (outcome.changes[op] ?? 0));
    const expected = describeChanges(step.changes);
    demand(asExpected, `"${step.title}" did ${describeChanges(outcome.changes)} instead of ${expected}`);
}
