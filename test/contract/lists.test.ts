import { useCloud } from "./cloud";
import { makeKey, makeServer } from "./servers";
import { expectRefusal } from "./wire";

type Named = { id: string; name: string };

describe("the list of servers", () => {
    const cloud = useCloud();
    const ids: Record<string, string> = {};
    let began: string;
    beforeAll(async () => {
        await makeKey(cloud);
        ids.one = await makeServer(cloud, "list-1", { metadata: { place: "first" } });
        ids.two = await makeServer(cloud, "list-2", { flavorRef: cloud.ids.mediumFlavor });
        ids.three = await makeServer(cloud, "list-3");
        await cloud.act(ids.three, { "os-stop": null });
        await cloud.settled(ids.three, "SHUTOFF");
        began = (await cloud.compute("GET", `/servers/${ids.one}`)).body.server.created;
    });

    const list = async (query: string, path = "/servers/detail") => {
        const { body } = await cloud.compute("GET", `${path}?name=${cloud.name("list")}&${query}`);
        return body.servers.map(({ name }: Named) => name.slice(cloud.name("").length));
    };

    test("shows the newest first, in short and in detail", async () => {
        const newestFirst = ["list-3", "list-2", "list-1"];
        expect(await list("")).toEqual(newestFirst);
        expect(await list("", "/servers")).toEqual(newestFirst);
        const { body } = await cloud.compute("GET", `/servers?name=${cloud.name("list-1")}`);
        expect(body).toEqual({
            servers: [{ id: ids.one, name: cloud.name("list-1"), links: expect.anything() }],
        });
    });

    test("comes in pages, each with a link to the next", async () => {
        const names: string[] = [];
        let marker = "";
        for (let page = 1; page <= 2; page++) {
            const path = `/servers/detail?limit=2&name=${cloud.name("list")}${marker}`;
            const { body } = await cloud.compute("GET", path);
            names.push(...body.servers.map(({ name }: Named) => name.slice(cloud.name("").length)));
            const links = body.servers_links ?? [];
            expect(links.map(({ rel }: { rel: string }) => rel)).toEqual(page === 1 ? ["next"] : []);
            if (page === 1) {
                expect(links[0].href).toContain(`marker=${ids.two}`);
                marker = `&marker=${ids.two}`;
            }
        }
        expect(names).toEqual(["list-3", "list-2", "list-1"]);
    });

    test("of at most 0 is empty, and so are the other lists that come in pages", async () => {
        const paths = ["/servers", "/servers/detail", "/flavors", "/flavors/detail"];
        for (const path of paths) {
            const { status, body } = await cloud.compute("GET", `${path}?limit=0`);
            expect([path, status, body]).toEqual([path, 200, { [path.split("/")[1] ?? ""]: [] }]);
        }
        expect((await cloud.volume("GET", "/volumes?limit=0")).body).toEqual({ volumes: [] });
        expect((await cloud.image("GET", "/images?limit=0")).body).toEqual({
            images: [],
            first: "/v2/images?limit=0",
            schema: "/v2/schemas/images",
        });
    });

    test("does not narrow by names that every object has", async () => {
        for (const query of ["constructor=1", "__proto__=1", "%zz=1"]) {
            expect(await list(query)).toEqual(["list-3", "list-2", "list-1"]);
        }
        expect((await cloud.compute("GET", "/servers?name=%zz")).body).toEqual({ servers: [] });
    });

    test("refuses a marker and a limit that make no sense", async () => {
        const reply = await cloud.compute("GET", "/servers?marker=nope");
        expectRefusal(reply, 400, "badRequest", "marker [nope] not found");
        expectRefusal(
            await cloud.compute("GET", "/servers?limit=many"),
            400,
            "badRequest",
            "Invalid input received: limit must be an integer",
        );
        expectRefusal(
            await cloud.compute("GET", "/flavors?limit=many"),
            400,
            "badRequest",
            "Invalid input for query parameters limit. Value: many. 'many' does not match '^[0-9]*$'",
        );
        for (const [limit, what] of [
            ["many", "an integer"],
            ["-1", "positive"],
        ] as const) {
            expectRefusal(
                await cloud.volume("GET", `/volumes?limit=${limit}`),
                400,
                "badRequest",
                `limit param must be ${what}`,
            );
            expect(await cloud.image("GET", `/images?limit=${limit}`)).toMatchObject({
                status: 400,
                body: {
                    message: expect.stringMatching(`^limit param must be ${what}<br`),
                    title: "Bad Request",
                },
            });
        }
        expectRefusal(
            await cloud.volume("GET", "/volumes?marker=nope"),
            404,
            "itemNotFound",
            "Volume nope could not be found.",
        );
    });

    test("is narrowed by status, type, image and name", async () => {
        expect(await list("status=ACTIVE")).toEqual(["list-2", "list-1"]);
        expect(await list("status=SHUTOFF")).toEqual(["list-3"]);
        expect(await list(`flavor=${cloud.ids.mediumFlavor}`)).toEqual(["list-2"]);
        expect(await list(`image=${cloud.ids.image}`)).toEqual(["list-3", "list-2", "list-1"]);
        expect(await list("image=00000000-0000-4000-8000-000000000000")).toEqual([]);
        expect(await list("status=NO_SUCH_STATUS")).toEqual([]);
        const { body } = await cloud.compute("GET", `/servers?name=^${cloud.name("list-2")}$`);
        expect(body.servers.map(({ id }: Named) => id)).toEqual([ids.two]);
    });

    test("of what changed since a moment also tells what was deleted since", async () => {
        const changed = `changes-since=${began}`;
        expect(await list(changed)).toEqual(["list-3", "list-2", "list-1"]);
        const gone = await makeServer(cloud, "list-gone");
        await cloud.compute("DELETE", `/servers/${gone}`);
        await cloud.gone(gone);
        expect(await list("")).not.toContain("list-gone");
        expect(await list(changed)).toContain("list-gone");
        expectRefusal(
            await cloud.compute("GET", "/servers?status=deleted"),
            403,
            "forbidden",
            "Only administrators may list deleted instances",
        );
    });

    test("is what the look-ups find by the same filters", async () => {
        const found = async (filters: Record<string, unknown>) => {
            const servers = (await cloud.lookUp("getServers", filters)) as Named[];
            return servers.map(({ name }) => name).sort();
        };
        expect(await found({ name: cloud.name("list-[12]") })).toEqual([
            cloud.name("list-1"),
            cloud.name("list-2"),
        ]);
        expect(await found({ name: cloud.name("list"), status: "SHUTOFF" })).toEqual([cloud.name("list-3")]);
        expect(
            await found({ name: cloud.name("list"), flavorId: cloud.ids.mediumFlavor, status: "ACTIVE" }),
        ).toEqual([cloud.name("list-2")]);
        expect(await cloud.lookUp("getServer", { name: cloud.name("list-3") })).toMatchObject({
            id: ids.three,
            status: "SHUTOFF",
        });
    });
});

describe("what a cloud offers", () => {
    const cloud = useCloud();

    test("is listed: types, by size too; zones; images", async () => {
        const { body } = await cloud.compute("GET", "/flavors/detail?minDisk=40");
        const ids = body.flavors.map(({ id }: Named) => id);
        expect(ids).toContain(cloud.ids.mediumFlavor);
        expect(ids).not.toContain(cloud.ids.smallFlavor);
        const zones = (await cloud.compute("GET", "/os-availability-zone")).body.availabilityZoneInfo;
        expect(zones).toContainEqual(
            expect.objectContaining({ zoneName: cloud.ids.zone, zoneState: { available: true } }),
        );
        expectRefusal(
            await cloud.compute("GET", "/flavors?minDisk=many"),
            400,
            "badRequest",
            "Invalid minDisk filter [many]",
        );
        const images = (await cloud.image("GET", "/images?limit=1000")).body.images;
        expect(images.map(({ id }: Named) => id)).toContain(cloud.ids.image);
    });

    test("is found by the look-ups: a type by its name, an image by its id, the zones", async () => {
        expect(await cloud.lookUp("getFlavor", { name: "m2.c1m2" })).toMatchObject({
            id: cloud.ids.flavor,
            ram: 2048,
            vcpus: 1,
            disk: 0,
        });
        expect(await cloud.lookUp("getImage", { id: cloud.ids.image })).toMatchObject({ status: "active" });
        const zones = (await cloud.lookUp("getAvailabilityZones")) as Named[];
        expect(zones.map(({ name }) => name)).toContain(cloud.ids.zone);
    });
});
