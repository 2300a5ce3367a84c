import { useCloud } from "./cloud";
import { localServer, makeKey, volumeServer, volumeStatus } from "./servers";

type Values = Record<string, unknown>;

describe("an image of a server", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    async function expectLife(inputs: Values): Promise<void> {
        const { id, outs } = await cloud.create("ServerImage", inputs);
        expect(outs).toMatchObject({ imageId: id, status: "active" });
        const { body } = await cloud.image("GET", `/images/${id}`);
        expect(body).toMatchObject({ name: inputs.name, status: "active" });
        expect(body.visibility).not.toBe("public");
        expect((await cloud.read("ServerImage", id, outs)).props).toMatchObject(outs);
        expect((await cloud.diff("ServerImage", outs, inputs)).changes).toBe(false);
        expect((await cloud.nextRun().create("ServerImage", { ...inputs, adoptExisting: true })).id).toBe(id);
        await cloud.delete("ServerImage", id, outs);
        expect((await cloud.image("GET", `/images/${id}`)).status).toBe(404);
        expect(await cloud.read("ServerImage", id, outs)).toEqual({});
        await cloud.delete("ServerImage", id, outs);
    }

    test.each(["active", "stopped"])(
        "with a local disk that is %s is made by compute",
        async (powerState) => {
            const server = await cloud.create(
                "Server",
                localServer(cloud, `local-${powerState}`, { powerState }),
            );
            await expectLife({
                serverId: server.id,
                name: cloud.name(`of-local-${powerState}`),
                metadata: { team: "blue" },
            });
            await cloud.delete("Server", server.id, server.outs);
        },
    );

    test("with a root volume is made of the volume, which the server goes on using", async () => {
        const server = await cloud.create("Server", volumeServer(cloud, "volume"));
        await expectLife({ serverId: server.id, name: cloud.name("of-volume") });
        const [root] = server.outs.attachedVolumeIds as string[];
        expect(await volumeStatus(cloud, String(root))).toBe("in-use");
        await cloud.delete("Server", server.id, server.outs);
        await cloud.until(
            () => volumeStatus(cloud, String(root)),
            (status) => status === undefined,
        );
    });

    test("that is stopped for it runs again after", async () => {
        const server = await cloud.create("Server", volumeServer(cloud, "paused"));
        await expectLife({ serverId: server.id, name: cloud.name("of-paused"), stopServer: true });
        await cloud.settled(server.id, "ACTIVE");
        await cloud.delete("Server", server.id, server.outs);
    });

    test("boots another server", async () => {
        const server = await cloud.create("Server", localServer(cloud, "golden"));
        const name = cloud.name("golden");
        const image = await cloud.create("ServerImage", { serverId: server.id, name });
        const copy = await cloud.create("Server", localServer(cloud, "copy", { imageId: image.id }));
        expect(copy.outs).toMatchObject({ status: "ACTIVE", imageId: image.id });
        for (const { id, outs } of [copy, server]) await cloud.delete("Server", id, outs);
        await cloud.delete("ServerImage", image.id, image.outs);
    });
});
