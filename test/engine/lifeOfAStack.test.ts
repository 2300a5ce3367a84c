import { changingRequests, liveServers, securityGroupNames } from "../../demo/cloudState";

import quickstart = require("../../examples/quickstart");

import { changedStepsOf, destroyAll, expectNothingToDo, requestsOf, UNHURRIED, useScene } from "./scene";

describe("the quickstart, from its first preview to its end", () => {
    const scene = useScene({
        project: "quickstart",
        program: quickstart,
        seconds: UNHURRIED,
        configuration: (cloud) => {
            const region = cloud.region();
            return {
                "quickstart:imageId": region.ids.image,
                "quickstart:flavorId": region.ids.flavor,
                "quickstart:networkId": region.ids.network,
                "quickstart:volumeId": region.addVolume({ name: "data" }),
                "quickstart:securityGroup": "db",
            };
        },
    });
    let newVolume: string;

    const serverOf = (role: string) => {
        const found = liveServers(scene.region).filter((server) => server.metadata.role === role);
        expect(found).toHaveLength(1);
        return found[0] as (typeof found)[number];
    };

    beforeAll(() => {
        newVolume = scene.region.addVolume({ name: "other" });
    });

    test("a preview of everything changes nothing in the cloud", async () => {
        const outcome = await scene.stack.preview();
        expect(outcome.changes).toEqual({ create: 5 });
        expect(outcome.warnings).toEqual([]);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("an up creates everything, each thing with one request", async () => {
        const outcome = await scene.stack.up();
        expect(outcome.changes).toEqual({ create: 5 });
        expect(outcome.warnings).toEqual([]);
        expect(liveServers(scene.region).map((server) => server.status)).toEqual(["ACTIVE", "ACTIVE"]);
        expect(requestsOf(scene, /^POST .*\/(servers|os-keypairs)$/)).toHaveLength(3);
        expect(securityGroupNames(scene.region, serverOf("worker").securityGroupIds)).toContain("db");
        expect(serverOf("web").attachments.some((attachment) => !attachment.root)).toBe(true);
    });

    test("its outputs are the addresses, the device and the secret private key", async () => {
        const outputs = await scene.stack.outputs();
        expect(outputs.privateKey).toEqual({ secret: true, value: expect.stringContaining("PRIVATE KEY") });
        expect(outputs.webAddress).toEqual({
            secret: false,
            value: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        });
        expect(outputs.dataDevice).toEqual({
            secret: false,
            value: expect.stringMatching(/^\/dev\/vd[b-z]$/),
        });
    });

    test("a second preview finds nothing to do and asks the cloud nothing", async () => {
        await expectNothingToDo(scene);
        expect(scene.cloud.requests).toEqual([]);
    });

    test("a new name, a larger type and one more security group are updated in place, and another volume replaces the attachment, the old one first", async () => {
        const before = serverOf("web").id;
        await scene.stack.configure({
            "quickstart:webName": "storefront",
            "quickstart:webFlavorId": scene.region.ids.bigFlavor,
            "quickstart:webSecurityGroups": JSON.stringify(["default", "web"]),
            "quickstart:volumeId": newVolume,
        });
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome)).toEqual([
            "update web",
            "delete-replaced data",
            "replace data",
            "create-replacement data",
        ]);
        const web = serverOf("web");
        expect(web).toMatchObject({
            id: before,
            name: "storefront",
            flavorId: scene.region.ids.bigFlavor,
            status: "ACTIVE",
            taskState: null,
        });
        expect(securityGroupNames(scene.region, web.securityGroupIds)).toEqual(["default", "web"]);
        const calls = requestsOf(scene, /^(POST|DELETE) .*os-volume_attachments/);
        expect(calls.map((call) => call.split(" ")[0])).toEqual(["DELETE", "POST"]);
        expect(scene.region.volumes.get(newVolume)?.status).toBe("in-use");
    });

    test("another image replaces both servers, the new ones first, and what hangs on them", async () => {
        const before = new Set(liveServers(scene.region).map((server) => server.id));
        const image = [...scene.region.images.values()].find(({ name }) => name.startsWith("Rocky"));
        await scene.stack.configure({ "quickstart:imageId": String(image?.id) });
        const outcome = await scene.stack.up();
        expect(outcome.changes).toEqual({ same: 1, replace: 4 });
        const order = requestsOf(scene, /^(POST .*\/servers|DELETE .*\/servers\/[^/]+)$/);
        expect(order.map((call) => call.split(" ")[0])).toEqual(["POST", "POST", "DELETE", "DELETE"]);
        const after = liveServers(scene.region);
        expect(after).toHaveLength(2);
        expect(after.filter((server) => before.has(server.id))).toEqual([]);
        expect(scene.region.volumes.get(newVolume)?.serverId).toBe(serverOf("web").id);
    });

    test("a refresh finds a stopped and a renamed server, and changes nothing itself", async () => {
        scene.region.setStatus(serverOf("worker").id, "SHUTOFF");
        serverOf("web").name = "renamed-by-hand";
        const outcome = await scene.stack.refresh();
        expect(changedStepsOf(outcome).sort()).toEqual(["update web", "update worker"]);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("the next preview shows the drift, and the next up mends it", async () => {
        const preview = await scene.stack.preview();
        expect(preview.changes).toEqual({ update: 2, same: 3 });
        expect(preview.output).toMatch(/name\s*: "renamed-by-hand" => "storefront"/);
        expect(preview.output).toMatch(/powerState\s*: "stopped" => "active"/);
        await scene.stack.up();
        expect(serverOf("web").name).toBe("storefront");
        expect(serverOf("worker").status).toBe("ACTIVE");
    });

    test("a refresh without drift and a preview after it find nothing", async () => {
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        const outcome = await destroyAll(scene);
        expect(outcome.changes).toEqual({ delete: 5 });
        expect(outcome.warnings).toEqual([]);
        expect(scene.region.volumes.size).toBe(2);
    });
});
