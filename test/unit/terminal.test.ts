import { useWorld } from "../lifecycle/useWorld";
import { serverInputs } from "../support/inputs";

/** ESC sequences of both kinds, and a control character of eight bits that begins one as well. */
const trick = "a\u001b[31mb\u001b]0;title\u0007c\u009b2Jd\ne";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must reach no terminal
const control = /[\u0000-\u001f\u007f-\u009f]/;

describe("what reaches the terminal has no control characters", () => {
    const world = useWorld();

    test("in a server's name, and in that of a member of a fleet", async () => {
        const { id, outs } = await world.create("Server", serverInputs(world));
        const server = world.cloud.region().servers.get(id);
        if (!server) throw new Error("It is gone.");
        Object.assign(server, { name: trick });
        const { props } = await world.read("Server", id, outs);
        world.cloud.faults.add({ method: "DELETE", kind: "respond", status: 403, body: {} });
        const error = await world.failure(world.delete("Server", id, props as Record<string, unknown>));
        expect(error.message).toMatch(/^Deleting server/);
        expect(error.message).not.toMatch(control);
        world.cloud.faults.clear();

        const { name: _name, ...shared } = serverInputs(world);
        const fleet = await world.create("ServerFleet", { ...shared, namePrefix: "worker", count: 1 });
        const [member] = fleet.outs.servers as [{ id: string }];
        Object.assign(world.cloud.region().servers.get(member.id) ?? {}, { name: trick });
        world.cloud.faults.add({ method: "DELETE", kind: "respond", times: 9, status: 403, body: {} });
        const refused = await world.failure(world.delete("ServerFleet", fleet.id, fleet.outs));
        expect(refused.message).not.toMatch(control);
    });

    test("in a warning that names a server of a fleet", async () => {
        const { name: _name, ...shared } = serverInputs(world);
        const { id, outs } = await world.create("ServerFleet", { ...shared, namePrefix: "worker", count: 1 });
        const [member] = outs.servers as [{ id: string }];
        const server = world.cloud.region().servers.get(member.id);
        Object.assign(server ?? {}, { name: trick, status: "ERROR" });
        await world.read("ServerFleet", id, outs);
        expect(world.warnings).toEqual([expect.stringMatching(/^Server ".*" is in ERROR/)]);
        expect(world.warnings[0]).not.toMatch(control);
    });

    test("in the sentences of a check", async () => {
        const { sentences } = await world.check(
            "Server",
            serverInputs(world, { [trick]: 1, flavorId: trick }),
        );
        expect(sentences).not.toEqual([]);
        for (const sentence of sentences) expect(sentence).not.toMatch(control);
    });
});
