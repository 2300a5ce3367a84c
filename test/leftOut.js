// Jest loads a reporter as it is, so this one is JavaScript.

/** Folders that a run may be told to ignore, and what runs them. */
const IGNORED = {
    "test/engine": "it needs the Pulumi engine: npm test",
    "test/faults": "it needs the Pulumi engine: npm test",
    "test/doors": "stacks that move between the two doors: npm run test:doors",
    "test/samples": "READMEs of examples and the samples of the docs: npm run test:samples",
    "test/openstack": "it needs a real OpenStack: npm run test:openstack",
};

/** What no run of Jest does. */
const COMMANDS = [
    "all faults of all requests, and runs that are killed: they take their time: npm run test:faults",
    "faults in the provider's own code: they take hours: npm run test:mutation",
];

/** Says after all tests what was left out, and why; a skipped suite has the reason in its name. */
module.exports = class LeftOut {
    constructor({ nonFlagArgs, testNamePattern }) {
        this.isWhole = nonFlagArgs.length === 0;
        this.isFiltered = Boolean(testNamePattern);
    }

    onRunComplete(contexts, { testResults }) {
        // Who asks for tests by their names knows what is left out.
        if (this.isFiltered) return;
        const lines = [...(this.isWhole ? ignoredBy([...contexts]) : []), ...skippedIn(testResults)];
        if (lines.length > 0)
            process.stderr.write(`\nLeft out:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    }
};

function ignoredBy(contexts) {
    const patterns = contexts.flatMap(({ config }) => config.testPathIgnorePatterns);
    const folders = Object.keys(IGNORED).filter((folder) =>
        patterns.some((pattern) => pattern.includes(folder)),
    );
    return [...folders.map((folder) => `${folder}: ${IGNORED[folder]}`), ...COMMANDS];
}

function skippedIn(testResults) {
    const skipped = testResults
        .flatMap((result) => result.testResults)
        .filter(({ status }) => status === "pending");
    const counts = new Map();
    for (const { ancestorTitles, title } of skipped) {
        const suite = ancestorTitles[0] ?? title;
        counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
    return [...counts].map(([suite, count]) => `${suite}: ${count} ${count === 1 ? "test" : "tests"}`);
}
