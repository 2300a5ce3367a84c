import { type Bench, type Reply, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
});
afterEach(async () => {
    expect(bench.cloud.unknownRequests).toEqual([]);
    await bench.cloud.close();
});

async function names(query: string): Promise<string[]> {
    const { body } = await bench.compute("GET", `/servers/detail?${query}`);
    return body.servers.map(({ name }: { name: string }) => name);
}

test("servers are listed newest first and filtered by name, status, image and flavor", async () => {
    const { ids } = bench.cloud.region();
    await bench.active(bench.wanted({ name: "web-1", imageRef: "" }));
    await bench.active(bench.wanted({ name: "web-12", flavorRef: ids.bigFlavor }));
    const local = await bench.active(bench.localServer({ name: "db" }));
    bench.cloud.region().setStatus(local, "SHUTOFF");
    expect(await names("")).toEqual(["db", "web-12", "web-1"]);
    expect(await names("name=web")).toEqual(["web-12", "web-1"]);
    expect(await names(`name=${encodeURIComponent("^web-1$")}`)).toEqual(["web-1"]);
    expect(await names("status=SHUTOFF")).toEqual(["db"]);
    expect(await names("status=shutoff")).toEqual(["db"]);
    expect(await names(`image=${ids.image}`)).toEqual(["db", "web-12"]);
    expect(await names(`flavor=${ids.bigFlavor}`)).toEqual(["web-12"]);
});

test("the deleted are listed for administrators only, and a limit is a number", async () => {
    const refused = async (query: string) => (await bench.compute("GET", `/servers/detail?${query}`)).body;
    expect(await refused("status=deleted")).toEqual({
        forbidden: { code: 403, message: "Only administrators may list deleted instances" },
    });
    expect(await refused("limit=many")).toEqual({
        badRequest: { code: 400, message: "Invalid input received: limit must be an integer" },
    });
});

test("changes-since also shows what was deleted, and only what changed", async () => {
    const gone = await bench.active(bench.wanted({ name: "gone" }));
    await bench.active(bench.wanted({ name: "old" }));
    bench.move(100);
    await bench.compute("DELETE", `/servers/${gone}`);
    bench.move(10);
    expect(await names("")).toEqual(["old"]);
    const { body } = await bench.compute("GET", "/servers/detail?changes-since=2026-03-01T00:01:00");
    expect(body.servers).toMatchObject([
        { name: "gone", status: "DELETED", "OS-EXT-STS:vm_state": "deleted" },
    ]);
    expect(await names("changes-since=2026-03-01T00:00:00Z")).toEqual(["old", "gone"]);
    expect((await bench.compute("GET", "/servers?changes-since=yesterday")).status).toBe(400);
});

test("pages follow one another through limit and marker to the end", async () => {
    for (let at = 0; at < 5; at += 1) await bench.active(bench.wanted({ name: `s${at}` }));
    const seen: string[] = [];
    let path: string | undefined = "/servers?limit=2";
    let pages = 0;
    while (path !== undefined) {
        const { body }: Reply = await bench.compute("GET", path);
        seen.push(...body.servers.map(({ name }: { name: string }) => name));
        path = body.servers_links?.[0].href.split(bench.cloud.credentials.tenantId)[1];
        pages += 1;
    }
    expect([seen, pages]).toEqual([["s4", "s3", "s2", "s1", "s0"], 3]);
    expect((await bench.compute("GET", "/servers?marker=nobody")).body.badRequest.message).toBe(
        "marker [nobody] not found",
    );
    expect((await bench.compute("GET", "/servers?limit=-1")).status).toBe(400);
});

test("without a limit a page ends at 100", async () => {
    for (let at = 0; at < 11; at += 1) await bench.create(bench.wanted({ min_count: 10 }));
    const { body } = await bench.compute("GET", "/servers");
    expect([body.servers.length, body.servers_links.length]).toEqual([100, 1]);
    expect((await bench.compute("GET", "/servers?limit=1000")).body.servers).toHaveLength(110);
});

test("several servers made at once share a reservation", async () => {
    const { body, status } = await bench.compute(
        "POST",
        "/servers",
        bench.wanted({ name: "many", min_count: 3, return_reservation_id: true }),
    );
    expect([status, Object.keys(body)]).toEqual([202, ["reservation_id"]]);
    await bench.create(bench.wanted({ name: "other" }));
    expect(await names(`reservation_id=${body.reservation_id}`)).toEqual(["many-3", "many-2", "many-1"]);
});

test("flavors are filtered by disk and memory and paged", async () => {
    const named = async (query: string) =>
        (await bench.compute("GET", `/flavors/detail?${query}`)).body.flavors.map(
            ({ name }: { name: string }) => name,
        );
    expect(await named("minDisk=20")).toEqual(["u2.c1m1", "u2.c2m4"]);
    expect(await named("minDisk=1&minRam=2048")).toEqual(["u2.c2m4"]);
    const { bigFlavor } = bench.cloud.region().ids;
    expect(await named(`limit=1&marker=${bigFlavor}`)).toEqual(["m2.c4m8"]);
});

test("regions do not know each other's servers, keypairs and volumes", async () => {
    await bench.active();
    const path = `/kr2/compute/v2/${bench.cloud.credentials.tenantId}/servers`;
    expect((await bench.call("GET", path)).body.servers).toEqual([]);
    expect(bench.cloud.region("KR2").ids.zone).toBe("kr2-pub-a");
    expect(bench.cloud.region("KR2").volumes.size).toBe(0);
});

test("compute also answers under v2.1, with and without the tenant", async () => {
    const id = await bench.active();
    for (const path of ["v2.1", `v2.1/${bench.cloud.credentials.tenantId}`]) {
        const { body } = await bench.call("GET", `/kr1/compute/${path}/servers/${id}`);
        expect(body.server.links[0].href).toBe(`${bench.cloud.url}/kr1/compute/${path}/servers/${id}`);
    }
});

test("networks, subnets, security groups and VPCs are listed by name and id", async () => {
    const { ids } = bench.cloud.region();
    const { body } = await bench.network("GET", "/security-groups?name=twin");
    expect(body.security_groups).toHaveLength(2);
    expect((await bench.network("GET", `/vpcs?id=${ids.network}`)).body.vpcs).toMatchObject([
        { name: "vpc1" },
    ]);
    expect((await bench.network("GET", "/vpcsubnets")).body.vpcsubnets).toHaveLength(2);
    expect((await bench.network("GET", `/vpcs/${ids.network}`)).body.vpc.name).toBe("vpc1");
    expect((await bench.network("GET", `/vpcsubnets/${ids.subnet}`)).body.vpcsubnet.vpc_id).toBe(ids.network);
    expect((await bench.network("GET", `/subnets/${ids.subnet}`)).body.subnet.network_id).toBe(ids.network);
    const missing = await bench.network("GET", "/ports/nope");
    expect([missing.status, missing.body.NeutronError.type]).toEqual([404, "PortNotFound"]);
});
