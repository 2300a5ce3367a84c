import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { leftovers, liveServers, securityGroupNames } from "../../demo/cloudState";
import { changedStepsOf, expectNothingToDo, requestsOf, smallServer, useScene } from "./scene";

describe("servers of two regions, of which somebody resized, stopped and changed one", () => {
    const scene = useScene();
    const far = () => scene.cloud.region("KR2");

    const up = async (more: Partial<ServerArgs>, ignoreChanges: string[] = []) => {
        scene.stack.program = async () => {
            const near = new Keypair("near");
            const args = { ...smallServer(scene, near.id), securityGroups: ["web"], ...more };
            new Server("web", { ...args, securityGroupsMode: "exclusive" }, { ignoreChanges });
            const there = new Keypair("there", { region: "KR2" });
            new Server("far", { ...smallServer({ region: far() }, there.id), region: "KR2" });
        };
        scene.cloud.requests.length = 0;
        return changedStepsOf(await scene.stack.up());
    };
    const web = () => {
        const [server] = liveServers(scene.region);
        if (!server) throw new Error("The cloud has no server.");
        return server;
    };
    const asTheyLeftIt = () => ({ flavorId: scene.region.ids.bigFlavor, status: "SHUTOFF" });
    const groups = () => securityGroupNames(scene.region, web().securityGroupIds);
    const changesOfServers = () => requestsOf(scene, /(POST|PUT|DELETE) .*\/servers/);

    test("are made each in its own, by one token", async () => {
        await up({ name: "one" });
        expect(liveServers(scene.region).map(({ name }) => name)).toEqual(["one"]);
        expect(liveServers(far()).map(({ name }) => name.slice(0, 4))).toEqual(["far-"]);
        expect(scene.cloud.requests.filter(({ path }) => path.endsWith("/tokens"))).toHaveLength(1);
    });

    test("are renamed and nothing else, without a refresh", async () => {
        const db = [...scene.region.securityGroups.values()].find(({ name }) => name === "db");
        web().securityGroupIds.push(String(db?.id));
        Object.assign(web(), { ...asTheyLeftIt(), vmState: "stopped" });
        expect(await up({ name: "two" })).toEqual(["update web"]);
        expect(web()).toMatchObject({ ...asTheyLeftIt(), name: "two" });
        expect(changesOfServers()).toHaveLength(1);
    });

    test("are renamed and nothing else after a refresh, where the program ignores those changes", async () => {
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["update web"]);
        const ignored = ["flavorId", "powerState", "securityGroups"];
        expect(await up({ name: "three" }, ignored)).toEqual(["update web"]);
        expect(web()).toMatchObject({ ...asTheyLeftIt(), name: "three" });
        expect(groups()).toEqual(["db", "web"]);
        expect(changesOfServers()).toHaveLength(1);
    });

    test("are mended where it ignores them no more, and rebooted in the same update", async () => {
        expect(await up({ name: "three", rebootTrigger: "now" })).toEqual(["update web"]);
        expect(web()).toMatchObject({ flavorId: scene.region.ids.flavor, status: "ACTIVE" });
        expect(groups()).toEqual(["web"]);
        expect(scene.cloud.requests.flatMap(({ action }) => action ?? [])).toContain("reboot");
        await expectNothingToDo(scene);
    });

    test("are gone from both after a destroy", async () => {
        await scene.stack.destroy();
        expect([...leftovers(scene.region), ...leftovers(far())]).toEqual([]);
    });
});
