import * as pulumi from "@pulumi/pulumi";
import * as nhncloud from "pulumi-nhncloud/plugin";
import { makeVolume } from "../contract/servers";
import { changedStepsOf, openScene, type Scene } from "./scene";

jest.setTimeout(300_000);

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

describe("the provider plugin on a real cloud", () => {
    let scene: Scene;
    beforeAll(async () => {
        scene = await openScene({
            name: "second",
            program: program(),
            configuration: async (cloud) => ({
                "second:mark": cloud.name("second"),
                "second:imageId": cloud.ids.image,
                "second:flavorId": cloud.ids.smallFlavor,
                "second:networkId": cloud.ids.network,
                "second:volumeId": await makeVolume(cloud, "data"),
            }),
        });
    });
    afterAll(() => scene?.close());

    /** A server, its keypair and a volume on it; `ids` are imported. */
    const program =
        (ids: Record<string, string> = {}) =>
        async () => {
            const config = new pulumi.Config();
            const of = (name: string) => (ids[name] ? { import: ids[name] } : {});
            const name = config.require("mark");
            const access = new nhncloud.Keypair("access", { name, publicKey }, of("access"));
            const args = {
                name,
                imageId: config.require("imageId"),
                flavorId: config.require("flavorId"),
                keyName: access.id,
                networks: [{ uuid: config.require("networkId") }] as [{ uuid: string }],
                securityGroups: ["default"],
                metadata: { role: "web" },
                userData: "#!/bin/sh\necho hello\n",
            };
            const web = new nhncloud.Server("web", args, of("web"));
            const attached = { serverId: web.id, volumeId: config.require("volumeId") };
            new nhncloud.VolumeAttachment("data", attached, of("data"));
            return { address: web.accessIp };
        };

    const idsInState = async () => {
        const stored = await scene.stack.storedResources();
        return Object.fromEntries(stored.map(({ urn, id }) => [String(urn.split("::").at(-1)), String(id)]));
    };

    test("creates a server, its keypair and an attachment, and reads them without drift", async () => {
        const { changes, warnings } = await scene.stack.up();
        expect({ changes, warnings }).toEqual({ changes: { create: 3 }, warnings: [] });
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("imports them by their ids when the state is lost, and has nothing to do then", async () => {
        const ids = await idsInState();
        await scene.stack.forget();
        scene.stack.program = program(ids);
        expect(changedStepsOf(await scene.stack.up())).toEqual([
            "import access",
            "import data",
            "import web",
        ]);
        scene.stack.program = program();
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);
    });

    test("deletes them, and the cloud has nothing of them", async () => {
        const { access = "", web = "" } = await idsInState();
        const { changes, warnings } = await scene.stack.destroy();
        expect({ changes, warnings }).toEqual({ changes: { delete: 3 }, warnings: [] });
        await scene.cloud.gone(web);
        expect((await scene.cloud.compute("GET", `/os-keypairs/${access}`)).status).toBe(404);
    });
});
