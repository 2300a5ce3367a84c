import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench({ seconds: { attach: 10, detach: 10, image: 10 } });
});
afterEach(async () => {
    expect(bench.cloud.unknownRequests).toEqual([]);
    await bench.cloud.close();
});

const attach = (id: string, volumeId: string) =>
    bench.compute("POST", `/servers/${id}/os-volume_attachments`, { volumeAttachment: { volumeId } });
const volumeStatus = async (id: string) => (await bench.volume("GET", `/volumes/${id}`)).body.volume?.status;

test("a volume is reserved, attaching, in use, detaching and available again", async () => {
    const id = await bench.active();
    const volume = bench.cloud.region().addVolume({ sizeGb: 3, name: "data" });
    const made = await attach(id, volume);
    expect(made.body.volumeAttachment).toEqual({
        id: volume,
        volumeId: volume,
        serverId: id,
        device: "/dev/vdb",
    });
    expect(await volumeStatus(volume)).toBe("reserved");
    bench.move(5);
    expect(await volumeStatus(volume)).toBe("attaching");
    bench.move(5);
    const { body } = await bench.volume("GET", `/volumes/${volume}`);
    expect(body.volume).toMatchObject({
        status: "in-use",
        attachments: [{ server_id: id, device: "/dev/vdb" }],
    });
    const path = `/servers/${id}/os-volume_attachments/${volume}`;
    expect((await bench.compute("DELETE", path)).status).toBe(202);
    expect([await volumeStatus(volume), (await bench.compute("GET", path)).status]).toEqual([
        "detaching",
        200,
    ]);
    expect((await bench.compute("DELETE", path)).status).toBe(400);
    bench.move(10);
    expect([await volumeStatus(volume), (await bench.compute("GET", path)).status]).toEqual([
        "available",
        404,
    ]);
});

test("devices are given in order, and a freed one is given again", async () => {
    const id = await bench.active();
    const region = bench.cloud.region();
    const [one, two, three] = [region.addVolume(), region.addVolume(), region.addVolume()];
    await attach(id, one);
    await attach(id, two);
    bench.move(10);
    await bench.compute("DELETE", `/servers/${id}/os-volume_attachments/${one}`);
    bench.move(10);
    expect((await attach(id, three)).body.volumeAttachment.device).toBe("/dev/vdb");
    const { body } = await bench.compute("GET", `/servers/${id}/os-volume_attachments?limit=2&offset=1`);
    expect(body.volumeAttachments.map(({ device }: { device: string }) => device)).toEqual([
        "/dev/vdc",
        "/dev/vdb",
    ]);
});

test("a volume that is in use, elsewhere or of another zone is refused", async () => {
    const [first, second] = [await bench.active(), await bench.active()];
    const region = bench.cloud.region();
    const volume = region.addVolume();
    await attach(first, volume);
    const message = `Invalid volume: volume ${volume} is already attached to instances: ${first}`;
    expect((await attach(second, volume)).body).toEqual({ badRequest: { code: 400, message } });
    const far = region.addVolume({ zone: region.ids.otherZone });
    expect((await attach(first, far)).body.badRequest.message).toMatch(/not in the same availability_zone/);
    const root = region.servers.get(first)?.attachments[0]?.volumeId;
    const detached = await bench.compute("DELETE", `/servers/${first}/os-volume_attachments/${root}`);
    expect(detached.body.badRequest.message).toBe("Cannot detach a root device volume");
});

test("volumes that go with the server go, the others stay", async () => {
    const region = bench.cloud.region();
    const { image } = region.ids;
    const root = {
        source_type: "image",
        destination_type: "volume",
        uuid: image,
        boot_index: 0,
        volume_size: 20,
    };
    const blank = { source_type: "blank", destination_type: "volume", boot_index: -1, volume_size: 7 };
    const mapping = [
        { ...root, delete_on_termination: 1 },
        { ...blank, volume_type: "General SSD" },
    ];
    const id = await bench.active(bench.wanted({ block_device_mapping_v2: mapping }));
    const server = bench.cloud.region().servers.get(id);
    expect(server?.attachments.map(({ device, root: isRoot }) => [device, isRoot])).toEqual([
        ["/dev/vda", true],
        ["/dev/vdb", false],
    ]);
    const data = region.addVolume();
    await attach(id, data);
    bench.move(10);
    await bench.compute("DELETE", `/servers/${id}`);
    bench.move(10);
    await bench.volume("GET", "/volumes");
    expect([...region.volumes.values()].map(({ sizeGb, status }) => [sizeGb, status])).toEqual([
        [7, "available"],
        [10, "available"],
    ]);
});

test("a server boots from a volume that exists, and only one at a time", async () => {
    const region = bench.cloud.region();
    const volume = region.addVolume({ sizeGb: 30 });
    const mapping = [{ source_type: "volume", destination_type: "volume", uuid: volume, boot_index: 0 }];
    const wanted = bench.wanted({ imageRef: "", block_device_mapping_v2: mapping });
    const two = await bench.compute("POST", "/servers", { server: { ...wanted.server, min_count: 2 } });
    expect(two.body.badRequest.message).toBe("Cannot attach one or more volumes to multiple instances");
    await bench.create(wanted);
    expect(await volumeStatus(volume)).toBe("reserved");
    bench.move(10);
    expect(await volumeStatus(volume)).toBe("in-use");
    expect((await bench.compute("POST", "/servers", wanted)).status).toBe(400);
});

test("an image of a U2 server is queued, saved and active; Location leads to it", async () => {
    const id = await bench.active(bench.localServer());
    const made = await bench.compute("POST", `/servers/${id}/action`, {
        createImage: { name: "snap", metadata: { a: "b" } },
    });
    const location = made.headers.get("location") ?? "";
    expect([made.status, new URL(location).pathname.split("/").slice(0, -1).join("/")]).toEqual([
        202,
        "/kr1/image/images",
    ]);
    const image = location.split("/").at(-1);
    const status = async () => (await bench.image("GET", `/images/${image}`)).body.status;
    expect([await status(), (await bench.status(id))[2]]).toEqual(["queued", "image_snapshot"]);
    bench.move(5);
    expect(await status()).toBe("saving");
    bench.move(5);
    expect([await status(), (await bench.status(id))[2]]).toEqual(["active", null]);
    expect((await bench.image("GET", `/images/${image}`)).body).toMatchObject({
        name: "snap",
        a: "b",
        instance_uuid: id,
        min_disk: 20,
    });
    expect((await bench.image("GET", "/images?name=snap")).body.images).toHaveLength(1);
    expect((await bench.image("GET", "/images?limit=2")).body).toMatchObject({
        next: expect.stringContaining("marker="),
    });
    expect((await bench.image("DELETE", `/images/${image}`)).status).toBe(204);
    expect((await bench.image("GET", `/images/${image}`)).status).toBe(404);
    expect((await bench.image("DELETE", `/images/${bench.cloud.region().ids.image}`)).status).toBe(403);
});

test("an image of another type is made from its root volume, by force", async () => {
    const id = await bench.active();
    const root = bench.cloud.region().servers.get(id)?.attachments[0]?.volumeId ?? "";
    const upload = (force: boolean) =>
        bench.volume("POST", `/volumes/${root}/action`, {
            "os-volume_upload_image": { image_name: "snap", force },
        });
    expect((await upload(false)).status).toBe(400);
    const { body } = await upload(true);
    expect(body["os-volume_upload_image"]).toMatchObject({ status: "uploading", image_name: "snap" });
    bench.move(10);
    expect(await volumeStatus(root)).toBe("in-use");
    expect((await bench.image("GET", `/images/${body["os-volume_upload_image"].image_id}`)).body.status).toBe(
        "active",
    );
});

test("an image is renamed by a JSON patch, and by nothing else", async () => {
    const server = await bench.active(bench.localServer());
    const made = await bench.compute("POST", `/servers/${server}/action`, {
        createImage: { name: "before" },
    });
    const id = String(made.headers.get("location")).split("/").at(-1);
    const patch = (change: unknown, type = "application/openstack-images-v2.1-json-patch") =>
        bench.call("PATCH", `/kr1/image/v2/images/${id}`, [change], { "Content-Type": type });
    const rename = { op: "replace", path: "/name", value: "after" };
    expect((await patch(rename, "application/json")).status).toBe(415);
    expect((await patch({ ...rename, path: "/status" })).status).toBe(400);
    expect((await bench.image("GET", `/images/${id}`)).body.name).toBe("before");
    expect(await patch(rename)).toMatchObject({ status: 200, body: { id, name: "after" } });
    expect((await bench.image("GET", `/images/${id}`)).body.name).toBe("after");
});
