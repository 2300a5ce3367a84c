import type { automation } from "@pulumi/pulumi";

/** What the engine did to one of the provider's resources. */
export interface Step {
    /** create, update, delete, same, replace, create-replacement, delete-replaced, read ... */
    op: string;
    name: string;
    /** The last part of the type token, such as Server. */
    kind: string;
    succeeded: boolean;
    /** Paths of the properties that differ. */
    changed: string[];
    /** The resource's own state as the engine showed it, secrets masked. */
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
    id: string;
}

export interface Outcome {
    /** In the order in which the engine started them. */
    steps: Step[];
    /** How many of the provider's resources had each operation; replacements count as "replace". */
    changes: Record<string, number>;
    /** All that the engine printed. */
    output: string;
    /** The errors that it reported, when it failed. */
    failure?: string;
    warnings: string[];
    seconds: number;
}

type Metadata = automation.StepEventMetadata;

/** Of both doors; not of providers and the stack. */
export const RESOURCE_TYPE = /^(pulumi-nodejs:dynamic\/)?nhncloud\b/;
const COLOUR_MARK = /<\{%[^%]*%\}>/g;
const SECONDARY_OPERATIONS = new Set(["create-replacement", "delete-replaced", "refresh"]);

/** Turns the engine's events into steps and messages. */
export class OutcomeRecorder {
    readonly #steps: { urn: string; finished: boolean; step: Step }[] = [];
    readonly #errors: string[] = [];
    readonly #warnings: string[] = [];
    readonly #started = Date.now();
    #output = "";

    print(text: string): void {
        this.#output += text;
    }

    receive(event: automation.EngineEvent): void {
        if (event.resourcePreEvent) this.#start(event.resourcePreEvent.metadata);
        if (event.resOutputsEvent) this.#finish(event.resOutputsEvent.metadata, true);
        if (event.resOpFailedEvent) this.#finish(event.resOpFailedEvent.metadata, false);
        if (event.diagnosticEvent) {
            const { severity, message } = event.diagnosticEvent;
            const text = message.replace(COLOUR_MARK, "").trim();
            if (severity === "error") this.#errors.push(text);
            if (severity === "warning") this.#warnings.push(text);
        }
    }

    outcome(refusal?: Error): Outcome {
        const failure = refusal && (this.#errors.join("\n") || refusal.message);
        const steps = this.#steps.map(({ step }) => step);
        return {
            steps,
            changes: countChanges(steps),
            output: this.#output,
            ...(failure !== undefined && { failure }),
            warnings: this.#warnings,
            seconds: (Date.now() - this.#started) / 1000,
        };
    }

    #start(metadata: Metadata): void {
        if (!RESOURCE_TYPE.test(metadata.type)) return;
        this.#steps.push({ urn: metadata.urn, finished: false, step: toStep(metadata, false) });
    }

    #finish(metadata: Metadata, succeeded: boolean): void {
        const { urn, op } = metadata;
        const open = this.#steps.filter((entry) => entry.urn === urn && !entry.finished);
        // A refresh only tells at its end whether it updated, deleted or left the resource.
        const entry =
            open.find(({ step }) => step.op === op) ?? open.find(({ step }) => step.op === "refresh");
        if (entry) {
            entry.finished = true;
            entry.step = toStep(metadata, succeeded);
        }
    }
}

function toStep(metadata: Metadata, succeeded: boolean): Step {
    const state = metadata.new ?? metadata.old;
    return {
        op: metadata.op,
        name: metadata.urn.slice(metadata.urn.lastIndexOf("::") + 2),
        kind: metadata.type.slice(metadata.type.lastIndexOf(":") + 1),
        succeeded,
        changed: Object.keys(metadata.detailedDiff ?? {}).concat(metadata.diffs ?? []),
        inputs: state?.inputs ?? {},
        outputs: state?.outputs ?? {},
        id: state?.id ?? "",
    };
}

function countChanges(steps: Step[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { op } of steps) {
        if (!SECONDARY_OPERATIONS.has(op)) counts[op] = (counts[op] ?? 0) + 1;
    }
    return counts;
}
