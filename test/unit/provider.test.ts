import * as pulumi from "@pulumi/pulumi";
import type { Observer, Work } from "../../provider/src/api/observer";
import { commonProperties } from "../../provider/src/core/commonProperties";
import { type ResourceHandler, unchanged } from "../../provider/src/core/handler";
import { text } from "../../provider/src/core/validators";
import { Failure, PartialError } from "../../provider/src/errors/failure";
import { failureOf } from "../api/network";
import {
    configuration,
    environment,
    type PluginOptions,
    sentences,
    serverId,
    smallServer,
    startPlugin,
    type Values,
} from "./plugin";

/** A kind of resource whose operations do what a test says. */
function thing(more: Partial<ResourceHandler> = {}): Readonly<Record<string, ResourceHandler>> {
    return {
        Thing: {
            properties: {
                ...commonProperties,
                color: { validate: text(), onChange: "update" },
                size: { validate: text(), onChange: "update" },
            },
            timeouts: { create: 100, update: 200, delete: 300 },
            describe: (operation, _state, id) => `Trying to ${operation} thing ${id ?? "new"}`,
            create: async () => ({ id: "thing1", actual: unchanged({}) }),
            read: async () => unchanged({}),
            update: async () => unchanged({}),
            delete: async () => {},
            ...more,
        },
    };
}

const start = (more: Partial<ResourceHandler> = {}, options: PluginOptions = {}) => {
    const plugin = startPlugin({ kinds: thing(more), ...options });
    return { ...plugin, thing: plugin.provider("Thing") };
};

const hidden = {
    __logicalName: "a",
    __urn: "urn:a",
    __provider: "exports.handler = 1",
    __derived: ["size"],
};

/** What an error carries besides its message. */
function carried(error: Error): string[] {
    return Object.getOwnPropertyNames(error)
        .filter((name) => name !== "stack" && name !== "message")
        .sort();
}

describe("an error", () => {
    const errors: [string, unknown, string][] = [
        ["a failure", new Failure("it broke", "Mend it."), "it broke. Mend it."],
        [
            "an error with an id, a code and details, which the SDK would misread",
            Object.assign(new Error("it broke"), {
                id: "x",
                code: "not_found",
                details: "x",
                properties: {},
            }),
            "it broke.",
        ],
        ["a text, which would hang the engine", "it broke", "it broke."],
        ["nothing at all", undefined, "undefined."],
    ];
    const operations = ["create", "read", "update", "delete"] as const;

    test.each(
        errors.flatMap(([name, error, end]) =>
            operations.map((operation) => [name, operation, error, end] as const),
        ),
    )("from %s in %s is a plain one with one sentence", async (_, operation, thrown, end) => {
        const { thing } = start({
            [operation]: async () => {
                throw thrown;
            },
        });
        const calls = {
            create: () => thing.create({}),
            read: () => thing.read("thing1", {}),
            update: () => thing.update("thing1", {}, {}),
            delete: () => thing.delete("thing1", {}),
        };
        const error = await failureOf(calls[operation]());
        const id = operation === "create" ? "new" : "thing1";
        expect(error.message).toBe(`Trying to ${operation} thing ${id}: ${end}`);
        expect(error.name).toBe("Error");
        expect(carried(error)).toEqual([]);
    });

    test("shows no lines of our code, except while debugging", async () => {
        const create = async () => {
            throw new Error("it broke");
        };
        const plain = await failureOf(start({ create }).thing.create({}));
        expect(plain.stack).toBe("Trying to create thing new: it broke.");
        const debugging = { environment: { ...environment, NHNCLOUD_DEBUG: "1" } };
        expect((await failureOf(start({ create }, debugging).thing.create({}))).stack).toMatch(
            /provider\.test/,
        );
        const text = async () => {
            throw "it broke";
        };
        expect((await failureOf(start({ create: text }, debugging).thing.create({}))).stack).toMatch(
            /^Error: Trying to create thing new: it broke\.\n {4}at /,
        );
    });
});

describe("work that is unfinished", () => {
    const unfinished = async () => {
        throw new PartialError("thing1", new Failure("it broke", "Mend it."), {
            inputs: { size: undefined },
            outputs: { status: "ERROR" },
        });
    };
    const sentence = (operation: string, id: string) =>
        `Trying to ${operation} thing ${id}: it broke. Mend it.`;

    test("of a create carries id, properties with the pointer, and the sentence as the only reason", async () => {
        const inputs = { ...hidden, color: "red", size: "L" };
        const error = await failureOf(start({ create: unfinished }).thing.create(inputs));
        expect(carried(error)).toEqual(["id", "properties", "reasons"]);
        expect(error).toMatchObject({
            message: sentence("create", "new"),
            reasons: [sentence("create", "new")],
            id: "thing1",
        });
        expect((error as Error & { properties: Values }).properties).toStrictEqual({
            ...hidden,
            color: "red",
            status: "ERROR",
            __inputs: ["color", "size"],
        });
    });

    test("of an update keeps the pointer, and remembers inputs of before that are not gone yet", async () => {
        const state = { ...hidden, color: "red", size: "L", __inputs: ["color", "size"] };
        const error = await failureOf(
            start({ update: unfinished }).thing.update("thing1", state, { ...hidden, color: "blue" }),
        );
        expect(error).toMatchObject({ id: "thing1", reasons: [sentence("update", "thing1")] });
        const { properties } = error as Error & { properties: Values };
        expect(properties).toMatchObject({ ...hidden, color: "blue", status: "ERROR" });
        expect(properties.__inputs).toEqual(expect.arrayContaining(["color", "size"]));
    });
});

describe("results", () => {
    const outputs = {
        created: new Date(0),
        taskState: undefined,
        size: null,
        deep: { gone: undefined, list: [1] },
    };
    const wire = { created: "1970-01-01T00:00:00.000Z", size: null, deep: { list: [1] } };

    test("of a create are its inputs and what the cloud said, as the protocol can carry it", async () => {
        const { thing } = start({ create: async () => ({ id: "thing1", actual: unchanged(outputs) }) });
        expect(await thing.create({ ...hidden, color: "red" })).toStrictEqual({
            id: "thing1",
            outs: { ...hidden, color: "red", ...wire, __inputs: ["color"] },
        });
    });

    test("of an update are all outputs, not only those that changed", async () => {
        const { thing } = start({ update: async () => unchanged(outputs) });
        const { outs } = await thing.update(
            "thing1",
            { ...hidden, color: "red" },
            { ...hidden, color: "blue" },
        );
        expect(outs).toStrictEqual({ ...hidden, color: "blue", ...wire, __inputs: ["color"] });
    });

    test("of a refresh show drift as inputs, too", async () => {
        const { thing } = start({
            read: async () => ({ inputs: { color: "green" }, outputs: { status: "ACTIVE" } }),
        });
        const state = {
            ...hidden,
            color: "red",
            status: "BUILD",
            region: "KR1",
            __inputs: ["color", "region"],
        };
        expect(await thing.read("thing1", state)).toStrictEqual({
            id: "thing1",
            props: { ...state, color: "green", status: "ACTIVE" },
            inputs: { ...hidden, color: "green", region: "KR1" },
        });
    });

    test("of a refresh of something gone are empty", async () => {
        const { thing } = start({ read: async () => undefined });
        expect(await thing.read("thing1", { ...hidden, __inputs: [] })).toStrictEqual({});
    });

    test("of a get have the region, and everything that was read as inputs", async () => {
        const { thing } = start({
            read: async () => ({ inputs: { color: "green" }, outputs: { status: "ACTIVE" } }),
        });
        const result = await thing.read("thing1", hidden);
        expect(result.props).toMatchObject({ ...hidden, color: "green", status: "ACTIVE", region: "KR1" });
        expect(result.inputs).toMatchObject({ ...hidden, color: "green" });
        expect(result.inputs).not.toHaveProperty("status");
    });

    test("of a get of something missing are an error, since the engine would accept it silently", async () => {
        const { thing } = start({ read: async () => undefined });
        expect((await failureOf(thing.read("thing1", hidden))).message).toBe(
            "Trying to read thing thing1: not found. Check the id and the region.",
        );
    });

    test("of a delete are nothing", async () => {
        expect(await start().thing.delete("thing1", hidden)).toBeUndefined();
    });
});

describe("what an operation is given", () => {
    test.each<["create" | "update" | "delete", Values, number]>([
        ["create", {}, 100],
        ["update", {}, 200],
        ["delete", {}, 300],
        ["create", { timeouts: { create: 7 } }, 7],
        ["update", { timeouts: { create: 7, update: 8 } }, 8],
        ["delete", { timeouts: { create: 7 } }, 300],
    ])("%s with %j ends after %i seconds", async (operation, inputs, seconds) => {
        const deadlines: number[] = [];
        const record: ResourceHandler["delete"] = async ({ deadline }) => void deadlines.push(deadline);
        const { thing, clock } = start({
            create: async (context) => {
                await record(context, "", {});
                return { id: "thing1", actual: unchanged({}) };
            },
            update: async (context) => {
                await record(context, "", {});
                return unchanged({});
            },
            delete: record,
        });
        if (operation === "create") await thing.create(inputs);
        else if (operation === "update") await thing.update("thing1", {}, inputs);
        else await thing.delete("thing1", inputs);
        expect(deadlines.map((deadline) => (deadline - clock.now()) / 1000)).toEqual([seconds]);
    });

    test("is the region of the resource, else the configured one", async () => {
        const regions: string[] = [];
        const { thing } = start({ delete: async ({ cloud }) => void regions.push(cloud.region) });
        await thing.delete("thing1", { region: "KR2" });
        await thing.delete("thing1", {});
        expect(regions).toEqual(["KR2", "KR1"]);
    });

    test("is one set of watchers and locks for all resources of a region", async () => {
        const shared = new Set<unknown>();
        const { provider } = start({
            delete: async ({ cloud }) => void shared.add(cloud.serverLocks).add(cloud.serverPoller),
        });
        await provider("Thing").delete("a", {});
        await provider("Thing").delete("b", { region: "KR1" });
        expect(shared.size).toBe(2);
    });

    test("is a status line on the resource's own row, which is taken away at the end", async () => {
        const { thing, shown } = start({ delete: async ({ report }) => report("ACTIVE → deleted") });
        await thing.delete("thing1", hidden);
        expect(shown).toEqual([
            { urn: "urn:a", text: "ACTIVE → deleted · 0 s" },
            { urn: "urn:a", text: "" },
        ]);
    });
});

test("an observer is told of every operation, of which kind and on which resource", async () => {
    const works: Work[] = [];
    const during: Observer["during"] = (work, run) => {
        works.push(work);
        return run();
    };
    const { thing } = start({}, { observer: { during } });
    await thing.check({}, hidden);
    await thing.create(hidden);
    await thing.read("thing1", hidden);
    await thing.update("thing1", hidden, hidden);
    await thing.delete("thing1", hidden);
    const operations = ["check", "create", "read", "update", "delete"];
    expect(works).toEqual(operations.map((operation) => ({ operation, kind: "Thing", urn: "urn:a" })));
});

test("a run whose creates waited for one another says so once, on no resource's row", async () => {
    const { thing, clock, told } = start({
        create: async (context) => {
            await context.clock.sleep(10_000);
            return { id: "thing1", actual: unchanged({}) };
        },
    });
    const all = ["urn:a", "urn:b"].map((urn) => ({ ...hidden, __urn: urn, __derived: [] }));
    for (const one of all) await thing.check({}, one);
    // Is not created, and so is waited for by nobody.
    await thing.check({}, { ...hidden, __urn: "urn:c", color: 7 });
    for (const one of all) await clock.run(thing.create(one));
    expect(told).toEqual([
        {
            urn: "",
            text: "The engine created 1 resources at a time: pulumi up --parallel 2, or PULUMI_PARALLEL=2, would have taken about 10 s less.",
        },
    ]);
});

describe("configuring", () => {
    const stack = {
        "nhncloud:tenantId": "tenant1",
        "nhncloud:username": "me",
        "nhncloud:password": "correct horse",
        "nhncloud:region": "KR2",
    };

    test("has done its work when it returns, before its promise settles", async () => {
        const { thing } = start({}, { environment: {} });
        const settled = thing.configure(configuration(stack));
        const check = thing.check({}, {});
        await settled;
        expect(await check).toMatchObject({ inputs: { region: "KR2" }, failures: [] });
    });

    test.each<[string, Record<string, string>]>([
        ["nothing", {}],
        ["nonsense", { ...stack, "nhncloud:authUrl": "x", "nhncloud:requestTimeoutSeconds": "x" }],
    ])("with %s never throws", async (_, values) => {
        const { thing } = start({}, { environment: {} });
        expect(await thing.configure(configuration(values))).toBeUndefined();
    });

    test("that failed is one sentence in a check, and the inputs stay as they were", async () => {
        const { thing } = start({}, { environment: {} });
        await thing.configure(configuration({ ...stack, "nhncloud:password": "" }));
        expect(await thing.check({}, { color: "red" })).toEqual({
            inputs: { color: "red" },
            failures: [
                {
                    property: "",
                    reason:
                        "Reading the configuration: nhncloud:password is required. " +
                        'Run "pulumi config set --secret nhncloud:password", or export NHNCLOUD_PASSWORD.',
                },
            ],
        });
    });

    test("that failed is one sentence in every other operation", async () => {
        const { thing } = start({}, { environment: {} });
        await thing.configure(configuration({ ...stack, "nhncloud:password": "" }));
        const works = [
            thing.create({}),
            thing.read("a", {}),
            thing.update("a", {}, {}),
            thing.delete("a", {}),
        ];
        const messages = (await Promise.all(works.map(failureOf))).map(({ message }) => message);
        const operations = ["create thing new", "read thing a", "update thing a", "delete thing a"];
        expect(messages).toEqual(
            operations.map(
                (operation) =>
                    `Trying to ${operation}: nhncloud:password is required. ` +
                    'Run "pulumi config set --secret nhncloud:password", or export NHNCLOUD_PASSWORD.',
            ),
        );
    });

    test("that failed does not keep diff from working, which needs no cloud", async () => {
        const { thing } = start({}, { environment: {} });
        const state = { color: "red", __inputs: ["color"] };
        expect(await thing.diff("a", state, { color: "blue" })).toMatchObject({ changes: true });
    });

    test("is not needed where the environment says everything", async () => {
        expect((await start().thing.check({}, {})).failures).toEqual([]);
    });

    test("gives way to the environment", async () => {
        const { thing } = start({}, { environment: { NHNCLOUD_REGION: "JP1" } });
        await thing.configure(configuration(stack));
        expect((await thing.check({}, {})).inputs.region).toBe("JP1");
    });

    test("counts also where a check came first", async () => {
        const { thing } = start({}, { environment: {} });
        await thing.check({}, {});
        await thing.configure(configuration(stack));
        expect((await thing.check({}, {})).failures).toEqual([]);
    });
});

describe("an id that is none", () => {
    test.each([
        ["VolumeAttachment", "data", '"data" is not a volume attachment id. Use SERVER_ID/VOLUME_ID.'],
        ["VolumeAttachment", "a/b/c", '"a/b/c" is not a volume attachment id. Use SERVER_ID/VOLUME_ID.'],
        [
            "SecurityGroupAssignment",
            "web",
            '"web" is not a security group assignment id. Use SERVER_ID/SECURITY_GROUP_NAME.',
        ],
        [
            "SecurityGroupAssignment",
            "a/",
            '"a/" is not a security group assignment id. Use SERVER_ID/SECURITY_GROUP_NAME.',
        ],
        ["FloatingIp", "web", '"web" is not a floating IP id. Use the floating IP\'s UUID.'],
        ["ServerImage", "golden", '"golden" is not an image id. Use the image\'s UUID.'],
    ])("%s %s is told with what to give, without a request", async (kind, id, end) => {
        const plugin = startPlugin();
        const error = await failureOf(plugin.provider(kind).read(id, hidden));
        expect(error.message.endsWith(`: ${end}`)).toBe(true);
        expect(error.message).not.toContain("undefined");
        expect(plugin.network.sent).toEqual([]);
    });
});

test("an import whose id is not known yet is not looked for", async () => {
    const imported = (id: string) => sentences("Keypair", { name: "mine", __import: id });
    expect(await imported(pulumi.runtime.unknownValue)).toEqual([]);
    expect(await imported("mine")).toEqual([
        'Importing keypair "mine": not found. Check the id and the region.',
    ]);
});

test("the debug log is written only while debugging, and shows no secret", async () => {
    const read = async (more: Record<string, string>) => {
        const plugin = startPlugin({ environment: { ...environment, ...more } });
        await plugin.clock.run(failureOf(plugin.provider("Server").read(serverId, hidden)));
        return plugin.traced;
    };
    expect(await read({})).toEqual([]);
    expect(await read({ NHNCLOUD_DEBUG: "1" })).toEqual([
        "POST /v2.0/tokens 200 0 ms",
        `GET /v2/tenant1/servers/${serverId} 404 0 ms`,
    ]);
});

test("user data that the cloud echoes are never part of an error", async () => {
    const userData = "#!/bin/sh\necho hunter2";
    const encoded = Buffer.from(userData).toString("base64");
    const plugin = startPlugin({
        reply: () => ({
            status: 400,
            headers: { "x-openstack-request-id": "req-1" },
            body: {
                badRequest: {
                    message: `Invalid input for user_data. Value: ${encoded}. '${encoded}' is bad`,
                },
            },
        }),
    });
    const work = plugin.provider("Server").create({ ...hidden, ...smallServer, userData });
    expect((await plugin.clock.run(failureOf(work))).message).toBe(
        "Creating server \"web\": Invalid input for user_data. Value: [secret]. '[secret]' is bad (HTTP 400, req-1).",
    );
});
