import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { liveServers, securityGroupNames } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    requestsOf,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("a server that is changed in place", () => {
    let scene: Scene;
    const up = async (more: Partial<ServerArgs> = {}) => {
        scene.stack.program = async () => {
            const keypair = new Keypair("access");
            new Server("web", { ...smallServer(scene), keyName: keypair.id, ...more });
        };
        scene.cloud.requests.length = 0;
        const outcome = await scene.stack.up();
        await expectNothingToDo(scene);
        return changedStepsOf(outcome);
    };
    const web = () => {
        const [server] = liveServers(scene.region);
        if (!server) throw new Error("The cloud has no server.");
        return server;
    };
    const actions = () => scene.cloud.requests.flatMap(({ action }) => action ?? []);

    beforeAll(async () => {
        scene = await openScene({ seconds: { shelve: 0.2, unshelve: 0.2, reboot: 0.2 } });
        await up();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("is stopped, shelved and started again", async () => {
        expect(await up({ powerState: "stopped" })).toEqual(["update web"]);
        expect(web().status).toBe("SHUTOFF");
        expect(await up({ powerState: "shelved" })).toEqual(["update web"]);
        expect(web().status).toBe("SHELVED_OFFLOADED");
        expect(await up()).toEqual(["update web"]);
        expect(web().status).toBe("ACTIVE");
    });

    test.each(["SOFT", "HARD"] as const)(
        "is rebooted by a new trigger (%s), and not again",
        async (rebootType) => {
            expect(await up({ rebootTrigger: rebootType, rebootType })).toEqual(["update web"]);
            expect(actions()).toEqual(["reboot"]);
            expect(await up({ rebootTrigger: rebootType, rebootType })).toEqual([]);
        },
    );

    test("is started before it is rebooted, and resized before it is started", async () => {
        await up({ powerState: "stopped" });
        await up({ powerState: "active", flavorId: scene.region.ids.bigFlavor, rebootTrigger: "now" });
        expect(actions().filter((action) => action !== "confirmResize")).toEqual([
            "resize",
            "os-start",
            "reboot",
        ]);
        expect(web()).toMatchObject({ status: "ACTIVE", flavorId: scene.region.ids.bigFlavor });
    });

    test("whose lists are exclusive loses what others added, and nothing of the cloud's own", async () => {
        const exclusive: Partial<ServerArgs> = {
            securityGroups: ["web"],
            securityGroupsMode: "exclusive",
            metadata: { role: "web" },
            metadataMode: "exclusive",
        };
        await up(exclusive);
        web().metadata = { ...web().metadata, os_type: "linux", owner: "somebody" };
        const db = [...scene.region.securityGroups.values()].find(({ name }) => name === "db");
        web().securityGroupIds.push(String(db?.id));
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["update web"]);
        expect(await up(exclusive)).toEqual(["update web"]);
        expect(securityGroupNames(scene.region, web().securityGroupIds)).toEqual(["web"]);
        expect(web().metadata).toMatchObject({ role: "web", os_type: "linux" });
        expect(web().metadata).not.toHaveProperty("owner");
    });
});

describe("a server that somebody else resized and stopped", () => {
    let scene: Scene;
    beforeAll(async () => {
        scene = await openScene();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("is renamed and nothing else, without a refresh, and after one where the program ignores those changes", async () => {
        const run = async (name: string, ignoreChanges: string[] = []) => {
            scene.stack.program = async () => {
                const keypair = new Keypair("access");
                new Server("web", { ...smallServer(scene), keyName: keypair.id, name }, { ignoreChanges });
            };
            scene.cloud.requests.length = 0;
            const previewed = await scene.stack.preview();
            const done = await scene.stack.up();
            expect(changedStepsOf(done)).toEqual(changedStepsOf(previewed));
            return changedStepsOf(done);
        };
        const ofServers = /(POST|PUT|DELETE) .*\/servers/;
        await run("one");
        const [web] = liveServers(scene.region);
        if (!web) throw new Error("The cloud has no server.");
        const { bigFlavor } = scene.region.ids;
        Object.assign(web, { flavorId: bigFlavor, status: "SHUTOFF", vmState: "stopped" });
        const asTheyLeftIt = { flavorId: bigFlavor, status: "SHUTOFF" };

        expect(await run("two")).toEqual(["update web"]);
        expect(web).toMatchObject({ ...asTheyLeftIt, name: "two" });
        expect(requestsOf(scene, ofServers)).toHaveLength(1);

        await scene.stack.refresh();
        expect(await run("three", ["flavorId", "powerState"])).toEqual(["update web"]);
        expect(web).toMatchObject({ ...asTheyLeftIt, name: "three" });
        expect(requestsOf(scene, ofServers)).toHaveLength(1);

        expect(await run("three")).toEqual(["update web"]);
        expect(web).toMatchObject({ flavorId: scene.region.ids.flavor, status: "ACTIVE" });
    });
});

describe("two regions in one stack", () => {
    let scene: Scene;
    beforeAll(async () => {
        scene = await openScene();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("have servers of their own, by one token, and show nothing to do afterwards", async () => {
        const far = scene.cloud.region("KR2");
        scene.stack.program = async () => {
            const keypair = new Keypair("near");
            new Server("near", { ...smallServer(scene), keyName: keypair.id });
            const other = new Keypair("far", { region: "KR2" });
            new Server("far", {
                ...smallServer({ ...scene, region: far }),
                region: "KR2",
                keyName: other.id,
            });
        };
        await scene.stack.up();
        expect(scene.cloud.requests.filter(({ path }) => path.endsWith("/tokens"))).toHaveLength(1);
        expect(liveServers(scene.region).map(({ name }) => name.slice(0, 4))).toEqual(["near"]);
        expect(liveServers(far).map(({ name }) => name.slice(0, 3))).toEqual(["far"]);
        await expectNothingToDo(scene);
        await scene.stack.destroy();
        expect([...liveServers(scene.region), ...liveServers(far)]).toEqual([]);
    });
});
