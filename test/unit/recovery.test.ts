import { commonProperties } from "../../provider/src/core/commonProperties";
import { type ResourceHandler, unchanged } from "../../provider/src/core/handler";
import { text } from "../../provider/src/core/validators";
import { hiddenInputs } from "../support/provider";
import { configuration, startPlugin, type Values } from "./plugin";

const hidden = hiddenInputs("Server", "a");

/** A kind whose creates mark what they make, in a cloud that is a map of ids to marks. */
function things(cloud: Map<string, unknown>, done: string[], more: Partial<ResourceHandler> = {}) {
    const lifecycle: ResourceHandler = {
        properties: {
            ...commonProperties,
            color: { validate: text(), onChange: "update" },
            size: { validate: text(), onChange: "replace" },
        },
        timeouts: { create: 100, update: 200, delete: 300 },
        describe: (operation) => `Trying to ${operation} a thing`,
        create: async (_context, { __nonce: nonce }) => {
            done.push("create");
            cloud.set("made", nonce);
            return { id: "made", actual: unchanged({}) };
        },
        read: async () => unchanged({}),
        update: async () => unchanged({}),
        delete: async (_context, id) => {
            done.push(`delete ${id}`);
            cloud.delete(id);
        },
        recovery: {
            find: async (_context, { __nonce: nonce }) =>
                [...cloud].filter(([, mark]) => mark === nonce).map(([id]) => id),
            resume: async (_context, id) => {
                done.push(`resume ${id}`);
                return unchanged({});
            },
        },
        ...more,
    };
    return { Server: lifecycle };
}

interface Kept {
    ids?: string[];
    /** Where all that is in state is. */
    region?: string;
    /** By which all that is in state came there. */
    importedId?: string;
    pending?: Values[] | ((showSecrets: boolean) => Values[]);
    /** Whose pending creates those are. */
    provider?: string;
    fails?: boolean;
}

function startRun(
    { ids = [], region, importedId, pending = [], provider, fails }: Kept,
    more: Partial<ResourceHandler> = {},
) {
    const cloud = new Map<string, unknown>();
    const done: string[] = [];
    const exports: string[] = [];
    const plugin = startPlugin({
        kinds: things(cloud, done, more),
        exportStack: async (stack, { showSecrets }) => {
            exports.push(showSecrets ? `${stack} with secrets` : stack);
            if (fails) throw new Error("no such stack");
            const creates = typeof pending === "function" ? pending(showSecrets) : pending;
            return {
                deployment: {
                    resources: ids.flatMap((id) => [
                        { urn: hidden.__urn, id, outputs: { region, __import: importedId } },
                        { urn: hidden.__urn, id: `old-${id}`, delete: true, outputs: { region: "JP1" } },
                    ]),
                    pending_operations: creates.map((inputs) => ({
                        type: "creating",
                        resource: { urn: inputs.__urn, inputs, provider },
                    })),
                },
            };
        },
    });
    const thing = plugin.provider("Server");
    const up = async (inputs: Values = {}) => {
        const checked = await thing.check({}, { ...hidden, ...inputs });
        return await thing.create(checked.inputs as Values);
    };
    const rows = () => plugin.shown.map(({ text }) => text);
    return { ...plugin, cloud, done, exports, thing, up, rows };
}

const begun = { ...hidden, __nonce: "n1", region: "KR1", size: "small" };

describe("a create that a killed run began", () => {
    it("goes on where it was killed", async () => {
        const { cloud, done, up, rows } = startRun({ pending: [begun] });
        cloud.set("left", "n1");
        expect((await up({ size: "small", color: "red" })).id).toBe("left");
        expect(done).toEqual(["resume left"]);
        expect(rows()).toEqual(["resuming what a killed run started · 0 s", ""]);
    });

    it("of a kind that leaves nothing behind begins anew", async () => {
        const none = { recovery: undefined } as unknown as Partial<ResourceHandler>;
        const { done, up, rows } = startRun({ pending: [begun] }, none);
        await up({ size: "small" });
        expect(done).toEqual(["create"]);
        expect(rows()).toEqual([]);
    });

    it("that left nothing begins anew", async () => {
        const { done, up } = startRun({ pending: [begun] });
        expect((await up({ size: "small" })).id).toBe("made");
        expect(done).toEqual(["create"]);
    });

    it("left what the program no longer wants: that is deleted first", async () => {
        const { cloud, done, up } = startRun({ pending: [begun] });
        cloud.set("left", "n1");
        expect((await up({ size: "large" })).id).toBe("made");
        expect(done).toEqual(["delete left", "create"]);
    });

    it("left more than one: one stays", async () => {
        const { cloud, done, up } = startRun({ pending: [begun, { ...begun, __nonce: "n2" }] });
        cloud.set("left", "n1").set("twin", "n1").set("other", "n2");
        expect((await up({ size: "small" })).id).toBe("left");
        expect(done).toEqual(["delete twin", "delete other", "resume left"]);
    });

    it("cannot go on where the kind cannot: what it left is deleted, and made anew", async () => {
        const { cloud, done, up, rows } = startRun(
            { pending: [begun] },
            { recovery: { find: async () => (cloud.has("left") ? ["left"] : []) } },
        );
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(done).toEqual(["delete left", "create"]);
        expect(rows()).toEqual(["deleting what a killed run left behind · 0 s", ""]);
    });

    it("cannot go on where the kind finds that it does not fit: it is deleted, and made anew", async () => {
        const { cloud, done, up } = startRun(
            { pending: [begun] },
            {
                recovery: {
                    find: async () => (cloud.has("left") ? ["left"] : []),
                    resume: async () => undefined,
                },
            },
        );
        cloud.set("left", "n1");
        expect((await up({ size: "small" })).id).toBe("made");
        expect(done).toEqual(["delete left", "create"]);
    });

    it("was completed by a later run: what is in state is left alone", async () => {
        const { cloud, done, up } = startRun({ ids: ["left"], pending: [begun] });
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(done).toEqual(["create"]);
    });

    it("is left alone in state in its own region only", async () => {
        for (const [region, expected] of [
            ["kr1", ["create"]],
            ["KR2", ["resume left"]],
        ] as const) {
            const { cloud, done, up } = startRun({ ids: ["left"], region, pending: [begun] });
            cloud.set("left", "n1");
            await up({ size: "small", region: "KR1" });
            expect(done).toEqual(expected);
        }
    });

    it("of another resource is left to that resource", async () => {
        const { cloud, done, up } = startRun({ pending: [{ ...begun, ...hiddenInputs("Server", "b") }] });
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(done).toEqual(["create"]);
    });

    it("of this very run is no killed one", async () => {
        const { cloud, done, up } = startRun({ pending: [{ ...begun, __nonce: "1".padStart(32, "0") }] });
        cloud.set("left", "1".padStart(32, "0"));
        await up({ size: "small" });
        expect(done).toEqual(["create"]);
    });

    it("is compared with its secrets where it has some", async () => {
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
        const { cloud, exports, done, up } = startRun({
            pending: (isShown) => {
                const size = { ...secret, ...(isShown ? { plaintext: '"small"' } : { ciphertext: "v1:x" }) };
                return [{ ...begun, size }];
            },
        });
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(exports).toEqual(["organization/project/dev", "organization/project/dev with secrets"]);
        expect(done).toEqual(["resume left"]);
    });

    it("is found by its mark where its secrets cannot be shown", async () => {
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
        const { cloud, done, up } = startRun({
            pending: (isShown) => {
                if (isShown) throw new Error("incorrect passphrase");
                return [{ ...begun, size: { ...secret, ciphertext: "v1:x" } }];
            },
        });
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(done).toEqual(["delete left", "create"]);
    });

    it("that was an import, or is no create of ours, left nothing", async () => {
        const { __nonce: _none, ...foreign } = begun;
        const { cloud, done, up } = startRun({ pending: [{ ...begun, __import: "left" }, foreign] });
        cloud.set("left", "n1");
        await up({ size: "small" });
        expect(done).toEqual(["create"]);
    });

    it("of a resource that the program no longer has is taken away with the first delete", async () => {
        const { cloud, done, thing } = startRun({ pending: [begun, { ...begun, __nonce: "n2" }] });
        cloud.set("left", "n1").set("other", "n2").set("known", "n3").set("foreign", "n4");
        await Promise.all(["known", "gone"].map((id) => thing.delete(id, { ...hidden, region: "KR1" })));
        expect(done.sort()).toEqual(["delete gone", "delete known", "delete left", "delete other"]);
        expect([...cloud.keys()]).toEqual(["foreign"]);
    });

    describe("and was another process's", () => {
        const urn = "urn:pulumi:dev::project::pulumi:providers:pulumi-nodejs::";
        const credentials = Object.fromEntries(
            Object.entries({ tenantId: "tenant1", username: "me", password: "correct horse" }).map(
                ([key, value]) => [`nhncloud:${key}`, value],
            ),
        );
        const removed = { ...hidden, region: "KR1" };

        it.each([
            ["the default one", `${urn}default::id`, undefined, ["delete left", "delete known"]],
            [
                "the default one of a version",
                `${urn}default_3_248_0::id`,
                undefined,
                ["delete left", "delete known"],
            ],
            ["an explicit one", `${urn}other::id`, undefined, ["delete known"]],
            [
                "the default one, seen from an explicit one",
                `${urn}default::id`,
                `${urn}other`,
                ["delete known"],
            ],
            ["its own explicit one", `${urn}other::id`, `${urn}other`, ["delete left", "delete known"]],
        ])("%s", async (_, provider, own, expected) => {
            const { cloud, done, thing } = startRun({ pending: [begun], provider });
            cloud.set("left", "n1").set("known", "n3");
            if (own) await thing.configure(configuration({ ...credentials, "nhncloud:provider": own }));
            await thing.delete("known", removed);
            expect(done).toEqual(expected);
        });
    });

    it("waits for its resource while the program has it", async () => {
        const { cloud, done, thing } = startRun({ pending: [begun] });
        cloud.set("left", "n1");
        await thing.check({}, hidden);
        await thing.delete("other", { ...hidden, ...hiddenInputs("Server", "b"), region: "KR1" });
        expect(done).toEqual(["delete other"]);
    });

    it("and whose remains cannot be deleted fails the operation, with the reason", async () => {
        const { cloud, thing } = startRun(
            { pending: [begun] },
            {
                delete: async () => {
                    throw new Error("Locked");
                },
            },
        );
        cloud.set("left", "n1");
        await expect(thing.delete("known", { ...hidden, region: "KR1" })).rejects.toThrow(
            "Trying to delete a thing: could not delete left, left behind by a killed run: Locked. Run the command again.",
        );
    });
});

describe("the state of the stack", () => {
    it("is asked for once a run, by what is new or deleted", async () => {
        const { exports, thing, up } = startRun({});
        await thing.check({ region: "KR1" }, hidden);
        await thing.check({}, { ...hidden, ...hiddenInputs("Server", "b"), region: "KR1" });
        await thing.diff("id", {}, hidden);
        expect(exports).toEqual([]);
        await Promise.all([up(), up()]);
        expect(exports).toEqual(["organization/project/dev"]);
    });

    it("tells where a resource is whose check brings no old inputs, as under --replace", async () => {
        const { thing } = startRun({ ids: ["id"], region: "KR2" });
        expect((await thing.check({}, hidden)).inputs.region).toBe("KR2");
        expect((await thing.check({}, { ...hidden, region: "KR3" })).inputs.region).toBe("KR3");
        const other = { ...hidden, ...hiddenInputs("Server", "b") };
        expect((await thing.check({}, other)).inputs.region).toBe("KR1");
    });

    it.each([
        ["by its id", { ids: ["id"] }],
        ["by the id that it was imported by", { ids: ["other"], importedId: "id" }],
    ])(
        "tells %s what is not to be imported again, although its check brings no old inputs",
        async (_, kept) => {
            const looked: unknown[] = [];
            const { thing } = startRun(kept, {
                findExisting: async ({ importId = "" }) => {
                    looked.push(importId);
                    return { id: importId };
                },
            });
            await thing.check({}, { ...hidden, __import: "id" });
            expect(looked).toEqual([]);
            await thing.check({}, { ...hidden, __import: "another" });
            await thing.check({}, { ...hidden, ...hiddenInputs("Server", "b"), __import: "id" });
            expect(looked).toEqual(["another", "id"]);
        },
    );

    it("that cannot be read is one warning, and no reason to stop", async () => {
        const { done, up, warned } = startRun({ fails: true });
        await Promise.all([up(), up()]);
        expect(done).toEqual(["create", "create"]);
        expect(warned).toEqual([
            "Could not read the state of stack organization/project/dev (no such stack), so resources left behind by a killed run cannot be found.",
        ]);
    });
});
