import * as pulumi from "@pulumi/pulumi";
import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const unknown = pulumi.runtime.unknownValue;

describe("a volume", () => {
    const world = useWorld();
    const region = () => world.cloud.region();
    const inputs = { name: "data", size: 10 };
    const recordOf = (id: string) => {
        const volume = region().volumes.get(id);
        if (!volume) throw new Error(`The cloud has no volume ${id}.`);
        return volume;
    };
    const make = async (more: Values = {}) => {
        const { id, outs } = await world.create("Volume", { ...inputs, ...more });
        return { id, outs, record: recordOf(id) };
    };
    const adopt = (more: Values = {}) =>
        world.nextRun().create("Volume", { ...inputs, adoptExisting: true, ...more });
    const message = async (work: Promise<unknown>) => (await world.failure(work)).message;
    const refused = (more: Values) =>
        world.cloud.faults.add({ kind: "respond", status: 403, times: 99, ...more });

    describe("whose time is up names the setting that gives more", () => {
        it("of an update", async () => {
            const { id, outs, record } = await make();
            record.status = "creating";
            const update = world.update("Volume", id, outs, { ...inputs, timeouts: { update: 5 } });
            expect(await message(update)).toMatch(/increase timeouts\.update\.$/);
        });

        it("of a delete, before and after its request", async () => {
            const { id, outs, record } = await make({ timeouts: { delete: 5 } });
            record.status = "attaching";
            expect(await message(world.delete("Volume", id, outs))).toMatch(/increase timeouts\.delete\.$/);
            record.status = "available";
            region().seconds.volume = 20;
            expect(await message(world.delete("Volume", id, outs))).toMatch(/increase timeouts\.delete\.$/);
        });

        it("of a create that takes over another one", async () => {
            const id = region().addVolume({ name: "data", sizeGb: 10 });
            recordOf(id).status = "creating";
            expect(await message(adopt({ timeouts: { create: 5 } }))).toMatch(/increase timeouts\.create\.$/);
        });

        it("of a create that goes on with what a killed run began", async () => {
            const { __nonce, __urn, region: name } = (await make()).outs;
            const [record] = region().volumes.values();
            Object.assign(record ?? {}, { status: "creating" });
            const run = world.nextRun({ pendingCreates: [{ ...inputs, __nonce, __urn, region: name }] });
            const create = run.create("Volume", { ...inputs, timeouts: { create: 5 } });
            expect(await message(create)).toMatch(/increase timeouts\.create\.$/);
        });
    });

    it("that may be there twice is told", async () => {
        const posts = { method: "POST", path: /\/volumes$/ };
        const looks = { method: "GET", path: /\/volumes\/detail/, kind: "respond" } as const;
        world.cloud.faults.add({ ...posts, kind: "lose" });
        world.cloud.faults.add({ ...looks, status: 200, body: { volumes: [] }, times: 3 });
        world.cloud.faults.add({ ...looks, status: 403 });
        await make();
        expect(world.warnings).toEqual([
            expect.stringMatching(
                /^The request for volume "data" was sent again, and a duplicate may be left: .+ Delete any volume named "data" whose metadata has \S+ that is not in the stack\.$/,
            ),
        ]);
    });

    describe("that is read", () => {
        it("and deleted, although the cloud still shows it, is gone", async () => {
            const { id, outs, record } = await make();
            record.status = "deleted";
            expect(await world.read("Volume", id, outs)).toEqual({});
        });

        it("in any failed status is told", async () => {
            const { id, outs, record } = await make();
            record.status = "error_extending";
            await world.read("Volume", id, outs);
            expect(world.warnings).toEqual(["The volume is in status error_extending."]);
        });

        it("shows no description that its program does not set", async () => {
            const { id, outs, record } = await make();
            record.description = "theirs";
            const { props, inputs: shown } = await world.read("Volume", id, outs);
            expect(shown).not.toHaveProperty("description");
            expect((await world.diff("Volume", props as Values, inputs, id)).changes).toBe(false);
        });

        it("by its id alone has the metadata of its owner, not those of the cloud and this package", async () => {
            const { id, record } = await make({ metadata: { role: "db" } });
            Object.assign(record.metadata, { attached_mode: "rw", readonly: "False" });
            const { props } = await world.read("Volume", id, { __provider: "pointer" });
            expect(props?.metadata).toEqual({ role: "db" });
        });
    });

    it("loses the metadata that its program drops", async () => {
        const { id, outs, record } = await make({ metadata: { role: "db", team: "blue" } });
        await world.update("Volume", id, outs, { ...inputs, metadata: { role: "db" } });
        expect(Object.keys(record.metadata).sort()).toEqual(["pulumi-nhncloud-nonce", "role"]);
    });

    it("whose type and zone the program no longer names stays", async () => {
        const chosen = { volumeType: "General SSD", availabilityZone: region().ids.otherZone };
        const { id, outs } = await make(chosen);
        expect((await world.diff("Volume", outs, inputs, id)).replaces).toEqual([]);
    });

    it("that takes too long to be made is not replaced", async () => {
        region().seconds.volume = 20;
        const { id, properties = {} } = await world.failure(make({ timeouts: { create: 5 } }));
        expect((await world.diff("Volume", properties, inputs, id)).replaces).toEqual([]);
    });

    describe("of which a change failed", () => {
        it("has in state what the cloud has, and the next up tries again", async () => {
            const id = region().addVolume({ name: "data", sizeGb: 10 });
            refused({ method: "PUT" });
            const more = { description: "all of it", metadata: { role: "db" } };
            const error = await world.failure(adopt(more));
            expect(error).toMatchObject({ id, properties: { metadata: {}, status: "available" } });
            expect(error.properties?.description).toBeUndefined();
            expect(
                (await world.diff("Volume", error.properties ?? {}, { ...inputs, ...more }, id)).changes,
            ).toBe(true);
        });

        it("and that cannot be seen has nothing of it in state", async () => {
            const id = region().addVolume({ name: "data", sizeGb: 10 });
            refused({ path: /\/volumes\/(?!detail)/ });
            const more = { description: "all of it", metadata: { role: "db" } };
            const error = await world.failure(adopt(more));
            expect(error).toMatchObject({ id, properties: { name: "data", size: 10 } });
            expect(error.properties).not.toHaveProperty("description");
            expect(error.properties).not.toHaveProperty("metadata");
        });

        it("in an update, and that cannot be seen, keeps what it had", async () => {
            const { id, outs } = await make({ description: "some of it" });
            refused({ path: /\/volumes\/(?!detail)/ });
            const update = world.update("Volume", id, outs, { ...inputs, description: "all of it" });
            const error = await world.failure(update);
            expect(error).toMatchObject({ id, properties: { name: "data", description: "some of it" } });
        });
    });

    describe("with adoptExisting", () => {
        it("is refused where several have that name", async () => {
            const twins = [1, 2].map(() => region().addVolume({ name: "data", sizeGb: 10 }));
            const text = await message(adopt());
            expect(text).toContain('2 volumes are named "data": ');
            for (const id of twins) expect(text).toContain(id);
        });

        it("is refused in another zone, or of another snapshot", async () => {
            const source = region().addVolume({ name: "source", sizeGb: 10 });
            const [one, other] = [region().addSnapshot(source), region().addSnapshot(source)];
            const { id } = await make({ snapshotId: one });
            const { otherZone, zone } = region().ids;
            expect(await message(adopt({ snapshotId: other, availabilityZone: otherZone }))).toContain(
                `volume "data" (${id}) cannot be adopted: availabilityZone is "${zone}" in the cloud and "${otherZone}" in the program; snapshotId is "${one}" in the cloud and "${other}" in the program`,
            );
            await world.delete("Volume", id, {});
            region().addVolume({ name: "data", sizeGb: 10 });
            expect(await message(adopt({ snapshotId: one }))).toContain('snapshotId is "none" in the cloud');
        });

        it("is taken over where the program has the id of a type, which the cloud does not show", async () => {
            const made = region().addVolume({ name: "data", sizeGb: 10 });
            const [type] = region().volumeTypes;
            expect((await adopt({ volumeType: type?.id })).id).toBe(made);
        });
    });

    describe("of a snapshot", () => {
        const snapshot = () => region().addSnapshot(region().addVolume({ sizeGb: 30 }));
        const sentences = async (given: Values, olds: Values = {}) =>
            (await world.nextRun().check("Volume", given, olds)).sentences;
        const looks = () => world.calls().filter((call) => call.includes("/snapshots"));

        it("is compared with it only where the size or the snapshot is new", async () => {
            const snapshotId = snapshot();
            expect(await sentences({ size: 20, snapshotId }, { size: 20, snapshotId })).toEqual([]);
            expect(looks()).toEqual([]);
            const tooSmall = `size must be at least 30, the size of snapshot "${snapshotId}", got 20.`;
            expect(await sentences({ size: 20, snapshotId }, { size: 40, snapshotId })).toEqual([tooSmall]);
            expect(await sentences({ size: 20, snapshotId }, { size: 20 })).toEqual([tooSmall]);
        });

        it("that is not known yet, or whose size is not, is compared with nothing", async () => {
            expect(await sentences({ size: 20 })).toEqual([]);
            expect(await sentences({ size: 20, snapshotId: unknown })).toEqual([]);
            expect(looks()).toEqual([]);
            expect(await sentences({ size: unknown, snapshotId: snapshot() })).toEqual([]);
        });

        it("that the cloud does not tell is not refused", async () => {
            const snapshotId = snapshot();
            refused({ path: /\/snapshots/ });
            expect(await sentences({ size: 20, snapshotId })).toEqual([]);
        });
    });

    describe("that is deleted", () => {
        it("may still be shown as before for a moment", async () => {
            const { id, outs } = await make();
            region().seconds.volume = 10;
            const body = { volume: { id, status: "available", size: 10 } };
            world.cloud.faults.add({
                method: "GET",
                path: new RegExp(`/volumes/${id}$`),
                kind: "respond",
                status: 200,
                body,
                times: 2,
            });
            await world.delete("Volume", id, outs);
            expect(region().volumes.size).toBe(0);
        });

        it.each([
            [409, true],
            [400, true],
            [403, false],
        ])("and whose second request is refused with %d after a lost one: %s", async (status, isFine) => {
            region().seconds.volume = 10;
            const { id, outs } = await make();
            world.cloud.faults.add({ method: "DELETE", kind: "lose" });
            world.cloud.faults.add({ method: "DELETE", kind: "respond", status });
            const failure = await world.delete("Volume", id, outs).catch((error: Error) => error.message);
            if (isFine) expect(region().volumes.size).toBe(0);
            else expect(failure).toContain(`(HTTP ${status}, `);
        });

        it("while a server has it that is in no stack is refused by the server's name alone", async () => {
            const server = await world.create("Server", serverInputs(world));
            const { id, outs } = await make();
            await world.create("VolumeAttachment", { serverId: server.id, volumeId: id });
            expect(await message(world.nextRun().delete("Volume", id, outs))).toBe(
                `Deleting volume "data": it is attached to server "web" (${server.id}). Detach it, then run the command again.`,
            );
        });

        it("while one of its servers is there is refused, although another is gone", async () => {
            const server = await world.create("Server", serverInputs(world));
            const { id, outs } = await make();
            const missing = "00000000-0000-4000-8000-000000000000";
            const attachments = [{ server_id: missing }, { server_id: server.id }];
            const body = { volume: { id, status: "in-use", size: 10, attachments } };
            world.cloud.faults.add({
                method: "GET",
                path: new RegExp(`/volumes/${id}$`),
                kind: "respond",
                status: 200,
                body,
                times: 9,
            });
            expect(await message(world.delete("Volume", id, outs))).toContain(
                `it is attached to server "web" (${server.id})`,
            );
        });
    });
});

describe("a volume of a stack with default metadata", () => {
    const world = useWorld({ environment: { NHNCLOUD_DEFAULT_METADATA: '{"team":"blue"}' } });

    it("does not make an object of what is none", async () => {
        expect((await world.check("Volume", { size: 10, metadata: "db" })).sentences).toEqual([
            'metadata must be an object whose values are strings, got "db".',
        ]);
    });
});
