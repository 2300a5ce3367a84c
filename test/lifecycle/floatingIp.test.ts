import { serverInputs } from "../support/inputs";
import type { World } from "../support/world";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const nowhere = "00000000-0000-4000-8000-000000000000";

describe("a floating IP", () => {
    const world = useWorld({ seconds: { floatingIp: 3 } });

    const server = async (name = "web", more: Values = {}) =>
        (await world.create("Server", serverInputs(world, { name, ...more }))).id;
    const region = () => world.cloud.region();
    const ips = () => [...region().floatingIps.values()];
    const only = () => {
        const [ip, ...others] = ips();
        if (!ip || others.length > 0) throw new Error(`There are ${ips().length} floating IPs.`);
        return ip;
    };
    const portsOf = (serverId: string) => region().servers.get(serverId)?.portIds ?? [];
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const methods = () => changes().map((call) => call.split(" ")[0]);
    const message = async (work: Promise<unknown>) => (await world.failure(work)).message;
    const twoNetworks = () => [{ uuid: region().ids.network }, { uuid: region().ids.otherNetwork }];
    /** Like OpenStack, which has none of the vendor's calls and fields. */
    const asOpenStack = (of: World = world) =>
        of.cloud.faults.add({ path: /\/vpcs/, kind: "respond", status: 404, times: 1000 });

    it("is there when it is ACTIVE and the server lists it, after one POST and one PUT", async () => {
        const serverId = await server();
        world.cloud.requests.length = 0;
        const { id, outs } = await world.create("FloatingIp", { serverId });
        expect(outs).toMatchObject({
            serverId,
            address: only().address,
            status: "ACTIVE",
            portId: portsOf(serverId)[0],
            floatingNetworkId: region().ids.publicNetwork,
        });
        expect(id).toBe(only().id);
        expect(methods()).toEqual(["POST", "PUT"]);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^DOWN → ACTIVE · \d+ s$/));
        const found = (await world.lookUp("getServer", { id: serverId })) as Values;
        expect(found.accessIp).toBe(outs.address);
    });

    it("waits until the server lists it, although it is ACTIVE", async () => {
        const serverId = await server();
        const [before] = [await world.lookUp("getServer", { id: serverId })] as Values[];
        expect(before?.accessIp).toMatch(/^192\.168\./);
        const body = (await world.clock.run(
            fetch(
                `${world.cloud.url}/kr1/compute/v2/${world.cloud.credentials.tenantId}/servers/${serverId}`,
                {
                    headers: { "X-Auth-Token": world.cloud.environment("token").NHNCLOUD_TOKEN ?? "" },
                },
            ).then((answer) => answer.json()),
        )) as unknown;
        const path = new RegExp(`servers/${serverId}$`);
        world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 200, body, times: 4 });
        await world.create("FloatingIp", { serverId, __derived: ["serverId"] });
        expect(world.statusLines).toContainEqual(
            expect.stringMatching(/^not in the server's addresses → in the server's addresses/),
        );
    });

    it("that leads nowhere is kept for later, and is DOWN", async () => {
        const { id, outs } = await world.create("FloatingIp", {});
        expect(outs).toMatchObject({ status: "DOWN", address: only().address });
        expect(methods()).toEqual(["POST"]);
        const { props } = await world.read("FloatingIp", id, outs);
        expect((await world.diff("FloatingIp", props as Values, {}, id)).changes).toBe(false);
    });

    it("is read with one GET, and found by its id alone", async () => {
        const serverId = await server();
        const { id, outs } = await world.create("FloatingIp", { serverId, label: "web" });
        world.cloud.requests.length = 0;
        expect((await world.read("FloatingIp", id, outs)).props).toEqual(outs);
        expect(world.calls()).toHaveLength(1);
        const got = await world.read("FloatingIp", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({ address: outs.address, portId: outs.portId, label: "web" });
        expect(await message(world.read("FloatingIp", "web", { __provider: "pointer" }))).toBe(
            'Reading floating IP web: "web" is not a floating IP id. Use the floating IP\'s UUID.',
        );
    });

    it("is disconnected before it is deleted", async () => {
        const { id, outs } = await world.create("FloatingIp", { serverId: await server() });
        world.cloud.requests.length = 0;
        await world.delete("FloatingIp", id, outs);
        expect(methods()).toEqual(["PUT", "DELETE"]);
        expect(ips()).toEqual([]);
        expect(await world.read("FloatingIp", id, outs)).toEqual({});
        await world.delete("FloatingIp", id, outs);
    });

    it("is deleted once the cloud sees that it leads nowhere", async () => {
        const { id, outs } = await world.create("FloatingIp", { serverId: await server() });
        world.cloud.faults.add({
            method: "DELETE",
            path: /floatingips/,
            kind: "respond",
            status: 409,
            times: 2,
        });
        await world.delete("FloatingIp", id, outs);
        expect(ips()).toEqual([]);
    });

    it("that is not to be deleted says so after half a minute", async () => {
        const { id, outs } = await world.create("FloatingIp", {});
        world.cloud.faults.add({
            method: "DELETE",
            path: /floatingips/,
            kind: "respond",
            status: 409,
            times: 99,
        });
        const began = world.clock.now();
        expect(await message(world.delete("FloatingIp", id, outs))).toContain("(HTTP 409, ");
        expect(world.clock.now() - began).toBeLessThan(35_000);
    });

    it("that is protected says so before its delete is tried, and goes once it is protected no more", async () => {
        const inputs = { label: "web", deleteProtection: true };
        const { id, outs } = await world.create("FloatingIp", inputs);
        expect(only()).toMatchObject({ label: "web", deleteProtection: true });
        world.cloud.requests.length = 0;
        expect(await message(world.delete("FloatingIp", id, outs))).toBe(
            `Deleting floating IP ${outs.address}: it is protected from deletion. Set deleteProtection to false and run pulumi up first, or disable the protection in the console.`,
        );
        expect(changes()).toEqual([]);
        const free = await world.update("FloatingIp", id, outs, { label: "web", deleteProtection: false });
        await world.delete("FloatingIp", id, free);
        expect(ips()).toEqual([]);
    });

    it("moves to another server with one PUT that names the port, and keeps its address", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const { id, outs } = await world.create("FloatingIp", { serverId: one });
        world.cloud.requests.length = 0;
        const moved = await world.update("FloatingIp", id, outs, { serverId: two });
        expect(moved).toMatchObject({ address: outs.address, portId: portsOf(two)[0], status: "ACTIVE" });
        expect(methods()).toEqual(["PUT"]);
        expect(region().servers.get(two)?.portIds).toEqual([only().portId]);
    });

    it("stays where it is while its label and protection change", async () => {
        const serverId = await server();
        const { id, outs } = await world.create("FloatingIp", { serverId });
        const changed = await world.update("FloatingIp", id, outs, {
            serverId,
            label: "web",
            deleteProtection: true,
        });
        expect(only()).toMatchObject({ portId: outs.portId, label: "web", deleteProtection: true });
        expect(changed).toMatchObject({ label: "web", deleteProtection: true });
        await world.update("FloatingIp", id, changed, { serverId });
        expect(only()).toMatchObject({ portId: outs.portId, deleteProtection: false });
        expect(only().label).toMatch(/^pulumi[0-9a-f]{32}$/);
    });

    it("is disconnected where the program no longer names a server", async () => {
        const { id, outs } = await world.create("FloatingIp", { serverId: await server() });
        const alone = await world.update("FloatingIp", id, outs, {});
        expect(only().portId).toBeNull();
        expect(alone.portId).toBeUndefined();
        expect((await world.diff("FloatingIp", alone, {}, id)).changes).toBe(false);
    });

    it("changes places with another of the same run", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const first = await world.create("FloatingIp", { serverId: one });
        const second = await world.create("FloatingIp", { serverId: two });
        const run = world.nextRun({ ids: [first.id, second.id] });
        const [moved, other] = await Promise.all([
            run.update("FloatingIp", first.id, first.outs, { serverId: two }),
            run.update("FloatingIp", second.id, second.outs, { serverId: one }),
        ]);
        expect(moved).toMatchObject({ address: first.outs.address, portId: second.outs.portId });
        expect(other).toMatchObject({ address: second.outs.address, portId: first.outs.portId });
    });

    it("of a port that another of the stack keeps says which, and stays in the stack", async () => {
        const serverId = await server();
        const first = await world.create("FloatingIp", { serverId });
        const run = world.nextRun({ ids: [first.id] });
        const error = await run.failure(run.create("FloatingIp", { serverId }));
        expect(error.message).toBe(
            `Creating a floating IP for server ${serverId}: port ${first.outs.portId} is connected to ${first.outs.address}, another floating IP of the stack. Keep only one of them; if this one was renamed in the program, give it an alias of the old name.`,
        );
        expect(ips().map(({ id }) => id)).toEqual([first.id, error.id]);
    });

    it("of a port that somebody else's leads to is refused at once, in the cloud's words", async () => {
        const serverId = await server();
        await world.create("FloatingIp", { serverId });
        const began = world.clock.now();
        const run = world.nextRun();
        expect(await message(run.create("FloatingIp", { serverId }))).toContain(
            "as that fixed IP already has a floating IP on external network",
        );
        expect(world.clock.now()).toBe(began);
    });

    it("of a server with several ports takes the one that an internet gateway leads to", async () => {
        const serverId = await server("web", { networks: twoNetworks().reverse() });
        const { outs } = await world.create("FloatingIp", { serverId });
        expect(outs.portId).toBe(portsOf(serverId)[1]);
    });

    it("of a server with several ports that can be reached lists them, and makes nothing", async () => {
        const { network } = region().ids;
        const serverId = await server("web", { networks: [{ uuid: network }, { uuid: network }] });
        const [first = "", second = ""] = portsOf(serverId);
        const [one, two] = [first, second].map((id) => region().ports.get(id)?.address);
        expect(await message(world.create("FloatingIp", { serverId }))).toBe(
            `Creating a floating IP for server ${serverId}: server ${serverId} has 2 ports: ${first} (${one} on network ${network}), ${second} (${two} on network ${network}). Use the portId of one of them instead of serverId.`,
        );
        expect(ips()).toEqual([]);
        const { outs } = await world.create("FloatingIp", { serverId, fixedIp: two });
        expect(outs).toMatchObject({ portId: second, fixedIp: two });
        const run = world.nextRun();
        expect((await run.create("FloatingIp", { portId: first })).outs.portId).toBe(first);
        expect(await message(world.create("FloatingIp", { serverId, fixedIp: "10.1.1.1" }))).toContain(
            `no port of server ${serverId} has the fixed IP 10.1.1.1: its ports are ${first} (`,
        );
    });

    it("of a server that nothing leads to says so", async () => {
        const { otherNetwork } = region().ids;
        const networks = [{ uuid: otherNetwork }, { uuid: otherNetwork }];
        const serverId = await server("web", { networks });
        expect(await message(world.create("FloatingIp", { serverId }))).toMatch(
            /: no port of server \S+ is on a subnet with an internet gateway: its ports are .+\. Attach an internet gateway to the routing table of the subnet, or use another server\.$/,
        );
        const single = await server("two", { networks: [{ uuid: otherNetwork }] });
        const error = await world.failure(world.create("FloatingIp", { serverId: single }));
        expect(error.message).toMatch(/External network \S+ is not reachable from subnet/);
        expect(error.id).toBe(only().id);
        const run = world.nextRun();
        const mended = await run.update("FloatingIp", String(error.id), error.properties ?? {}, {
            serverId: await server("three"),
        });
        expect(mended).toMatchObject({ status: "ACTIVE", address: only().address });
    });

    it("of a port that no server uses is there when it leads to it", async () => {
        region().seconds.floatingIp = Number.POSITIVE_INFINITY;
        const { outs } = await world.create("FloatingIp", { portId: region().ids.port });
        expect(outs).toMatchObject({ portId: region().ids.port, status: "DOWN", fixedIp: "192.168.200.10" });
    });

    it("is disconnected by the end of its server, which a refresh shows and an update mends", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const { id, outs } = await world.create("FloatingIp", { serverId: one });
        await world.delete("Server", one, {});
        expect(only().portId).toBeNull();
        const { props, inputs } = await world.read("FloatingIp", id, outs);
        expect(inputs).not.toHaveProperty("serverId");
        const run = world.nextRun({ ids: [id] });
        const mended = await run.update("FloatingIp", id, props as Values, { serverId: two });
        expect(mended).toMatchObject({ address: outs.address, portId: portsOf(two)[0], status: "ACTIVE" });
    });

    it("that somebody moves shows the server that it leads to", async () => {
        const [one, two] = [await server("one"), await server("two")];
        const { id, outs } = await world.create("FloatingIp", { serverId: one });
        only().portId = String(portsOf(two)[0]);
        expect((await world.read("FloatingIp", id, outs)).inputs).toMatchObject({ serverId: two });
    });

    describe("whose create fails", () => {
        const inError = () => {
            only().status = "ERROR";
            region().timeline.cancel(only().id);
        };

        it("with ERROR is kept in the stack, and connected again by the next update", async () => {
            const serverId = await server();
            region().timeline.after("cloud", 1, inError);
            const error = await world.failure(world.create("FloatingIp", { serverId, label: "web" }));
            expect(error.message).toMatch(
                /: unexpected status ERROR after 1 s waiting for ACTIVE\. It is kept in the stack: the next pulumi up connects it again\.$/,
            );
            expect(error.properties).not.toHaveProperty("label");
            expect(error.properties).not.toHaveProperty("deleteProtection");
            const inputs = { serverId, label: "web" };
            const done = await world.update("FloatingIp", String(error.id), error.properties ?? {}, inputs);
            expect(done).toMatchObject({ status: "ACTIVE", label: "web" });
            expect(only().label).toBe("web");
            expect((await world.diff("FloatingIp", done, inputs)).changes).toBe(false);
        });

        it("by its deadline is waited for by the next update, without another address", async () => {
            const serverId = await server();
            const inputs = { serverId, timeouts: { create: 1 } };
            const error = await world.failure(world.create("FloatingIp", inputs));
            expect(error.message).toContain("timed out after 1 s waiting for ACTIVE; last status: DOWN");
            world.cloud.requests.length = 0;
            const done = await world.update("FloatingIp", only().id, error.properties ?? {}, { serverId });
            expect(done.status).toBe("ACTIVE");
            expect(changes()).toEqual([]);
        });

        it("by the quota says what to do", async () => {
            region().floatingIpQuota = 0;
            expect(await message(world.create("FloatingIp", {}))).toMatch(
                /^Creating a floating IP: Quota exceeded for resources: \['floatingip'\] \(HTTP 409, req-\S+\)\. Delete unused resources, or request a higher quota\.$/,
            );
        });

        it("since there is no external network, or several, says so", async () => {
            const { networks, ids } = region();
            const [network] = [networks.get(ids.publicNetwork)];
            if (!network) throw new Error("There is no public network.");
            networks.set("second", { ...network, id: nowhere, name: "second" });
            expect(await message(world.create("FloatingIp", {}))).toBe(
                `Creating a floating IP: region KR1 has 2 external networks: ${ids.publicNetwork} ("public_network"), ${nowhere} ("second"). Set floatingNetworkId.`,
            );
            networks.delete("second");
            networks.delete(ids.publicNetwork);
            expect(await message(world.nextRun().create("FloatingIp", {}))).toBe(
                "Creating a floating IP: region KR1 has no external network. Set floatingNetworkId.",
            );
        });
    });

    const posts = { method: "POST", path: /floatingips$/ } as const;

    describe.each(["vendor", "openstack"])("of the API of %s", (api) => {
        beforeEach(() => {
            if (api === "openstack") asOpenStack();
        });

        it.each(["lose", "reset"] as const)("is there once after a POST with the fault %s", async (kind) => {
            world.cloud.faults.add({ ...posts, kind });
            const { id } = await world.create("FloatingIp", {});
            expect(id).toBe(only().id);
        });

        it("is there once where a POST without an answer is carried out late", async () => {
            world.cloud.faults.add({ ...posts, kind: "late", seconds: 8 });
            const { id } = await world.create("FloatingIp", { serverId: await server() });
            await world.clock.run(world.clock.sleep(20_000));
            region().catchUp();
            expect(id).toBe(only().id);
        });

        it("says what to look for where no answer tells whether it is there", async () => {
            world.cloud.faults.add({ ...posts, kind: "lose" });
            const looks = { method: "GET", path: /floatingips$/ };
            world.cloud.faults.add({ ...looks, kind: "respond", status: 503, times: 999 });
            const text = await message(world.create("FloatingIp", { timeouts: { create: 60 } }));
            const field = api === "vendor" ? "label" : "description";
            expect(text).toMatch(
                new RegExp(
                    `whether the request was carried out is unknown\\. Before the next pulumi up, delete any floating IP with the ${field} pulumi[0-9a-f]{32}\\.$`,
                ),
            );
        });

        it("that a killed run made is taken over", async () => {
            const serverId = await server();
            const killed = await world.create("FloatingIp", { serverId });
            const { __urn, __nonce, region: name } = killed.outs;
            const begun = { __urn, __nonce, region: name, serverId };
            const other = await server("other");
            const run = world.nextRun({ pendingCreates: [begun] });
            const { id, outs } = await run.create("FloatingIp", { serverId: other });
            expect([id, outs.status]).toEqual([killed.id, "ACTIVE"]);
            expect(only().portId).toBe(portsOf(other)[0]);
        });

        it("that a killed run made for what the program no longer has is deleted", async () => {
            const killed = await world.create("FloatingIp", { serverId: await server() });
            const { __nonce, region: name } = killed.outs;
            const __urn = String(killed.outs.__urn).replace("test", "dropped");
            const run = world.nextRun({ pendingCreates: [{ __urn, __nonce, region: name }] });
            await run.delete("Keypair", "access", { __stack: "organization/project/dev" });
            expect(ips()).toEqual([]);
        });
    });

    it("of a cloud without labels and protection asks for neither, and says so where a program does", async () => {
        asOpenStack();
        const sentence =
            "the cloud has no VPC API (HTTP 404, GET /v2.0/vpcs), so its floating IPs have neither label nor delete protection. Omit label and deleteProtection.";
        for (const inputs of [{ label: "web" }, { deleteProtection: true }])
            expect(await message(world.create("FloatingIp", inputs))).toContain(sentence);
        expect(ips()).toEqual([]);
        const { id, outs } = await world.create("FloatingIp", { deleteProtection: false });
        expect(only()).toMatchObject({ label: "", description: expect.stringMatching(/^pulumi/) });
        expect(await message(world.update("FloatingIp", id, outs, { label: "web" }))).toContain(sentence);
    });

    describe("that got its own label just before the run was killed", () => {
        const killed = async (inputs: Values) => {
            const { id, outs } = await world.create("FloatingIp", { label: "web", ...inputs });
            const { __urn, __nonce, region: name } = outs;
            return { id, begun: { __urn, __nonce, region: name, label: "web", ...inputs } };
        };

        it("is taken over where it leads to a server of the stack", async () => {
            const serverId = await server();
            for (const inputs of [{ serverId }, { portId: portsOf(serverId)[0] }]) {
                const { id, begun } = await killed(inputs);
                const run = world.nextRun({ ids: [serverId], pendingCreates: [begun] });
                const { id: taken, outs } = await run.create("FloatingIp", { label: "web", ...inputs });
                expect([taken, ips().length]).toEqual([id, 1]);
                await world.delete("FloatingIp", id, outs);
            }
        });

        it("is not where somebody else may have made it", async () => {
            const serverId = await server();
            const { id, begun } = await killed({});
            for (const pending of [begun, { ...begun, serverId }]) {
                const run = world.nextRun({ ids: [serverId], pendingCreates: [pending] });
                expect((await run.create("FloatingIp", { label: "web" })).id).not.toBe(id);
            }
            await killed({ serverId });
            const run = world.nextRun({ pendingCreates: [{ ...begun, serverId }] });
            await run.delete("Keypair", "access", { __stack: "organization/project/dev" });
            expect(ips()).toHaveLength(4);
        });
    });

    it("bears its mark until it is connected, although the program gives it a label", async () => {
        const serverId = await server();
        let seen: string | undefined;
        region().timeline.after("cloud", 1, () => {
            seen = only().label;
        });
        await world.create("FloatingIp", { serverId, label: "web" });
        expect(seen).toMatch(/^pulumi[0-9a-f]{32}$/);
        expect(only().label).toBe("web");
    });

    describe("with adoptExisting", () => {
        it("is the one of that label, and is moved to what the program wants", async () => {
            const serverId = await server();
            const theirs = await world.create("FloatingIp", { label: "web" });
            const inputs = { serverId, label: "web", adoptExisting: true };
            const { id, outs } = await world.nextRun().create("FloatingIp", inputs);
            expect([id, outs.status, ips().length]).toEqual([theirs.id, "ACTIVE", 1]);
        });

        it("is made where there is none, and where the stack has it already", async () => {
            const inputs = { label: "web", adoptExisting: true };
            const first = await world.create("FloatingIp", inputs);
            const second = await world.nextRun({ ids: [first.id] }).create("FloatingIp", inputs);
            expect(second.id).not.toBe(first.id);
        });

        it("is refused where several have that label", async () => {
            const twins = [1, 2].map(() => world.create("FloatingIp", { label: "web" }));
            const [one, two] = (await Promise.all(twins)).map(({ id }) => id);
            const text = await message(
                world.nextRun().create("FloatingIp", { label: "web", adoptExisting: true }),
            );
            expect(text).toContain('2 floating IPs are named "web": ');
            for (const id of [one, two]) expect(text).toContain(String(id));
        });
    });

    it("is looked for among the external networks and the ports before anything is made", async () => {
        const { sentences } = await world.check("FloatingIp", {
            portId: nowhere,
            floatingNetworkId: region().ids.network,
        });
        expect(sentences).toEqual([
            `floatingNetworkId "${region().ids.network}" was not found among the external networks of region KR1. List them with getNetworks({ isExternal: true }), or omit it if there is only one.`,
            `portId "${nowhere}" was not found among the ports of region KR1. Check the id and the region.`,
        ]);
        const { port, publicNetwork } = region().ids;
        const fine = { portId: port, floatingNetworkId: publicNetwork };
        expect((await world.check("FloatingIp", fine)).sentences).toEqual([]);
    });
});
