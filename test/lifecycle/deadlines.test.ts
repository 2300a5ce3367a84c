import { type AxiosAdapter, CanceledError } from "axios";
import { serverInputs } from "../support/inputs";
import { type CloudKind, cloudKinds, type ProviderError } from "../support/provider";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const limits = { create: 60, update: 60, delete: 60 };
const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";

/** What each kind is made of, and a change of it that asks the cloud for something. */
const subjects: Record<CloudKind, { inputs(world: World, serverId: string): Values; change: Values }> = {
    Keypair: { inputs: () => ({ name: "mine", publicKey }), change: { publicKey: undefined } },
    Server: { inputs: (world) => serverInputs(world), change: { name: "storefront" } },
    VolumeAttachment: {
        inputs: ({ cloud }, serverId) => ({ serverId, volumeId: cloud.region().addVolume() }),
        change: {},
    },
    SecurityGroupAssignment: {
        inputs: (_, serverId) => ({ serverId, securityGroup: "web" }),
        change: {},
    },
    ServerImage: { inputs: (_, serverId) => ({ serverId, name: "golden" }), change: {} },
    Volume: { inputs: () => ({ name: "data", size: 10 }), change: { name: "logs" } },
    PlacementPolicy: { inputs: () => ({ name: "apart" }), change: {} },
    FloatingIp: { inputs: (_, serverId) => ({ serverId }), change: { label: "web" } },
    ServerFleet: {
        inputs: (world) => {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 2 };
        },
        change: { namePrefix: "batch" },
    },
};

test("every kind is held to its deadlines below", () => {
    expect(Object.keys(subjects).sort()).toEqual([...cloudKinds].sort());
});

describe.each(Object.keys(subjects) as CloudKind[])("a %s while the cloud asks to wait for a day", (kind) => {
    let world: World;
    let inputs: Values;
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
        const server = await world.create("Server", { ...serverInputs(world), name: "host" });
        inputs = { ...subjects[kind].inputs(world, server.id), timeouts: limits };
    });
    afterEach(() => world.close());

    /** From here on the cloud puts everything off. */
    const askForADay = (method?: string) =>
        world.cloud.faults.add({
            ...(method ? { method } : {}),
            kind: "respond",
            times: 1000,
            status: 429,
            headers: { "Retry-After": "86400" },
            body: { overLimit: { code: 429, message: "Too many requests." } },
        });

    const ended = async (work: () => Promise<unknown>): Promise<ProviderError> => {
        const began = world.clock.now();
        const error = await world.failure(work());
        expect((world.clock.now() - began) / 1000).toBeLessThanOrEqual(62);
        expect(error.message).toMatch(/^[A-Z][^:]+: .+\.$/s);
        return error;
    };

    test("fails to be made within its time, with what the cloud said", async () => {
        const checked = await world.check(kind, inputs);
        askForADay();
        const error = await ended(() => world.create(kind, checked.inputs));
        expect(error.message).toContain("Too many requests");
    });

    test("is kept in the stack where the cloud puts off everything after the request for it", async () => {
        const checked = await world.check(kind, inputs);
        world.cloud.faults.add({ method: "POST", kind: "none", onHit: () => askForADay() });
        // These are there with the answer.
        if (kind === "Keypair" || kind === "PlacementPolicy")
            return expect((await world.create(kind, checked.inputs)).id).toMatch(/./);
        const error = await ended(() => world.create(kind, checked.inputs));
        expect(error.message).toContain("Too many requests");
        expect(error.id).toMatch(/./);
        expect(error.properties).toMatchObject({ timeouts: limits });
        world.cloud.faults.clear();
        await world.delete(kind, String(error.id), error.properties ?? {});
    });

    test.each(["update", "delete"] as const)("ends its %s in time", async (operation) => {
        const { id, outs } = await world.create(kind, inputs);
        const wanted = { ...inputs, ...subjects[kind].change };
        const checked = await world.check(kind, wanted, outs);
        expect(checked.sentences).toEqual([]);
        askForADay();
        const error = await ended(() =>
            operation === "delete"
                ? world.delete(kind, id, outs)
                : world.update(kind, id, outs, checked.inputs),
        );
        expect(error.message).toMatch(/Too many requests|unavailable/);
        world.cloud.faults.clear();
        await world.delete(kind, id, outs);
    });
});

describe.each(Object.keys(subjects) as CloudKind[])("a %s while the login hangs", (kind) => {
    test("fails in time, and the preview is warned after 15 s", async () => {
        let hangs = false;
        const world = await startWorld({
            network: (adapter) => (config) =>
                hangs && config.url?.includes("/identity") ? new Promise(() => {}) : adapter(config),
        });
        try {
            await world.create("Keypair", { name: "access" });
            const { id } = await world.create("Server", { ...serverInputs(world), name: "host" });
            const inputs = { ...subjects[kind].inputs(world, id), timeouts: limits };
            const { id: made, outs } = await world.create(kind, inputs);
            hangs = true;
            const run = world.nextRun();
            const began = world.clock.now();
            const seconds = () => Math.round((world.clock.now() - began) / 1000);
            const { sentences, inputs: checked } = await run.check(kind, { ...inputs, region: "KR2" });
            expect({ sentences, seconds: seconds() }).toEqual({ sentences: [], seconds: 15 });
            for (const [nth, work] of [
                () => run.create(kind, { ...checked, region: "KR1" }),
                () => run.update(kind, made, outs, { ...inputs, ...subjects[kind].change }),
                () => run.delete(kind, made, outs),
            ].entries()) {
                const error = await run.failure(work());
                expect(error.message).toMatch(/the deadline passed|has not responded/);
                expect(seconds()).toBeLessThanOrEqual(15 + 62 * (nth + 1));
            }
        } finally {
            await world.close();
        }
    });
});

test("a fleet whose servers are resized one by one begins no more of them when the time is over", async () => {
    let hangs = false;
    const untilAborted: AxiosAdapter = ({ signal }) =>
        new Promise((_, reject) => signal?.addEventListener?.("abort", () => reject(new CanceledError())));
    const world = await startWorld({
        network: (adapter) => (config) =>
            hangs && config.url?.endsWith("/action") ? untilAborted(config) : adapter(config),
    });
    try {
        await world.create("Keypair", { name: "access" });
        const inputs = { ...subjects.ServerFleet.inputs(world, ""), count: 6, timeouts: limits };
        const { id, outs } = await world.create("ServerFleet", inputs);
        hangs = true;
        const began = world.clock.now();
        const wanted = { ...inputs, flavorId: world.cloud.region().ids.bigFlavor };
        const error = await world.failure(world.update("ServerFleet", id, outs, wanted));
        expect((world.clock.now() - began) / 1000).toBeLessThanOrEqual(64);
        expect(error.message).toMatch(/6 servers failed, first "worker-\S+": \S+ did not respond: ETIMEDOUT/);
        hangs = false;
        const done = await world.update("ServerFleet", id, error.properties ?? {}, wanted);
        expect((await world.diff("ServerFleet", done, wanted, id)).changes).toBe(false);
    } finally {
        await world.close();
    }
});
