import { Run } from "../../provider/src/core/run";
import { Waves } from "../../provider/src/core/waves";
import { isDestroy } from "../../provider/src/platform/parentStack";
import { ManualClock } from "../support/manualClock";

const noWaves = new Waves(new ManualClock(), () => {});

const exported = {
    deployment: {
        resources: [
            { urn: "urn:web", id: "server1", outputs: { region: "KR1" } },
            { urn: "urn:other", id: "elsewhere" },
        ],
        pending_operations: [
            { type: "creating", resource: { urn: "urn:new", inputs: { __nonce: "n1", name: "new" } } },
        ],
    },
};

function start(exportStack: () => Promise<unknown> = async () => exported, isDestroying = false) {
    const asked: string[] = [];
    const warnings: string[] = [];
    const run = new Run(
        {
            exportStack: (stack) => {
                asked.push(stack);
                return exportStack();
            },
            isDestroy: () => isDestroying,
        },
        noWaves,
    );
    return { run, asked, warnings, warn: (text: string) => void warnings.push(text) };
}

const resource = { derived: [], replaceOnChanges: [] };

test.each([
    ["pulumi destroy --yes", true],
    ["pulumi --cwd infra down", true],
    ["pulumi dn", true],
    ["pulumi up --stack dev", false],
    ["pulumi update --stack down", false],
    ["pulumi watch", false],
    ["pulumi refresh", false],
    ["", false],
])("%j is a destroy: %s", (words, isIt) => expect(isDestroy(words.split(" "))).toBe(isIt));

describe("a run", () => {
    test("has what was added to it in that region, without asking the engine", async () => {
        const { run, asked, warn } = start();
        run.add("server2", "KR1");
        expect(await run.has("server2", "kr1", "stack", warn)).toBe(true);
        expect(asked).toEqual([]);
        expect(await run.has("server2", "KR2", "stack", warn)).toBe(false);
    });

    test("has what is in the stack's state, whatever region another provider's resource is in", async () => {
        const { run, asked, warn } = start();
        expect(await run.has("server1", "KR1", "stack", warn)).toBe(true);
        expect(await run.has("server1", "KR2", "stack", warn)).toBe(false);
        expect(await run.has("elsewhere", "KR2", "stack", warn)).toBe(true);
        expect(await run.has("nobody", "KR1", "stack", warn)).toBe(false);
        expect(asked).toEqual(["stack"]);
    });

    test("knows where a resource is by its check, else by the state, else not at all", async () => {
        const { run, warn } = start();
        run.check({ ...resource, urn: "urn:db" }, { region: "KR2" }, { __nonce: "a" });
        run.check({ ...resource, urn: "urn:db" }, {}, { __nonce: "a" });
        expect(await run.regionOf({ ...resource, urn: "urn:db", stack: "stack" }, warn)).toBe("KR2");
        expect(await run.regionOf({ ...resource, urn: "urn:web", stack: "stack" }, warn)).toBe("KR1");
        expect(await run.regionOf({ ...resource, stack: "stack" }, warn)).toBeUndefined();
    });

    test("remembers which resources and nonces the program has", () => {
        const { run } = start();
        run.check({ ...resource, urn: "urn:db" }, {}, { __nonce: "a" });
        run.check(resource, {}, { __nonce: "b" });
        expect([run.isInProgram("urn:db"), run.isInProgram("urn:web")]).toEqual([true, false]);
        expect(["a", "b", "c", undefined].map((nonce) => run.isOfProgram(nonce))).toEqual([
            true,
            true,
            false,
            false,
        ]);
        expect(run.isInProgram("undefined")).toBe(false);
    });

    test("gives out each pending create once, and none that this run makes", async () => {
        const { run, warn } = start();
        expect(await run.takePendingCreates("stack", warn, () => false)).toEqual([]);
        const taken = await run.takePendingCreates("stack", warn, ({ urn }) => urn === "urn:new");
        expect(taken).toEqual([{ urn: "urn:new", nonce: "n1", inputs: { __nonce: "n1", name: "new" } }]);
        expect(await run.takePendingCreates("stack", warn, () => true)).toEqual([]);
    });

    describe("knows the whole program", () => {
        const withProviders = async (...providers: string[]) => {
            const resources = providers.map((one) => ({
                urn: `urn:pulumi:dev::shop::pulumi:providers:${one}`,
            }));
            return { deployment: { ...exported.deployment, resources } };
        };
        test.each<[boolean, string, string[]]>([
            [true, "with one provider", ["nhncloud::default", "random::default"]],
            [true, "with none yet", []],
            [
                false,
                "while the stack moves to the other door",
                ["pulumi-nodejs::default", "nhncloud::default"],
            ],
            [false, "beside another version of it", ["nhncloud::default_0_1_0", "nhncloud::default_0_2_0"]],
            [false, "beside an explicit provider", ["pulumi-nodejs::default", "pulumi-nodejs::partner"]],
        ])("%s: %s", async (isKnown, _case, providers) => {
            const up = start(() => withProviders(...providers));
            expect(await up.run.knowsProgram("stack", up.warn)).toBe(isKnown);
            const destroy = start(() => withProviders(...providers), true);
            expect(await destroy.run.knowsProgram("stack", destroy.warn)).toBe(true);
        });
    });

    test("tells what it adopted apart from what it has, by region", () => {
        const { run } = start();
        run.add("a", "KR1");
        run.adopt("b", "KR1");
        expect([run.isAdopted("a", "KR1"), run.isAdopted("b", "kr1"), run.isAdopted("b", "KR2")]).toEqual([
            false,
            true,
            false,
        ]);
    });

    test("without an engine or a stack asks nobody, and knows nothing", async () => {
        const { run, asked, warn, warnings } = start();
        expect(await run.has("server1", "KR1", undefined, warn)).toBe(false);
        const alone = new Run({}, noWaves);
        expect(await alone.has("server1", "KR1", "stack", warn)).toBe(false);
        expect([asked, warnings]).toEqual([[], []]);
    });

    test("whose state cannot be read says so once", async () => {
        const { run, warn, warnings } = start(async () => {
            throw new Error("locked");
        });
        expect(await run.has("server1", "KR1", "stack", warn)).toBe(false);
        expect(await run.has("server1", "KR1", "stack", warn)).toBe(false);
        expect(warnings).toEqual([expect.stringContaining("(locked)")]);
    });
});
