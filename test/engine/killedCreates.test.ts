import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, requestsOf, smallServer, useScene } from "./scene";

interface Checkpoint {
    resources: { urn: string; inputs: Record<string, unknown> }[];
    pending_operations?: { type: string; resource: object }[];
}

describe("a create that was killed before the engine could save what it made", () => {
    const scene = useScene();

    const program =
        ({ name = "web", ...more }: Partial<ServerArgs> & { name?: string } = {}) =>
        async () => {
            const site = new pulumi.ComponentResource("my:site:Site", "site");
            const keypair = new Keypair("access", { name: "access" });
            new Server(name, { ...smallServer(scene, keypair.id), ...more }, { parent: site });
        };

    const edit = async (change: (state: Checkpoint) => void) => {
        const file = join(scene.stack.directory, ".pulumi", "stacks", "story", "local.json");
        const state = JSON.parse(await readFile(file, "utf8"));
        change(state.checkpoint.latest);
        await writeFile(file, JSON.stringify(state));
    };
    /** Makes of a resource in state what a kill leaves of it. */
    const kill = (name: string) =>
        edit((state) => {
            const killed = state.resources.find(({ urn }) => urn.endsWith(`::${name}`));
            if (!killed) throw new Error(`The state has no resource ${name}.`);
            state.resources = state.resources.filter((resource) => resource !== killed);
            const {
                outputs: _outputs,
                id: _id,
                ...resource
            } = killed as typeof killed & Record<string, unknown>;
            state.pending_operations ??= [];
            state.pending_operations.push({ type: "creating", resource });
        });
    const idOfTheServer = () => {
        const live = liveServers(scene.region);
        expect(live).toHaveLength(1);
        return live[0]?.id;
    };
    const posts = () => requestsOf(scene, /^POST .*\/servers$/).length;

    beforeAll(async () => {
        scene.stack.program = program();
        await scene.stack.up();
    });

    test("inside a component is taken over, beside another provider's that is none of ours", async () => {
        const id = idOfTheServer();
        await kill("web");
        await edit((state) =>
            state.pending_operations?.push({
                type: "creating",
                resource: {
                    urn: "urn:pulumi:local::story::random:index/randomId:RandomId::suffix",
                    custom: true,
                    type: "random:index/randomId:RandomId",
                    inputs: { byteLength: 4 },
                },
            }),
        );
        await scene.stack.refresh();
        expect(changedStepsOf(await scene.stack.up())).toEqual(["create web"]);
        expect([idOfTheServer(), posts()]).toEqual([id, 0]);
    });

    test("and taken over since is replaced by a new one, although the engine still lists it", async () => {
        const id = idOfTheServer();
        scene.stack.program = program({ userData: "#!/bin/sh\necho two\n" });
        await scene.stack.up();
        expect(idOfTheServer()).not.toBe(id);
        expect(posts()).toBe(1);
    });

    test("is not touched by an up that has another target, and goes with the next where the program wants another one now", async () => {
        const id = idOfTheServer();
        const stored = await scene.stack.storedResources();
        await kill("web");
        scene.stack.program = program({ userData: "#!/bin/sh\necho three\n" });
        const target = stored.flatMap(({ urn }) => (urn.endsWith("::access") ? [urn] : []));
        await scene.stack.up({ target });
        expect(idOfTheServer()).toBe(id);
        await scene.stack.up();
        expect(idOfTheServer()).not.toBe(id);
        expect((await scene.stack.storedResources()).map((resource) => resource.id)).toContain(
            idOfTheServer(),
        );
    });

    test("twice over, and for a resource that has another name now, is deleted by the first run that deletes something", async () => {
        await kill("web");
        scene.stack.program = program({ name: "shop" });
        await scene.stack.up();
        await destroyAll(scene);
    });
});
