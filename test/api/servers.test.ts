import { serviceClient } from "../../provider/src/api/auth/session";
import { type Action, exactly, Servers } from "../../provider/src/api/services/servers";
import { failureOf, fakeApi, type Reply, type Sent } from "./network";
import { wireServer } from "./wire";

function servers(reply: (sent: Sent, nth: number) => Reply = () => ({ body: { server: wireServer() } })) {
    const api = fakeApi({ reply });
    const service = new Servers(serviceClient(api.session, "compute", "KR1"));
    return { service, sent: () => api.network.sent.slice(1) };
}

const base = "https://kr1-compute.test/v2/tenant1";

describe("requests", () => {
    test("a create of several at once", async () => {
        const { service, sent } = servers(() => ({ status: 202, body: { reservation_id: "r-3fhpjulh" } }));
        const request = { name: "web", flavorId: "flavor1", keyName: "mine", networks: [], metadata: {} };
        expect(await service.reserve(request, { least: 2, most: 5 })).toBe("r-3fhpjulh");
        expect(sent()[0]).toMatchObject({ method: "POST", url: `${base}/servers` });
        expect(sent()[0]?.body).toMatchObject({
            server: { name: "web", min_count: 2, max_count: 5, return_reservation_id: true },
        });
    });

    test("the names of all servers", async () => {
        const listed = [
            { id: "server1", name: "web" },
            { id: "server2", name: "WEB" },
        ];
        const { service, sent } = servers(() => ({ body: { servers: listed } }));
        expect(await service.names()).toEqual(listed);
        expect(sent()).toHaveLength(1);
        expect(sent()[0]?.url).toBe(`${base}/servers?limit=1000`);
    });

    test.each<[links: { rel: string }[], pages: number]>([
        [[{ rel: "previous" }], 1],
        [[{ rel: "previous" }, { rel: "next" }], 2],
        [[], 1],
    ])("a list with the links %j has %d pages, however short they are", async (servers_links, pages) => {
        const { service, sent } = servers((_, nth) => ({
            body: nth === 1 ? { servers: [{ id: "server1", name: "web" }], servers_links } : { servers: [] },
        }));
        expect(await service.names()).toHaveLength(1);
        expect(sent()).toHaveLength(pages);
    });

    test("a list whose pages are all the same is no answer, and is not asked for again", async () => {
        const page = {
            servers: [{ id: "server1", name: "web" }],
            servers_links: [{ rel: "next", href: "x" }],
        };
        const { service, sent } = servers(() => ({ body: page }));
        const error = await failureOf(service.names());
        expect(error.message).toBe(
            'the list of servers never ends: the page after "server1" repeats it (no HTTP response, GET /servers)',
        );
        expect(error).toMatchObject({ code: "unexpected" });
        expect(sent()).toHaveLength(2);
    });

    test("a name stands for itself in the filter, which is a regular expression", () => {
        const name = "web.1 (a)[b]{2}|^c*d+e?\\w$";
        const filter = new RegExp(exactly(name));
        expect(filter.test(name)).toBe(true);
        for (const other of [`${name}2`, `a${name}`, name.replace(".", "-")])
            expect(filter.test(other)).toBe(false);
    });

    test("a create with everything set", async () => {
        const { service, sent } = servers(() => ({ status: 202, body: { server: { id: "server1" } } }));
        const id = await service.create({
            name: "web",
            imageId: "image1",
            flavorId: "flavor1",
            keyName: "mine",
            networks: [{ subnet: "subnet1" }, { uuid: "network1", fixedIp: "10.0.0.5" }, { port: "port1" }],
            availabilityZone: "kr-pub-a",
            securityGroups: ["default", "web"],
            userData: "IyEvYmluL3No",
            metadata: { team: "blue" },
            blockDevices: [
                {
                    sourceType: "image",
                    uuid: "image1",
                    destinationType: "volume",
                    bootIndex: 0,
                    volumeSize: 20,
                    volumeType: "General SSD",
                    deviceName: "vda",
                    deleteOnTermination: true,
                },
                { sourceType: "blank", destinationType: "volume", bootIndex: -1, volumeSize: 10 },
            ],
            diskConfig: "AUTO",
            placementPolicyId: "policy1",
        });
        expect(id).toBe("server1");
        expect(sent()).toHaveLength(1);
        expect(sent()[0]).toMatchObject({
            method: "POST",
            url: `${base}/servers`,
            headers: { "X-Auth-Token": "token1", "Content-Type": "application/json" },
        });
        expect(sent()[0]?.body).toStrictEqual({
            server: {
                name: "web",
                imageRef: "image1",
                flavorRef: "flavor1",
                key_name: "mine",
                networks: [
                    { subnet: "subnet1" },
                    { uuid: "network1", fixed_ip: "10.0.0.5" },
                    { port: "port1" },
                ],
                availability_zone: "kr-pub-a",
                security_groups: [{ name: "default" }, { name: "web" }],
                user_data: "IyEvYmluL3No",
                metadata: { team: "blue" },
                block_device_mapping_v2: [
                    {
                        source_type: "image",
                        uuid: "image1",
                        destination_type: "volume",
                        boot_index: 0,
                        volume_size: 20,
                        volume_type: "General SSD",
                        device_name: "vda",
                        delete_on_termination: true,
                    },
                    { source_type: "blank", destination_type: "volume", boot_index: -1, volume_size: 10 },
                ],
                "OS-DCF:diskConfig": "AUTO",
            },
            "os:scheduler_hints": { group: "policy1" },
        });
    });

    test("a create with as little as possible has no key that was not asked for", async () => {
        const { service, sent } = servers(() => ({ status: 202, body: { server: { id: "server1" } } }));
        const networks = [{ subnet: "subnet1" }];
        await service.create({ name: "web", flavorId: "flavor1", keyName: "mine", networks, metadata: {} });
        expect(sent()[0]?.body).toStrictEqual({
            server: { name: "web", flavorRef: "flavor1", key_name: "mine", networks, metadata: {} },
        });
    });

    test.each<[string, (service: Servers) => Promise<unknown>, string, unknown]>([
        ["a read", (service) => service.get("server1"), "GET /servers/server1", undefined],
        [
            "a rename",
            (service) => service.rename("server1", "new"),
            "PUT /servers/server1",
            { server: { name: "new" } },
        ],
        ["a delete", (service) => service.delete("server1"), "DELETE /servers/server1", undefined],
        [
            "setting a metadata key",
            (service) => service.setMetadata("server1", "team", "blue"),
            "PUT /servers/server1/metadata/team",
            { meta: { team: "blue" } },
        ],
        [
            "setting a metadata key with a colon and a space",
            (service) => service.setMetadata("server1", "a:b c", "x"),
            "PUT /servers/server1/metadata/a%3Ab%20c",
            { meta: { "a:b c": "x" } },
        ],
        [
            "deleting a metadata key",
            (service) => service.deleteMetadata("server1", "a:b"),
            "DELETE /servers/server1/metadata/a%3Ab",
            undefined,
        ],
    ])("%s", async (_, call, request, body) => {
        const { service, sent } = servers();
        await call(service);
        expect(sent().map(({ method, url }) => `${method} ${url.replace(base, "")}`)).toEqual([request]);
        expect(sent()[0]?.body).toEqual(body);
        expect(sent()[0]?.headers).toMatchObject({ "X-Auth-Token": "token1" });
    });

    test.each<[Action]>([
        [{ "os-start": null }],
        [{ "os-stop": null }],
        [{ reboot: { type: "SOFT" } }],
        [{ reboot: { type: "HARD" } }],
        [{ resize: { flavorRef: "flavor2" } }],
        [{ resize: { flavorRef: "flavor2", "OS-DCF:diskConfig": "AUTO" } }],
        [{ confirmResize: null }],
        [{ shelve: null }],
        [{ unshelve: null }],
        [{ addSecurityGroup: { name: "web" } }],
        [{ removeSecurityGroup: { name: "web" } }],
    ])("the action %j", async (action) => {
        const { service, sent } = servers(() => ({ status: 202 }));
        await service.act("server1", action);
        expect(sent()).toMatchObject([{ method: "POST", url: `${base}/servers/server1/action` }]);
        expect(sent()[0]?.body).toStrictEqual(action);
    });
});

describe("absence", () => {
    const missing: Reply = {
        status: 404,
        body: { itemNotFound: { message: "Instance could not be found." } },
    };

    test("a server that is not there reads as undefined", async () => {
        expect(await servers(() => missing).service.get("server1")).toBeUndefined();
    });

    test("a delete says whether there was something to delete", async () => {
        expect(await servers(() => ({ status: 204 })).service.delete("server1")).toBe(true);
        expect(await servers(() => missing).service.delete("server1")).toBe(false);
    });

    test("a metadata key that is gone already is deleted", async () => {
        const { service, sent } = servers(() => missing);
        await service.deleteMetadata("server1", "team");
        expect(sent()).toHaveLength(1);
    });

    test("any other refusal is an error", async () => {
        const { service } = servers(() => ({ status: 403, body: { forbidden: { message: "No." } } }));
        const path = "/v2/tenant1/servers/server1";
        expect((await failureOf(service.get("server1"))).message).toBe(`No (HTTP 403, GET ${path})`);
        expect((await failureOf(service.delete("server1"))).message).toBe(`No (HTTP 403, DELETE ${path})`);
    });
});

describe("lists", () => {
    const page = (from: number, count: number) => ({
        body: {
            servers: Array.from({ length: count }, (_, index) => wireServer({ id: `server${from + index}` })),
        },
    });

    test("one short page is all", async () => {
        const { service, sent } = servers(() => page(0, 3));
        expect((await service.list()).map(({ id }) => id)).toEqual(["server0", "server1", "server2"]);
        expect(sent().map(({ url }) => url)).toEqual([`${base}/servers/detail?limit=1000`]);
    });

    test("a full page is followed by the next one, from its last server on", async () => {
        const { service, sent } = servers((_, nth) => (nth === 1 ? page(0, 1000) : page(1000, 1)));
        expect(await service.list({ name: "^web$" })).toHaveLength(1001);
        expect(sent().map(({ url }) => url)).toEqual([
            `${base}/servers/detail?name=%5Eweb%24&limit=1000`,
            `${base}/servers/detail?name=%5Eweb%24&limit=1000&marker=server999`,
        ]);
    });

    test("an exactly full last page is followed by an empty one", async () => {
        const { service, sent } = servers((_, nth) => (nth === 1 ? page(0, 1000) : page(0, 0)));
        expect(await service.list()).toHaveLength(1000);
        expect(sent()).toHaveLength(2);
    });

    test("a filter that is undefined is not sent", async () => {
        const { service, sent } = servers(() => page(0, 0));
        await service.list({ name: undefined, status: "ACTIVE" });
        expect(sent()[0]?.url).toBe(`${base}/servers/detail?status=ACTIVE&limit=1000`);
    });
});
