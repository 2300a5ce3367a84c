import { commonProperties } from "../../provider/src/core/commonProperties";
import { type Context, type ResourceHandler, unchanged } from "../../provider/src/core/handler";
import { hiddenInputs } from "../support/provider";
import { startPlugin, type Values } from "./plugin";

const hidden = hiddenInputs("Server", "a");

/** A kind that remembers what its operations are given. */
function startKind(pending: Values[] = []) {
    const given: { operation: string; seconds: number }[] = [];
    const remember = (operation: string, { deadline, clock }: Context) =>
        void given.push({ operation, seconds: (deadline - clock.now()) / 1000 });
    const kind: ResourceHandler = {
        properties: { ...commonProperties },
        timeouts: { create: 100, update: 200, delete: 400 },
        describe: (operation) => `Trying to ${operation} a thing`,
        create: async (context) => {
            remember("create", context);
            return { id: "made", actual: unchanged({}) };
        },
        read: async (context) => {
            remember("read", context);
            return unchanged({});
        },
        update: async (context) => {
            remember("update", context);
            return unchanged({});
        },
        delete: async (context, id) => remember(`delete ${id}`, context),
        recovery: { find: async () => ["left"] },
    };
    const plugin = startPlugin({
        kinds: { Server: kind },
        exportStack: async () => ({
            deployment: {
                resources: [],
                pending_operations: pending.map((inputs) => ({
                    type: "creating",
                    resource: { urn: inputs.__urn, inputs },
                })),
            },
        }),
    });
    return { ...plugin, given, thing: plugin.provider("Server") };
}

const state = { ...hidden, region: "KR1", __inputs: ["region"] };

it("an operation has the time of its kind, and a read has 300 s", async () => {
    const { thing, given } = startKind();
    await thing.create({ ...hidden, region: "KR1" });
    await thing.read("made", state);
    await thing.update("made", state, state);
    await thing.delete("made", state);
    expect(given).toEqual([
        { operation: "create", seconds: 100 },
        { operation: "read", seconds: 300 },
        { operation: "update", seconds: 200 },
        { operation: "delete made", seconds: 400 },
    ]);
});

it("an operation has the time that the program gives it", async () => {
    const { thing, given } = startKind();
    const timeouts = { create: 1, update: 2, delete: 3 };
    await thing.create({ ...hidden, region: "KR1", timeouts });
    await thing.update("made", state, { ...state, timeouts });
    await thing.delete("made", { ...state, timeouts });
    expect(given.map(({ seconds }) => seconds)).toEqual([1, 2, 3]);
});

it("what a killed run left is deleted in the time of its create, and the row says so", async () => {
    const begun = { ...hiddenInputs("Server", "other"), __nonce: "n1", region: "KR1" };
    const { thing, given, shown } = startKind([begun]);
    await thing.delete("made", state);
    expect(given).toEqual([
        { operation: "delete left", seconds: 100 },
        { operation: "delete made", seconds: 400 },
    ]);
    expect(shown.map(({ text }) => text)).toContain("deleting what a killed run left behind · 0 s");
});

it("a kind that there is not is named", () => {
    expect(() => startKind().provider("Sever")).toThrow('pulumi-nhncloud has no resource kind "Sever".');
});

it("a resource without a name of its own in the program is named after the package", async () => {
    const { inputs } = await startPlugin().provider("Keypair").check({}, {});
    expect(String(inputs.name)).toMatch(/^nhncloud-[0-9a-f]{7}$/);
});

it("a diff names a change in place that the program wants to replace, and no other", async () => {
    const { thing } = startKind();
    const before = { ...state, timeouts: { create: 1 }, __inputs: ["region", "timeouts"] };
    const after = { ...state, timeouts: { create: 2 } };
    expect(await thing.diff("made", before, after)).toEqual({
        changes: true,
        replaces: [],
        deleteBeforeReplace: false,
    });
    const replacing = { ...after, __replaceOnChanges: ["region", "timeouts.create"] };
    expect((await thing.diff("made", before, replacing)).replaces).toEqual(["timeouts"]);
});
