import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
});
afterEach(() => bench.cloud.close());

const ACTIONS: Record<string, unknown> = {
    "os-start": null,
    "os-stop": null,
    reboot: { type: "SOFT" },
    resize: { flavorRef: "big" },
    confirmResize: null,
    revertResize: null,
    createImage: { name: "image" },
    shelve: null,
    shelveOffload: null,
    unshelve: null,
};

/** Which actions a status allows, by the guide. */
const ALLOWED: [status: string, vmState: string, actions: string[]][] = [
    ["ACTIVE", "active", ["os-stop", "reboot", "resize", "createImage", "shelve"]],
    ["SHUTOFF", "stopped", ["os-start", "resize", "createImage"]],
    ["PAUSED", "paused", ["createImage"]],
    ["SUSPENDED", "suspended", ["createImage"]],
    ["RESCUED", "rescued", []],
    ["VERIFY_RESIZE", "resized", ["confirmResize", "revertResize"]],
    ["SHELVED", "shelved", ["shelveOffload", "unshelve"]],
    ["SHELVED_OFFLOADED", "shelved_offloaded", ["unshelve"]],
    ["ERROR", "error", ["os-stop"]],
];

test.each(ALLOWED)("in %s only the allowed actions are taken", async (status, vmState, allowed) => {
    const { cloud } = bench;
    const { bigFlavor } = cloud.region().ids;
    for (const [key, given] of Object.entries(ACTIONS)) {
        const local = key === "createImage";
        const id = await bench.active(local ? bench.localServer() : bench.wanted());
        cloud.region().setStatus(id, status);
        const body = { [key]: key === "resize" ? { flavorRef: bigFlavor } : given };
        const reply = await bench.compute("POST", `/servers/${id}/action`, body);
        const refused = allowed.includes(key) ? undefined : 409;
        expect([key, reply.status >= 400 ? reply.status : undefined]).toEqual([key, refused]);
        if (refused) {
            const name = key.replace("os-", "");
            const message = `Cannot '${name}' instance ${id} while it is in vm_state ${vmState}`;
            expect(reply.body).toEqual({ conflictingRequest: { code: 409, message } });
        }
    }
});

test("while a task runs, the next one is refused and names it", async () => {
    const id = await bench.active();
    await bench.compute("POST", `/servers/${id}/action`, { "os-stop": null });
    const reply = await bench.compute("POST", `/servers/${id}/action`, { reboot: { type: "SOFT" } });
    expect(reply.status).toBe(409);
    expect(reply.body.conflictingRequest.message).toMatch(/while it is in task_state powering-off$/);
});

test("a hard reboot is taken where a soft one is not", async () => {
    for (const status of ["SHUTOFF", "PAUSED", "SUSPENDED", "ERROR", "REBOOT", "HARD_REBOOT"]) {
        const id = await bench.active();
        bench.cloud.region().setStatus(id, status);
        const act = (type: string) => bench.compute("POST", `/servers/${id}/action`, { reboot: { type } });
        expect((await act("SOFT")).status).toBe(409);
        expect((await act("HARD")).status).toBe(202);
        bench.move(10);
        expect(await bench.status(id)).toEqual([200, "ACTIVE", null]);
    }
});

test("U2 types cannot be resized and only they can be made into an image here", async () => {
    const { localFlavor, otherLocalFlavor, flavor } = bench.cloud.region().ids;
    const local = await bench.active(bench.localServer({ flavorRef: localFlavor }));
    for (const flavorRef of [otherLocalFlavor, flavor]) {
        const reply = await bench.compute("POST", `/servers/${local}/action`, { resize: { flavorRef } });
        expect([reply.status, Object.keys(reply.body)]).toEqual([400, ["badRequest"]]);
    }
    const other = await bench.active();
    expect(
        (await bench.compute("POST", `/servers/${other}/action`, { createImage: { name: "i" } })).status,
    ).toBe(400);
});

const twin = { security_groups: [{ name: "twin" }] };
const disk = (extra: Record<string, unknown>) => ({ block_device_mapping_v2: [{ boot_index: 0, ...extra }] });

test.each<[string, Record<string, unknown>, number, RegExp]>([
    [
        "no block devices for a type without local disk",
        { block_device_mapping_v2: [] },
        400,
        /^Missing Block Device Mapping attribute$/,
    ],
    ["eleven at once", { max_count: 11 }, 400, /11 is greater than the maximum of 10/],
    ["a minimum above the maximum", { min_count: 3, max_count: 2 }, 400, /^min_count must be <= max_count$/],
    ["two groups of one name", twin, 409, /^Multiple security_group matches found for name 'twin'/],
    ["no networks", { networks: [] }, 409, /^Multiple possible networks found/],
    [
        "an unknown subnet",
        { networks: [{ subnet: "00000000-0000-4000-8000-000000000000" }] },
        400,
        /could not be found/,
    ],
    [
        "an unknown volume",
        disk({ source_type: "volume", uuid: "x", destination_type: "volume" }),
        400,
        /^Volume x could not be found\.$/,
    ],
    ["a source nobody knows", disk({ source_type: "tape" }), 400, /'tape' is not one of \['volume', 'image'/],
    ["a name of 256 letters", { name: "n".repeat(256) }, 400, /is too long$/],
])("a create with %s is refused", async (_what, extra, status, message) => {
    const reply = await bench.compute("POST", "/servers", bench.wanted(extra));
    expect(reply.status).toBe(status);
    expect((Object.values(reply.body)[0] as { message: string }).message).toMatch(message);
    expect(bench.cloud.region().servers.size).toBe(0);
});

test("a disk smaller than its image is refused, in the vendor's words, and one without a size", async () => {
    const { image } = bench.cloud.region().ids;
    const root = { source_type: "image", destination_type: "volume", uuid: image };
    const small = await bench.compute("POST", "/servers", bench.wanted(disk({ ...root, volume_size: 5 })));
    expect(small.body).toEqual({ badRequest: { code: 400, message: "Volume size is too small." } });
    const sizeless = await bench.compute("POST", "/servers", bench.wanted(disk(root)));
    const message = "Images with destination_type 'volume' need to have a non-zero size specified";
    expect(sizeless.body).toEqual({ badRequest: { code: 400, message } });
    expect(bench.cloud.region().volumes.size).toBe(0);
});

test("Windows wants memory, disk, a short name and no U2 type", async () => {
    const { ids, flavors } = bench.cloud.region();
    const idOf = (type: string) => [...flavors.values()].find(({ name }) => name === type)?.id;
    const windows = (size: number) => ({
        source_type: "image",
        destination_type: "volume",
        uuid: ids.windowsImage,
        volume_size: size,
    });
    const ask = async (extra: Record<string, unknown>, size = 50) =>
        (
            await bench.compute(
                "POST",
                "/servers",
                bench.wanted({
                    imageRef: ids.windowsImage,
                    flavorRef: ids.bigFlavor,
                    ...disk(windows(size)),
                    ...extra,
                }),
            )
        ).status;
    expect(await ask({ name: "fifteen-of-them" })).toBe(202);
    expect(await ask({}, 49)).toBe(400);
    expect(await ask({}, 2000)).toBe(202);
    expect(await ask({ flavorRef: idOf("m2.c1m2") })).toBe(202);
    expect(await ask({ flavorRef: idOf("t2.c1m1") })).toBe(400);
    expect(await ask({ name: "sixteen-of-these" })).toBe(400);
    expect(await ask({ flavorRef: ids.localFlavor, block_device_mapping_v2: [] })).toBe(400);
});

test("a GPU type has its root disk on the host or in a volume, and is not resized", async () => {
    const { ids, flavors } = bench.cloud.region();
    const gpu = [...flavors.values()].find(({ name }) => name.startsWith("g2."))?.id;
    const root = { source_type: "image", uuid: ids.image, volume_size: 20 };
    for (const destination_type of ["local", "volume"]) {
        const id = await bench.active(
            bench.wanted({ flavorRef: gpu, ...disk({ ...root, destination_type }) }),
        );
        const { attachments } = bench.cloud.region().servers.get(id) ?? {};
        expect(attachments).toHaveLength(destination_type === "local" ? 0 : 1);
        const resize = { flavorRef: ids.bigFlavor };
        const reply = await bench.compute("POST", `/servers/${id}/action`, { resize });
        expect([reply.status, reply.body.badRequest.message]).toEqual([
            400,
            "GPU instance types cannot be resized.",
        ]);
    }
});

test("a protected server shows that it is, and is not deleted until the protection is lifted", async () => {
    const id = await bench.active();
    const shown = async () => (await bench.compute("GET", `/servers/${id}`)).body.server;
    expect(await shown()).toMatchObject({ "NHN-EXT-ATTR:protect": false });
    bench.cloud.region().protect(id);
    expect(await shown()).toMatchObject({ "NHN-EXT-ATTR:protect": true });
    expect((await bench.compute("DELETE", `/servers/${id}`)).status).toBe(403);
    bench.cloud.region().protect(id, false);
    expect((await bench.compute("DELETE", `/servers/${id}`)).status).toBe(204);
});

test("a server without a keypair is refused, as the guide wants one", async () => {
    const { key_name: _left, ...server } = bench.wanted().server;
    const reply = await bench.compute("POST", "/servers", { server });
    expect([reply.status, reply.body.badRequest.message]).toEqual([
        400,
        expect.stringMatching(/'key_name' is a required property$/),
    ]);
});

test("the gateway of a network is its router's: no server gets its address or its port", async () => {
    const { ids, ports } = bench.cloud.region();
    const gateway = [...ports.values()].find(({ address }) => address === "192.168.0.1");
    const ask = (network: object) => bench.compute("POST", "/servers", bench.wanted({ networks: [network] }));
    const byAddress = await ask({ uuid: ids.network, fixed_ip: "192.168.0.1" });
    expect([byAddress.status, byAddress.body.badRequest.message]).toEqual([
        400,
        `Fixed IP address 192.168.0.1 is already in use on instance ${gateway?.routerId}.`,
    ]);
    expect((await ask({ port: gateway?.id })).body.conflictingRequest.message).toBe(
        `Port ${gateway?.id} is still in use.`,
    );
    expect((await bench.network("DELETE", `/ports/${gateway?.id}`)).body.NeutronError.message).toBe(
        `Port ${gateway?.id} cannot be deleted directly via the port API: has device owner network:router_interface.`,
    );
});

test("a used up quota is refused in Nova's words", async () => {
    const { quota } = bench.cloud.region();
    quota.instances = 1;
    await bench.active();
    const reply = await bench.compute("POST", "/servers", bench.wanted());
    const message = "Quota exceeded for instances: Requested 1, but already used 1 of 1 instances";
    expect([reply.status, reply.body]).toEqual([403, { forbidden: { code: 403, message } }]);
    quota.instances = 10;
    quota.ram = 4096;
    expect(
        (await bench.compute("POST", "/servers", bench.wanted({ max_count: 2, min_count: 2 }))).status,
    ).toBe(403);
    expect((await bench.compute("POST", "/servers", bench.wanted({ max_count: 2 }))).status).toBe(202);
    expect(bench.cloud.region().servers.size).toBe(2);
});

test("a port serves one server, and keeps its own security groups", async () => {
    const { port } = bench.cloud.region().ids;
    const wanted = bench.wanted({ networks: [{ port }], security_groups: [{ name: "web" }] });
    const id = await bench.active(wanted);
    expect((await bench.compute("GET", `/servers/${id}`)).body.server.security_groups).toEqual([
        { name: "default" },
    ]);
    const second = await bench.compute("POST", "/servers", wanted);
    expect([second.status, second.body.conflictingRequest.message]).toEqual([
        409,
        `Port ${port} is still in use.`,
    ]);
    await bench.compute("DELETE", `/servers/${id}`);
    bench.move(5);
    expect((await bench.compute("POST", "/servers", wanted)).status).toBe(202);
});

test("a port is given other security groups, and its server shows those of all its ports", async () => {
    const { network, port } = bench.cloud.region().ids;
    const id = await bench.active(bench.wanted({ networks: [{ port }, { uuid: network }] }));
    const { body } = await bench.network("GET", "/security-groups?name=web");
    const change = (security_groups?: string[]) =>
        bench.call("PUT", `/kr1/network/v2.0/ports/${port}`, { port: { security_groups } });
    const [web] = body.security_groups;
    expect((await change([web.id])).body.port.security_groups).toEqual([web.id]);
    expect((await change()).body.port.security_groups).toEqual([web.id]);
    const { server } = (await bench.compute("GET", `/servers/${id}`)).body;
    expect(server.security_groups).toEqual([{ name: "web" }, { name: "default" }]);
    expect((await change(["nope"])).body.NeutronError.message).toBe("Security group nope does not exist");
});

describe.each(["constructor", "toString", "__proto__"])("%s, which every object has", (name) => {
    test("is no metadata item, action or filter unless somebody made it one", async () => {
        const id = await bench.active();
        const item = `/servers/${id}/metadata/${name}`;
        expect((await bench.compute("GET", item)).status).toBe(404);
        expect((await bench.compute("DELETE", item)).status).toBe(404);
        expect((await bench.compute("PUT", item, { meta: { other: "1" } })).status).toBe(400);
        expect((await bench.compute("PUT", item, `{"meta":{"${name}":1}}`)).status).toBe(400);
        expect((await bench.compute("PUT", item, `{"meta":{"${name}":"1"}}`)).status).toBe(200);
        expect((await bench.compute("GET", item)).status).toBe(200);
        expect((await bench.compute("DELETE", item)).status).toBe(204);
        expect((await bench.compute("POST", `/servers/${id}/action`, `{"${name}":{}}`)).status).toBe(400);
        expect((await bench.compute("GET", `/servers?${name}=1`)).body.servers).toHaveLength(1);
        expect((await bench.volume("GET", `/volumes?${name}=1`)).body.volumes).toHaveLength(1);
    });

    test("may be a network's name", async () => {
        for (const network of bench.cloud.region().networks.values()) network.name = name;
        const id = await bench.active();
        const { body } = await bench.compute("GET", `/servers/${id}`);
        expect(Object.keys(body.server.addresses)).toEqual([name]);
    });
});
