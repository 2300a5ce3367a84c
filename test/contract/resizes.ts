import { useCloud } from "./cloud";
import { localServer, makeKey, volumeServer } from "./servers";

type Values = Record<string, unknown>;

/** How a Server is resized; the same on a cloud that waits for a confirmation and on one that does not. */
export function describeResizes(confirmsResizes: boolean): void {
    const cloud = useCloud({ confirmsResizes });
    beforeAll(() => makeKey(cloud));

    const flavorOf = async (id: string) =>
        (await cloud.compute("GET", `/servers/${id}`)).body.server.flavor.id;

    async function resize(id: string, outs: Values, inputs: Values): Promise<Values> {
        expect((await cloud.diff("Server", outs, inputs)).replaces).toEqual([]);
        const resized = await cloud.update("Server", id, outs, inputs);
        expect(await flavorOf(id)).toBe(inputs.flavorId);
        expect((await cloud.diff("Server", resized, inputs)).changes).toBe(false);
        return resized;
    }

    test("a running server with a root volume is resized, and resized back, and goes on running", async () => {
        const inputs = volumeServer(cloud, "volume");
        const { id, outs } = await cloud.create("Server", inputs);
        const bigger = await resize(id, outs, { ...inputs, flavorId: cloud.ids.bigFlavor });
        expect(bigger).toMatchObject({ status: "ACTIVE", attachedVolumeIds: outs.attachedVolumeIds });
        const back = await resize(id, bigger, inputs);
        expect(back.status).toBe("ACTIVE");
        await cloud.delete("Server", id, back);
    });

    test("a stopped server stays stopped", async () => {
        const small = { flavorId: cloud.ids.smallFlavor };
        const inputs = localServer(cloud, "stopped", { ...small, powerState: "stopped" });
        const { id, outs } = await cloud.create("Server", inputs);
        const resized = await resize(id, outs, { ...inputs, flavorId: cloud.ids.mediumFlavor });
        expect(resized.status).toBe("SHUTOFF");
        await cloud.delete("Server", id, resized);
    });

    test("a server is resized and stopped, or started, by one update", async () => {
        const small = localServer(cloud, "both", { flavorId: cloud.ids.smallFlavor });
        const medium = { ...small, flavorId: cloud.ids.mediumFlavor, powerState: "stopped" };
        const { id, outs } = await cloud.create("Server", small);
        const stopped = await resize(id, outs, medium);
        expect(stopped.status).toBe("SHUTOFF");
        const started = await resize(id, stopped, { ...small, powerState: "active" });
        expect(started.status).toBe("ACTIVE");
        await cloud.delete("Server", id, started);
    });

    test("a shelved server is brought up for it, and shelved again", async () => {
        const small = localServer(cloud, "shelved", { flavorId: cloud.ids.smallFlavor });
        const { id, outs } = await cloud.create("Server", { ...small, powerState: "shelved" });
        const medium = { ...small, flavorId: cloud.ids.mediumFlavor, powerState: "shelved" };
        const resized = await resize(id, outs, medium);
        expect(resized.status).toMatch(/^SHELVED(_OFFLOADED)?$/);
        await cloud.delete("Server", id, resized);
    });

    test("a resize that somebody else began is ended before anything else", async () => {
        const small = localServer(cloud, "begun", { flavorId: cloud.ids.smallFlavor });
        const { id, outs } = await cloud.create("Server", small);
        await cloud.act(id, { resize: { flavorRef: cloud.ids.mediumFlavor } });
        await cloud.until(
            () => flavorOf(id),
            (flavor) => flavor === cloud.ids.mediumFlavor,
        );
        const drifted = (await cloud.read("Server", id, outs)).props as Values;
        const mended = await resize(id, drifted, small);
        expect(mended.status).toBe("ACTIVE");
        await cloud.delete("Server", id, mended);
    });
}
