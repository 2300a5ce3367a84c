import { useCloud } from "./cloud";
import { beginServer, expectGone, localServer, makeKey, makeServer } from "./servers";

type Action = Record<string, unknown>;

describe("a server is deleted", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const remove = async (id: string) => {
        await cloud.delete("Server", id, {});
        const { status, body } = await cloud.compute("GET", `/servers/${id}`);
        // Nova shows it for another moment.
        expect([404, "DELETED"]).toContain(status === 404 ? status : body.server.status);
    };

    test("while it is being built", async () => {
        await remove(await beginServer(cloud, "building"));
    });

    test("when no host took it", async () => {
        const id = await beginServer(cloud, "broken", { flavorRef: cloud.brokenFlavor() });
        await cloud.settled(id, "ERROR");
        await remove(id);
    });

    test("while it is ACTIVE", async () => {
        await remove(await makeServer(cloud, "active"));
    });

    const states: [status: string, action: () => Action][] = [
        ["SHUTOFF", () => ({ "os-stop": null })],
        ["VERIFY_RESIZE", () => ({ resize: { flavorRef: cloud.ids.mediumFlavor } })],
        ["SHELVED_OFFLOADED", () => ({ shelve: null })],
    ];
    test.each(states)("while it is %s", async (status, action) => {
        const id = await makeServer(cloud, status);
        expect((await cloud.act(id, action())).status).toBe(202);
        await cloud.settled(id, status);
        await remove(id);
    });

    const tasks: [what: string, action: () => Action][] = [
        ["stopped", () => ({ "os-stop": null })],
        ["rebooted", () => ({ reboot: { type: "HARD" } })],
        ["resized", () => ({ resize: { flavorRef: cloud.ids.mediumFlavor } })],
        ["shelved", () => ({ shelve: null })],
    ];
    test.each(tasks)("while it is being %s", async (what, action) => {
        const id = await makeServer(cloud, `being-${what}`);
        expect((await cloud.act(id, action())).status).toBe(202);
        await remove(id);
    });

    test("after it was stopped, where that is wanted", async () => {
        const inputs = localServer(cloud, "careful", { stopBeforeDelete: true });
        const { id, outs } = await cloud.create("Server", inputs);
        await cloud.delete("Server", id, outs);
        await expectGone(cloud, { id, outs });
    });

    test("with one request, and the second one finds nothing", async () => {
        const id = await makeServer(cloud, "twice");
        expect((await cloud.compute("DELETE", `/servers/${id}`)).status).toBe(204);
        await cloud.gone(id);
        expect((await cloud.compute("DELETE", `/servers/${id}`)).status).toBe(404);
    });
});
