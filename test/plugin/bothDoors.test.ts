import { inspect } from "node:util";
import { handlers } from "../../provider/src/resources/handlers";
import { numbering } from "../examples/readme";
import { serverInputs } from "../support/inputs";
import { startPluginProvider } from "../support/pluginProvider";
import { type Door, type Kind, startProvider } from "../support/provider";
import { startWorld } from "../support/world";

type Values = Record<string, unknown>;

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

/** One step in the life of a resource: the state after it, and the requests that it took. */
interface Step {
    kind: Kind;
    step: string;
    state: Values;
    requests: string[];
}

/** One of each kind is created, read, found to be as wanted, changed and deleted. */
async function stepsThrough(door: Door): Promise<Step[]> {
    const world = await startWorld({ door });
    const { ids } = world.cloud.region();
    const steps: Step[] = [];
    const ends: (() => Promise<void>)[] = [];
    const begin = async (kind: Kind, inputs: Values, change: Values): Promise<string> => {
        const note = (step: string, state: Values) => {
            steps.push({ kind, step, state: shown(state), requests: world.calls() });
            world.cloud.requests.length = 0;
        };
        const { id, outs } = await world.create(kind, inputs);
        note("create", outs);
        const { props: read = {} } = await world.read(kind, id, outs);
        note("read", read);
        expect((await world.diff(kind, read, inputs, id)).changes).toBe(false);
        const wanted = { ...inputs, ...change };
        expect((await world.diff(kind, read, wanted, id)).changes).toBe(true);
        const updated = await world.update(kind, id, read, wanted);
        note("update", updated);
        ends.unshift(async () => {
            await world.delete(kind, id, updated);
            note("delete", {});
        });
        return id;
    };
    try {
        const timeouts = { timeouts: { delete: 90 } };
        await begin("Keypair", { name: "access", publicKey }, timeouts);
        const placementPolicyId = await begin("PlacementPolicy", { name: "apart" }, timeouts);
        const server = serverInputs(world, { placementPolicyId, userData: "#!/bin/sh" });
        const serverId = await begin("Server", server, { name: "shop", flavorId: ids.bigFlavor });
        const volumeId = await begin("Volume", { name: "data", size: 10 }, { description: "all of it" });
        await begin("VolumeAttachment", { serverId, volumeId }, { stopBeforeDetach: true });
        await begin("SecurityGroupAssignment", { serverId, securityGroup: "db" }, timeouts);
        await begin("ServerImage", { serverId, name: "golden" }, { stopServer: true });
        await begin("FloatingIp", { serverId }, { label: "web" });
        const { name: _ofOne, ...shared } = serverInputs(world);
        await begin("ServerFleet", { ...shared, namePrefix: "worker", count: 2 }, { count: 3 });
        const { port } = new URL(world.cloud.url);
        await begin("Readiness", { host: "127.0.0.1", port: Number(port), protocol: "tcp" }, timeouts);
        for (const end of ends) await end();
    } finally {
        await world.close();
    }
    return steps;
}

/** Without what only the protocol needs. */
function shown(state: Values): Values {
    return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith("__")));
}

/** Reservations, addresses, and hosts. */
const drawn = /\br-[0-9a-z]{8}\b|\b([\da-f]{2}:){5}[\da-f]{2}\b|\b[\da-f]{56}\b|\b127(\.\d+){3}\b/g;

/** Ids and the port differ from cloud to cloud; gRPC puts keys into an order of its own. */
function comparable(steps: Step[]): string[] {
    const alike = steps.map(({ state, ...step }) => ({ ...step, state: { ...state, port: undefined } }));
    const text = inspect(alike, { sorted: true, depth: null, maxArrayLength: null, compact: false });
    return numbering()(text.replace(drawn, "DRAWN").split("\n"));
}

test("every kind has the same states, and needs the same requests, through both doors", async () => {
    const dynamic = await stepsThrough(startProvider);
    const plugin = await stepsThrough(startPluginProvider);
    expect([...new Set(dynamic.map(({ kind }) => kind))].sort()).toEqual(Object.keys(handlers).sort());
    expect(comparable(plugin)).toEqual(comparable(dynamic));
});

test("what a killed run began is taken over and nothing is made twice, also after a move to the other door", async () => {
    for (const [before, after] of [
        [startProvider, startPluginProvider],
        [startPluginProvider, startProvider],
    ] as const) {
        const world = await startWorld({ door: after });
        try {
            await world.create("Keypair", { name: "access", publicKey });
            const killed = before(world.platform(), (work) => world.clock.run(work));
            const { inputs } = await killed.check("Server", serverInputs(world));
            const { id } = await killed.create("Server", serverInputs(world));
            killed.stop();
            const nonce = world.cloud.region().servers.get(id)?.metadata["pulumi-nhncloud-nonce"];
            const pendingCreates = [{ ...inputs, __nonce: nonce }];
            const taken = await world.nextRun({ pendingCreates }).create("Server", serverInputs(world));
            expect(taken.id).toBe(id);
            expect(world.cloud.region().servers.size).toBe(1);
        } finally {
            await world.close();
        }
    }
});
