import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Named = { name: string };

describe("on a cloud whose pages hold fewer entries than were asked for", () => {
    let world: World;
    const names = ["one", "two", "three", "four", "five"];
    beforeAll(async () => {
        world = await startWorld({ pageCap: 2 });
        await world.create("Keypair", { name: "access" });
    });
    afterAll(() => world.close());

    test("servers that are waited for together are all seen", async () => {
        const made = await Promise.all(
            names.map((name) => world.create("Server", serverInputs(world, { name }))),
        );
        expect(made.map(({ outs }) => outs.status)).toEqual(names.map(() => "ACTIVE"));
        const lists = world.calls().filter((call) => call.includes("/servers/detail?"));
        expect(lists.some((call) => call.includes("marker="))).toBe(true);
    });

    test("look-ups find everything", async () => {
        const found = async (lookUp: "getServers" | "getFlavors" | "getImages") =>
            ((await world.lookUp(lookUp)) as Named[]).map(({ name }) => name).sort();
        const { flavors, images } = world.cloud.region();
        expect(await found("getServers")).toEqual([...names].sort());
        expect(await found("getFlavors")).toEqual([...flavors.values()].map(({ name }) => name).sort());
        expect(await found("getImages")).toEqual([...images.values()].map(({ name }) => name).sort());
    });
});
