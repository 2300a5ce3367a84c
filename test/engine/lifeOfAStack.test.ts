import { changingRequests, liveServers, securityGroupNames } from "../../demo/cloudState";

import quickstart = require("../../examples/quickstart");

import { callsIn, ownSpans, useObserved } from "./observed";
import { changedStepsOf, destroyAll, expectNothingToDo, requestsOf, UNHURRIED, useScene } from "./scene";

describe("the quickstart, from its first preview to its end", () => {
    const observed = useObserved();
    const scene = useScene({
        environment: observed.environment,
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
    let upRequests: number;

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
        const [summary, ...others] = observed.summaries();
        expect(others).toEqual([]);
        expect(summary?.operations["check Server"]?.count).toBe(2);
        expect(callsIn(summary)).toBe(scene.cloud.requests.length);
    });

    test("an up creates everything, each thing with one request", async () => {
        scene.stack.flags = observed.flags;
        const outcome = await scene.stack.up();
        scene.stack.flags = [];
        upRequests = scene.cloud.requests.length;
        expect(outcome.changes).toEqual({ create: 5 });
        expect(outcome.warnings).toEqual([]);
        expect(liveServers(scene.region).map((server) => server.status)).toEqual(["ACTIVE", "ACTIVE"]);
        expect(requestsOf(scene, /^POST .*\/(servers|os-keypairs)$/)).toHaveLength(3);
        expect(securityGroupNames(scene.region, serverOf("worker").securityGroupIds)).toContain("db");
        expect(serverOf("web").attachments.some((attachment) => !attachment.root)).toBe(true);
    });

    test("its summary has every request, and what took long", () => {
        const [summary] = observed.summaries();
        expect(summary?.process).toBe("dynamic provider");
        expect(callsIn(summary)).toBe(upRequests);
        expect(summary?.calls["compute POST /servers"]?.count).toBe(2);
        expect(summary?.operations["create Server"]?.count).toBe(2);
        expect(summary?.waits["Server ACTIVE"]?.seconds).toBeGreaterThan(1);
        expect(summary?.slowest[0]).toMatchObject({
            operation: "create",
            of: expect.stringMatching(/::w\w+$/),
        });
    });

    test("its spans are in the engine's trace: each request in an operation, each operation in the engine's call", () => {
        const { requests, operations, traces } = ownSpans(observed.spans());
        expect(traces).toHaveLength(1);
        expect(requests).toHaveLength(upRequests);
        expect(requests.filter(({ parent }) => parent?.service !== "pulumi-nhncloud")).toEqual([]);
        const callers = operations.map(({ name, parent }) => `${name} in ${parent?.name}`);
        expect(callers).toContain("create Keypair in pulumirpc.ResourceProvider/Create");
        expect(
            callers
                .filter((caller) => caller.startsWith("create "))
                .every((caller) => caller.endsWith("/Create")),
        ).toBe(true);
        // The SDK had received the first call before it loaded any of this.
        expect(callers.filter((caller) => caller.endsWith(" in undefined"))).toHaveLength(1);
        const create = requests.find(({ name }) => name === "POST /servers");
        expect(create?.attributes).toMatchObject({
            "http.request.method": "POST",
            "http.response.status_code": 202,
            "server.address": "127.0.0.1",
            "url.path": expect.stringMatching(/\/servers$/),
            "url.template": "/servers",
        });
        const text = JSON.stringify([requests, operations].flat().map(({ attributes }) => attributes));
        expect(text).not.toContain(scene.cloud.credentials.password);
        expect(text).not.toMatch(/PRIVATE KEY|user_data/);
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
        observed.summaries();
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        expect(observed.summaries()).toMatchObject([{ operations: { "read Server": { count: 2 } } }]);
        await expectNothingToDo(scene);
    });

    test("a destroy leaves the cloud as it was", async () => {
        observed.summaries();
        const outcome = await destroyAll(scene);
        expect(outcome.changes).toEqual({ delete: 5 });
        expect(observed.summaries()).toMatchObject([{ operations: { "delete Server": { count: 2 } } }]);
        expect(outcome.warnings).toEqual([]);
        expect(scene.region.volumes.size).toBe(2);
    });
});
