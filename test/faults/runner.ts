import type { Operation } from "../../engine/operation";
import { reopenStack } from "../../engine/stack";
import { type Parts, type ProgramName, programs } from "./programs";

/** Operations on a stack that is there already. */
export interface Order {
    directory: string;
    project: string;
    operations: Operation[];
    program: ProgramName;
    parts: Parts;
}

/** What is told at the end, as one line of JSON. */
export interface Answer {
    /** How many resources had each operation, in the last one. */
    changes: Record<string, number>;
    /** Of the first that failed; no other follows. */
    failure?: string;
}

/** Runs in a process of its own, so that a test can kill the program together with its engine. */
async function run({ directory, project, operations, program, parts }: Order): Promise<Answer> {
    const stack = await reopenStack(directory, { project, program: async () => programs[program](parts) });
    let changes: Answer["changes"] = {};
    for (const operation of operations) {
        const outcome = await stack.attempt(operation);
        changes = outcome.changes;
        if (outcome.failure !== undefined)
            return { changes, failure: `${operation} ${program}: ${outcome.failure}` };
    }
    return { changes };
}

void run(JSON.parse(process.argv[2] ?? "") as Order)
    .catch((error: Error): Answer => ({ changes: {}, failure: error.message }))
    .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
