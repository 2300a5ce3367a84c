import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const missing = "00000000-0000-4000-8000-000000000000";

describe("a volume", () => {
    const world = useWorld();

    const make = (more: Values = {}) => world.create("Volume", { name: "data", size: 10, ...more });
    const recordOf = (id: string) => {
        const volume = world.cloud.region().volumes.get(id);
        if (!volume) throw new Error(`The cloud has no volume ${id}.`);
        return volume;
    };
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const onlyVolume = () => String([...world.cloud.region().volumes.keys()]);
    const refreshed = async (id: string, state: Values) =>
        (await world.read("Volume", id, state)).props as Values;

    it("is there when it is available, and has what it was asked for", async () => {
        const { otherZone } = world.cloud.region().ids;
        const inputs = {
            description: "all of it",
            volumeType: "General SSD",
            availabilityZone: otherZone,
            metadata: { role: "db" },
        };
        const { id, outs } = await make(inputs);
        expect(outs).toMatchObject({
            ...inputs,
            size: 10,
            status: "available",
            bootable: false,
            encrypted: false,
        });
        expect(recordOf(id)).toMatchObject({ type: "General SSD", availabilityZone: otherZone, sizeGb: 10 });
        expect(changes()).toHaveLength(1);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^creating → available · \d+ s$/));
    });

    it("shows the type and the zone that the cloud chose, and saying these changes nothing in the cloud", async () => {
        const { id, outs } = await make();
        const { volumeType, availabilityZone } = outs;
        expect({ volumeType, availabilityZone }).toEqual({
            volumeType: "General HDD",
            availabilityZone: world.cloud.region().ids.zone,
        });
        const inputs = { name: "data", size: 10, volumeType, availabilityZone };
        expect((await world.diff("Volume", outs, inputs, id)).replaces).toEqual([]);
        world.cloud.requests.length = 0;
        await world.update("Volume", id, outs, inputs);
        expect(changes()).toEqual([]);
    });

    it("is made from a snapshot, of the snapshot's type and in its zone, and leaving the snapshot out later keeps it", async () => {
        const region = world.cloud.region();
        const source = region.addVolume({ sizeGb: 10, zone: region.ids.otherZone });
        const snapshotId = region.addSnapshot(source);
        const { id, outs } = await make({ snapshotId, size: 20 });
        expect(recordOf(id)).toMatchObject({ snapshotId, sizeGb: 20, type: "General SSD" });
        expect(outs.availabilityZone).toBe(region.ids.otherZone);
        region.snapshots.clear();
        const later = { name: "data", size: 20 };
        expect((await world.diff("Volume", outs, later, id)).replaces).toEqual([]);
        const updated = await world.update("Volume", id, outs, later);
        expect((await world.diff("Volume", updated, later, id)).changes).toBe(false);
    });

    it("that is too small for its snapshot is found in the check", async () => {
        const region = world.cloud.region();
        const snapshotId = region.addSnapshot(region.addVolume({ sizeGb: 30 }));
        expect((await world.check("Volume", { size: 20, snapshotId })).sentences).toEqual([
            `size must be at least 30, the size of snapshot "${snapshotId}", got 20.`,
        ]);
        expect((await world.check("Volume", { size: 30, snapshotId })).sentences).toEqual([]);
    });

    it("of a type, in a zone or from a snapshot that there is not is found in the check", async () => {
        const inputs = {
            size: 10,
            volumeType: "General SDD",
            availabilityZone: "kr-pub-z",
            snapshotId: missing,
        };
        expect((await world.check("Volume", inputs)).sentences).toEqual([
            'volumeType "General SDD" was not found among the volume types of region KR1: did you mean "General SSD"?',
            `snapshotId "${missing}" was not found among the snapshots of region KR1. Check the id and the region.`,
            'availabilityZone "kr-pub-z" was not found among the availability zones of region KR1: did you mean "kr-pub-a"?',
        ]);
    });

    it("is not refused a zone that compute alone does not have", async () => {
        world.cloud.faults.add({
            path: /\/compute\/.*os-availability-zone/,
            kind: "respond",
            status: 200,
            body: { availabilityZoneInfo: [] },
            times: 9,
        });
        const { zone } = world.cloud.region().ids;
        expect((await world.check("Volume", { size: 10, availabilityZone: zone })).sentences).toEqual([]);
    });

    it("is compared with the zones of compute where block storage lists none", async () => {
        world.cloud.faults.add({
            path: /\/volume\/.*os-availability-zone/,
            kind: "respond",
            status: 404,
            times: 9,
        });
        expect(
            (await world.check("Volume", { size: 10, availabilityZone: "kr-pub-z" })).sentences,
        ).toHaveLength(1);
    });

    describe("with a key", () => {
        const encryption = { appkey: "s3cret-appkey", keyId: "key1" };
        const inputs = { name: "data", size: 10, volumeType: "Encrypted SSD", encryption };

        it("is encrypted, and neither a refresh nor another appkey replaces it", async () => {
            const { id, outs } = await make(inputs);
            expect(outs.encrypted).toBe(true);
            expect(recordOf(id).keyId).toBe("key1");
            const seen = await refreshed(id, outs);
            expect((await world.diff("Volume", seen, inputs, id)).changes).toBe(false);
            const other = { ...inputs, encryption: { appkey: "another-appkey", keyId: "key1" } };
            expect(await world.diff("Volume", seen, other, id)).toMatchObject({
                changes: true,
                replaces: [],
            });
            world.cloud.requests.length = 0;
            const updated = await world.update("Volume", id, seen, other);
            expect(changes()).toEqual([]);
            expect((await world.diff("Volume", updated, other, id)).changes).toBe(false);
        });

        it("is replaced by another key", async () => {
            const { id, outs } = await make(inputs);
            const other = { ...inputs, encryption: { ...encryption, keyId: "key2" } };
            expect((await world.diff("Volume", outs, other, id)).replaces).toEqual(["encryption"]);
            const none = { name: "data", size: 10, volumeType: "Encrypted SSD" };
            expect((await world.diff("Volume", outs, none, id)).replaces).toEqual(["encryption"]);
        });
    });

    it("keeps the metadata of others when its own change", async () => {
        const { id, outs } = await make({ metadata: { kept: "1", changed: "1", dropped: "1" } });
        const { metadata } = recordOf(id);
        recordOf(id).metadata = { ...metadata, theirs: "1", attached_mode: "rw" };
        world.cloud.requests.length = 0;
        await world.update("Volume", id, outs, {
            name: "data",
            size: 10,
            metadata: { kept: "1", changed: "2", added: "1" },
        });
        const nonce = metadata["pulumi-nhncloud-nonce"];
        expect(recordOf(id).metadata).toEqual({
            kept: "1",
            changed: "2",
            added: "1",
            theirs: "1",
            "pulumi-nhncloud-nonce": nonce,
        });
        expect(changes()).toHaveLength(1);
    });

    it("is touched by an update only where its preview named it", async () => {
        const { id, outs } = await make();
        Object.assign(recordOf(id), { name: "theirs" });
        const inputs = { name: "data", size: 10, description: "all of it" };
        const updated = await world.update("Volume", id, outs, inputs);
        expect(recordOf(id)).toMatchObject({ name: "theirs", description: "all of it" });
        expect((await world.diff("Volume", updated, inputs, id)).changes).toBe(false);
    });

    it("loses the description that its program no longer has", async () => {
        const { id, outs } = await make({ description: "all of it" });
        const updated = await world.update("Volume", id, outs, { name: "data", size: 10 });
        expect(recordOf(id).description).toBe("");
        expect(updated.description).toBeUndefined();
    });

    describe("of another size", () => {
        it("is another volume, made before the old one goes", async () => {
            const { id, outs } = await make();
            for (const size of [5, 20]) {
                expect(await world.diff("Volume", outs, { name: "data", size }, id)).toEqual({
                    changes: true,
                    replaces: ["size"],
                    deleteBeforeReplace: false,
                });
            }
        });

        it("that somebody gave it is no reason to replace it, and is told by a refresh", async () => {
            const { id, outs } = await make();
            recordOf(id).sizeGb = 20;
            const seen = await refreshed(id, outs);
            expect(world.warnings).toEqual([
                "The volume has 20 GB, but size is 10: set it to 20, which does not replace the volume.",
            ]);
            expect((await world.diff("Volume", seen, { name: "data", size: 10 }, id)).changes).toBe(false);
            const said = { name: "data", size: 20 };
            expect(await world.diff("Volume", seen, said, id)).toMatchObject({ changes: true, replaces: [] });
            world.cloud.requests.length = 0;
            const updated = await world.update("Volume", id, seen, said);
            expect(changes()).toEqual([]);
            expect(updated.size).toBe(20);
            expect((await world.diff("Volume", updated, said, id)).changes).toBe(false);
            expect((await world.diff("Volume", updated, { name: "data", size: 10 }, id)).replaces).toEqual([
                "size",
            ]);
        });
    });

    describe("that fails to be made", () => {
        it("ends its wait at once, stays in the stack, and is replaced by the next up, itself first", async () => {
            world.cloud.region().failNextVolume();
            const error = await world.failure(make());
            expect(error.message).toMatch(
                /^Creating volume "data": unexpected status error after \d s waiting for it to be available\. It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it\.$/,
            );
            expect(error.id).toBe(onlyVolume());
            const state = error.properties ?? {};
            expect(await world.diff("Volume", state, { name: "data", size: 10 }, error.id)).toEqual({
                changes: true,
                replaces: ["status"],
                deleteBeforeReplace: true,
            });
            const seen = await refreshed(String(error.id), state);
            expect((await world.diff("Volume", seen, { name: "data", size: 10 })).replaces).toEqual([
                "status",
            ]);
            await world.delete("Volume", String(error.id), seen);
            expect(world.cloud.region().volumes.size).toBe(0);
        });

        it("is not replaced where it was there before: its data may be mended", async () => {
            const { id, outs } = await make();
            recordOf(id).status = "error";
            const seen = await refreshed(id, outs);
            expect(world.warnings).toEqual(["The volume is in status error."]);
            expect((await world.diff("Volume", seen, { name: "data", size: 10 }, id)).changes).toBe(false);
        });

        it("for want of quota is told at once, in the cloud's words", async () => {
            world.cloud.region().storageQuota.gigabytes = 5;
            const error = await world.failure(make());
            expect(error.message).toMatch(
                /^Creating volume "data": VolumeSizeExceedsAvailableQuota: .* Requested 10G, quota is 5G and 0G has been consumed \(HTTP 413, req-\S+\)\. Delete unused resources, or request a higher quota\.$/,
            );
            expect(error.id).toBeUndefined();
            expect(changes()).toHaveLength(1);
        });
    });

    it("that takes too long stays in the stack, and the next up goes on waiting", async () => {
        world.cloud.region().seconds.volume = 20;
        const error = await world.failure(make({ timeouts: { create: 5 } }));
        expect(error.message).toMatch(
            /: timed out after 5 s waiting for it to be available; last status: creating\. Run pulumi up again to continue waiting, or increase timeouts\.create\.$/,
        );
        const outs = await world.update("Volume", String(error.id), error.properties ?? {}, {
            name: "data",
            size: 10,
        });
        expect(outs.status).toBe("available");
        expect(changes()).toHaveLength(1);
    });

    it("whose PUT fails has in state what the cloud has", async () => {
        const { id, outs } = await make();
        world.cloud.faults.add({ method: "PUT", kind: "respond", status: 403 });
        const inputs = { name: "logs", size: 10 };
        const error = await world.failure(world.update("Volume", id, outs, inputs));
        expect(error.properties).toMatchObject({ name: "data" });
        expect((await world.diff("Volume", error.properties ?? {}, inputs, id)).changes).toBe(true);
        expect((await world.update("Volume", id, error.properties ?? {}, inputs)).name).toBe("logs");
    });

    it("that cannot be seen after its PUT failed has nothing in state that was not done", async () => {
        const { id, outs } = await make();
        world.cloud.faults.add({ path: /\/volumes\//, kind: "respond", status: 403, times: 99 });
        const inputs = { name: "data", size: 10, description: "all of it", metadata: { role: "db" } };
        const error = await world.failure(world.update("Volume", id, outs, inputs));
        world.cloud.faults.clear();
        expect((await world.diff("Volume", error.properties ?? {}, inputs, id)).changes).toBe(true);
        await world.update("Volume", id, error.properties ?? {}, inputs);
        expect(recordOf(id)).toMatchObject({ description: "all of it", metadata: { role: "db" } });
    });

    describe("that is deleted", () => {
        it("is gone when the cloud no longer knows it", async () => {
            const { id, outs } = await make();
            await world.delete("Volume", id, outs);
            expect(await world.read("Volume", id, outs)).toEqual({});
            await world.delete("Volume", id, outs);
        });

        it("is refused while a server has it, by the server's name and the resource that attached it", async () => {
            const server = await world.create("Server", serverInputs(world));
            const { id, outs } = await make();
            await world.create("VolumeAttachment", { serverId: server.id, volumeId: id });
            world.cloud.requests.length = 0;
            const error = await world.failure(world.delete("Volume", id, outs));
            expect(error.message).toBe(
                `Deleting volume "data": it is attached to server "web" (${server.id}) by VolumeAttachment "test". Detach it, then run the command again.`,
            );
            expect(changes()).toEqual([]);
            expect(recordOf(id).status).toBe("in-use");
        });

        it("waits for the cloud to free it where its server is gone", async () => {
            const server = await world.create("Server", serverInputs(world));
            const { id, outs } = await make();
            await world.create("VolumeAttachment", { serverId: server.id, volumeId: id });
            const region = world.cloud.region();
            region.setStatus(server.id, "SOFT_DELETED");
            region.timeline.after("cloud", 10, () =>
                Object.assign(recordOf(id), { status: "available", serverId: null }),
            );
            await world.delete("Volume", id, outs);
            expect(region.volumes.has(id)).toBe(false);
        });

        it("while it is being made is waited for first", async () => {
            world.cloud.region().seconds.volume = 20;
            const error = await world.failure(make({ timeouts: { create: 5 } }));
            await world.delete("Volume", String(error.id), error.properties ?? {});
            expect(world.cloud.region().volumes.size).toBe(0);
        });

        it("is asked for again where the answer was lost, and the refusal of what is deleted already is none", async () => {
            world.cloud.region().seconds.volume = 20;
            const { id, outs } = await make();
            world.cloud.faults.add({ method: "DELETE", kind: "lose" });
            await world.delete("Volume", id, outs);
            expect(world.cloud.region().volumes.size).toBe(0);
        });

        it("and has a snapshot is refused in the cloud's words", async () => {
            const { id, outs } = await make();
            world.cloud.region().addSnapshot(id);
            const error = await world.failure(world.delete("Volume", id, outs));
            expect(error.message).toMatch(
                /^Deleting volume "data": Invalid volume: .*have snapshots.* \(HTTP 400, /,
            );
        });

        it("and that the cloud does not delete after all fails at once", async () => {
            world.cloud.region().seconds.volume = 20;
            const { id, outs } = await make();
            const { timeline } = world.cloud.region();
            timeline.after("cloud", 5, () => {
                timeline.cancel(id);
                recordOf(id).status = "available";
            });
            const error = await world.failure(world.delete("Volume", id, outs));
            expect(error.message).toMatch(
                /: unexpected status available again after [56] s waiting for it to be gone\./,
            );
        });
    });

    describe("whose request may be lost", () => {
        const posts = { method: "POST", path: /\/volumes$/ } as const;
        const looks = { method: "GET", path: /\/volumes\/detail/ } as const;

        it("is found by its nonce, and asked for once", async () => {
            world.cloud.faults.add({ ...posts, kind: "lose" });
            const { id, outs } = await make();
            expect(id).toBe(onlyVolume());
            expect(outs.status).toBe("available");
            expect(changes()).toHaveLength(1);
        });

        it("is not what somebody else made under the same name", async () => {
            const foreign = world.cloud.region().addVolume({ name: "data" });
            world.cloud.faults.add({ ...posts, kind: "reset" });
            expect((await make()).id).not.toBe(foreign);
            expect(world.cloud.region().volumes.size).toBe(2);
        });

        it("is there once although two requests were carried out", async () => {
            world.cloud.faults.add({ ...posts, kind: "lose" });
            world.cloud.faults.add({
                ...looks,
                kind: "respond",
                status: 200,
                body: { volumes: [] },
                times: 3,
            });
            const { id } = await make();
            await world.clock.run(world.clock.sleep(60_000));
            expect(onlyVolume()).toBe(id);
        });

        it("tells what to look for where nobody can tell whether it is there", async () => {
            world.cloud.faults.add({ ...posts, kind: "lose" });
            world.cloud.faults.add({ ...looks, kind: "respond", status: 403, times: 100 });
            const error = await world.failure(make());
            expect(error.message).toMatch(
                /; whether the request was carried out is unknown\. Before the next pulumi up, delete any volume named "data" whose metadata has pulumi-nhncloud-nonce=\w{32}\.$/,
            );
            expect(changes()).toHaveLength(1);
        });
    });

    /** What the engine keeps of a create that was killed after the cloud carried it out. */
    const kill = async (inputs: Values) => {
        const killed = world.nextRun();
        const { inputs: begun } = await killed.check("Volume", inputs);
        const { id } = await killed.create("Volume", { ...inputs, name: begun.name });
        recordOf(id).metadata["pulumi-nhncloud-nonce"] = String(begun.__nonce);
        return { id, begun };
    };

    it("of a killed run is taken over, and brought to what the program says now", async () => {
        const { id, begun } = await kill({ size: 10, metadata: { role: "db" } });
        const { name, metadata } = recordOf(id);
        world.cloud.requests.length = 0;
        const now = { size: 10, metadata: { role: "web" } };
        const taken = await world.nextRun({ pendingCreates: [begun] }).create("Volume", now);
        expect(taken.id).toBe(id);
        expect(recordOf(id).metadata).toEqual({ ...metadata, role: "web" });
        expect(recordOf(id).name).not.toBe(name);
        expect(changes()).toHaveLength(1);
    });

    it("of a killed run that the program no longer wants is deleted first", async () => {
        const { id, begun } = await kill({ size: 10 });
        const made = await world.nextRun({ pendingCreates: [begun] }).create("Volume", { size: 20 });
        expect(made.id).not.toBe(id);
        expect(onlyVolume()).toBe(made.id);
    });

    describe("with adoptExisting", () => {
        it("is the one of that name, brought to what the program says", async () => {
            const id = world.cloud.region().addVolume({ name: "data" });
            const inputs = { name: "data", size: 10, metadata: { role: "db" }, adoptExisting: true };
            const made = await world.nextRun().create("Volume", inputs);
            expect(made.id).toBe(id);
            expect(recordOf(id).metadata).toEqual({ role: "db" });
            expect((await world.diff("Volume", made.outs, inputs, id)).changes).toBe(false);
        });

        it("is refused where it would have to be replaced, with every difference", async () => {
            const { id } = await make({ volumeType: "General SSD" });
            const error = await world.failure(
                world.nextRun().create("Volume", {
                    name: "data",
                    size: 20,
                    volumeType: "Encrypted SSD",
                    encryption: { appkey: "APPKEY", keyId: "key1" },
                    adoptExisting: true,
                }),
            );
            expect(error.message).toContain(
                `volume "data" (${id}) cannot be adopted: size is "10" in the cloud and "20" in the program; ` +
                    'volumeType is "General SSD" in the cloud and "Encrypted SSD" in the program; encryption.keyId is "none" in the cloud and "key1" in the program',
            );
        });

        it("is made where there is none of that name, or only one that failed", async () => {
            const id = world.cloud.region().addVolume({ name: "data" });
            recordOf(id).status = "error";
            expect((await make({ adoptExisting: true })).id).not.toBe(id);
        });
    });

    it("is read by its id alone, with all that the cloud shows", async () => {
        const { id } = await make({ metadata: { role: "db" }, description: "all of it" });
        const got = await world.read("Volume", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({
            name: "data",
            size: 10,
            description: "all of it",
            metadata: { role: "db" },
            volumeType: "General HDD",
            status: "available",
        });
        const error = await world.failure(world.read("Volume", "data", { __provider: "pointer" }));
        expect(error.message).toBe(
            'Reading volume "data": "data" is not a volume id. Use the volume\'s UUID.',
        );
    });

    it("is found among more than one list shows", async () => {
        for (let nth = 0; nth < 1200; nth++) world.cloud.region().addVolume({ name: `other-${nth}` });
        world.cloud.faults.add({ method: "POST", path: /\/volumes$/, kind: "lose" });
        const { id } = await make({ adoptExisting: true });
        expect(recordOf(id).name).toBe("data");
        expect(changes()).toHaveLength(1);
    });
});

describe("a volume of a stack with default metadata", () => {
    const world = useWorld({ environment: { NHNCLOUD_DEFAULT_METADATA: '{"team":"blue","role":"any"}' } });

    it("has them too, and its own before them", async () => {
        const { outs } = await world.create("Volume", { size: 10, metadata: { role: "db" } });
        expect(outs.metadata).toEqual({ team: "blue", role: "db" });
    });
});
