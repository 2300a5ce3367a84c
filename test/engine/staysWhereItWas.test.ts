import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { leftovers, liveServers } from "../../demo/cloudState";
import {
    changedStepsOf,
    expectNothingToDo,
    expectOnlyKnownRequests,
    openScene,
    type Scene,
    STORY_TIMEOUT,
    smallServer,
} from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("a server that is replaced", () => {
    let scene: Scene;

    const program =
        (more: Partial<ServerArgs> = {}, options: { replaceOnChanges?: string[] } = {}) =>
        async () => {
            const keypair = new Keypair("access");
            new Server("web", { ...smallServer(scene), keyName: keypair.id, ...more }, options);
        };
    const local = () => ({ flavorId: scene.region.ids.localFlavor, blockDevices: undefined });
    const larger = () => ({ ...local(), flavorId: scene.region.ids.otherLocalFlavor });
    const theServer = () => {
        const live = liveServers(scene.region);
        expect(live).toHaveLength(1);
        return live[0];
    };

    beforeAll(async () => {
        scene = await openScene();
        scene.stack.program = program();
        await scene.stack.up();
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    test("stays in its region, whatever the configuration names by then", async () => {
        const before = theServer();
        await scene.stack.configure({ "nhncloud:region": "KR2" });
        scene.stack.program = program({ userData: "#!/bin/sh\necho two\n" });
        await scene.stack.up();
        expect(theServer()?.id).not.toBe(before?.id);
        expect(liveServers(scene.cloud.region("KR2"))).toEqual([]);
        const urns = (await scene.stack.storedResources()).map(({ urn }) => urn);
        await scene.stack.up({ replace: urns.filter((urn) => urn.endsWith("::web")) });
        expect(liveServers(scene.cloud.region("KR2"))).toEqual([]);
        expect(theServer()?.status).toBe("ACTIVE");
        await expectNothingToDo(scene);
    });

    test("is not, where the program only says what it has: its address, its zone, its user data in base64", async () => {
        const resources = await scene.stack.storedResources();
        const { outputs = {} } = resources.find(({ urn }) => urn.endsWith("::web")) ?? {};
        const [own] = outputs.addresses as { address: string }[];
        scene.stack.program = program({
            userDataBase64: Buffer.from("#!/bin/sh\necho two\n").toString("base64"),
            networks: [{ uuid: scene.region.ids.network, fixedIp: String(own?.address) }],
            availabilityZone: String(outputs.availabilityZone),
        });
        await expectNothingToDo(scene);
    });

    test("because its U2 type changes, where the program says so, and is refused a resize where it does not", async () => {
        scene.stack.program = program(local());
        await scene.stack.up();
        const before = theServer();
        const kept = { userDataReplaceOnChange: false, userData: "#!/bin/sh\necho other\n" };
        scene.stack.program = program({ ...larger(), ...kept });
        const { failure, output } = await scene.stack.attempt("preview");
        expect(failure).toBeDefined();
        expect(output).toContain("but a U2 instance type cannot be resized");
        scene.stack.program = program(larger(), { replaceOnChanges: ["flavorId"] });
        expect(changedStepsOf(await scene.stack.up())).toContain("create-replacement web");
        expect(theServer()).toMatchObject({ flavorId: scene.region.ids.otherLocalFlavor });
        expect(theServer()?.id).not.toBe(before?.id);
        await expectNothingToDo(scene);
    });

    test("leaves nothing behind after a destroy", async () => {
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
    });
});
