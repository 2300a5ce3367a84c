import { useCloud } from "./cloud";
import { makeKey, volumeServer, volumeStatus } from "./servers";

describe("a server's disks", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const available = (id: string) =>
        cloud.until(
            () => volumeStatus(cloud, id),
            (status) => status === "available",
        );

    test("are an existing volume that it boots from, and that outlives it", async () => {
        const volume = { name: cloud.name("root"), size: 20, imageRef: cloud.ids.image };
        const volumeId: string = (await cloud.volume("POST", "/volumes", { volume })).body.volume.id;
        await available(volumeId);
        const root = { sourceType: "volume", uuid: volumeId, destinationType: "volume", bootIndex: 0 };
        const inputs = volumeServer(cloud, "existing", {
            imageId: undefined,
            blockDevices: [{ ...root, deleteOnTermination: false }],
        });
        const { id, outs } = await cloud.create("Server", inputs);
        expect(outs.attachedVolumeIds).toEqual([volumeId]);
        expect((await cloud.compute("GET", `/servers/${id}`)).body.server.image).toBe("");
        expect((await cloud.diff("Server", outs, inputs)).changes).toBe(false);
        await cloud.delete("Server", id, outs);
        await available(volumeId);
    });

    test("are a root volume and an empty one, made with it and deleted with it", async () => {
        const root = { sourceType: "image", uuid: cloud.ids.image, destinationType: "volume", bootIndex: 0 };
        const data = { sourceType: "blank", destinationType: "volume", bootIndex: -1, volumeSize: 10 };
        const inputs = volumeServer(cloud, "two", {
            blockDevices: [
                { ...root, volumeSize: 20, deleteOnTermination: true },
                { ...data, deleteOnTermination: true },
            ],
        });
        const { id, outs } = await cloud.create("Server", inputs);
        const volumeIds = outs.attachedVolumeIds as string[];
        expect(volumeIds).toHaveLength(2);
        const { body } = await cloud.compute("GET", `/servers/${id}/os-volume_attachments`);
        const devices = body.volumeAttachments.map(({ device }: { device: string }) => device);
        expect(devices.sort()).toEqual([
            expect.stringMatching(/a$/),
            expect.stringMatching(cloud.dataDevice),
        ]);
        await cloud.delete("Server", id, outs);
        for (const volumeId of volumeIds) {
            await cloud.until(
                () => volumeStatus(cloud, volumeId),
                (status) => status === undefined,
            );
        }
    });
});
