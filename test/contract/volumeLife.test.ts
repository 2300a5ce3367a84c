import { useCloud } from "./cloud";
import { sentenceOf } from "./sentences";
import { localServer, makeKey, volumeStatus } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const TYPE = "General SSD";

describe("a volume", () => {
    const cloud = useCloud();

    const inputsOf = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
        name: cloud.name(name),
        size: 1,
        volumeType: TYPE,
        ...more,
    });
    const volumeOf = async (id: string) => (await cloud.volume("GET", `/volumes/${id}`)).body.volume;
    const post = (volume: unknown) => cloud.volume("POST", "/volumes", { volume });
    const put = (id: string, volume: unknown) => cloud.volume("PUT", `/volumes/${id}`, { volume });

    /** An available snapshot of a volume. */
    const makeSnapshot = async (volumeId: string) => {
        const snapshot = { volume_id: volumeId, name: cloud.name("snapshot") };
        const { status, body } = await cloud.volume("POST", "/snapshots", { snapshot });
        expect(status).toBe(202);
        const { id } = body.snapshot;
        await cloud.until(
            async () => (await cloud.volume("GET", `/snapshots/${id}`)).body.snapshot,
            (seen) => seen.status === "available",
        );
        return String(id);
    };
    const deleteSnapshot = async (id: string) => {
        await cloud.volume("DELETE", `/snapshots/${id}`);
        await cloud.until(
            () => cloud.volume("GET", `/snapshots/${id}`),
            ({ status }) => status === 404,
        );
    };

    test("is there when it is available, changes in place what a PUT can, and is gone", async () => {
        const inputs = inputsOf("life", { description: "all of it", metadata: { kept: "1", dropped: "1" } });
        const { id, outs } = await cloud.create("Volume", inputs);
        expect(outs).toMatchObject({ ...inputs, status: "available", bootable: false, encrypted: false });
        expect((await cloud.read("Volume", id, outs)).props).toEqual(outs);
        expect((await cloud.diff("Volume", outs, inputs, id)).changes).toBe(false);
        const { description: _none, ...others } = inputs;
        const wanted = { ...others, name: cloud.name("renamed"), metadata: { kept: "2", added: "1" } };
        const updated = await cloud.update("Volume", id, outs, wanted);
        const live = await volumeOf(id);
        expect(live).toMatchObject({ name: wanted.name, description: "", size: 1, volume_type: TYPE });
        expect(live.metadata).toEqual({ ...wanted.metadata, "pulumi-nhncloud-nonce": expect.any(String) });
        expect((await cloud.read("Volume", id, updated)).props).toEqual(updated);
        expect((await cloud.diff("Volume", updated, wanted, id)).changes).toBe(false);
        await cloud.delete("Volume", id, updated);
        expect(await volumeStatus(cloud, id)).toBeUndefined();
        expect(await cloud.read("Volume", id, updated)).toEqual({});
        await cloud.delete("Volume", id, updated);
    });

    test("of that name is taken over where that is wanted", async () => {
        const inputs = inputsOf("adopted", { metadata: { role: "db" } });
        const { body } = await post({ name: inputs.name, size: 1, volume_type: TYPE });
        const { id, outs } = await cloud.create("Volume", { ...inputs, adoptExisting: true });
        expect(id).toBe(body.volume.id);
        expect((await volumeOf(id)).metadata).toEqual(inputs.metadata);
        await cloud.delete("Volume", id, outs);
    });

    test("is made from a snapshot, whose type and zone it has", async () => {
        const source = await cloud.create("Volume", inputsOf("source"));
        const snapshotId = await makeSnapshot(source.id);
        const inputs = inputsOf("copy", { snapshotId, size: 2, volumeType: undefined });
        const { id, outs } = await cloud.create("Volume", inputs);
        const { availabilityZone } = source.outs;
        expect(outs).toMatchObject({ snapshotId, size: 2, volumeType: TYPE, availabilityZone });
        const error = await cloud.failure(cloud.delete("Volume", source.id, source.outs));
        expect(sentenceOf(error)).toMatch(
            /^Deleting volume ".*": Invalid volume: .*have snapshots.*\(HTTP 400, req-…\)/,
        );
        await cloud.delete("Volume", id, outs);
        await deleteSnapshot(snapshotId);
        await cloud.delete("Volume", source.id, source.outs);
    });

    test("that a server has is not deleted, and the server is named", async () => {
        await makeKey(cloud);
        const server = await cloud.create("Server", localServer(cloud, "holder"));
        const volume = await cloud.create("Volume", inputsOf("held"));
        const pair = { serverId: server.id, volumeId: volume.id };
        const attachment = await cloud.create("VolumeAttachment", pair);
        const updated = await cloud.update("Volume", volume.id, volume.outs, {
            ...inputsOf("held"),
            metadata: { role: "db" },
        });
        const error = await cloud.failure(cloud.delete("Volume", volume.id, updated));
        expect(error.message).toContain(
            `it is attached to server "${cloud.name("holder")}" (${server.id}) by VolumeAttachment "test"`,
        );
        await cloud.delete("VolumeAttachment", attachment.id, attachment.outs);
        await cloud.delete("Volume", volume.id, updated);
        expect(await volumeStatus(cloud, volume.id)).toBeUndefined();
        await cloud.delete("Server", server.id, server.outs);
    });

    test("goes right after the server that had it", async () => {
        await makeKey(cloud).catch(() => {});
        const server = await cloud.create("Server", localServer(cloud, "short"));
        const volume = await cloud.create("Volume", inputsOf("left"));
        await cloud.create("VolumeAttachment", { serverId: server.id, volumeId: volume.id });
        await cloud.delete("Server", server.id, server.outs);
        await cloud.delete("Volume", volume.id, volume.outs);
        expect(await volumeStatus(cloud, volume.id)).toBeUndefined();
    });

    test("takes all of its metadata with a PUT, and keeps what a PUT leaves out", async () => {
        const { id, outs } = await cloud.create("Volume", inputsOf("put", { description: "all of it" }));
        const { status, body } = await put(id, { metadata: { only: "1" } });
        expect([status, body.volume.metadata, body.volume.description]).toEqual([
            200,
            { only: "1" },
            "all of it",
        ]);
        await put(id, { name: `  ${cloud.name("trimmed")} `, description: null });
        expect(await volumeOf(id)).toMatchObject({
            name: cloud.name("trimmed"),
            description: null,
            metadata: { only: "1" },
        });
        expect((await put(id, { metadata: { "a/slash": "1" } })).status).toBe(200);
        expect((await put(id, { metadata: { "no mark?": "1" } })).status).toBe(400);
        expect((await put(id, { metadata: { long: "x".repeat(256) } })).status).toBe(400);
        expect((await put(id, { size: 2 })).status).toBe(400);
        await cloud.delete("Volume", id, outs);
        expectRefusal(
            await put(NOBODY, { name: "x" }),
            404,
            "itemNotFound",
            `Volume ${NOBODY} could not be found.`,
        );
    });

    test("of a type or a snapshot that there is not is refused", async () => {
        expectRefusal(
            await post({ size: 1, volume_type: "no such type" }),
            404,
            "itemNotFound",
            "Volume type with name no such type could not be found.",
        );
        expectRefusal(
            await post({ size: 1, snapshot_id: NOBODY }),
            404,
            "itemNotFound",
            `Snapshot ${NOBODY} could not be found.`,
        );
        for (const wrong of [
            { size: 0 },
            { size: 1, snapshot_id: "nope" },
            { size: 1, name: "n".repeat(256) },
            { size: 1, metadata: { "": "1" } },
        ])
            expect((await post(wrong)).status).toBe(400);
    });

    test("is found by its look-ups, and its type among the types", async () => {
        const { id, outs } = await cloud.create("Volume", inputsOf("looked up"));
        const run = cloud.nextRun();
        const { name } = outs;
        const found = await run.lookUp("getVolume", { name });
        expect(found).toMatchObject({ id, name, size: 1, volumeType: TYPE, status: "available" });
        expect(await run.lookUp("getVolume", { id })).toEqual(found);
        expect(await run.lookUp("getVolumes", { name, status: "available" })).toEqual([found]);
        expect(await run.lookUp("getVolumeTypes")).toContainEqual(
            expect.objectContaining({ name: TYPE, isPublic: true }),
        );
        await cloud.delete("Volume", id, outs);
    });
});
