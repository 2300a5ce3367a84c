import { type Cloud, startCloud } from "../../emulator";
import { type PluginError, type PluginProcess, startPlugin } from "./process";

const hidden = { __logicalName: "web", __urn: "urn:pulumi:test::test::nhncloud:Server::web" };

jest.setTimeout(20_000);

describe("the SDK's plugin process", () => {
    let cloud: Cloud;
    let plugin: PluginProcess;

    beforeAll(async () => {
        cloud = await startCloud({ seconds: { build: 0.3, delete: 0.2, attach: 0.1, detach: 0.1 } });
        plugin = await startPlugin();
        const { tenantId, username, password, region, authUrl } = cloud.credentials;
        await plugin.configure({
            "nhncloud:tenantId": tenantId,
            "nhncloud:username": username,
            "nhncloud:password": password,
            "nhncloud:region": region,
            "nhncloud:authUrl": authUrl,
        });
    });
    afterAll(async () => {
        await plugin?.close();
        const unknown = cloud.unknownRequests;
        await cloud.close();
        expect(unknown).toEqual([]);
    });

    const serverInputs = (more: Record<string, unknown> = {}) => {
        const { image, localFlavor, network } = cloud.region().ids;
        return {
            ...hidden,
            imageId: image,
            flavorId: localFlavor,
            keyName: "access",
            networks: [{ uuid: network }],
            ...more,
        };
    };

    test("takes all four kinds through their lives, with one token", async () => {
        cloud.requests.length = 0;
        const keypair = await plugin.check("Keypair", { __logicalName: "access", name: "access" });
        const key = await plugin.create(keypair.inputs);
        expect(key.id).toBe("access");
        expect(key.properties.privateKey).toMatch(/PRIVATE KEY/);

        const { inputs, failures } = await plugin.check("Server", serverInputs());
        expect(failures).toEqual([]);
        expect(inputs.name).toMatch(/^web-[0-9a-f]{7}$/);
        const server = await plugin.create(inputs);
        expect(server.properties).toMatchObject({ status: "ACTIVE", __provider: inputs.__provider });
        expect((await plugin.diff(server.id, server.properties, inputs)).changes).toBe(false);

        const volumeId = cloud.region().addVolume();
        const attachment = await plugin.create(
            (await plugin.check("VolumeAttachment", { serverId: server.id, volumeId })).inputs,
        );
        expect(attachment).toMatchObject({
            id: `${server.id}/${volumeId}`,
            properties: { device: "/dev/vdb" },
        });
        const assignment = await plugin.create(
            (await plugin.check("SecurityGroupAssignment", { serverId: server.id, securityGroup: "db" }))
                .inputs,
        );
        expect(assignment.id).toBe(`${server.id}/db`);

        const renamed = { ...inputs, name: "renamed" };
        expect(await plugin.diff(server.id, server.properties, renamed)).toEqual({
            changes: true,
            replaces: [],
        });
        const updated = await plugin.update(server.id, server.properties, renamed);
        expect(updated).toMatchObject({ name: "renamed", status: "ACTIVE" });
        const read = await plugin.read(server.id, updated);
        expect(read.inputs).toMatchObject({ name: "renamed" });
        expect(read.properties).toMatchObject({ attachedVolumeIds: [volumeId] });

        await plugin.delete(assignment.id, assignment.properties);
        await plugin.delete(attachment.id, attachment.properties);
        await plugin.delete(server.id, updated);
        expect((await plugin.read(server.id, updated)).id).toBe("");
        await plugin.delete(key.id, key.properties);
        expect(cloud.requests.filter(({ path }) => path.endsWith("/tokens"))).toHaveLength(1);
    });

    test("keeps a server that failed to build, with the pointer to its code and the whole sentence", async () => {
        const key = await plugin.create((await plugin.check("Keypair", { name: "access" })).inputs);
        cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const { inputs } = await plugin.check("Server", serverInputs({ name: "unlucky" }));
        const error: PluginError = await plugin.create(inputs).then(
            () => Promise.reject(new Error("It was built.")),
            (failure) => failure,
        );
        expect(error.initFailed?.reasons).toEqual([
            expect.stringMatching(
                /^Creating server "unlucky": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\. /,
            ),
        ]);
        expect(error.initFailed?.properties).toMatchObject({
            __provider: inputs.__provider,
            status: "ERROR",
        });
        await plugin.delete(error.initFailed?.id ?? "", error.initFailed?.properties ?? {});
        await plugin.delete(key.id, key.properties);
    });

    test("shows the status on the resource's own row, and leaves nothing behind", () => {
        const lines = plugin.statusLines;
        expect(lines.length).toBeGreaterThan(0);
        expect(new Set(lines.map((line) => line.ephemeral))).toEqual(new Set([true]));
        expect(lines.map((line) => line.message)).toContainEqual(
            expect.stringMatching(/^BUILD.* → ACTIVE · \d+ s$/),
        );
        expect(lines[0]?.urn).toBe(hidden.__urn);
    });

    test("reads nothing when nothing was configured, and says which settings are missing", async () => {
        const bare = await startPlugin();
        try {
            await bare.configure({});
            const { failures } = await bare.check("Server", serverInputs());
            expect(failures).toEqual([
                "Reading the configuration: nhncloud:tenantId, nhncloud:username and nhncloud:password are required. " +
                    'Run "pulumi config set nhncloud:tenantId VALUE", "pulumi config set nhncloud:username VALUE" and ' +
                    '"pulumi config set --secret nhncloud:password", or export NHNCLOUD_TENANT_ID, NHNCLOUD_USERNAME and NHNCLOUD_PASSWORD.',
            ]);
        } finally {
            await bare.close();
        }
    });
});
