import { useCloud } from "./cloud";
import { sentenceOf } from "./sentences";
import { localServer, makeKey, makeServer, makeVolume, volumeServer, volumeStatus } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a volume attachment", () => {
    const cloud = useCloud();
    let serverId: string;
    beforeAll(async () => {
        await makeKey(cloud);
        serverId = await makeServer(cloud, "volumes");
    });

    const attachments = (id = serverId) => `/servers/${id}/os-volume_attachments`;
    const post = (volumeAttachment: unknown, id = serverId) =>
        cloud.compute("POST", attachments(id), { volumeAttachment });

    test("is there when the volume is in use, and gone when it is available again", async () => {
        const inputs = { serverId, volumeId: await makeVolume(cloud, "data") };
        const { id, outs } = await cloud.create("VolumeAttachment", inputs);
        expect(id).toBe(`${serverId}/${inputs.volumeId}`);
        expect(outs.device).toMatch(cloud.dataDevice);
        expect(await volumeStatus(cloud, inputs.volumeId)).toBe("in-use");
        expect((await cloud.read("VolumeAttachment", id, outs)).props).toEqual(outs);
        expect((await cloud.diff("VolumeAttachment", outs, inputs)).changes).toBe(false);
        expect((await cloud.create("VolumeAttachment", inputs)).id).toBe(id);
        await cloud.delete("VolumeAttachment", id, outs);
        expect(await volumeStatus(cloud, inputs.volumeId)).toBe("available");
        expect(await cloud.read("VolumeAttachment", id, outs)).toEqual({});
        await cloud.delete("VolumeAttachment", id, outs);
    });

    test("of several volumes at once gets the devices in the order in which they were asked for", async () => {
        const pairs: { serverId: string; volumeId: string }[] = [];
        for (const name of ["first", "second", "third"])
            pairs.push({ serverId, volumeId: await makeVolume(cloud, name) });
        // What a check found is remembered, so nothing but the server's lock decides who comes first below.
        for (const pair of pairs) await cloud.check("VolumeAttachment", pair);
        const made = await Promise.all(pairs.map((pair) => cloud.create("VolumeAttachment", pair)));
        const devices = made.map(({ outs }) => String(outs.device));
        expect(devices).toEqual([...devices].sort());
        expect(new Set(devices).size).toBe(3);
        await Promise.all(made.map(({ id, outs }) => cloud.delete("VolumeAttachment", id, outs)));
        expect((await cloud.compute("GET", attachments())).body.volumeAttachments).toEqual([]);
    });

    test("ends with its server, and leaves the volume", async () => {
        const volumeId = await makeVolume(cloud, "kept");
        const server = await cloud.create("Server", localServer(cloud, "short"));
        const { id, outs } = await cloud.create("VolumeAttachment", { serverId: server.id, volumeId });
        await cloud.delete("Server", server.id, server.outs);
        // A cloud may show the attachment of a deleted server for a moment.
        await cloud.until(
            () => cloud.read("VolumeAttachment", id, outs),
            (read) => Object.keys(read).length === 0,
        );
        await cloud.delete("VolumeAttachment", id, outs);
        await cloud.until(
            () => volumeStatus(cloud, volumeId),
            (status) => status === "available",
        );
    });

    test("is made and undone on a stopped server too, and the server is stopped for it where that is wanted", async () => {
        const volumeId = await makeVolume(cloud, "cold");
        const server = await cloud.create("Server", localServer(cloud, "cold", { powerState: "stopped" }));
        const cold = await cloud.create("VolumeAttachment", { serverId: server.id, volumeId });
        await cloud.delete("VolumeAttachment", cold.id, cold.outs);
        await cloud.act(server.id, { "os-start": null });
        await cloud.settled(server.id, "ACTIVE");
        const inputs = { serverId: server.id, volumeId, stopBeforeDetach: true };
        const careful = await cloud.create("VolumeAttachment", inputs);
        await cloud.delete("VolumeAttachment", careful.id, careful.outs);
        await cloud.settled(server.id, "ACTIVE");
        expect(await volumeStatus(cloud, volumeId)).toBe("available");
    });

    test("of a volume that another server uses is refused in the cloud's words", async () => {
        const volumeId = await makeVolume(cloud, "used");
        await cloud.create("VolumeAttachment", { serverId, volumeId });
        const other = await makeServer(cloud, "other");
        const attaching = cloud.nextRun().create("VolumeAttachment", { serverId: other, volumeId });
        const error = await cloud.failure(attaching);
        expect(sentenceOf(error)).toMatch(
            new RegExp(
                `^Attaching volume ${volumeId} to server ${other}: Invalid volume: volume ${volumeId} .*\\(HTTP 400, req-…\\)`,
            ),
        );
        expectRefusal(
            await post({ volumeId }),
            400,
            "badRequest",
            `Invalid volume: volume ${volumeId} is already attached to instances: ${serverId}`,
        );
        const reply = await cloud.volume("DELETE", `/volumes/${volumeId}`);
        expectRefusal(reply, 400, "badRequest", /^Invalid volume: Volume status must be available or error/);
    });

    test("of a volume that does not exist is not found, and an id that is none is a bad request", async () => {
        expectRefusal(
            await post({ volumeId: NOBODY }),
            404,
            "itemNotFound",
            `Volume ${NOBODY} could not be found.`,
        );
        expectRefusal(
            await post({ volumeId: "nope" }),
            400,
            "badRequest",
            "Invalid input for field/attribute volumeId. Value: nope. 'nope' is not a 'uuid'",
        );
        expectRefusal(
            await cloud.compute("GET", `${attachments()}/${NOBODY}`),
            404,
            "itemNotFound",
            `Instance ${serverId} is not attached to volume ${NOBODY}`,
        );
        expectRefusal(
            await cloud.compute("DELETE", `${attachments()}/${NOBODY}`),
            404,
            "itemNotFound",
            `Volume ${NOBODY} could not be found.`,
        );
    });

    test("of the root volume cannot be undone", async () => {
        const { id, outs } = await cloud.create("Server", volumeServer(cloud, "root"));
        const [root] = outs.attachedVolumeIds as string[];
        const { body } = await cloud.compute("GET", attachments(id));
        expect(body.volumeAttachments).toMatchObject([
            { volumeId: root, serverId: id, device: expect.stringMatching(/a$/) },
        ]);
        expectRefusal(
            await cloud.compute("DELETE", `${attachments(id)}/${root}`),
            400,
            "badRequest",
            "Cannot detach a root device volume",
        );
        await cloud.delete("Server", id, outs);
    });
});
