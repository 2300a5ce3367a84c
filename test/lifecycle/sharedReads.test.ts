import { serverInputs } from "../support/inputs";
import type { World } from "../support/world";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;
type Thing = [kind: Parameters<World["create"]>[0], id: string, state: Values];

const many = 200;

/** A refresh asks for all that is in the stack, in a process of its own. */
describe("a refresh", () => {
    const world = useWorld();

    const makeServers = async (count: number): Promise<Thing[]> => {
        const made = await Promise.all(
            Array.from({ length: count }, (_, index) =>
                world.create("Server", serverInputs(world, { name: `web-${index}` })),
            ),
        );
        return made.map(({ id, outs }) => ["Server", id, outs]);
    };

    /** What a refresh of those finds, and the calls that it makes. */
    async function refresh(things: readonly Thing[]) {
        const run = world.nextRun();
        world.cloud.requests.length = 0;
        const results = await Promise.all(things.map(([kind, id, state]) => run.read(kind, id, state)));
        return { results, calls: world.calls() };
    }

    test(`of ${many} servers makes at most 10 calls, and finds each as it is`, async () => {
        const servers = await makeServers(many);
        const { results, calls } = await refresh(servers);
        expect(calls.length).toBeLessThanOrEqual(10);
        expect(results.map(({ props }) => props)).toEqual(servers.map(([, , state]) => state));
    });

    test("of four servers asks for each by itself", async () => {
        const servers = await makeServers(4);
        const { calls } = await refresh(servers);
        expect(calls).toEqual(servers.map(([, id]) => expect.stringMatching(`^GET .*/${id}$`)));
    });

    test("of volumes and groups on servers shares the list of the servers", async () => {
        const servers = await makeServers(10);
        const ids = servers.slice(0, 6).map(([, id]) => id);
        const attached = await Promise.all(
            ids.map((serverId) =>
                world.create("VolumeAttachment", { serverId, volumeId: world.cloud.region().addVolume() }),
            ),
        );
        const assigned = await Promise.all(
            ids.map((serverId) =>
                world.create("SecurityGroupAssignment", { serverId, securityGroup: "web" }),
            ),
        );
        const things: Thing[] = [
            ...servers.slice(6, 10),
            ...attached.map(({ id, outs }): Thing => ["VolumeAttachment", id, outs]),
            ...assigned.map(({ id, outs }): Thing => ["SecurityGroupAssignment", id, outs]),
        ];
        const { results, calls } = await refresh(things);
        expect(calls).toHaveLength(5);
        expect(results.map(({ props }) => props)).toEqual(things.map(([, , state]) => state));
    });

    test("of keypairs shares their list, and keeps what it does not tell", async () => {
        const names = ["a", "b", "c", "d", "e", "f"];
        const made = await Promise.all(names.map((name) => world.create("Keypair", { name })));
        const things = made.map(({ id, outs }): Thing => ["Keypair", id, outs]);
        const { results, calls } = await refresh(things);
        expect(calls).toHaveLength(5);
        expect(results.map(({ props }) => props)).toEqual(made.map(({ outs }) => outs));
    });

    test.each(["Volume", "FloatingIp", "PlacementPolicy"] as const)(
        "of many of kind %s shares their list",
        async (kind) => {
            const names = ["a", "b", "c", "d", "e", "f"];
            const made = await Promise.all(
                names.map((name) =>
                    world.create(
                        kind,
                        {
                            Volume: { name, size: 10 },
                            FloatingIp: { label: name },
                            PlacementPolicy: { name },
                        }[kind],
                    ),
                ),
            );
            const things = made.map(({ id, outs }): Thing => [kind, id, outs]);
            const { results, calls } = await refresh(things);
            expect(calls).toHaveLength(5);
            expect(results.map(({ props }) => props)).toEqual(made.map(({ outs }) => outs));
        },
    );

    test("asks for what the list lacks, and why a server is in ERROR", async () => {
        const servers = await makeServers(6);
        const [gone, broken] = servers.slice(-2);
        await world.delete("Server", gone?.[1] ?? "", gone?.[2] ?? {});
        const fault = { code: 500, message: "the host died", created: "2026-01-01T00:00:00Z" };
        world.cloud.region().setStatus(broken?.[1] ?? "", "ERROR", fault);
        world.warnings.length = 0;
        const { results, calls } = await refresh(servers);
        expect(results.at(-2)).toEqual({});
        expect(results.at(-1)?.props).toMatchObject({ status: "ERROR" });
        expect(world.warnings).toEqual(["The server is in ERROR: the host died"]);
        expect(calls).toHaveLength(7);
    });

    test("asks for each by itself where the list is refused", async () => {
        world.cloud.faults.add({ path: /servers\/detail$/, kind: "respond", status: 403 });
        const { results } = await refresh(await makeServers(6));
        expect(results.map(({ props }) => props?.status)).toEqual(Array(6).fill("ACTIVE"));
    });

    test("asks for each by itself in a run that changes something", async () => {
        const servers = await makeServers(6);
        const run = world.nextRun();
        const [server] = servers;
        const [, id = "", state = {}] = server ?? [];
        const inputs = serverInputs(world, { name: "renamed" });
        await run.update("Server", id, state, inputs);
        world.cloud.requests.length = 0;
        await Promise.all(servers.map(([kind, id, state]) => run.read(kind, id, state)));
        expect(world.calls()).toHaveLength(6);
    });
});
