import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

const names = ["one", "two", "three"];

describe("three of a kind that are waited for share a list", () => {
    const world = useWorld();
    const reads = (pattern: RegExp) =>
        world.cloud.requests.filter(({ method, path }) => method === "GET" && pattern.test(path));
    const ofOneServer = /\/servers\/[0-9a-f-]{36}$/;

    it("of the servers that changed since shortly before the wait", async () => {
        const began = world.clock.now();
        const made = await Promise.all(
            names.map((name) => world.create("Server", serverInputs(world, { name }))),
        );
        expect(made.map(({ outs }) => outs?.status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        const [first] = reads(/\/servers\/detail\?/);
        const since = new Date(began - 600_000).toISOString().slice(0, 19);
        expect(new URL(first?.path ?? "", world.cloud.url).searchParams.get("changes-since")).toBe(since);
        // The first two, before there are three.
        expect(reads(ofOneServer)).toHaveLength(2);
    });

    it("and one that failed is read by itself, since the list does not tell why", async () => {
        world.cloud.region().failNextBuild({ code: 500, message: "The host is down." });
        const ends = await Promise.allSettled(
            names.map((name) => world.create("Server", serverInputs(world, { name }))),
        );
        const failures = ends.flatMap((end) =>
            end.status === "rejected" ? [String(end.reason.message)] : [],
        );
        expect(failures).toHaveLength(1);
        expect(failures[0]).toMatch(
            /: unexpected status ERROR after \d+ s waiting for ACTIVE: The host is down\./,
        );
    });

    it("of the images of the own project", async () => {
        const servers = await Promise.all(
            names.map((name) => world.create("Server", serverInputs(world, { name }))),
        );
        world.cloud.requests.length = 0;
        await Promise.all(
            servers.map(({ id }) => world.create("ServerImage", { serverId: id, name: `of ${id}` })),
        );
        const lists = reads(/\/images\?/);
        expect(lists.length).toBeGreaterThan(0);
        expect(lists.filter(({ path }) => !path.includes("visibility=private"))).toEqual([]);
    });
});
