import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

describe("a server", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld({ seconds: { build: 20 } });
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const make = (more: Record<string, unknown> = {}) => world.create("Server", serverInputs(world, more));
    const live = (id: string) => {
        const server = world.cloud.region().servers.get(id);
        if (!server) throw new Error(`The cloud has no server ${id}.`);
        return server;
    };
    const actions = () => world.cloud.requests.flatMap(({ action }) => action ?? []);

    it("costs one POST and its polls to create, behind one list of each kind that it names", async () => {
        const { id, outs } = await make();
        expect(outs).toMatchObject({ status: "ACTIVE", power: "on", powerState: "active", name: "web" });
        expect(outs.accessIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        const calls = world.calls();
        const [post, ...polls] = calls.splice(calls.findIndex((call) => call.startsWith("POST")));
        expect(calls.map((call) => call.replace(/^.*\/|\?.*$/g, "")).sort()).toEqual([
            "detail",
            "images",
            "os-keypairs",
            "vpcs",
        ]);
        expect(post).toMatch(/^POST .*\/servers$/);
        expect(new Set(polls.map((call) => call.replace(/\/kr1.*servers/, "servers")))).toEqual(
            new Set([`GET servers/${id}`]),
        );
        expect(polls.length).toBeLessThan(20);
    });

    it("that broke after it ran is only reported by a refresh", async () => {
        const { id, outs } = await make();
        world.cloud.region().setStatus(id, "ERROR", { code: 500, message: "The host is down." });
        const { props } = await world.read("Server", id, outs);
        expect(world.warnings).toEqual(["The server is in ERROR: The host is down."]);
        expect(
            (await world.diff("Server", props as Record<string, unknown>, serverInputs(world))).changes,
        ).toBe(false);
    });

    it("keeps its groups when the program no longer speaks of them", async () => {
        const { id, outs } = await make({ securityGroups: ["default", "web"] });
        await world.update("Server", id, outs, serverInputs(world));
        expect((await world.read("Server", id, {})).props?.securityGroups).toEqual(["default", "web"]);
    });

    it("that is stopped needs no reboot", async () => {
        const { id, outs } = await make({ powerState: "stopped", rebootTrigger: "1" });
        const inputs = serverInputs(world, { powerState: "stopped", rebootTrigger: "2" });
        expect(await world.update("Server", id, outs, inputs)).toMatchObject({
            status: "SHUTOFF",
            rebootTrigger: "2",
        });
    });

    it("shows its status while it is built, and nothing after", async () => {
        await make();
        expect(world.statusLines[0]).toMatch(/^BUILD \(\w+\) → ACTIVE · 0 s$/);
        expect(world.statusLines.at(-2)).toMatch(/^BUILD( \(\w+\))? → ACTIVE · \d+ s$/);
        expect(world.statusLines.at(-1)).toBe("");
    });

    it("says in its row that the cloud is unavailable while it is built, and goes on when it is back", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: /servers\/[^/]+$/,
            kind: "respond",
            status: 503,
            headers: { "content-type": "text/plain" },
            body: "Service Unavailable",
            times: Number.POSITIVE_INFINITY,
        });
        const back = world.clock.sleep(60_000).then(() => world.cloud.faults.clear());
        const [{ outs }] = await Promise.all([make(), back]);
        expect(outs.status).toBe("ACTIVE");
        const trouble =
            "the cloud has been unavailable since \\d\\d:\\d\\d:\\d\\d UTC: Service Unavailable; retrying";
        const line = new RegExp(`^unknown → ACTIVE; ${trouble} · \\d+ s$`);
        expect(world.statusLines).toContainEqual(expect.stringMatching(line));
        expect(world.statusLines.at(-1)).toBe("");
    });

    it("is read with one GET", async () => {
        const { id, outs } = await make();
        world.cloud.requests.length = 0;
        const { inputs, props } = await world.read("Server", id, outs);
        expect(world.calls()).toHaveLength(1);
        expect(props).toEqual(outs);
        expect((await world.diff("Server", outs, inputs as Record<string, unknown>)).changes).toBe(false);
    });

    it("is gone when the cloud no longer knows it", async () => {
        const { id, outs } = await make();
        await world.delete("Server", id, outs);
        expect(world.cloud.region().servers.get(id)?.status ?? "DELETED").toBe("DELETED");
        expect(await world.read("Server", id, outs)).toEqual({});
        await world.delete("Server", id, outs);
    });

    it("that is protected says so before its deletion is tried, and is deleted once it no longer is", async () => {
        const { id, outs } = await make({ stopBeforeDelete: true });
        world.cloud.region().protect(id);
        world.cloud.requests.length = 0;
        expect((await world.failure(world.delete("Server", id, outs))).message).toBe(
            'Deleting server "web": its deletion protection is enabled. Disable it in the NHN Cloud console, then run the same command again.',
        );
        expect(world.calls()).toEqual([expect.stringMatching(/^GET /)]);
        world.cloud.region().protect(id, false);
        await world.delete("Server", id, outs);
        expect(await world.read("Server", id, outs)).toEqual({});
    });

    it("names the image of its root disk once, in either place", async () => {
        const inputs = serverInputs(world);
        const [root] = inputs.blockDevices as Record<string, unknown>[];
        const { image } = world.cloud.region().ids;
        for (const once of [
            { ...inputs, imageId: undefined },
            { ...inputs, blockDevices: [{ ...root, uuid: undefined }] },
        ]) {
            const { id, outs } = await world.create("Server", once);
            expect(outs).toMatchObject({ imageId: image, blockDevices: [{ uuid: image }] });
            expect((await world.diff("Server", outs, once, id)).changes).toBe(false);
            expect((await world.diff("Server", outs, inputs, id)).changes).toBe(false);
            await world.delete("Server", id, outs);
        }
    });

    it("needs no image where its root disk is a volume", async () => {
        const bootable = world.cloud.region().addVolume({ sizeGb: 20 });
        const volume = { sourceType: "volume", uuid: bootable, destinationType: "volume", bootIndex: 0 };
        const { outs } = await make({ imageId: undefined, blockDevices: [volume] });
        expect(outs).toMatchObject({ status: "ACTIVE", attachedVolumeIds: [bootable] });
        expect(outs.imageId).toBeUndefined();
    });

    it("stops before it is deleted where that was asked for", async () => {
        const { id, outs } = await make({ stopBeforeDelete: true });
        world.cloud.requests.length = 0;
        await world.delete("Server", id, outs);
        const changes = world.calls().filter((call) => !call.startsWith("GET"));
        expect(changes).toEqual([
            expect.stringMatching(/^POST .*\/action$/),
            expect.stringMatching(/^DELETE /),
        ]);
    });

    it("that stops before it is deleted is stopped when it is deleted", async () => {
        const { id, outs } = await make({ stopBeforeDelete: true });
        const statuses: unknown[] = [];
        const onHit = () => statuses.push(world.cloud.region().servers.get(id)?.status);
        world.cloud.faults.add({ method: "DELETE", path: /\/servers\//, kind: "respond", onHit });
        await world.delete("Server", id, outs);
        expect(statuses).toEqual(["SHUTOFF"]);
    });

    it("is renamed, resized, given groups and metadata, and stopped in one update", async () => {
        const { id, outs } = await make({ metadata: { role: "web", old: "1" }, securityGroups: ["default"] });
        const { bigFlavor } = world.cloud.region().ids;
        const inputs = serverInputs(world, {
            name: "web-2",
            flavorId: bigFlavor,
            securityGroups: ["default", "web"],
            metadata: { role: "db" },
            powerState: "stopped",
        });
        expect(await world.diff("Server", outs, inputs)).toMatchObject({ changes: true, replaces: [] });
        const updated = await world.update("Server", id, outs, inputs);
        expect(updated).toMatchObject({
            name: "web-2",
            flavorId: bigFlavor,
            securityGroups: ["default", "web"],
            metadata: { role: "db" },
            powerState: "stopped",
            status: "SHUTOFF",
        });
        expect(updated.allMetadata).not.toHaveProperty("old");
        expect((await world.diff("Server", updated, inputs)).changes).toBe(false);
        const started = await world.update("Server", id, updated, { ...inputs, powerState: "active" });
        expect(started).toMatchObject({ status: "ACTIVE", flavorId: bigFlavor });
    });

    it("has its whole time for the steps after one that was queued behind another change", async () => {
        await world.close();
        world = await startWorld({ seconds: { attach: 30 } });
        await world.create("Keypair", { name: "access" });
        const { id, outs } = await make();
        const volumeId = world.cloud.region().addVolume();
        const { bigFlavor } = world.cloud.region().ids;
        const timeouts = { update: 20 };
        const inputs = serverInputs(world, { securityGroups: ["web"], flavorId: bigFlavor, timeouts });
        const [updated] = await Promise.all([
            world.update("Server", id, outs, inputs),
            world.create("VolumeAttachment", { serverId: id, volumeId }),
        ]);
        expect(updated).toMatchObject({ flavorId: bigFlavor, securityGroups: ["web"] });
        expect(world.statusLines).toContainEqual(
            expect.stringMatching(/^waiting for another change of server /),
        );
    });

    it("loses a group that is no longer asked for, and keeps one that others added", async () => {
        const { id, outs } = await make({ securityGroups: ["default", "web"] });
        await world.create("SecurityGroupAssignment", { serverId: id, securityGroup: "db" });
        const updated = await world.update(
            "Server",
            id,
            outs,
            serverInputs(world, { securityGroups: ["default"] }),
        );
        expect(updated.securityGroups).toEqual(["default"]);
        const { props } = await world.read("Server", id, updated);
        expect(props?.securityGroups).toEqual(["default"]);
        expect((await world.read("SecurityGroupAssignment", `${id}/db`, { __inputs: [] })).id).toBe(
            `${id}/db`,
        );
    });

    it("is confirmed after a resize where the cloud does not confirm by itself", async () => {
        await world.close();
        world = await startWorld({ seconds: { confirmResize: Number.POSITIVE_INFINITY } });
        await world.create("Keypair", { name: "access" });
        const { id, outs } = await make();
        const { bigFlavor } = world.cloud.region().ids;
        const updated = await world.update("Server", id, outs, serverInputs(world, { flavorId: bigFlavor }));
        expect(updated).toMatchObject({ flavorId: bigFlavor, status: "ACTIVE" });
    });

    it.each([400, 403, 404, 409])(
        "is resized where the cloud confirms by itself, and answers our confirmation with %i",
        async (status) => {
            const { id, outs } = await make();
            const confirmation = { method: "POST", path: /action$/, skip: 1 };
            world.cloud.faults.add({ ...confirmation, kind: "respond", status });
            const { bigFlavor } = world.cloud.region().ids;
            const inputs = serverInputs(world, { flavorId: bigFlavor });
            expect(await world.update("Server", id, outs, inputs)).toMatchObject({
                flavorId: bigFlavor,
                status: "ACTIVE",
            });
            expect(actions()).toEqual(["resize", "confirmResize"]);
        },
    );

    it("fails with the cloud's reason where it refuses an action that is sent again after a lost answer", async () => {
        const { id, outs } = await make();
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "reset" });
        const body = { forbidden: { code: 403, message: "Not you." } };
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 403, body });
        const inputs = serverInputs(world, { powerState: "stopped" });
        const error = await world.failure(world.update("Server", id, outs, inputs));
        expect(error.message).toMatch(/^Updating server "web": Not you \(HTTP 403, /);
        expect(actions()).toEqual(["os-stop", "os-stop"]);
    });

    it("whose confirmation is refused says so where the cloud does not confirm by itself", async () => {
        await world.close();
        world = await startWorld({ seconds: { confirmResize: Number.POSITIVE_INFINITY } });
        await world.create("Keypair", { name: "access" });
        const { id, outs } = await make();
        world.cloud.faults.add({
            method: "POST",
            path: /\/action$/,
            skip: 1,
            kind: "respond",
            status: 403,
            body: { forbidden: { code: 403, message: "Policy doesn't allow it to be performed." } },
        });
        const wanted = serverInputs(world, {
            flavorId: world.cloud.region().ids.bigFlavor,
            timeouts: { update: 30 },
        });
        const error = await world.failure(world.update("Server", id, outs, wanted));
        expect(error.message).toMatch(
            /^Updating server "web": timed out after \d+ s waiting for it to be confirmed; last status: VERIFY_RESIZE; confirming the resize was refused: Policy doesn't allow it to be performed \(HTTP 403, req-\S+\)\. Run pulumi up again to continue waiting, or increase timeouts\.update\.$/,
        );
        const done = await world.update("Server", id, error.properties ?? {}, wanted);
        expect(done).toMatchObject({ flavorId: wanted.flavorId, status: "ACTIVE" });
    });

    it("stays stopped when it is resized while it is stopped", async () => {
        const { id, outs } = await make({ powerState: "stopped" });
        expect(outs.status).toBe("SHUTOFF");
        const { bigFlavor } = world.cloud.region().ids;
        const inputs = serverInputs(world, { powerState: "stopped", flavorId: bigFlavor });
        expect(await world.update("Server", id, outs, inputs)).toMatchObject({
            status: "SHUTOFF",
            flavorId: bigFlavor,
        });
    });

    it("reboots when the trigger changes, and only then", async () => {
        const { id, outs } = await make({ rebootTrigger: "1" });
        world.cloud.requests.length = 0;
        const again = await world.update("Server", id, outs, serverInputs(world, { rebootTrigger: "1" }));
        expect(world.calls().filter((call) => call.startsWith("POST"))).toEqual([]);
        const rebooted = await world.update("Server", id, again, serverInputs(world, { rebootTrigger: "2" }));
        expect(world.calls().filter((call) => call.startsWith("POST"))).toHaveLength(1);
        expect(rebooted).toMatchObject({ status: "ACTIVE", rebootTrigger: "2" });
    });

    it("whose reboot failed is rebooted by the next update", async () => {
        const { id, outs } = await make({ rebootTrigger: "1" });
        world.cloud.faults.add({ method: "POST", path: /action$/, kind: "respond", status: 403 });
        const inputs = serverInputs(world, { rebootTrigger: "2" });
        const { properties = {} } = await world.failure(world.update("Server", id, outs, inputs));
        expect(properties.rebootTrigger).toBe("1");
        expect((await world.diff("Server", properties, inputs)).changes).toBe(true);
        expect((await world.update("Server", id, properties, inputs)).rebootTrigger).toBe("2");
        expect(actions()).toEqual(["reboot", "reboot"]);
    });

    it("is resized before it is started, and started before it is rebooted", async () => {
        const { id, outs } = await make({ powerState: "stopped" });
        const { bigFlavor } = world.cloud.region().ids;
        world.cloud.requests.length = 0;
        const wanted = serverInputs(world, { flavorId: bigFlavor, rebootTrigger: "now" });
        const updated = await world.update("Server", id, outs, wanted);
        expect(updated).toMatchObject({ status: "ACTIVE", flavorId: bigFlavor });
        expect(actions()).toEqual(["resize", "confirmResize", "os-start", "reboot"]);
    });

    it("shows in its inputs what somebody changed behind its back, and the next update mends it", async () => {
        const inputs = serverInputs(world, { securityGroups: ["default", "web"], metadata: { role: "web" } });
        const { id, outs } = await world.create("Server", inputs);
        const { ids } = world.cloud.region();
        await world.update("Server", id, outs, {
            ...inputs,
            name: "renamed",
            flavorId: ids.bigFlavor,
            securityGroups: ["default"],
            metadata: { role: "spoilt" },
            powerState: "stopped",
        });
        const refreshed = await world.read("Server", id, outs);
        expect(refreshed.inputs).toMatchObject({
            name: "renamed",
            flavorId: ids.bigFlavor,
            securityGroups: ["default"],
            metadata: { role: "spoilt" },
            powerState: "stopped",
        });
        const state = refreshed.props as Record<string, unknown>;
        expect((await world.diff("Server", state, inputs)).changes).toBe(true);
        const mended = await world.update("Server", id, state, inputs);
        expect(mended).toMatchObject({ ...inputs, status: "ACTIVE" });
    });

    it("that ends in ERROR is kept in state with the cloud's reason, and replaced by the next up", async () => {
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found. " });
        const error = await world.failure(make());
        expect(error.reasons).toEqual([error.message]);
        expect(error.message).toMatch(
            /^Creating server "web": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it\.$/,
        );
        expect(error.properties).toMatchObject({ status: "ERROR", name: "web" });
        const diff = await world.diff("Server", error.properties ?? {}, serverInputs(world));
        expect(diff).toEqual({ changes: true, replaces: ["status"], deleteBeforeReplace: true });
        await world.delete("Server", error.id ?? "", error.properties ?? {});
        expect(
            [...world.cloud.region().servers.values()].filter((server) => server.status !== "DELETED"),
        ).toEqual([]);
    });

    it("that takes too long is kept in state, and the next update goes on waiting", async () => {
        const error = await world.failure(make({ timeouts: { create: 5 } }));
        expect(error.message).toMatch(
            /^Creating server "web": timed out after 5 s waiting for ACTIVE; last status: BUILD( \(\w+\))?\. Run pulumi up again to continue waiting, or increase timeouts\.create\.$/,
        );
        world.cloud.requests.length = 0;
        const state = error.properties ?? {};
        const inputs = serverInputs(world, { timeouts: { create: 5 } });
        expect((await world.diff("Server", state, inputs)).changes).toBe(false);
        const resumed = await world.update("Server", error.id ?? "", state, inputs);
        expect(resumed.status).toBe("ACTIVE");
        expect(world.calls().filter((call) => call.startsWith("POST"))).toEqual([]);
    });

    it.each(["reset", "lose"] as const)(
        "is made once when the answer to its POST is lost (%s)",
        async (kind) => {
            world.cloud.faults.add({ method: "POST", path: /\/servers$/, kind });
            const { outs } = await make();
            expect(outs.status).toBe("ACTIVE");
            expect(world.cloud.region().servers.size).toBe(1);
        },
    );

    it("keeps in state what was done when a later step fails", async () => {
        const { id, outs } = await make({ metadata: { role: "web", old: "1" } });
        world.cloud.faults.add({
            method: "POST",
            path: /action$/,
            kind: "respond",
            status: 403,
            body: { forbidden: { code: 403, message: "Policy does not allow it." } },
        });
        const inputs = serverInputs(world, {
            name: "new",
            metadata: { role: "db" },
            powerState: "stopped",
            rebootTrigger: "1",
        });
        const error = await world.failure(world.update("Server", id, outs, inputs));
        expect(error.message).toMatch(
            /^Updating server "new": Policy does not allow it \(HTTP 403, req-\S+\)\. Ask for a role/,
        );
        expect(error.properties).toMatchObject({
            name: "new",
            metadata: { role: "db" },
            powerState: "active",
        });
        const state = error.properties ?? {};
        expect((await world.diff("Server", state, inputs)).changes).toBe(true);
        const done = await world.update("Server", id, state, inputs);
        expect(done).toMatchObject({ powerState: "stopped" });
        expect(live(id).status).toBe("SHUTOFF");
    });

    it("can be read by its id alone, and an unknown id is an error", async () => {
        const { id } = await make({ metadata: { role: "web" } });
        const got = await world.read("Server", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({
            name: "web",
            status: "ACTIVE",
            metadata: { role: "web" },
            region: "KR1",
        });
        const unknown = "00000000-0000-4000-8000-000000000000";
        const error = await world.failure(world.read("Server", unknown, { __provider: "pointer" }));
        expect(error.message).toBe(`Reading server "${unknown}": not found. Check the id and the region.`);
    });
});

describe("fifty servers", () => {
    it("that build for 60 s together cost at most 110 calls", async () => {
        const world = await startWorld({ seconds: { build: 60 } });
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
        const names = Array.from({ length: 50 }, (_, index) => `web-${index}`);
        const made = await Promise.all(
            names.map((name) => world.create("Server", serverInputs(world, { name }))),
        );
        expect(made.map(({ outs }) => outs.status)).toEqual(names.map(() => "ACTIVE"));
        expect(world.cloud.requests.length).toBeLessThanOrEqual(110);
        await world.close();
    });
});
