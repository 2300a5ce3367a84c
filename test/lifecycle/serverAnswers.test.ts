import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const broken = { code: 500, message: "The host is down." };

describe("what the cloud answers about a server", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
    });
    afterEach(() => world.close());

    const inputs = (more: Values = {}) => serverInputs(world, more);
    const make = async (more: Values = {}) => {
        const made = await world.create("Server", inputs(more));
        world.cloud.requests.length = 0;
        return made;
    };
    const update = (id: string, state: Values, more: Values = {}) =>
        world.update("Server", id, state, inputs(more));
    const adopt = (more: Values = {}) =>
        world.nextRun().create("Server", inputs({ adoptExisting: true, ...more }));
    const live = (id: string) => {
        const server = world.cloud.region().servers.get(id);
        if (!server) throw new Error(`The cloud has no server ${id}.`);
        return server;
    };
    const groupId = (name: string) =>
        [...world.cloud.region().securityGroups.values()].find((group) => group.name === name)?.id ?? "";
    const groupsOf = (id: string) =>
        live(id).securityGroupIds.map((group) => world.cloud.region().securityGroups.get(group)?.name);
    const actions = () => world.cloud.requests.flatMap(({ action }) => action ?? []);
    const methods = () => world.calls().map((call) => call.split(" ")[0]);
    const posts = { method: "POST", path: /action$/ } as const;

    describe("to a read", () => {
        it("that it runs are no reason to warn", async () => {
            const { id, outs } = await make();
            await world.read("Server", id, outs);
            expect(world.warnings).toEqual([]);
        });

        it("that it broke, without a reason, are a warning all the same", async () => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, "ERROR");
            await world.read("Server", id, outs);
            expect(world.warnings).toEqual(["The server is in ERROR."]);
        });

        it("that it is deleted, and only kept for a while, take it out of the stack", async () => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, "SOFT_DELETED");
            expect(await world.read("Server", id, outs)).toEqual({});
        });

        it("of its id alone are its image and its zone too", async () => {
            const { id } = await make();
            const { image: imageId } = world.cloud.region().ids;
            const { props } = await world.read("Server", id, { __provider: "pointer" });
            expect(props).toMatchObject({ imageId, availabilityZone: "kr-pub-a", keyName: "access" });
        });

        it("that somebody paused it are drift of a server that shall run", async () => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, "PAUSED");
            expect((await world.read("Server", id, outs)).inputs).toMatchObject({ powerState: "paused" });
        });
    });

    it("of its addresses keep no replacement from being made first, where the program fixes none", async () => {
        const { outs } = await make();
        expect(outs.addresses).not.toEqual([]);
        expect(await world.diff("Server", outs, inputs({ userData: "new" }))).toEqual({
            changes: true,
            replaces: ["userData"],
            deleteBeforeReplace: false,
        });
    });

    it("to a create without a zone are the zone that the cloud chose", async () => {
        expect((await make()).outs.availabilityZone).toBe("kr-pub-a");
    });

    describe("to a delete", () => {
        it("that it runs do not stop it where nobody asked for that", async () => {
            const { id, outs } = await make();
            await world.delete("Server", id, outs);
            expect(actions()).toEqual([]);
        });

        it("that it may not be deleted are told with its name", async () => {
            const { id, outs } = await make();
            world.cloud.faults.add({ method: "DELETE", path: /servers/, kind: "respond", status: 403 });
            const error = await world.failure(world.delete("Server", id, outs));
            expect(error.message).toMatch(/^Deleting server "web": .*\(HTTP 403, /);
        });

        it("that do not end are waited for in the time of deletes", async () => {
            const { id, outs } = await make({ timeouts: { delete: 5 } });
            world.cloud.faults.add({ method: "DELETE", path: /servers/, kind: "respond", status: 204 });
            const error = await world.failure(world.delete("Server", id, outs));
            expect(error.message).toMatch(
                /: timed out after 5 s waiting for it to be deleted; last status: ACTIVE\. .* increase timeouts\.delete\.$/,
            );
        });
    });

    describe("to an update", () => {
        it.each(["DELETED", "SOFT_DELETED"])("that it is %s end it with what to do", async (status) => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, status);
            const error = await world.failure(update(id, outs, { name: "web-2" }));
            expect(error.message).toBe(
                `Updating server "web-2": server ${id} no longer exists. Run pulumi refresh, then pulumi up, to create it again.`,
            );
            expect(methods()).toEqual(["GET"]);
        });

        it.each(["ACTIVE", "SHUTOFF", "SHELVED", "SHELVED_OFFLOADED", "ERROR"])(
            "that it is %s are enough to begin with",
            async (status) => {
                const { id, outs } = await make();
                world.cloud.region().setStatus(id, status);
                await update(id, outs, { name: "web-2" });
                expect(methods()).toEqual(["GET", "PUT", "GET"]);
            },
        );

        it("that it cannot be looked at after a failure leave the state as it was, with what is still to do", async () => {
            const { id, outs } = await make({ rebootTrigger: "1" });
            const onHit = () =>
                world.cloud.faults.add({ path: /servers/, kind: "respond", status: 403, times: 99 });
            world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403, onHit });
            const wanted = { name: "web-2", rebootTrigger: "2" };
            const error = await world.failure(update(id, outs, wanted));
            world.cloud.faults.clear();
            expect(error.properties).toMatchObject({ name: "web", rebootTrigger: "1", status: "ACTIVE" });
            const state = error.properties ?? {};
            expect((await world.diff("Server", state, inputs(wanted))).changes).toBe(true);
            await update(id, state, wanted);
            expect(live(id).name).toBe("web-2");
            expect(actions()).toEqual(["reboot"]);
        });

        it("that it vanished meanwhile leave the state as it was", async () => {
            const { id, outs } = await make();
            const onHit = () => void world.cloud.region().servers.delete(id);
            world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403, onHit });
            const error = await world.failure(update(id, outs, { name: "web-2" }));
            expect(error.properties).toMatchObject({ name: "web", status: "ACTIVE" });
        });

        it("that a group may not be taken away leave it in state, and the next update takes it away", async () => {
            const { id, outs } = await make({ securityGroups: ["default", "web"] });
            world.cloud.faults.add({ ...posts, skip: 1, kind: "respond", status: 403 });
            const wanted = { securityGroups: ["default", groupId("db")] };
            const { properties = {} } = await world.failure(update(id, outs, wanted));
            expect(properties.securityGroups).toEqual(["default", groupId("db"), "web"]);
            await update(id, properties, wanted);
            expect(groupsOf(id).sort()).toEqual(["db", "default"]);
        });

        it("that it is shelved by the program and runs are nothing that a new name changes", async () => {
            const { id, outs } = await make({ powerState: "shelved" });
            world.cloud.region().setStatus(id, "ACTIVE");
            await update(id, outs, { powerState: "shelved", name: "web-2" });
            expect(actions()).toEqual([]);
        });

        it("that somebody stopped it are nothing that new metadata change", async () => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, "SHUTOFF");
            await update(id, outs, { metadata: { role: "web" } });
            expect(actions()).toEqual([]);
            expect(live(id)).toMatchObject({ status: "SHUTOFF", metadata: { role: "web" } });
        });

        it("that its metadata are gone already cost no request", async () => {
            const { id, outs } = await make({ metadata: { role: "web" } });
            delete live(id).metadata.role;
            await update(id, outs, { name: "web-2" });
            expect(methods()).not.toContain("DELETE");
        });

        it("that it broke are told where it shall run", async () => {
            const { id, outs } = await make({ powerState: "stopped" });
            world.cloud.region().setStatus(id, "ERROR", broken);
            const error = await world.failure(update(id, outs, { powerState: "active" }));
            expect(error.message).toBe(
                'Updating server "web": powerState cannot change to "active" while the server is ERROR (The host is down.). Bring the server to ACTIVE or SHUTOFF, then run pulumi up again.',
            );
        });

        it("are not asked for with a reboot where the program drops its trigger", async () => {
            const { id, outs } = await make({ rebootTrigger: "1" });
            await update(id, outs, { name: "web-2" });
            expect(actions()).toEqual([]);
        });

        it("that its exclusive groups are those of the program, by their ids, are no drift", async () => {
            const listed = { securityGroups: [groupId("web")], securityGroupsMode: "exclusive" };
            const { id, outs } = await make(listed);
            const { props = {} } = await world.read("Server", id, outs);
            expect(props.securityGroups).toEqual([groupId("web")]);
            await update(id, props, { ...listed, name: "web-2" });
            expect(actions()).toEqual([]);
        });
    });

    describe("to a resize", () => {
        const resize = (id: string, state: Values, more: Values = {}) =>
            update(id, state, { flavorId: world.cloud.region().ids.bigFlavor, ...more });

        it("with the old size are believed after half a minute", async () => {
            const { id, outs } = await make();
            world.cloud.faults.add({ ...posts, kind: "respond", status: 202 });
            const began = world.clock.now();
            const error = await world.failure(resize(id, outs));
            const { flavor } = world.cloud.region().ids;
            expect(error.message).toBe(
                `Updating server "web": the cloud abandoned the resize and kept flavor ${flavor}.`,
            );
            expect(world.clock.now() - began).toBeGreaterThanOrEqual(30_000);
            expect(world.clock.now() - began).toBeLessThan(60_000);
        });

        it("with the old size are not believed at once", async () => {
            const { id, outs } = await make();
            const onHit = () =>
                world.cloud.region().timeline.after("cloud", 20, () => {
                    live(id).flavorId = world.cloud.region().ids.bigFlavor;
                });
            world.cloud.faults.add({ ...posts, kind: "respond", status: 202, onHit });
            expect((await resize(id, outs)).flavorId).toBe(world.cloud.region().ids.bigFlavor);
        });

        const neverConfirmed = async () => {
            await world.close();
            world = await startWorld({ seconds: { confirmResize: Number.POSITIVE_INFINITY } });
            await world.create("Keypair", { name: "access" });
            return await make();
        };

        it("that the confirmation is accepted, and nothing after, are told without a refusal", async () => {
            const { id, outs } = await neverConfirmed();
            world.cloud.faults.add({ ...posts, skip: 1, kind: "respond", status: 202 });
            const error = await world.failure(resize(id, outs, { timeouts: { update: 30 } }));
            expect(error.message).toMatch(
                /^Updating server "web": timed out after \d+ s waiting for it to be confirmed; last status: VERIFY_RESIZE\. Run pulumi up again/,
            );
        });

        it("that no such action exists for the confirmation are told at once", async () => {
            const { id, outs } = await neverConfirmed();
            world.cloud.faults.add({ ...posts, skip: 1, kind: "respond", status: 405 });
            const began = world.clock.now();
            const error = await world.failure(resize(id, outs, { timeouts: { update: 300 } }));
            expect(error.message).toMatch(/\(HTTP 405, /);
            expect(world.clock.now() - began).toBeLessThan(60_000);
        });
    });

    it("to a create whose server cannot be stopped are in state as they are", async () => {
        world.cloud.faults.add({ ...posts, kind: "respond", status: 403 });
        const wanted = inputs({ powerState: "stopped", metadata: { role: "web" } });
        const { properties } = await world.failure(world.create("Server", wanted));
        expect(properties).toMatchObject({
            powerState: "active",
            metadata: { role: "web" },
            status: "ACTIVE",
        });
    });

    describe("to a run after one that was killed", () => {
        /** What the engine keeps of the create, whose server has come to that status meanwhile. */
        const killed = async (status: string) => {
            const { id, outs } = await make();
            world.cloud.region().setStatus(id, status, status === "ERROR" ? broken : undefined);
            Object.assign(live(id), { launchedAt: null });
            return { id, next: world.nextRun({ pendingCreates: [outs] }) };
        };

        it("that the server failed are told as of a create", async () => {
            const { id, next } = await killed("ERROR");
            const error = await world.failure(next.create("Server", inputs()));
            expect(error.id).toBe(id);
            expect(error.message).toMatch(
                /unexpected status ERROR after 0 s waiting for ACTIVE: The host is down\. /,
            );
        });

        it("that the server is still built are waited for as in a create", async () => {
            const { id, next } = await killed("BUILD");
            world.cloud.region().timeline.after("cloud", 10, () => {
                world.cloud.region().setStatus(id, "ACTIVE");
            });
            world.statusLines.length = 0;
            expect((await next.create("Server", inputs())).id).toBe(id);
            expect(world.statusLines).toContainEqual(expect.stringMatching(/^BUILD.* → ACTIVE · \d s$/));
        });
    });

    describe("with adoptExisting", () => {
        it("that there is none of the name cost one look, for that name", async () => {
            world.cloud.requests.length = 0;
            await adopt();
            const looks = world.cloud.requests.filter(({ path }) => /servers\/(detail|undefined)/.test(path));
            expect(looks.map(({ method }) => method)).toEqual(["GET"]);
            expect(looks[0]?.path).toContain("name=");
        });

        it("that two have the name are told with what to do", async () => {
            const ids = [(await make()).id, (await make()).id];
            const error = await world.failure(adopt());
            expect(error.message).toMatch(
                /^Creating server "web": 2 servers are named "web": \S+, \S+\. Rename or delete all but the one to adopt\.$/,
            );
            for (const id of ids) expect(error.message).toContain(id);
        });

        it("that it has no key are no difference from the one of the program", async () => {
            const { id } = await make();
            Object.assign(live(id), { keyName: null });
            expect((await adopt()).id).toBe(id);
        });

        it("that it is shelved as it shall be are nothing to change", async () => {
            const more = { powerState: "shelved", metadata: { role: "web" } };
            const { id } = await make(more);
            expect((await adopt(more)).id).toBe(id);
            expect(actions()).toEqual([]);
        });

        it("that it is shelved make it run for its metadata, and shelve it again", async () => {
            const { id } = await make({ powerState: "shelved" });
            await adopt({ powerState: "shelved", metadata: { role: "web" } });
            expect(actions()).toEqual(["unshelve", "shelve"]);
            expect(live(id).metadata).toMatchObject({ role: "web" });
        });

        it.each([
            ["with its reason", broken, ": The host is down"],
            ["without a reason", undefined, ""],
        ])(
            "that it was still built, and failed %s, are told as of one that never ran",
            async (_, fault, why) => {
                world.cloud.region().reportsLaunchedAt = false;
                const { id } = await make();
                world.cloud.region().setStatus(id, "BUILD");
                world.cloud.region().timeline.after("cloud", 10, () => {
                    world.cloud.region().setStatus(id, "ERROR", fault);
                });
                const error = await world.failure(adopt());
                expect(error.message).toBe(
                    `Creating server "web": it failed to build${why}. The next pulumi up replaces it.`,
                );
            },
        );
    });

    it("of its own in the metadata are left alone by an exclusive list", async () => {
        const own = [
            "hypervisor_type",
            "image_name",
            "login_username",
            "monitoring_agent",
            "os_architecture",
            "os_distro",
            "os_type",
            "os_version",
            "project_domain",
            "tc_env",
            "volume_size",
            "description",
        ];
        const exclusive = { metadata: { role: "web" }, metadataMode: "exclusive" };
        const { id, outs } = await make(exclusive);
        for (const key of own) live(id).metadata[key] = "theirs";
        const { props = {} } = await world.read("Server", id, outs);
        expect(props.metadata).toEqual({ role: "web" });
        await update(id, props, { ...exclusive, metadata: { role: "db" } });
        expect(Object.keys(live(id).metadata)).toEqual(expect.arrayContaining(own));
    });
});
