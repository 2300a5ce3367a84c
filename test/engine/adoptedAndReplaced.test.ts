import { Keypair, Server, type ServerArgs, ServerImage } from "pulumi-nhncloud";
import { liveServers, madeImages } from "../../demo/cloudState";
import {
    bootDisk,
    changedStepsOf,
    destroyAll,
    expectNothingToDo,
    requestsOf,
    smallServer,
    storedOf,
    useScene,
} from "./scene";

describe("a stack whose state was lost", () => {
    const scene = useScene();
    const program =
        (more: Partial<ServerArgs> = {}, { adoptExisting = true, key = "access" } = {}) =>
        async () => {
            const keys: Record<string, Keypair> = {};
            for (const name of ["access", "other"]) keys[name] = new Keypair(name, { name, adoptExisting });
            const web = new Server("web", {
                ...smallServer(scene, keys[key]?.id ?? ""),
                name: "web",
                adoptExisting,
                ...more,
            });
            new ServerImage("golden", { serverId: web.id, name: "golden", adoptExisting });
        };
    const urnOf = async (name: string) => (await storedOf(scene, name)).urn;
    /** The one server and the one image that there are, which must be those in state. */
    const serverAndImage = async () => {
        const live = [...liveServers(scene.region), ...madeImages(scene.region)].map(({ id }) => id);
        const stored = await Promise.all(["web", "golden"].map((name) => storedOf(scene, name)));
        expect(live).toEqual(stored.map(({ id }) => id));
        return live;
    };

    beforeAll(async () => {
        scene.stack.program = program({ metadata: { role: "web" } }, { adoptExisting: false });
        await scene.stack.up();
    });

    test("takes over what is there, changes what differs and makes nothing twice", async () => {
        const before = await serverAndImage();
        await scene.stack.forget();
        scene.stack.program = program({ metadata: { role: "taken over" } });
        expect(changedStepsOf(await scene.stack.up()).sort()).toEqual([
            "create access",
            "create golden",
            "create other",
            "create web",
        ]);
        expect(requestsOf(scene, /^POST .*\/(servers|os-keypairs|volumes\/[^/]+\/action)$/)).toEqual([]);
        expect(await serverAndImage()).toEqual(before);
        expect(liveServers(scene.region)).toMatchObject([{ metadata: { role: "taken over" } }]);
        await expectNothingToDo(scene);
    });

    test("replaces the server, and with it its image: only the old ones go", async () => {
        const before = await serverAndImage();
        const [subnet] = scene.region.subnets.keys();
        const rocky = [...scene.region.images.values()].find(({ name }) => name.startsWith("Rocky"));
        const imageId = String(rocky?.id);
        const more: Partial<ServerArgs> = {
            imageId,
            blockDevices: [bootDisk(imageId)],
            userData: "#!/bin/sh\necho two\n",
            networks: [{ subnet: String(subnet) }],
            availabilityZone: scene.region.ids.otherZone,
        };
        scene.stack.program = program(more, { key: "other" });
        const { changes } = await scene.stack.up();
        expect(changes).toMatchObject({ replace: 2 });
        for (const id of await serverAndImage()) expect(before).not.toContain(id);
    });

    test("replaces both under --replace too", async () => {
        const before = await serverAndImage();
        await scene.stack.up({ replace: [await urnOf("web"), await urnOf("golden")] });
        for (const id of await serverAndImage()) expect(before).not.toContain(id);
    });

    test("keeps a keypair under --replace, which the engine would make before it deletes the old one", async () => {
        const before = scene.region.keypairs.get("access");
        const { failure } = await scene.stack.attempt("up", { replace: [await urnOf("access")] });
        expect(failure).toContain("Creating keypair \"access\": Key pair 'access' already exists");
        expect(scene.region.keypairs.get("access")).toEqual(before);
        expect((await storedOf(scene, "access")).id).toBe("access");
        await expectNothingToDo(scene);
    });

    test("leaves the cloud as it was after a destroy", async () => {
        await destroyAll(scene);
    });
});
