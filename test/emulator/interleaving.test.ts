import { type Bench, startBench } from "./support";

let bench: Bench;
afterEach(() => bench.cloud.close());

async function server(): Promise<string> {
    bench = await startBench({ raceWindowMilliseconds: 20 });
    return await bench.active();
}

test("of two security groups that are added at once one is lost, as Nova loses it", async () => {
    const id = await server();
    const add = (name: string) =>
        bench.compute("POST", `/servers/${id}/action`, { addSecurityGroup: { name } });
    const statuses = (await Promise.all([add("web"), add("db")])).map(({ status }) => status);
    const { body } = await bench.compute("GET", `/servers/${id}`);
    expect([statuses, body.server.security_groups.length]).toEqual([[202, 202], 2]);
    await add("web");
    await add("db");
    expect((await bench.compute("GET", `/servers/${id}`)).body.server.security_groups).toHaveLength(3);
});

test("of two items of metadata that are added at once one is lost, as Nova loses it", async () => {
    const path = `/servers/${await server()}/metadata`;
    const add = (key: string) => bench.compute("POST", path, { metadata: { [key]: "1" } });
    const replies = await Promise.all([add("one"), add("two")]);
    expect(replies.map(({ body }) => body.metadata)).toEqual([{ one: "1" }, { two: "1" }]);
    expect(Object.keys((await bench.compute("GET", path)).body.metadata)).toHaveLength(1);
});

test("a volume that is attached twice at once is attached once", async () => {
    const path = `/servers/${await server()}/os-volume_attachments`;
    const volumeId = bench.cloud.region().addVolume();
    const attach = () => bench.compute("POST", path, { volumeAttachment: { volumeId } });
    const replies = await Promise.all([attach(), attach()]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test("a page holds no more than the cap, whatever is asked for, and names the next one", async () => {
    bench = await startBench({ pageCap: 2 });
    for (const name of ["a", "b", "c"]) await bench.active(bench.wanted({ name }));
    const pages: number[] = [];
    for (const [get, name] of [
        [bench.compute, "/servers?limit=1000"],
        [bench.compute, "/flavors"],
        [bench.volume, "/volumes/detail"],
    ] as const) {
        const { body } = await get("GET", name);
        const [kind = ""] = Object.keys(body);
        pages.push(body[kind].length);
        expect(body[`${kind}_links`]).toEqual([{ rel: "next", href: expect.stringContaining("marker=") }]);
    }
    const { body } = await bench.image("GET", "/images?limit=1000");
    expect([...pages, body.images.length]).toEqual([2, 2, 2, 2]);
    expect(body.next).toMatch(/^\/v2\/images\?limit=1000&marker=/);
});

test("a task that nobody began keeps others away until it is over", async () => {
    bench = await startBench();
    const id = await bench.active();
    bench.cloud.region().beginTask(id, "image_backup", 30);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", "image_backup"]);
    const stop = () => bench.compute("POST", `/servers/${id}/action`, { "os-stop": null });
    expect((await stop()).body.conflictingRequest.message).toBe(
        `Cannot 'stop' instance ${id} while it is in task_state image_backup`,
    );
    bench.move(30);
    expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
    expect((await stop()).status).toBe(202);
    const other = await bench.active();
    bench.cloud.region().beginTask(other, "migrating");
    bench.move(10_000);
    expect(await bench.status(other)).toEqual([200, "MIGRATING", "migrating"]);
});

test("an address that has moved redirects to the one that answers", async () => {
    bench = await startBench();
    const path = "/identity/v3?x=%2F";
    const response = await fetch(`${bench.cloud.url}/moved${path}`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([308, bench.cloud.url + path]);
});
