import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench({
        seconds: { build: 10, stop: 4, start: 4, reboot: 4, resize: 10, confirmResize: 5, delete: 4 },
    });
});
afterEach(async () => {
    expect(bench.cloud.unknownRequests).toEqual([]);
    await bench.cloud.close();
});

test("a server is scheduled, gets its network, spawns and becomes active", async () => {
    const id = await bench.create(bench.wanted());
    const seen: string[] = [];
    for (let second = 0; second <= 10; second += 1) {
        const { server } = (await bench.compute("GET", `/servers/${id}`)).body;
        const phase = `${server.status} ${server["OS-EXT-STS:task_state"]} ${Object.keys(server.addresses).length}`;
        if (seen.at(-1) !== phase) seen.push(phase);
        bench.move(1);
    }
    expect(seen).toEqual([
        "BUILD scheduling 0",
        "BUILD null 0",
        "BUILD networking 0",
        "BUILD block_device_mapping 1",
        "BUILD spawning 1",
        "ACTIVE null 1",
    ]);
    const { server } = (await bench.compute("GET", `/servers/${id}`)).body;
    expect(server).toMatchObject({
        image: { id: bench.cloud.region().ids.image },
        "OS-SRV-USG:launched_at": "2026-03-01T00:00:10.000000",
        updated: "2026-03-01T00:00:10Z",
        "OS-EXT-STS:power_state": 1,
        security_groups: [{ name: "default" }],
        "OS-DCF:diskConfig": "MANUAL",
    });
    expect(server.addresses.vpc1[0]).toMatchObject({ version: 4, "OS-EXT-IPS:type": "fixed" });
    expect(server).not.toHaveProperty("fault");
});

test("stopping and starting pass through their tasks while the status still reads as before", async () => {
    const id = await bench.active();
    expect((await bench.compute("POST", `/servers/${id}/action`, { "os-stop": null })).status).toBe(202);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", "powering-off"]);
    bench.move(4);
    expect(await bench.status(id)).toEqual([200, "SHUTOFF", null]);
    await bench.compute("POST", `/servers/${id}/action`, { "os-start": null });
    expect(await bench.status(id)).toEqual([200, "SHUTOFF", "powering-on"]);
    bench.move(4);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
});

test.each([
    ["SOFT", "REBOOT", "rebooting"],
    ["HARD", "HARD_REBOOT", "rebooting_hard"],
])("a %s reboot reads %s", async (type, status, task) => {
    const id = await bench.active();
    await bench.compute("POST", `/servers/${id}/action`, { reboot: { type } });
    expect(await bench.status(id)).toEqual([200, status, task]);
    bench.move(4);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
});

test("a resize confirms itself after a while", async () => {
    const id = await bench.active();
    const { bigFlavor, flavor } = bench.cloud.region().ids;
    await bench.compute("POST", `/servers/${id}/action`, { resize: { flavorRef: bigFlavor } });
    expect(await bench.status(id)).toEqual([200, "RESIZE", "resize_prep"]);
    expect(bench.cloud.region().servers.get(id)?.flavorId).toBe(flavor);
    bench.move(10);
    expect(await bench.status(id)).toEqual([200, "VERIFY_RESIZE", null]);
    expect(bench.cloud.region().servers.get(id)?.flavorId).toBe(bigFlavor);
    bench.move(5);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
});

test("a long look away settles every step in its own time", async () => {
    const id = await bench.active();
    const { bigFlavor } = bench.cloud.region().ids;
    await bench.compute("POST", `/servers/${id}/action`, { resize: { flavorRef: bigFlavor } });
    bench.move(3600);
    const { server } = (await bench.compute("GET", `/servers/${id}`)).body;
    expect(server).toMatchObject({ status: "ACTIVE", updated: "2026-03-01T00:00:25Z" });
});

test("a stopped server that is resized ends stopped", async () => {
    const id = await bench.active();
    bench.cloud.region().setStatus(id, "SHUTOFF");
    await bench.compute("POST", `/servers/${id}/action`, {
        resize: { flavorRef: bench.cloud.region().ids.bigFlavor },
    });
    bench.move(15);
    expect(await bench.status(id)).toEqual([200, "SHUTOFF", null]);
});

test("a resize can be confirmed by hand, and a revert brings the old type back", async () => {
    const id = await bench.active();
    const { bigFlavor, flavor } = bench.cloud.region().ids;
    const act = (body: unknown) => bench.compute("POST", `/servers/${id}/action`, body);
    await act({ resize: { flavorRef: bigFlavor } });
    bench.move(10);
    expect((await act({ confirmResize: null })).status).toBe(204);
    expect(await bench.status(id)).toEqual([200, "VERIFY_RESIZE", null]);
    bench.move(3);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
    await act({ resize: { flavorRef: flavor } });
    bench.move(10);
    expect((await act({ revertResize: null })).status).toBe(202);
    expect(await bench.status(id)).toEqual([200, "REVERT_RESIZE", "resize_reverting"]);
    bench.move(10);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
    expect(bench.cloud.region().servers.get(id)?.flavorId).toBe(bigFlavor);
});

test("with an endless window a resize waits for its confirmation", async () => {
    await bench.cloud.close();
    bench = await startBench({ seconds: { resize: 1, confirmResize: Number.POSITIVE_INFINITY } });
    const id = await bench.active();
    await bench.compute("POST", `/servers/${id}/action`, {
        resize: { flavorRef: bench.cloud.region().ids.bigFlavor },
    });
    bench.move(1_000_000);
    expect(await bench.status(id).catch(String)).toEqual([401]);
    expect(bench.cloud.region().servers.get(id)?.status).toBe("VERIFY_RESIZE");
});

test("a deleted server reads ACTIVE, then DELETED, then is not found", async () => {
    const id = await bench.active();
    expect((await bench.compute("DELETE", `/servers/${id}`)).status).toBe(204);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", "deleting"]);
    expect((await bench.compute("DELETE", `/servers/${id}`)).status).toBe(204);
    bench.move(3);
    expect(await bench.status(id)).toEqual([200, "DELETED", null]);
    bench.move(1);
    expect(await bench.status(id)).toEqual([404]);
    const gone = await bench.compute("GET", `/servers/${id}`);
    expect(gone.body).toEqual({ itemNotFound: { code: 404, message: `Instance ${id} could not be found.` } });
});

test("a server that is building or failed is gone at once", async () => {
    const building = await bench.create(bench.wanted());
    await bench.compute("DELETE", `/servers/${building}`);
    expect(await bench.status(building)).toEqual([404]);
    const failed = await bench.active();
    bench.cloud.region().setStatus(failed, "ERROR", { code: 500, message: "broken" });
    await bench.compute("DELETE", `/servers/${failed}`);
    expect(await bench.status(failed)).toEqual([404]);
});

test("a build that was told to fail ends in ERROR with its fault and without volumes", async () => {
    bench.cloud.region().failNextBuild({ code: 500, message: "No valid host was found. " });
    const id = await bench.active();
    const { server } = (await bench.compute("GET", `/servers/${id}`)).body;
    expect(server).toMatchObject({ status: "ERROR", addresses: {}, hostId: "" });
    expect(server.fault).toEqual({
        code: 500,
        created: "2026-03-01T00:00:10Z",
        message: "No valid host was found. ",
    });
    expect(bench.cloud.region().volumes.size).toBe(0);
    const next = await bench.active();
    expect(await bench.status(next)).toEqual([200, "ACTIVE", null]);
});

test("shelving gives up the host and unshelving takes one again", async () => {
    const id = await bench.active();
    const act = (body: unknown) => bench.compute("POST", `/servers/${id}/action`, body);
    expect((await act({ shelve: null })).status).toBe(202);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", "shelving"]);
    bench.move(1);
    expect(await bench.status(id)).toEqual([200, "SHELVED_OFFLOADED", null]);
    expect((await act({ shelveOffload: null })).status).toBe(409);
    await act({ unshelve: null });
    bench.move(1);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
});
