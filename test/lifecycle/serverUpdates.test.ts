import { randomUUID } from "node:crypto";
import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

describe("an update of a server", () => {
    const world = useWorld();

    const make = (more: Values = {}) => world.create("Server", serverInputs(world, more));
    const live = (id: string) => {
        const server = world.cloud.region().servers.get(id);
        if (!server) throw new Error(`The cloud has no server ${id}.`);
        return server;
    };
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const refresh = async (id: string, outs: Values) =>
        (await world.read("Server", id, outs)).props as Values;

    it("touches only what changed in the program, whatever else differs in the cloud", async () => {
        const { id, outs } = await make();
        const { bigFlavor } = world.cloud.region().ids;
        Object.assign(live(id), { flavorId: bigFlavor, status: "SHUTOFF", vmState: "stopped" });
        world.cloud.requests.length = 0;
        await world.update("Server", id, outs, serverInputs(world, { name: "web-2" }));
        expect(changes()).toEqual([expect.stringMatching(/^PUT .*\/servers\/[^/]+$/)]);
        expect(live(id)).toMatchObject({ name: "web-2", flavorId: bigFlavor, status: "SHUTOFF" });
    });

    it("touches only that when it is tried again, too", async () => {
        const { id, outs } = await make();
        const { flavor, bigFlavor } = world.cloud.region().ids;
        Object.assign(live(id), { flavorId: bigFlavor, status: "SHUTOFF", vmState: "stopped" });
        world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403 });
        const renamed = serverInputs(world, { name: "web-2" });
        const { properties = {} } = await world.failure(world.update("Server", id, outs, renamed));
        expect(properties).toMatchObject({ name: "web", flavorId: flavor, powerState: "active" });
        world.cloud.requests.length = 0;
        await world.update("Server", id, properties, renamed);
        expect(changes()).toEqual([expect.stringMatching(/^PUT .*\/servers\/[^/]+$/)]);
    });

    it("drops on the next try what it could not drop", async () => {
        const { id, outs } = await make({ metadata: { old: "1" }, securityGroups: ["default", "web"] });
        const next = serverInputs(world, { metadata: { role: "web" }, securityGroups: ["default"] });
        world.cloud.faults.add({ method: "DELETE", path: /metadata\/old$/, kind: "respond", status: 403 });
        const { properties = {} } = await world.failure(world.update("Server", id, outs, next));
        expect(properties.metadata).toEqual({ old: "1", role: "web" });
        expect(properties.securityGroups).toEqual(["default"]);
        expect(await world.update("Server", id, properties, next)).toMatchObject({
            metadata: { role: "web" },
            securityGroups: ["default"],
        });
        expect(live(id).metadata).not.toHaveProperty("old");
    });

    it.each(["shelved", "active"])(
        "changes the metadata of a shelved server while it runs, after which it is %s",
        async (powerState) => {
            const { id, outs } = await make({ powerState: "shelved" });
            const wanted = serverInputs(world, { powerState, metadata: { role: "web" } });
            const updated = await world.update("Server", id, outs, wanted);
            expect(updated).toMatchObject({ powerState, metadata: { role: "web" } });
            expect((await world.diff("Server", updated, wanted)).changes).toBe(false);
        },
    );

    it("resizes a shelved server, which is shelved again after", async () => {
        const { id, outs } = await make({ powerState: "shelved" });
        const { bigFlavor } = world.cloud.region().ids;
        const larger = serverInputs(world, { powerState: "shelved", flavorId: bigFlavor });
        await world.update("Server", id, outs, larger);
        expect(live(id)).toMatchObject({ flavorId: bigFlavor, status: "SHELVED_OFFLOADED" });
    });

    it("goes on with what a create left undone, which its state does not show", async () => {
        const stopped = { powerState: "stopped", timeouts: { create: 1 } };
        const error = await world.failure(make(stopped));
        const state = error.properties ?? {};
        await world.update("Server", error.id ?? "", state, serverInputs(world, stopped));
        expect(live(error.id ?? "").status).toBe("SHUTOFF");
    });

    it.each(["PAUSED", "SUSPENDED", "RESCUE"])(
        "refuses to stop a server that is %s, which a refresh shows as drift",
        async (status) => {
            const { id, outs } = await make({ powerState: "stopped" });
            world.cloud.region().setStatus(id, status);
            const state = await refresh(id, outs);
            expect(state.powerState).toBe(status.toLowerCase());
            const inputs = serverInputs(world, { powerState: "stopped" });
            expect((await world.diff("Server", state, inputs)).changes).toBe(true);
            const error = await world.failure(world.update("Server", id, state, inputs));
            expect(error.message).toBe(
                `Updating server "web": powerState cannot change to "stopped" while the server is ${status}. Bring the server to ACTIVE or SHUTOFF, then run pulumi up again.`,
            );
        },
    );

    it("stops a server that broke", async () => {
        const { id, outs } = await make({ powerState: "stopped" });
        world.cloud.region().setStatus(id, "ERROR", { code: 500, message: "The host is down." });
        const state = await refresh(id, outs);
        expect(state.powerState).toBe("error");
        await world.update("Server", id, state, serverInputs(world, { powerState: "stopped" }));
        expect(live(id).status).toBe("SHUTOFF");
    });

    it("gives a server its made-up name back", async () => {
        const { name: _given, ...inputs } = serverInputs(world);
        const { id, outs } = await world.create("Server", inputs);
        live(id).name = "renamed";
        const state = await refresh(id, outs);
        expect(state.name).toBe("renamed");
        expect((await world.diff("Server", state, inputs)).changes).toBe(true);
        expect((await world.update("Server", id, state, inputs)).name).toBe(outs.name);
        expect(live(id).name).toBe(outs.name);
    });

    describe("with groups", () => {
        const addGroup = (name: string) => {
            const { securityGroups } = world.cloud.region();
            const [like] = securityGroups.values();
            if (!like) throw new Error("The cloud has no security group.");
            const id = randomUUID();
            securityGroups.set(id, { ...like, id, name });
            return id;
        };

        it("works after a group that was given by its id is deleted", async () => {
            const group = addGroup("extra");
            const { id, outs } = await make({ securityGroups: ["default", group] });
            live(id).securityGroupIds = live(id).securityGroupIds.filter((other) => other !== group);
            world.cloud.region().securityGroups.delete(group);
            const later = world.nextRun();
            const state = (await later.read("Server", id, outs)).props as Values;
            expect(state.securityGroups).toEqual(["default"]);
            const inputs = serverInputs(world, { securityGroups: ["default"] });
            expect((await later.diff("Server", state, inputs)).changes).toBe(false);
            await later.update("Server", id, outs, inputs);
        });

        it("takes away a group by its id, though another has the same name", async () => {
            const [group] = [addGroup("twice"), addGroup("twice")];
            const { id, outs } = await make({ securityGroups: ["default", group] });
            await world.update("Server", id, outs, serverInputs(world, { securityGroups: ["default"] }));
            expect(live(id).securityGroupIds).not.toContain(group);
        });

        it("adds a group once that is given by its name and by its id", async () => {
            const group = addGroup("extra");
            const { id, outs } = await make();
            const inputs = serverInputs(world, { securityGroups: ["default", "extra", group] });
            await world.update("Server", id, outs, inputs);
            expect(live(id).securityGroupIds.filter((other) => other === group)).toHaveLength(1);
        });

        it("leaves what others added when an exclusive list becomes additive right after a refresh", async () => {
            const own = { securityGroups: ["default"], metadata: { role: "web" } };
            const exclusive = { ...own, securityGroupsMode: "exclusive", metadataMode: "exclusive" };
            const { id, outs } = await make(exclusive);
            const group = addGroup("theirs");
            live(id).securityGroupIds.push(group);
            live(id).metadata.owner = "somebody";
            const state = await refresh(id, outs);
            expect(state.metadata).toEqual({ role: "web", owner: "somebody" });
            const after = await world.update("Server", id, state, serverInputs(world, own));
            expect(live(id).securityGroupIds).toContain(group);
            expect(live(id).metadata.owner).toBe("somebody");
            expect((await world.diff("Server", after, serverInputs(world, own))).changes).toBe(false);
        });
    });

    it.each(["constructor", "toString", "__proto__"])(
        "is not confused by metadata that somebody calls %s, and removes its own",
        async (key) => {
            const own = (value: string) => JSON.parse(`{ "role": "web", "${key}": "${value}" }`) as Values;
            const { id, outs } = await make({ metadata: { role: "web" } });
            live(id).metadata = { ...live(id).metadata, ...(own("theirs") as Record<string, string>) };
            const renamed = serverInputs(world, { name: "web-2", metadata: { role: "web" } });
            const after = await world.update("Server", id, outs, renamed);
            expect(Object.hasOwn(live(id).metadata, key)).toBe(true);
            const with_ = { ...renamed, metadata: own("ours") };
            const taken = await world.update("Server", id, after, with_);
            expect(Object.entries(live(id).metadata)).toContainEqual([key, "ours"]);
            await world.update("Server", id, taken, renamed);
            expect(Object.hasOwn(live(id).metadata, key)).toBe(false);
        },
    );
});

describe("metadata that no request can name", () => {
    const unsafe = ["..", ".", "a/b"];
    const world = useWorld();

    const set = (id: string) => {
        const server = world.cloud.region().servers.get(id);
        for (const key of unsafe) if (server) server.metadata[key] = "theirs";
        return server;
    };

    it("are no drift in exclusive mode, and are left alone", async () => {
        const exclusive = { metadata: { role: "web" }, metadataMode: "exclusive" };
        const { id, outs } = await world.create("Server", serverInputs(world, exclusive));
        const server = set(id);
        const { props } = await world.read("Server", id, outs);
        expect(props?.metadata).toEqual({ role: "web" });
        const changed = { ...exclusive, metadata: { role: "db" } };
        await world.update("Server", id, outs, serverInputs(world, changed));
        expect(server?.status).toBe("ACTIVE");
        expect(server?.metadata).toMatchObject({
            "..": "theirs",
            ".": "theirs",
            "a/b": "theirs",
            role: "db",
        });
    });

    it("stay on the server when an older program that set them drops them, and a warning says so", async () => {
        const { id, outs } = await world.create("Server", serverInputs(world, { metadata: { role: "web" } }));
        const server = set(id);
        const before = { ...outs, metadata: { role: "web", "..": "theirs" } };
        await world.update("Server", id, before, serverInputs(world, { metadata: { role: "web" } }));
        expect(server?.status).toBe("ACTIVE");
        expect(world.warnings).toEqual([
            'Metadata ".." cannot be deleted, since its key cannot be part of a URL.',
        ]);
    });

    it.each(unsafe)("are refused in a program: %s", async (key) => {
        const { sentences } = await world.check(
            "Server",
            serverInputs(world, { metadata: { [key]: "ours" } }),
        );
        expect(sentences).toHaveLength(1);
    });
});

describe("a server whose create got no answer", () => {
    const world = useWorld();

    const lose = () => world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "lose" });
    const refuseLists = (times: number) =>
        world.cloud.faults.add({
            method: "GET",
            path: /\/servers\/detail/,
            kind: "respond",
            status: 503,
            times,
        });

    it("is looked for until the cloud answers again", async () => {
        lose();
        refuseLists(12);
        const { outs } = await world.create("Server", serverInputs(world));
        expect(outs.status).toBe("ACTIVE");
        expect(world.cloud.region().servers.size).toBe(1);
    });

    it("and cannot be looked for, fails at its deadline with its name and its mark, and is not sent again", async () => {
        lose();
        refuseLists(10_000);
        const inputs = serverInputs(world, { timeouts: { create: 120 } });
        const error = await world.failure(world.create("Server", inputs));
        const [server] = world.cloud.region().servers.values();
        const nonce = server?.metadata["pulumi-nhncloud-nonce"];
        expect(error.message).toMatch(
            /^Creating server "web": .* did not respond: .*; whether the request was carried out is unknown\. /,
        );
        expect(error.message).toContain(
            `Before the next pulumi up, delete any server whose name starts with "web" and whose metadata has pulumi-nhncloud-nonce=${nonce}.`,
        );
        expect(world.cloud.region().servers.size).toBe(1);
    });

    it("tells why its build failed, also where a second copy could not be deleted", async () => {
        world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind: "reset" });
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const look = { method: "GET", path: /\/servers\/detail\?name=/, kind: "respond" } as const;
        world.cloud.faults.add({ ...look, status: 200, body: { servers: [] }, times: 3 });
        world.cloud.faults.add({ ...look, status: 403 });
        const error = await world.failure(world.create("Server", serverInputs(world)));
        expect(error.message).toContain("No valid host was found");
        expect(error.id).toBeDefined();
        expect(world.warnings).toEqual([
            expect.stringMatching(
                /^The request for "web" \(metadata pulumi-nhncloud-nonce=\w+\) was sent again, and a duplicate may be left: .*\. Delete any server with this metadata that is not in the stack\.$/,
            ),
        ]);
    });
});

describe("a server whose create was killed", () => {
    const world = useWorld();

    /** What the engine keeps of a create that was killed after the cloud carried it out. */
    const kill = async (inputs: Values) => {
        const killed = world.nextRun();
        const { inputs: begun } = await killed.check("Server", inputs);
        const { id } = await killed.create("Server", inputs);
        const server = world.cloud.region().servers.get(id);
        if (server) server.metadata["pulumi-nhncloud-nonce"] = String(begun.__nonce);
        return { id, begun };
    };
    const live = () =>
        [...world.cloud.region().servers.values()].flatMap(({ id, status }) =>
            status === "DELETED" ? [] : [id],
        );

    it("is taken over by the next run, renamed as it may be", async () => {
        const { id, begun } = await kill(serverInputs(world));
        const server = world.cloud.region().servers.get(id);
        if (server) server.name = "renamed";
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Server", serverInputs(world));
        expect(made.id).toBe(id);
        expect(made.outs).toMatchObject({ name: "web", status: "ACTIVE" });
        expect(live()).toEqual([id]);
    });

    it("is taken over where it was stopped already, as the program wants it", async () => {
        const inputs = serverInputs(world, { powerState: "stopped" });
        const { id, begun } = await kill(inputs);
        expect(world.cloud.region().servers.get(id)?.status).toBe("SHUTOFF");
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Server", inputs);
        expect(made).toMatchObject({ id, outs: { status: "SHUTOFF", powerState: "stopped" } });
        expect(live()).toEqual([id]);
    });

    it("is deleted and made anew where the program wants another one now", async () => {
        const { id, begun } = await kill(serverInputs(world));
        const inputs = serverInputs(world, { userData: "new" });
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Server", inputs);
        expect(made.id).not.toBe(id);
        expect(live()).toEqual([made.id]);
    });

    it("is looked for in the region where it was begun, although the program wants another", async () => {
        const far = world.cloud.region("KR2");
        const { image: imageId, localFlavor: flavorId, network } = far.ids;
        const inputs = {
            ...serverInputs(world, { imageId, flavorId, networks: [{ uuid: network }], region: "KR2" }),
            blockDevices: undefined,
        };
        const killed = world.nextRun();
        await killed.create("Keypair", { name: "access", region: "KR2" });
        const { id } = await killed.create("Server", inputs);
        const { inputs: begun } = await killed.check("Server", inputs);
        Object.assign(far.servers.get(id)?.metadata ?? {}, { "pulumi-nhncloud-nonce": begun.__nonce });
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Server", serverInputs(world));
        expect(live()).toEqual([made.id]);
        expect([...far.servers.values()].map(({ status }) => status)).not.toContain("ACTIVE");
    });

    it("leaves alone what bears another mark under the same name", async () => {
        const { id: foreign } = await kill(serverInputs(world));
        const { begun } = await world
            .nextRun()
            .check("Server", serverInputs(world))
            .then(({ inputs }) => ({ begun: inputs }));
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Server", serverInputs(world));
        expect(live().sort()).toEqual([foreign, made.id].sort());
    });

    it("is deleted when the program has dropped it", async () => {
        const { begun } = await kill(serverInputs(world));
        await world.nextRun({ pendingCreates: [begun] }).delete("Keypair", "access", {
            ...begun,
            name: "access",
        });
        expect(live()).toEqual([]);
    });

    it("is left to the other process where the stack moves to the other door", async () => {
        const { id, begun } = await kill(serverInputs(world));
        const providers = ["pulumi-nodejs::default", "nhncloud::default_0_1_0"];
        await world.nextRun({ pendingCreates: [begun], providers }).delete("Keypair", "access", {
            ...begun,
            name: "access",
        });
        expect(live()).toEqual([id]);
    });
});
