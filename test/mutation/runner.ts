import { join } from "node:path";
import { jestExpect } from "@jest/expect";
import type { Circus } from "@jest/types";
import type { InstrumenterContext } from "@stryker-mutator/api/core";
import {
    type DryRunResult,
    DryRunStatus,
    determineHitLimitReached,
    type MutantRunOptions,
    type MutantRunResult,
    MutantRunStatus,
    type TestResult,
    type TestRunner,
    TestStatus,
    toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import * as circus from "jest-circus";
import { fn } from "jest-mock";

/** What faulty code asks for the fault that is in force, and where it tells that it ran. */
const context: InstrumenterContext = {};
Object.assign(globalThis, { __stryker__: context });

/** What a test starts may go on after its time: only the end of the process ends it, and that is Stryker's to decide. */
const unbounded = 2 ** 31 - 1;

/**
 * Jest's tests and matchers in a process that stays: Jest itself loads the provider, the local cloud and the tests anew for
 * every fault, which takes ten times as long as the tests that the fault concerns.
 */
class CircusRunner implements TestRunner {
    private ids: ReadonlyMap<Circus.TestEntry, string> | undefined;

    /** For a fault in what runs while the code is loaded. */
    capabilities() {
        return { reloadEnvironment: true };
    }

    async dryRun(): Promise<DryRunResult> {
        const tests = await this.run({ bails: false });
        const { mutantCoverage } = context;
        return { status: DryRunStatus.Complete, tests, ...(mutantCoverage ? { mutantCoverage } : {}) };
    }

    async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
        const { activeMutant, mutantActivation, testFilter, hitLimit, disableBail } = options;
        if (options.reloadEnvironment) this.unload();
        if (mutantActivation === "runtime") this.load();
        context.activeMutant = activeMutant.id;
        Object.assign(context, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
        try {
            const tests = await this.run({ only: testFilter, bails: !disableBail });
            const isEndless = determineHitLimitReached(context.hitCount, context.hitLimit);
            return toMutantRunResult(isEndless ?? { status: DryRunStatus.Complete, tests }, disableBail);
        } catch (error) {
            return { status: MutantRunStatus.Error, errorMessage: String(error) };
        } finally {
            // What is loaded next must not be faulty.
            context.activeMutant = "none";
        }
    }

    private load(): ReadonlyMap<Circus.TestEntry, string> {
        if (this.ids) return this.ids;
        const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
        Object.assign(globalThis, { describe, it, test, beforeAll, beforeEach, afterAll, afterEach });
        Object.assign(globalThis, { expect: jestExpect, jest: { fn, setTimeout: () => undefined } });
        const state = circus.getState();
        state.testTimeout = unbounded;
        // Stryker made the sandbox the working directory.
        require(join(process.cwd(), "test/mutation/tests.ts"));
        this.ids = idsOf(testsIn(state.rootDescribeBlock));
        return this.ids;
    }

    private unload(): void {
        this.ids = undefined;
        circus.resetState();
        for (const file of Object.keys(require.cache)) {
            if (!file.includes("/node_modules/")) delete require.cache[file];
        }
    }

    private async run({
        only,
        bails,
    }: {
        only?: string[] | undefined;
        bails: boolean;
    }): Promise<TestResult[]> {
        const ids = this.load();
        const wanted = new Set(only ?? ids.values());
        circus.getState().hasFocusedTests = true;
        for (const [test, id] of ids) {
            Object.assign(test, { errors: [], status: null, mode: wanted.has(id) ? "only" : undefined });
        }
        const follow = (event: Circus.Event) => {
            if (event.name === "test_start") context.currentTestId = ids.get(event.test) ?? "";
            if (event.name !== "test_done") return;
            delete context.currentTestId;
            if (!bails || event.test.errors.length === 0) return;
            for (const test of ids.keys()) test.mode = "skip";
        };
        circus.addEventHandler(follow);
        await circus.run();
        circus.removeEventHandler(follow);
        return [...ids].map(([test, id]) => resultOf(id, test));
    }
}

function testsIn({ children }: Circus.DescribeBlock): Circus.TestEntry[] {
    return children.flatMap((child) => (child.type === "test" ? [child] : testsIn(child)));
}

/** Their names; of those that have the same, all but the first are numbered. */
function idsOf(tests: readonly Circus.TestEntry[]): ReadonlyMap<Circus.TestEntry, string> {
    const times = new Map<string, number>();
    return new Map(
        tests.map((test) => {
            const name = nameOf(test);
            const time = (times.get(name) ?? 0) + 1;
            times.set(name, time);
            return [test, time === 1 ? name : `${name} (${time})`];
        }),
    );
}

function nameOf({ name, parent }: Circus.TestEntry | Circus.DescribeBlock): string {
    // The outermost block is not the tests' own.
    return parent?.parent ? `${nameOf(parent)} ${name}` : name;
}

function resultOf(id: string, { errors, status, duration }: Circus.TestEntry): TestResult {
    const shared = { id, name: id, timeSpentMs: duration ?? 0 };
    if (status !== "done") return { ...shared, status: TestStatus.Skipped };
    // Faulty code may throw nothing at all.
    if (errors.length === 0) return { ...shared, status: TestStatus.Success };
    return { ...shared, status: TestStatus.Failed, failureMessage: String(errors.flat()[0]) };
}

export const strykerPlugins = [{ kind: "TestRunner", name: "circus", injectableClass: CircusRunner }];
