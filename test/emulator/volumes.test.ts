import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
});
afterEach(async () => {
    expect(bench.cloud.unknownRequests).toEqual([]);
    await bench.cloud.close();
});

const post = (volume: unknown) => bench.volume("POST", "/volumes", { volume });
const refusalOf = async (volume: unknown) => {
    const { status, body } = await post(volume);
    return [status, (Object.values(body)[0] as { message?: string }).message];
};
const key = { skm_appkey: "APPKEY", skm_key_id: "key1" };

test("an encrypted type and a key go together, and the answer has the key's id alone", async () => {
    const { body } = await post({ size: 1, volume_type: "Encrypted SSD", nhn_encryption: key });
    expect(body.volume).toMatchObject({ encrypted: true, nhn_encryption: { skm_key_id: "key1" } });
    expect(JSON.stringify(body)).not.toContain("APPKEY");
    expect(await refusalOf({ size: 1, volume_type: "Encrypted SSD" })).toEqual([
        400,
        "Invalid input received: An encrypted volume type needs nhn_encryption.",
    ]);
    expect(await refusalOf({ size: 1, nhn_encryption: key })).toEqual([
        400,
        "Invalid input received: nhn_encryption is for encrypted volume types only.",
    ]);
});

test("a server's new disk takes a key too", async () => {
    const blank = { source_type: "blank", destination_type: "volume", boot_index: -1, volume_size: 10 };
    const { server } = bench.wanted();
    const [root] = server.block_device_mapping_v2 as unknown[];
    const disks = (more: object) => bench.wanted({ block_device_mapping_v2: [root, { ...blank, ...more }] });
    await bench.active(disks({ volume_type: "Encrypted HDD", nhn_encryption: key }));
    const keys = [...bench.cloud.region().volumes.values()].map(({ type, keyId }) => [type, keyId]);
    expect(keys).toContainEqual(["Encrypted HDD", "key1"]);
    expect((await bench.compute("POST", "/servers", disks({ nhn_encryption: key }))).status).toBe(400);
});

test("a snapshot gives its volume's type and zone, and its size is the least", async () => {
    const region = bench.cloud.region();
    const source = region.addVolume({ sizeGb: 5, zone: region.ids.otherZone });
    const snapshot_id = region.addSnapshot(source, { name: "nightly" });
    expect((await post({ snapshot_id })).body.volume).toMatchObject({
        size: 5,
        snapshot_id,
        volume_type: "General SSD",
        availability_zone: region.ids.otherZone,
    });
    expect(await refusalOf({ snapshot_id, size: 4 })).toEqual([
        400,
        "Invalid input received: Volume size 4GB cannot be smaller than the snapshot size 5GB. They must be >= original snapshot size.",
    ]);
    expect(await refusalOf({ snapshot_id, size: 5, availability_zone: region.ids.zone })).toEqual([
        400,
        "Invalid input received: Volume must be in the same availability zone as the snapshot",
    ]);
    const snapshot = region.snapshots.get(snapshot_id);
    if (snapshot) snapshot.status = "creating";
    expect(await refusalOf({ snapshot_id, size: 5 })).toEqual([
        400,
        "Invalid snapshot: Originating snapshot status must be one of 'available' values",
    ]);
});

test("a snapshot of an attached volume wants force", async () => {
    const region = bench.cloud.region();
    const volume_id = region.addVolume();
    Object.assign(region.volumes.get(volume_id) ?? {}, { status: "in-use" });
    const make = (more: object) => bench.volume("POST", "/snapshots", { snapshot: { volume_id, ...more } });
    expect((await make({})).status).toBe(400);
    expect((await make({ force: true })).status).toBe(202);
});

test("a zone that there is not is refused", async () => {
    expect(await refusalOf({ size: 1, availability_zone: "nowhere" })).toEqual([
        400,
        "Availability zone 'nowhere' is invalid.",
    ]);
});

test("quotas of number and size are refused as Cinder does, and shown", async () => {
    const region = bench.cloud.region();
    Object.assign(region.storageQuota, { volumes: 2, gigabytes: 12, snapshots: 1 });
    const first = region.addVolume({ sizeGb: 10 });
    const reply = await post({ size: 3 });
    expect([reply.status, reply.headers.get("retry-after"), reply.body.overLimit]).toEqual([
        413,
        "0",
        {
            code: 413,
            message:
                "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested 3G, quota is 12G and 10G has been consumed.",
            retryAfter: "0",
        },
    ]);
    expect((await post({ size: 1 })).status).toBe(202);
    expect(await refusalOf({ size: 1 })).toEqual([
        413,
        "VolumeLimitExceeded: Maximum number of volumes allowed (2) exceeded for quota 'volumes'.",
    ]);
    region.addSnapshot(first);
    expect((await bench.volume("POST", "/snapshots", { snapshot: { volume_id: first } })).status).toBe(413);
    const { body } = await bench.volume("GET", "/limits");
    expect(body.limits.absolute).toMatchObject({ maxTotalVolumes: 2, totalGigabytesUsed: 11 });
});

test("a volume that fails ends in error, and can be deleted", async () => {
    bench.cloud.region().failNextVolume();
    const { id } = (await post({ size: 1 })).body.volume;
    bench.move(10);
    expect((await bench.volume("GET", `/volumes/${id}`)).body.volume.status).toBe("error");
    expect((await bench.volume("DELETE", `/volumes/${id}`)).status).toBe(202);
    bench.move(10);
    expect((await bench.volume("GET", `/volumes/${id}`)).status).toBe(404);
});
