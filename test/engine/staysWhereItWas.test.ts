import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, expectNothingToDo, smallServer, storedOf, useScene } from "./scene";

describe("a server that is replaced", () => {
    const scene = useScene();

    const userData = "#!/bin/sh\necho one\n";
    /** Of a U2 type, which has its disk on the host. */
    const program =
        (more: Partial<ServerArgs> = {}, options: { replaceOnChanges?: string[] } = {}) =>
        async () => {
            const keypair = new Keypair("access");
            const { localFlavor: flavorId } = scene.region.ids;
            const args = { ...smallServer(scene, keypair.id), flavorId, blockDevices: undefined, userData };
            new Server("web", { ...args, ...more } as ServerArgs, options);
        };
    const larger = () => ({ flavorId: scene.region.ids.otherLocalFlavor });
    const theServer = () => {
        const live = liveServers(scene.region);
        expect(live).toHaveLength(1);
        return live[0];
    };

    beforeAll(async () => {
        scene.stack.program = program();
        await scene.stack.up();
    });

    test("stays in its region, whatever the configuration names by then", async () => {
        const before = theServer();
        await scene.stack.configure({ "nhncloud:region": "KR2" });
        await scene.stack.up({ replace: [(await storedOf(scene, "web")).urn] });
        expect(theServer()?.id).not.toBe(before?.id);
        expect(theServer()?.status).toBe("ACTIVE");
        expect(liveServers(scene.cloud.region("KR2"))).toEqual([]);
    });

    test("is not, where the program only says what it has: its address, its zone, its user data in base64", async () => {
        const { outputs = {} } = await storedOf(scene, "web");
        const [own] = outputs.addresses as { address: string }[];
        scene.stack.program = program({
            userData: undefined,
            userDataBase64: Buffer.from(userData).toString("base64"),
            networks: [{ uuid: scene.region.ids.network, fixedIp: String(own?.address) }],
            availabilityZone: String(outputs.availabilityZone),
        });
        await expectNothingToDo(scene);
    });

    test("because its U2 type changes, where the program says so, and is refused a resize where it does not", async () => {
        const before = theServer();
        const kept = { userDataReplaceOnChange: false, userData: "#!/bin/sh\necho other\n" };
        scene.stack.program = program({ ...larger(), ...kept });
        const { failure, output } = await scene.stack.attempt("preview");
        expect(failure).toBeDefined();
        expect(output).toContain("since U2 flavors cannot be resized");
        scene.stack.program = program(larger(), { replaceOnChanges: ["flavorId"] });
        expect(changedStepsOf(await scene.stack.up())).toContain("create-replacement web");
        expect(theServer()).toMatchObject(larger());
        expect(theServer()?.id).not.toBe(before?.id);
        await expectNothingToDo(scene);
    });

    test("leaves nothing behind after a destroy", async () => {
        await destroyAll(scene);
    });
});
