/** A fault that no test can notice, by its file, the row that it is in and Stryker's name for it. */
interface Explanation {
    file: string;
    row: string;
    mutator: string;
    why: string;
}

const explanations: readonly Explanation[] = [
    {
        file: "provider/src/cloud/keyedMutex.ts",
        row: "const next = this.queues.get(key)?.shift();",
        mutator: "OptionalChaining",
        why: "who holds a key has a queue: only the types ask",
    },
    {
        file: "provider/src/resources/shared/lostAnswer.ts",
        row: "return signal.aborted || clock.now() >= deadline;",
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/resources/shared/serverTransitions.ts",
        row: 'if (!hasCode(error, "busy") || clock.now() + busyMs > deadline || signal.aborted) throw error;',
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/resources/shared/serverTransitions.ts",
        row: 'const mayHaveRunKey = "__mayHaveRun";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "if (!settled.signal.aborted) late.abort();",
        mutator: "ConditionalExpression",
        why: "nobody listens to that signal once the request is over",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "throw bounds && isCancel(error)",
        mutator: "ConditionalExpression",
        why: "only bounds cancel a request: the types ask",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,",
        mutator: "ArithmeticOperator",
        why: "one try more is refused by the table",
    },
    {
        file: "provider/src/resources/server/diff.ts",
        row: "const own = Array.isArray(addresses) ? (addresses as Address[]).map(({ address }) => address) : [];",
        mutator: "ArrayDeclaration",
        why: "no fixed IP is called as Stryker calls its entry",
    },
];

export function explanationOf(file: string, row: string, mutator: string): string | undefined {
    return explanations.find((one) => one.file === file && one.row === row && one.mutator === mutator)?.why;
}
