import { orphansCommand } from "../../provider/src/cli/orphansCommand";
import type { Surroundings } from "../../provider/src/cli/surroundings";
import { runCommand } from "../support/command";
import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

describe("orphans", () => {
    let world: World;
    let made: Record<string, { id: string; outs: Values }>;
    beforeEach(async () => {
        world = await startWorld();
        world.cloud.region().addVolume({ name: "of a person" });
        made = {
            access: await world.create("Keypair", { name: "access" }),
            web: await world.create("Server", serverInputs(world, { name: "web" })),
            data: await world.create("Volume", { name: "data", size: 10 }),
            address: await world.create("FloatingIp", {}),
            workers: await world.create("ServerFleet", {
                ...serverInputs(world, { name: undefined }),
                namePrefix: "worker",
                count: 2,
            }),
        };
    });
    afterEach(() => world.close());

    /** The states of two stacks, as `pulumi` prints them. */
    const pulumiWith =
        (
            states: Record<string, { resources?: Values[]; pending_operations?: Values[] }>,
        ): Surroundings["pulumi"] =>
        async (...words) => {
            if (words[0] === "config") return "{}";
            if (words[1] === "ls") return JSON.stringify(Object.keys(states).map((name) => ({ name })));
            const state = states[String(words.at(-1))];
            if (!state) throw new Error("passphrase must be set");
            return JSON.stringify({ deployment: state });
        };
    const inState = (...names: string[]) =>
        names.map((name) => ({ id: made[name]?.id, outputs: { region: "KR1" }, urn: name }));

    const run = (pulumi: Surroundings["pulumi"], words: string[] = [], answer?: string) =>
        runCommand(orphansCommand, words, { world, surroundings: { pulumi }, answer });
    const all = { one: { resources: [] }, two: { resources: [] } };

    test("are what bears the mark and is in none of the stacks", async () => {
        const { code, out } = await run(
            pulumiWith({ one: { resources: inState("web") }, two: { resources: [] } }),
            ["--json"],
        );
        expect(code).toBe(1);
        const listed: { kind: string; name: string }[] = JSON.parse(out);
        expect(listed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
            expect.stringMatching(/^server worker-/),
            expect.stringMatching(/^server worker-/),
            "volume data",
            "keypair access",
            expect.stringMatching(/^floating IP [\d.]+$/),
        ]);
    });

    test("are none where stacks have everything, or are about to", async () => {
        const states = {
            one: { resources: inState("web", "access", "workers") },
            two: { resources: inState("data", "address") },
        };
        const { code, out } = await run(pulumiWith(states));
        expect({ code, out }).toEqual({
            code: 0,
            out: "Nothing with this package's mark is in region KR1, in no stack of this backend (2 read).\n",
        });
        const nonce = world.cloud.region().serverByName("web")?.metadata["pulumi-nhncloud-nonce"];
        const pending = [{ type: "creating", resource: { urn: "web", inputs: { __nonce: nonce } } }];
        const begun = {
            ...states,
            one: { resources: inState("access", "workers"), pending_operations: pending },
        };
        expect((await run(pulumiWith(begun))).code).toBe(0);
    });

    test("are not listed where a stack cannot be read", async () => {
        const unreadable = pulumiWith({ one: { resources: [] } });
        const pulumi: Surroundings["pulumi"] = async (...words) =>
            words[1] === "ls" ? JSON.stringify([{ name: "one" }, { name: "secret" }]) : unreadable(...words);
        await expect(run(pulumi)).rejects.toThrow(
            "the state of stack secret cannot be read: passphrase must be set",
        );
    });

    test("may be asked for by their age", async () => {
        const ages = await Promise.all(
            ["1m", "7d"].map(async (age) =>
                JSON.parse((await run(pulumiWith(all), ["--json", "--older-than", age])).out),
            ),
        );
        expect(ages[1]).toEqual([]);
        await expect(run(pulumiWith(all), ["--older-than", "soon"])).rejects.toThrow(
            '--older-than must be minutes, hours or days such as 30m, 24h or 7d, got "soon"',
        );
    });

    test("are deleted after a yes, and what has no mark stays", async () => {
        const { code, errors } = await run(pulumiWith(all), ["--delete"], "yes");
        expect(code).toBe(0);
        expect(errors.match(/^Deleted: /gm)).toHaveLength(6);
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toHaveLength(6);
        expect([...world.cloud.region().volumes.values()].map(({ name }) => name)).toContain("of a person");
    });

    test.each([
        ["no", 1, "Delete these 6? Type yes: no\nNothing is deleted.\n"],
        [undefined, 2, "Nothing is deleted: --delete asks, and there is no terminal to answer.\n"],
    ])("are not deleted after %s", async (answer, code, errors) => {
        expect(await run(pulumiWith(all), ["--delete"], answer)).toMatchObject({ code, errors });
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toEqual([]);
    });
});
