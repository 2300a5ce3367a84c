import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const nowhere = "00000000-0000-4000-8000-000000000000";

describe("a floating IP", () => {
    const world = useWorld({ seconds: { floatingIp: 3 } });
    const region = () => world.cloud.region();
    const server = async (name = "web", more: Values = {}) =>
        (await world.create("Server", serverInputs(world, { name, ...more }))).id;
    const portOf = (serverId: string) => String(region().servers.get(serverId)?.portIds[0]);
    const moveTo = (id: string, serverId: string) => {
        const portId = portOf(serverId);
        Object.assign(record(id), { portId, fixedAddress: region().ports.get(portId)?.address });
    };
    const make = (inputs: Values = {}) => world.create("FloatingIp", inputs);
    const record = (id: string) => {
        const found = region().floatingIps.get(id);
        if (!found) throw new Error(`The cloud has no floating IP ${id}.`);
        return found;
    };
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const methods = () => changes().map((call) => call.split(" ")[0]);
    const message = async (work: Promise<unknown>) => (await world.failure(work)).message;
    const refuse = (method: string, status = 403, more: Values = {}) =>
        world.cloud.faults.add({ method, path: /floatingips/, kind: "respond", status, times: 99, ...more });
    /** What the cloud goes on showing of one for a while. */
    const keepShowing = (id: string, more: Values, times: number) => {
        const { address, networkId } = record(id);
        const floatingip = {
            id,
            floating_ip_address: address,
            floating_network_id: networkId,
            ...more,
        };
        const path = new RegExp(`floatingips/${id}$`);
        world.cloud.faults.add({
            method: "GET",
            path,
            kind: "respond",
            status: 200,
            body: { floatingip },
            times,
        });
    };

    describe("that another one is in the way of", () => {
        const inTheWay = async () => {
            const serverId = await server();
            const first = await make({ serverId });
            const second = await make();
            return { serverId, first, second, run: world.nextRun({ ids: [first.id, second.id] }) };
        };

        it("says on its row that it waits, and for what", async () => {
            const { serverId, first, second, run } = await inTheWay();
            await run.failure(run.update("FloatingIp", second.id, second.outs, { serverId }));
            expect(world.statusLines).toContainEqual(
                expect.stringMatching(`^waiting for ${first.outs.address} to leave the port · `),
            );
        });

        it("is refused at once where the cloud says something else", async () => {
            const { serverId, second, run } = await inTheWay();
            refuse("PUT");
            const began = world.clock.now();
            const update = run.update("FloatingIp", second.id, second.outs, { serverId });
            expect((await run.failure(update)).message).toContain("(HTTP 403, ");
            expect(world.clock.now()).toBe(began);
        });

        it("is refused at once where it is somebody else's, whatever else the stack has", async () => {
            const { serverId, second } = await inTheWay();
            const third = await make();
            const run = world.nextRun({ ids: [second.id, third.id] });
            const began = world.clock.now();
            await run.failure(run.update("FloatingIp", second.id, second.outs, { serverId }));
            expect(world.clock.now()).toBe(began);
        });

        it("is not looked for where it is only disconnected", async () => {
            const { first, run } = await inTheWay();
            refuse("PUT", 409);
            const began = world.clock.now();
            const error = await run.failure(run.update("FloatingIp", first.id, first.outs, {}));
            expect(error.message).toContain("(HTTP 409, ");
            expect(world.clock.now()).toBe(began);
            expect((await run.diff("FloatingIp", error.properties ?? {}, {}, first.id)).changes).toBe(true);
        });
    });

    it("that failed, and leads nowhere, is connected with one request", async () => {
        const { id, outs } = await make();
        record(id).status = "ERROR";
        const serverId = await server();
        world.cloud.requests.length = 0;
        await world.update("FloatingIp", id, outs, { serverId });
        expect(methods()).toEqual(["PUT"]);
    });

    it("is there when the cloud shows the new port, although it is ACTIVE", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const { id, outs } = await make({ serverId: one });
        keepShowing(id, { status: "ACTIVE", port_id: portOf(one) }, 3);
        const moved = await world.update("FloatingIp", id, outs, { serverId: two });
        expect(moved.portId).toBe(portOf(two));
    });

    it("moves from port to port", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const { id, outs } = await make({ portId: portOf(one) });
        const moved = await world.update("FloatingIp", id, outs, { portId: portOf(two) });
        expect([moved.portId, record(id).portId]).toEqual([portOf(two), portOf(two)]);
    });

    describe("that is deleted", () => {
        it("is gone when the cloud no longer shows it", async () => {
            const { id, outs } = await make();
            keepShowing(id, { status: "DOWN" }, 5);
            const began = world.clock.now();
            await world.delete("FloatingIp", id, outs);
            expect(world.clock.now()).toBeGreaterThan(began);
        });

        it("and leads nowhere is not disconnected first", async () => {
            const { id, outs } = await make();
            world.cloud.requests.length = 0;
            await world.delete("FloatingIp", id, outs);
            expect(methods()).toEqual(["DELETE"]);
        });

        it("and was deleted just now by somebody else is done", async () => {
            const { id, outs } = await make();
            keepShowing(id, { status: "DOWN" }, 99);
            region().floatingIps.delete(id);
            const began = world.clock.now();
            await world.delete("FloatingIp", id, outs);
            expect(world.clock.now()).toBe(began);
        });

        it.each([
            [400, "It is in use."],
            [409, "It is in use."],
            [409, "The request is in conflict with another one."],
        ])("is asked for again after %d %s", async (status, reason) => {
            const { id, outs } = await make();
            const body = { NeutronError: { message: reason } };
            refuse("DELETE", status, { body, times: 2 });
            await world.delete("FloatingIp", id, outs);
            expect(region().floatingIps.size).toBe(0);
        });

        it("and that the cloud does not let go names the setting that gives more time", async () => {
            const { id, outs } = await make({ timeouts: { delete: 5 } });
            keepShowing(id, { status: "DOWN" }, 99);
            expect(await message(world.delete("FloatingIp", id, outs))).toMatch(
                /increase timeouts\.delete\.$/,
            );
        });
    });

    describe("whose time is up names the setting that gives more", () => {
        beforeEach(() => {
            region().seconds.floatingIp = 60;
        });

        it("of a create", async () => {
            const inputs = { serverId: await server(), timeouts: { create: 5 } };
            expect(await message(make(inputs))).toMatch(/increase timeouts\.create\.$/);
        });

        it("of an update", async () => {
            const { id, outs } = await make();
            const inputs = { serverId: await server(), timeouts: { update: 5 } };
            const error = await message(world.update("FloatingIp", id, outs, inputs));
            expect(error).toMatch(new RegExp(`^Updating floating IP ${outs.address}.*: timed out`));
            expect(error).toMatch(/increase timeouts\.update\.$/);
        });

        it("of a create that takes one over", async () => {
            await make({ label: "web" });
            const inputs = { label: "web", serverId: await server(), timeouts: { create: 5 } };
            const adopt = world.nextRun().create("FloatingIp", { ...inputs, adoptExisting: true });
            expect(await message(adopt)).toMatch(/increase timeouts\.create\.$/);
        });

        it("of a create that goes on with what a killed run began", async () => {
            const { __urn, __nonce, region: name } = (await make()).outs;
            const run = world.nextRun({ pendingCreates: [{ __urn, __nonce, region: name }] });
            const inputs = { serverId: await server(), timeouts: { create: 5 } };
            const resume = run.create("FloatingIp", inputs);
            expect(await message(resume)).toMatch(/increase timeouts\.create\.$/);
        });
    });

    it("that cannot be made says for which port", async () => {
        refuse("POST");
        const portId = portOf(await server());
        expect(await message(make({ portId }))).toMatch(
            new RegExp(`^Creating a floating IP for port ${portId}: .*\\(HTTP 403, `),
        );
    });

    it("is of the external network alone where the cloud lists all, and asked for once", async () => {
        const list = { method: "GET", path: /\/vpcs\?/, kind: "respond", status: 200, times: 99 } as const;
        const { network, publicNetwork } = region().ids;
        const vpcs = [{ id: network }, { id: publicNetwork, "router:external": true }];
        world.cloud.faults.add({ ...list, body: { vpcs } });
        await Promise.all([make(), make({ label: "web" })]);
        expect([...region().floatingIps.values()].map(({ networkId }) => networkId)).toEqual([
            publicNetwork,
            publicNetwork,
        ]);
        expect(world.calls().filter((call) => list.path.test(call))).toEqual([
            expect.stringMatching(/\?router%3Aexternal=true$/),
        ]);
    });

    it("needs the id of its network where the cloud lists none", async () => {
        world.cloud.faults.add({ path: /\/(vpcs|networks)\?/, kind: "respond", status: 404, times: 99 });
        expect(await message(make())).toBe(
            "Creating a floating IP: region KR1 has no external network. Set floatingNetworkId.",
        );
        await make({ floatingNetworkId: region().ids.publicNetwork });
    });

    it("that may be there twice is told", async () => {
        world.cloud.faults.add({ method: "POST", path: /floatingips$/, kind: "lose" });
        const looks = { method: "GET", path: /floatingips$/, kind: "respond" } as const;
        world.cloud.faults.add({ ...looks, status: 200, body: { floatingips: [] }, times: 3 });
        world.cloud.faults.add({ ...looks, status: 403 });
        const { outs } = await make();
        expect(world.warnings).toEqual([
            expect.stringMatching(
                new RegExp(
                    `^The request for floating IP ${outs.address} was sent again, and a duplicate may be left: .+ Delete any floating IP with the label \\S+ that is not in the stack\\.$`,
                ),
            ),
        ]);
    });

    describe("that is read", () => {
        it("shows the label and the protection that somebody gave it, where its program sets them", async () => {
            const { id, outs } = await make({ label: "web", deleteProtection: false });
            Object.assign(record(id), { label: "theirs", deleteProtection: true });
            const { inputs } = await world.read("FloatingIp", id, outs);
            expect(inputs).toMatchObject({ label: "theirs", deleteProtection: true });
        });

        it("shows neither where its program sets none", async () => {
            const { id, outs } = await make();
            Object.assign(record(id), { label: "theirs", deleteProtection: true });
            const { props, inputs } = await world.read("FloatingIp", id, outs);
            expect(inputs).not.toHaveProperty("label");
            expect(inputs).not.toHaveProperty("deleteProtection");
            expect((await world.diff("FloatingIp", props as Values, {}, id)).changes).toBe(false);
        });

        it("by its id alone has no label where the cloud shows none", async () => {
            const { id } = await make();
            const { props } = await world.read("FloatingIp", id, { __provider: "pointer" });
            expect(props).not.toHaveProperty("label");
        });

        it("and leads nowhere any more, or to a port that is gone, is of no server", async () => {
            const { id, outs } = await make({ serverId: await server() });
            for (const portId of [null, nowhere]) {
                record(id).portId = portId;
                world.cloud.requests.length = 0;
                const { inputs } = await world.read("FloatingIp", id, outs);
                expect(inputs).not.toHaveProperty("serverId");
                expect(world.calls()).toHaveLength(portId === null ? 1 : 2);
            }
        });
    });

    it("that is gone when it is updated is told", async () => {
        const { id, outs } = await make();
        region().floatingIps.delete(id);
        expect(await message(world.update("FloatingIp", id, outs, { label: "web" }))).toBe(
            `Updating floating IP ${outs.address}: floating IP ${id} no longer exists. Run pulumi refresh, then pulumi up, to create it again.`,
        );
    });

    describe("is touched by an update only where its preview named it:", () => {
        it("a label leaves it where somebody moved it to", async () => {
            const [one, two] = [await server("one"), await server("two")];
            const { id, outs } = await make({ serverId: one });
            moveTo(id, two);
            world.cloud.requests.length = 0;
            await world.update("FloatingIp", id, outs, { serverId: one, label: "web" });
            expect(record(id)).toMatchObject({ label: "web", portId: portOf(two) });
            expect(world.calls().filter((call) => call.includes("/ports"))).toEqual([]);
        });

        it("a server leaves its label and its protection, and asks for neither", async () => {
            const { id, outs } = await make({ label: "web" });
            Object.assign(record(id), { label: "theirs", deleteProtection: true });
            const serverId = await server();
            world.cloud.requests.length = 0;
            await world.nextRun().update("FloatingIp", id, outs, { serverId, label: "web" });
            expect(record(id)).toMatchObject({ label: "theirs", deleteProtection: true });
            expect(world.calls().filter((call) => call.includes("/vpcs"))).toEqual([]);
        });
    });

    describe("of which a change fails", () => {
        const wanted = async () => ({ serverId: await server("two"), label: "new", deleteProtection: true });

        it("has in state what the cloud has, and the next update does all of it", async () => {
            const one = await server("one");
            const { id, outs } = await make({ serverId: one, label: "web" });
            const inputs = await wanted();
            refuse("PUT");
            const { properties = {} } = await world.failure(world.update("FloatingIp", id, outs, inputs));
            expect(properties).toMatchObject({
                address: outs.address,
                portId: portOf(one),
                label: "web",
                deleteProtection: false,
            });
            expect(properties).not.toHaveProperty("serverId");
            expect(properties).not.toHaveProperty("status");
            world.cloud.faults.clear();
            const done = await world.update("FloatingIp", id, properties, inputs);
            expect(done).toMatchObject({ ...inputs, status: "ACTIVE" });
            expect(record(id)).toMatchObject({ label: "new", deleteProtection: true });
        });

        it("after it was connected keeps the server, and lacks the rest", async () => {
            const { id, outs } = await make();
            const inputs = await wanted();
            refuse("PUT", 403, { body: { message: "No." }, times: 1 });
            world.cloud.faults.clear();
            // The first PUT connects it; the second, which is refused, would give it its label.
            region().timeline.after("cloud", 1, () => refuse("PUT"));
            const { properties = {} } = await world.failure(world.update("FloatingIp", id, outs, inputs));
            expect(properties).toMatchObject({ serverId: inputs.serverId, deleteProtection: false });
            expect(properties).not.toHaveProperty("label");
        });

        it("in its label alone keeps the server, wherever somebody moved it to", async () => {
            const [one, two] = [await server("one"), await server("two")];
            const { id, outs } = await make({ serverId: one, label: "web" });
            moveTo(id, two);
            record(id).deleteProtection = true;
            refuse("PUT");
            const update = world.update("FloatingIp", id, outs, { serverId: one, label: "new" });
            const { properties = {} } = await world.failure(update);
            expect(properties).toMatchObject({ serverId: one, label: "web" });
            expect(properties).not.toHaveProperty("deleteProtection");
        });

        it("in its protection alone keeps its label", async () => {
            const { id, outs } = await make({ label: "web" });
            record(id).label = "theirs";
            refuse("PUT");
            const update = world.update("FloatingIp", id, outs, { label: "web", deleteProtection: true });
            expect((await world.failure(update)).properties).toMatchObject({
                label: "web",
                deleteProtection: false,
            });
        });

        it("and that cannot be seen has in state what was seen last", async () => {
            const { id, outs } = await make({ label: "web" });
            world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403 });
            const update = world.update("FloatingIp", id, outs, { label: "new" });
            const path = new RegExp(`floatingips/${id}$`);
            keepShowing(id, { status: "DOWN", label: "web" }, 1);
            world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 403, times: 99 });
            expect((await world.failure(update)).properties).toMatchObject({
                address: outs.address,
                label: "web",
            });
        });
    });

    describe("with adoptExisting", () => {
        it("is none of another label", async () => {
            const other = await make({ label: "db" });
            const made = await world.nextRun().create("FloatingIp", { label: "web", adoptExisting: true });
            expect(made.id).not.toBe(other.id);
        });

        it("is refused on another network", async () => {
            const { networks, ids } = region();
            const network = networks.get(ids.publicNetwork);
            if (!network) throw new Error("There is no public network.");
            networks.set(nowhere, { ...network, id: nowhere, name: "second" });
            const { outs } = await make({ label: "web", floatingNetworkId: ids.publicNetwork });
            const inputs = { label: "web", floatingNetworkId: nowhere, adoptExisting: true };
            expect(await message(world.nextRun().create("FloatingIp", inputs))).toContain(
                `floating IP ${outs.address} cannot be adopted: floatingNetworkId is "${ids.publicNetwork}" in the cloud and "${nowhere}" in the program`,
            );
        });
    });

    it("that a killed run gave its label is found by any port of its server, and no other one is taken", async () => {
        const networks = [{ uuid: region().ids.network }, { uuid: region().ids.network }];
        const serverId = await server("web", { networks });
        const [first, second] = region().servers.get(serverId)?.portIds ?? [];
        const theirs = await make({ portId: first, label: "db" });
        const { id, outs } = await make({ portId: second, label: "web" });
        const { __urn, __nonce, region: name } = outs;
        const begun = { __urn, __nonce, region: name, label: "web", serverId };
        const run = world.nextRun({ ids: [serverId], pendingCreates: [begun] });
        const taken = await run.create("FloatingIp", { label: "web", portId: second });
        expect(taken.id).toBe(id);
        expect([...region().floatingIps.keys()].sort()).toEqual([id, theirs.id].sort());
    });
});
