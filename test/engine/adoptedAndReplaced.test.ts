import { type BlockDeviceArgs, Keypair, Server, type ServerArgs, ServerImage } from "pulumi-nhncloud";
import { leftovers, liveServers, madeImages } from "../../demo/cloudState";
import {
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("what a stack may take over, and replaces", () => {
    let scene: Scene;
    const adoptExisting = true;
    const program =
        (more: Partial<ServerArgs> = {}, { key = "access", image = false } = {}) =>
        async () => {
            const keys: Record<string, Keypair> = {};
            for (const name of ["access", "other"]) keys[name] = new Keypair(name, { name, adoptExisting });
            const web = new Server("web", {
                ...smallServer(scene),
                name: "web",
                keyName: keys[key]?.id ?? "",
                adoptExisting,
                ...more,
            });
            if (image) new ServerImage("golden", { serverId: web.id, name: "golden", adoptExisting });
        };
    const stored = async (name: string) => {
        const found = (await scene.stack.storedResources()).filter(({ urn }) => urn.endsWith(`::${name}`));
        expect(found).toHaveLength(1);
        return found[0];
    };
    const urnOf = async (name: string) => String((await stored(name))?.urn);
    /** The one server that there is, which must be the one in state. */
    const theServer = async () => {
        const live = liveServers(scene.region);
        expect(live).toHaveLength(1);
        expect((await stored("web"))?.id).toBe(live[0]?.id);
        return live[0];
    };

    const onAnotherImage = () => {
        const other = [...scene.region.images.values()].find(({ name }) => name.startsWith("Rocky"));
        const imageId = String(other?.id);
        const [device] = smallServer(scene).blockDevices as BlockDeviceArgs[];
        return { imageId, blockDevices: [{ ...device, uuid: imageId }] } as Partial<ServerArgs>;
    };

    beforeAll(async () => {
        scene = await openScene({ seconds: { image: 0.3 } });
        scene.stack.program = program();
        await scene.stack.up();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test.each<[string, () => Partial<ServerArgs>, string]>([
        [
            "other user data and networks",
            () => ({
                userData: "#!/bin/sh\necho two\n",
                networks: [{ subnet: String([...scene.region.subnets.keys()][0]) }],
            }),
            "access",
        ],
        [
            "another image, key and zone",
            () => ({ ...onAnotherImage(), availabilityZone: "kr-pub-b" }),
            "other",
        ],
    ])("a server with %s is a new one, and only the old one goes", async (_what, more, key) => {
        const before = await theServer();
        scene.stack.program = program(more(), { key });
        const { changes } = await scene.stack.up();
        expect(changes).toMatchObject({ replace: 1 });
        expect((await theServer())?.id).not.toBe(before?.id);
    });

    test("a server under --replace is a new one, and only the old one goes", async () => {
        scene.stack.program = program();
        await scene.stack.up();
        const before = await theServer();
        await scene.stack.up({ replace: [await urnOf("web")] });
        expect((await theServer())?.id).not.toBe(before?.id);
        await expectNothingToDo(scene);
    });

    test("an image whose builder is replaced, and one under --replace, is a new one", async () => {
        scene.stack.program = program({}, { image: true });
        await scene.stack.up();
        const [first] = madeImages(scene.region);
        scene.stack.program = program({ userData: "another builder" }, { image: true });
        await scene.stack.up();
        const [second] = madeImages(scene.region);
        expect(second?.id).not.toBe(first?.id);
        await scene.stack.up({ replace: [await urnOf("golden")] });
        expect(madeImages(scene.region)).toMatchObject([{ name: "golden", status: "active" }]);
        const [third] = madeImages(scene.region);
        expect(third?.id).not.toBe(second?.id);
        expect((await stored("golden"))?.id).toBe(third?.id);
        await theServer();
        await expectNothingToDo(scene);
    });

    test("a keypair under --replace, which the engine would make before it deletes the old one, is refused and kept", async () => {
        const before = scene.region.keypairs.get("access");
        const { failure } = await scene.stack.attempt("up", { replace: [await urnOf("access")] });
        expect(failure).toContain("Creating keypair \"access\": Key pair 'access' already exists");
        expect(scene.region.keypairs.get("access")).toEqual(before);
        expect((await stored("access"))?.id).toBe("access");
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
        expect(madeImages(scene.region)).toEqual([]);
    });
});
