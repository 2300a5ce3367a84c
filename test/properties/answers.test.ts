import type { AxiosAdapter } from "axios";
import fc from "fast-check";
import { Engine, type Values } from "../model/engine";
import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import { startWorld, type World } from "../support/world";
import { drawn } from "./drawn";

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
const subjects: Record<CloudKind, Subject> = {
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
    Volume: {
        inputs: () => ({ name: "data", size: 10, metadata: { a: "b" } }),
        change: { name: "logs", description: "all of it", metadata: { a: "c" } },
    },
    PlacementPolicy: { inputs: () => ({ name: "apart" }), change: { timeouts: { update: 100 } } },
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
    FloatingIp: {
        prepare: serverOf,
        inputs: (_world, { serverId }) => ({ serverId, label: "web" }),
        change: { label: "storefront" },
    },
    ServerImage: {
        prepare: serverOf,
        inputs: (_world, { serverId }) => ({ serverId, name: "golden" }),
        change: { stopServer: true },
    },
};

interface Fault {
    /** How many answers are as ever before. */
    first: number;
    times: number;
    garble: Garble;
}

/** A network whose answers are garbled once a fault is set. */
class GarblingNetwork {
    private fault: Fault | undefined;

    set(fault: Fault): void {
        this.fault = { ...fault };
    }

    readonly around =
        (adapter: AxiosAdapter): AxiosAdapter =>
        async (config) => {
            const answer = await adapter(config);
            const { fault } = this;
            if (!fault || fault.first-- > 0 || fault.times-- <= 0) return answer;
            const { text, status, headers = {} } = fault.garble(String(answer.data ?? ""));
            for (const [name, value] of Object.entries(headers)) answer.headers[name] = value;
            return { ...answer, data: text ?? answer.data, status: status ?? answer.status };
        };
}

/** One line of words, and none of the runtime's own. */
function expectSentence({ message }: Error): void {
    expect(message).toMatch(/^\P{Cc}{10,2000}$/u);
    expect(message).not.toMatch(/undefined|not a function|not iterable|call stack|JSON at|primitive value/);
}

/** The longest that an operation may take, on the clock of the world. */
const longestMs = 2 * 3_600_000;

async function expectEnd(world: World, work: () => Promise<unknown>): Promise<unknown> {
    const began = world.clock.now();
    const result = await world.clock.run(work()).catch((error: Error) => error);
    if (result instanceof Error) expectSentence(result);
    expect(({} as Values).polluted).toBeUndefined();
    expect(world.clock.now() - began).toBeLessThan(longestMs);
    return result;
}

const faults = (first: number) =>
    fc.record({ first: fc.nat({ max: first }), garble: garbles, times: fc.constantFrom(1, 1, 3, 1000) });

jest.setTimeout(600_000);

describe("whatever the cloud answers about a", () => {
    test.each(Object.keys(subjects) as CloudKind[])(
        "%s, an operation ends in a result or a sentence",
        async (kind) => {
            const { prepare, inputs, change } = subjects[kind];
            const operations = fc.constantFrom("create", "read", "update", "delete");
            await fc.assert(
                fc.asyncProperty(faults(12), operations, async (fault, operation) => {
                    const network = new GarblingNetwork();
                    const world = await startWorld({ network: network.around });
                    await world.create("Keypair", { name: "access" });
                    const program = inputs(world, (await prepare?.(world)) ?? {});
                    const engine = new Engine(world.platform, "dev");
                    const up = (more: Values) =>
                        engine.up([{ kind, name: "it", inputs: { ...program, ...more } }]);
                    if (operation !== "create") await world.clock.run(up({}));
                    network.set(fault);
                    await expectEnd(world, async () => {
                        if (operation === "read") return await engine.refresh();
                        if (operation === "delete") return await engine.destroy();
                        return await up(operation === "update" ? change : {});
                    });
                    await world.cloud.close();
                }),
                drawn(10),
            );
        },
    );
});

describe("whatever the cloud answers, a look-up", () => {
    const names = [
        "getServers",
        "getFlavors",
        "getImages",
        "getKeypairs",
        "getAvailabilityZones",
        "getNetworks",
        "getSubnets",
        "getSecurityGroups",
        "getFloatingIps",
    ] as const;
    test.each(names)("%s ends in a result or a sentence", async (name) => {
        await fc.assert(
            fc.asyncProperty(faults(2), async (fault) => {
                const network = new GarblingNetwork();
                network.set(fault);
                const world = await startWorld({ network: network.around });
                const result = await expectEnd(world, () => world.lookUp(name));
                if (!(result instanceof Error)) expect(Array.isArray(result)).toBe(true);
                await world.cloud.close();
            }),
            drawn(10),
        );
    });
});
