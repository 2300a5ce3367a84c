import { findOpenstackClient, type OpenstackClient, openstackClient } from "../support/openstackClient";
import { examples } from "./examples";
import { changedStepsOf, openScene, type Scene, valuesPath } from "./scene";
import { readValues } from "./values";

jest.setTimeout(300_000);

describe("the openstack command line and a stack", () => {
    let scene: Scene;
    let client: OpenstackClient;
    const names: Record<string, string> = {};
    const serverIds: Record<string, string> = {};
    let volumeId: string;

    beforeAll(async () => {
        const [quickstart] = examples;
        if (!quickstart) throw new Error("There is no quickstart.");
        scene = await openScene(quickstart);
        const { authUrl, username, password, projectName, region } = readValues(valuesPath());
        client = openstackClient(findOpenstackClient() ?? "/usr/bin/openstack", {
            OS_AUTH_URL: authUrl,
            OS_USERNAME: username,
            OS_PASSWORD: password,
            OS_PROJECT_NAME: projectName,
            OS_USER_DOMAIN_ID: "default",
            OS_PROJECT_DOMAIN_ID: "default",
            OS_REGION_NAME: region,
            OS_IDENTITY_API_VERSION: "3",
        });
        // A name that was made up is nobody's wish: only one that was given is mended.
        await scene.stack.configure({ "quickstart:webName": "storefront" });
        await scene.stack.up();
        for (const { urn, type, id, outputs } of await scene.stack.storedResources()) {
            if (!type.endsWith(":Server")) continue;
            const role = urn.slice(urn.lastIndexOf(":") + 1);
            serverIds[role] = String(id);
            names[role] = String(outputs?.name);
        }
        volumeId = String((await scene.stack.storedResources()).find(isAttachment)?.outputs?.volumeId);
    });
    afterAll(async () => {
        await client?.close();
        await scene?.close();
    });

    const isAttachment = ({ type }: { type: string }) => type.endsWith(":VolumeAttachment");
    const shown = (column: string, role: string) =>
        client.show(column, "server", "show", String(serverIds[role]));

    test("agree on servers, addresses, the volume and the groups", async () => {
        const outputs = await scene.stack.outputs();
        const listed = await client.list("ID", "server", "list");
        expect(listed).toEqual(expect.arrayContaining(Object.values(serverIds)));
        for (const [role, address] of [
            ["web", outputs.webAddress],
            ["worker", outputs.workerAddress],
        ] as const) {
            expect(await shown("name", role)).toBe(names[role]);
            expect(await shown("status", role)).toBe("ACTIVE");
            expect(await shown("addresses", role)).toContain(address?.value);
        }
        expect(await shown("security_groups", "worker")).toContain("db");
        const attachments = await client.show("attachments", "volume", "show", volumeId);
        expect(attachments).toContain(String(serverIds.web));
        expect(attachments).toContain(outputs.dataDevice?.value);
    });

    test("what the command line changes, a refresh shows, and an up mends", async () => {
        await client.run("server", "set", "--name", "renamed-by-hand", String(serverIds.web));
        await client.run("server", "stop", String(serverIds.worker));
        await client.run("server", "remove", "security", "group", String(serverIds.worker), "db");
        await client.run("server", "remove", "volume", String(serverIds.web), volumeId);
        await scene.cloud.settled(String(serverIds.worker), "SHUTOFF");
        await scene.cloud.until(
            async () => (await scene.cloud.volume("GET", `/volumes/${volumeId}`)).body.volume.status,
            (status) => status === "available",
        );

        expect(changedStepsOf(await scene.stack.refresh())).toEqual([
            "delete data",
            "delete database",
            "update web",
            "update worker",
        ]);
        expect(changedStepsOf(await scene.stack.up())).toEqual([
            "create data",
            "create database",
            "update web",
            "update worker",
        ]);
        expect(changedStepsOf(await scene.stack.preview())).toEqual([]);

        expect(await shown("name", "web")).toBe(names.web);
        expect(await shown("status", "worker")).toBe("ACTIVE");
        expect(await shown("security_groups", "worker")).toContain("db");
        expect(await client.show("status", "volume", "show", volumeId)).toBe("in-use");
    });

    test("what the command line deletes, the next up makes again", async () => {
        await client.run("server", "delete", "--wait", String(serverIds.worker));
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["delete database", "delete worker"]);
        expect(changedStepsOf(await scene.stack.up())).toEqual(["create database", "create worker"]);
        const outputs = await scene.stack.outputs();
        const addresses = await client.list("Networks", "server", "list");
        expect(addresses.join()).toContain(outputs.workerAddress?.value);
    });
});
