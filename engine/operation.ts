import type { automation } from "@pulumi/pulumi";
import { type Outcome, OutcomeRecorder } from "./outcome";

export type Operation = "preview" | "up" | "refresh" | "destroy";

export interface OperationOptions {
    program: automation.PulumiFn;
    onOutput?: (text: string) => void;
    /** Also hears what is shown only for a moment, such as status lines. */
    onEvent?: (event: automation.EngineEvent) => void;
    color?: boolean;
    /** Previews show every property instead of one line a resource. */
    diff?: boolean;
    /** URNs that an up replaces whatever their diff says. */
    replace?: string[];
    /** URNs that an up is about; all where it is left out. */
    target?: string[];
    signal?: AbortSignal;
}

/** Runs one operation of the engine and tells what it did, also when it fails. */
export async function operate(
    stack: automation.Stack,
    operation: Operation,
    options: OperationOptions,
): Promise<Outcome> {
    const recorder = new OutcomeRecorder();
    const common = {
        color: options.color ? "always" : "never",
        suppressProgress: true,
        onEvent: (event: automation.EngineEvent) => {
            recorder.receive(event);
            options.onEvent?.(event);
        },
        onError: (text: string) => recorder.print(text),
        onOutput: (text: string) => {
            recorder.print(text);
            options.onOutput?.(text);
        },
        // One of its own: each operation leaves a listener behind.
        ...(options.signal && { signal: AbortSignal.any([options.signal]) }),
    } as const;
    const { program, replace = [], target = [] } = options;
    const quick = withoutSummaries(stack);
    const run: Record<Operation, () => Promise<unknown>> = {
        preview: () => quick.preview({ ...common, program, diff: options.diff ?? false }),
        up: () => quick.up({ ...common, program, replace, target }),
        refresh: () => quick.refresh(common),
        destroy: () => quick.destroy(common),
    };
    try {
        await run[operation]();
        return recorder.outcome();
    } catch (error) {
        return recorder.outcome(error instanceof Error ? error : new Error(String(error)));
    }
}

/** After each operation, the Automation API runs up to three more commands for a summary that nobody reads here. */
function withoutSummaries(stack: automation.Stack): automation.Stack {
    return Object.assign(Object.create(stack), { outputs: async () => ({}), info: async () => undefined });
}
