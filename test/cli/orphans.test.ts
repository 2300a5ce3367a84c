import { type Orphan, olderThan } from "../../provider/src/cli/orphans";
import { orphansCommand } from "../../provider/src/cli/orphansCommand";
import type { Surroundings } from "../../provider/src/cli/surroundings";
import { runCommand } from "../support/command";
import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

test.each([
    ["2026-01-01T12:00:00Z", "30m", true],
    ["2026-01-01T12:00:00Z", "31m", false],
    ["2026-01-01T12:00:00.000000", "30m", true],
    ["2026-01-01T12:00:00.000000", "31m", false],
    ["2026-01-01T21:00:00+09:00", "30m", true],
    ["2026-01-01T21:00:00+0900", "31m", false],
    ["2026-01-01T07:00:00-05:00", "30m", true],
    ["2026-01-01T07:00:00-05:00", "31m", false],
    ["2025-12-31T12:30:00Z", "24h", true],
    ["2025-12-31T12:30:00Z", "25h", false],
    ["2025-12-22T12:00:00Z", "10d", true],
    [undefined, "0m", false],
])("what was made at %s is older than %s at half past noon: %j", (created, age, isOlder) => {
    const orphan: Orphan = { kind: "server", id: "a", name: "web", status: "ACTIVE", created };
    const found = olderThan([orphan], age, Date.parse("2026-01-01T12:30:00.001Z"));
    expect(found).toEqual(isOlder ? [orphan] : []);
});

test.each(["soon", "x30m", "30ms", "24", "1w"])("%s is no age", (age) => {
    expect(() => olderThan([], age, 0)).toThrow(
        `--older-than must be minutes, hours or days such as 30m, 24h or 7d, got "${age}"`,
    );
});

describe("orphans", () => {
    let world: World;
    let made: Record<string, { id: string; outs: Values }>;
    beforeEach(async () => {
        world = await startWorld();
        world.cloud.region().addVolume({ name: "of a person" });
        const access = await world.create("Keypair", { name: "access" });
        const web = await world.create("Server", serverInputs(world, { name: "web" }));
        made = {
            access,
            web,
            data: await world.create("Volume", { name: "data", size: 10 }),
            address: await world.create("FloatingIp", {}),
            golden: await world.create("ServerImage", { name: "golden", serverId: web.id }),
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
            "image golden",
            "keypair access",
            expect.stringMatching(/^floating IP [\d.]+$/),
        ]);
    });

    test("are none where stacks have everything, or are about to", async () => {
        const states = {
            one: { resources: inState("web", "access", "workers") },
            two: { resources: inState("data", "address", "golden") },
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

    test("are printed with their ids, statuses and times, as far as the cloud tells them", async () => {
        const [volume] = [...world.cloud.region().volumes.values()].filter(({ name }) => name === "data");
        const [image] = [...world.cloud.region().images.values()].filter(({ name }) => name === "golden");
        const iso = (time = 0) => new Date(time).toISOString();
        const { code, out } = await run(pulumiWith({ one: { resources: inState("workers") } }));
        expect(code).toBe(1);
        expect(out).toBe(`In region KR1, in no stack of this backend (1 read):
server  web  ${made.web?.id}  ACTIVE  ${made.web?.outs.created}
volume  data  ${volume?.id}  available  ${iso(volume?.created).replace(/\.(\d+)Z/, ".$1000")}
image  golden  ${image?.id}  active  ${iso(image?.created).replace(".000Z", "Z")}
keypair  access
floating IP  ${made.address?.outs.address}  ${made.address?.id}  DOWN
`);
    });

    test("are those of all stacks of the backend, in the region of the configuration or of the option", async () => {
        const asked: string[][] = [];
        const all = pulumiWith({ one: { resources: [] } });
        const pulumi: Surroundings["pulumi"] = async (...words) => {
            asked.push(words);
            if (words[0] === "config") throw new Error("no stack is selected");
            return await all(...words);
        };
        expect((await run(pulumi, ["--region", "KR2"])).out).toContain("mark is in region KR2, in");
        expect(asked).toEqual([
            ["config", "--json", "--show-secrets"],
            ["stack", "ls", "--all", "--json"],
            ["stack", "export", "--stack", "one"],
        ]);
        const configured: Surroundings["pulumi"] = async (...words) =>
            words[0] === "config" ? '{"nhncloud:region":{"value":"KR2"}}' : await all(...words);
        await world.close();
        world = await startWorld({ environment: { NHNCLOUD_REGION: "" } });
        expect((await run(configured, ["--stack", "one"])).out).toContain("mark is in region KR2, in");
    });

    test("are nothing without the mark", async () => {
        const region = world.cloud.region();
        for (const server of region.servers.values()) server.metadata = {};
        for (const keypair of region.keypairs.values()) keypair.publicKey = "ssh-ed25519 AAAA me@example.com";
        for (const address of region.floatingIps.values()) address.label = "web";
        const golden = [...region.images.values()].find(({ name }) => name === "golden");
        if (!golden) throw new Error("There is no image.");
        // Everybody's by now.
        golden.visibility = "public";
        // What a person makes of a server has the properties of the server's image.
        golden.properties = { "pulumi-nhncloud-nonce": "0af7651916cd43dd8448eb211c80319c" };
        golden.tags = [];
        const { sequence, created } = golden;
        const ofPerson = { ...golden, name: "of a person", visibility: "private" as const };
        // In whatever order the cloud lists them.
        for (const place of [-1, 1]) {
            const copy = { id: `copy${place}`, sequence: sequence + place, created: created + 1000 };
            region.images.set(copy.id, { ...ofPerson, ...copy });
        }
        region.images.set("first", { ...ofPerson, id: "first", created: 0, properties: {} });
        const { out } = await run(pulumiWith({ one: { resources: inState("data") } }));
        expect(out).toMatch(/^Nothing with this package's mark/);
    });

    test("are not listed where a stack cannot be read", async () => {
        const unreadable = pulumiWith({ one: { resources: [] } });
        const pulumi: Surroundings["pulumi"] = async (...words) =>
            words[1] === "ls" ? JSON.stringify([{ name: "one" }, { name: "secret" }]) : unreadable(...words);
        await expect(run(pulumi)).rejects.toMatchObject({
            message: "the state of stack secret cannot be read: passphrase must be set",
            hint: "Nothing is listed, since what it has would look like an orphan.",
        });
    });

    test("may be asked for by their age, where the cloud tells it", async () => {
        const older = async (age: string) => {
            const { out } = await run(pulumiWith(all), ["--json", "--older-than", age]);
            return (JSON.parse(out) as Orphan[]).map(({ kind }) => kind);
        };
        world.clock.advance(3600);
        expect(await older("59m")).toEqual(["server", "server", "server", "volume", "image"]);
        expect(await older("7d")).toEqual([]);
    });

    test("are deleted in sight of who answers", async () => {
        await world.close();
        let seconds = 0;
        world = await startWorld({
            network: (adapter) => async (config) => {
                await world.clock.sleep(seconds * 1000);
                return await adapter(config);
            },
        });
        await world.create("Keypair", { name: "access" });
        seconds = 2;
        const pulumi: Surroundings["pulumi"] = async (...words) => {
            await world.clock.sleep(2000);
            return await pulumiWith(all)(...words);
        };
        const { errors } = await runCommand(orphansCommand, ["--delete"], {
            world,
            surroundings: { pulumi },
            isTTY: true,
            answer: "yes",
        });
        expect(errors.replaceAll("\r\u001b[K", "\n")).toBe(`Reading the stacks …
Reading the cloud …
Delete these 1? Type yes: yes
Deleting access …
Deleted: keypair  access
`);
    });

    test("are deleted after a yes, and what has no mark stays", async () => {
        const { code, errors } = await run(pulumiWith(all), ["--delete"], "yes");
        expect(code).toBe(0);
        expect(errors.match(/^Deleted: /gm)).toHaveLength(7);
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toHaveLength(7);
        expect([...world.cloud.region().volumes.values()].map(({ name }) => name)).toContain("of a person");
    });

    test.each([
        ["no", 1, "Delete these 7? Type yes: no\nNothing is deleted.\n"],
        [undefined, 2, "Nothing is deleted: --delete asks, and there is no terminal to answer.\n"],
    ])("are not deleted after %s", async (answer, code, errors) => {
        expect(await run(pulumiWith(all), ["--delete"], answer)).toMatchObject({ code, errors });
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toEqual([]);
    });
});
