import type { AxiosAdapter } from "axios";
import fc from "fast-check";
import type { Values } from "../model/engine";
import { serverInputs } from "../support/inputs";
import type { Kind } from "../support/provider";
import { startWorld, type World } from "../support/world";

/** What becomes of the text of a good answer. */
type Garble = (text: string) => { text?: string; status?: number; headers?: Record<string, string> };

/** Another value in the place of one that a document holds, which `at` chooses. */
function replaceAt(text: string, at: number, value: unknown): string {
    const document = JSON.parse(text) as unknown;
    const places: { holder: Record<string, unknown>; key: string }[] = [];
    const visit = (holder: unknown) => {
        if (typeof holder !== "object" || holder === null) return;
        for (const [key, member] of Object.entries(holder)) {
            places.push({ holder: holder as Record<string, unknown>, key });
            visit(member);
        }
    };
    visit(document);
    const place = places[at % Math.max(places.length, 1)];
    if (place) place.holder[place.key] = value;
    return JSON.stringify(document);
}

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const withPrototype =
    '{"__proto__":{"id":"x","status":"ACTIVE","polluted":true},"constructor":1,"toString":2}';

const values: fc.Arbitrary<unknown> = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, "", 0, -1, true, [], {}, [[]], [null], { "": "" }, 1e300),
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom("\u0000\u0007\u001b[31m\r\n\u2028", "..", "/", "%zz", "a".repeat(100_000), "__proto__"),
    fc.jsonValue({ maxDepth: 4 }),
);
const garbles: fc.Arbitrary<Garble> = fc.oneof(
    {
        weight: 6,
        arbitrary: fc.tuple(fc.nat(), values).map(
            ([at, value]): Garble =>
                (text) => ({ text: text === "" ? "" : replaceAt(text, at, value) }),
        ),
    },
    {
        weight: 2,
        arbitrary: fc
            .constantFrom(
                deep(100_000),
                `{"server":${deep(50_000)}}`,
                withPrototype,
                "",
                "null",
                "7",
                '"x"',
                "[]",
                "{}",
                "<html>",
                "\u0000",
                '{"a":',
            )
            .map(
                (text): Garble =>
                    () => ({ text }),
            ),
    },
    {
        weight: 2,
        arbitrary: fc
            .tuple(
                fc.constantFrom(
                    200,
                    204,
                    299,
                    300,
                    302,
                    304,
                    400,
                    401,
                    403,
                    404,
                    409,
                    413,
                    429,
                    500,
                    503,
                    599,
                    999,
                ),
                fc.oneof(fc.constantFrom(withPrototype, deep(50_000), ""), fc.json({ maxDepth: 3 })),
                fc.constantFrom<Record<string, string>>(
                    {},
                    { "retry-after": "1e400" },
                    { "retry-after": "31536000" },
                    { "retry-after": "-5" },
                    { "retry-after": "soon" },
                    { "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" },
                    { location: "http://[" },
                    { location: "\u0007" },
                    { "x-openstack-request-id": "req-\u001b[31m" },
                ),
            )
            .map(
                ([status, text, headers]): Garble =>
                    () => ({ status, text, headers }),
            ),
    },
);

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";

interface Subject {
    prepare?(world: World): Promise<Values>;
    inputs(world: World, prepared: Values): Values;
    change: Values;
}
const serverOf = async (world: World) => ({
    serverId: (await world.create("Server", serverInputs(world))).id,
});
const subjects: Record<Kind, Subject> = {
    Keypair: { inputs: () => ({ name: "mine", publicKey }), change: { publicKey: undefined } },
    Server: {
        inputs: (world) => serverInputs(world, { securityGroups: ["web"] }),
        change: { metadata: { a: "b" }, powerState: "stopped", securityGroups: ["db"] },
    },
    ServerFleet: {
        inputs: (world) => {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 2 };
        },
        change: { count: 3 },
    },
    VolumeAttachment: {
        prepare: async (world) => ({
            ...(await serverOf(world)),
            volumeId: world.cloud.region().addVolume(),
        }),
        inputs: (_world, prepared) => prepared,
        change: { stopBeforeDetach: true },
    },
    SecurityGroupAssignment: {
        prepare: serverOf,
        inputs: (_world, { serverId }) => ({ serverId, securityGroup: "db" }),
        change: { timeouts: { update: 100 } },
    },
    ServerImage: {
        prepare: serverOf,
        inputs: (_world, { serverId }) => ({ serverId, name: "golden" }),
        change: { stopServer: true },
    },
};

/** One line that ends in a full stop or says what to do. */
const isSentence = (text: unknown) =>
    typeof text === "string" && text.length > 10 && text.length < 2000 && /^\P{Cc}+$/u.test(text);

jest.setTimeout(120_000);
const seed = Number(process.env.SEED ?? 1);
const numRuns = Number(process.env.RUNS ?? 25);

/** The longest that an operation may take, on the clock of the world. */
const longestMs = 2 * 3_600_000;

describe.each(Object.keys(subjects) as Kind[])("whatever the cloud answers about a %s", (kind) => {
    const { prepare, inputs, change } = subjects[kind];

    test("ends in a result or a sentence", async () => {
        const garbled = fc.record({
            first: fc.nat({ max: 12 }),
            garble: garbles,
            times: fc.constantFrom(1, 1, 3, 1000),
        });
        await fc.assert(
            fc.asyncProperty(
                garbled,
                fc.constantFrom("create", "read", "update", "delete"),
                async (fault, operation) => {
                    const answers = {
                        left: Number.POSITIVE_INFINITY,
                        skip: 0,
                        garble: ((text) => ({ text })) as Garble,
                    };
                    const network =
                        (adapter: AxiosAdapter): AxiosAdapter =>
                        async (config) => {
                            const answer = await adapter(config);
                            if (!isArmed || answers.skip-- > 0 || answers.left-- <= 0) return answer;
                            const {
                                text = answer.data,
                                status = answer.status,
                                headers,
                            } = answers.garble(String(answer.data ?? ""));
                            for (const [name, value] of Object.entries(headers ?? {}))
                                answer.headers[name] = value;
                            return { ...answer, data: text, status };
                        };
                    let isArmed = false;
                    const world = await startWorld({ network });
                    await world.create("Keypair", { name: "access" });
                    const prepared = (await prepare?.(world)) ?? {};
                    const program = inputs(world, prepared);
                    const made = operation === "create" ? undefined : await world.create(kind, program);
                    Object.assign(answers, { left: fault.times, skip: fault.first, garble: fault.garble });
                    isArmed = true;
                    const began = world.clock.now();
                    const run = world.nextRun(made ? { ids: [made.id] } : {});
                    const work = async (): Promise<unknown> => {
                        const wanted = operation === "update" ? { ...program, ...change } : program;
                        const checked = await run.check(kind, wanted, made?.outs);
                        for (const sentence of checked.sentences)
                            expect([sentence, isSentence(sentence)]).toEqual([sentence, true]);
                        if (checked.sentences.length > 0) return undefined;
                        if (!made) return await run.create(kind, wanted);
                        if (operation === "read") return await run.read(kind, made.id, made.outs);
                        if (operation === "update") return await run.update(kind, made.id, made.outs, wanted);
                        return await run.delete(kind, made.id, made.outs);
                    };
                    const result = await work().catch((error: Error) => error);
                    if (result instanceof Error) {
                        if ("matcherResult" in result) throw result;
                        expect([result.message, isSentence(result.message)]).toEqual([result.message, true]);
                        expect(result.name).toBe("Error");
                    } else if (result !== undefined) {
                        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
                    }
                    expect(({} as Values).polluted).toBeUndefined();
                    expect(world.clock.now() - began).toBeLessThan(longestMs);
                    await world.cloud.close();
                },
            ),
            { seed, numRuns, includeErrorInReport: true },
        );
    });
});

describe("whatever the cloud answers, a look-up", () => {
    test.each(["getServers", "getFlavors", "getImages", "getKeypairs", "getAvailabilityZones"] as const)(
        "%s ends in a result or a sentence",
        async (name) => {
            await fc.assert(
                fc.asyncProperty(fc.nat({ max: 2 }), garbles, async (first, garble) => {
                    let skip = first;
                    const network =
                        (adapter: AxiosAdapter): AxiosAdapter =>
                        async (config) => {
                            const answer = await adapter(config);
                            if (skip-- > 0) return answer;
                            const {
                                text = answer.data,
                                status = answer.status,
                                headers,
                            } = garble(String(answer.data ?? ""));
                            for (const [key, value] of Object.entries(headers ?? {}))
                                answer.headers[key] = value;
                            return { ...answer, data: text, status };
                        };
                    const world = await startWorld({ network });
                    const began = world.clock.now();
                    const result = await world.lookUp(name).catch((error: Error) => error);
                    if (result instanceof Error)
                        expect([result.message, isSentence(result.message)]).toEqual([result.message, true]);
                    else expect(Array.isArray(result)).toBe(true);
                    expect(world.clock.now() - began).toBeLessThan(longestMs);
                    await world.cloud.close();
                }),
                { seed, numRuns, includeErrorInReport: true },
            );
        },
    );
});
