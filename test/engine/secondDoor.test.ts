import * as dynamic from "pulumi-nhncloud";
import * as plugin from "pulumi-nhncloud/plugin";
import { liveServers } from "../../demo/cloudState";
import { ownSpans, useObserved } from "./observed";
import { changedStepsOf, destroyAll, smallServer, storedOf, useScene } from "./scene";

type Library = typeof dynamic | typeof plugin;

const kinds = {
    access: "Keypair",
    apart: "PlacementPolicy",
    attached: "VolumeAttachment",
    data: "Volume",
    database: "SecurityGroupAssignment",
    golden: "ServerImage",
    public: "FloatingIp",
    ready: "Readiness",
    web: "Server",
    worker: "ServerFleet",
};

describe("one line of a program", () => {
    const observed = useObserved();
    const scene = useScene({ project: "second", environment: observed.environment });

    /** Every kind, and a function. */
    const program =
        (nhncloud: Library, changes: object = {}) =>
        async () => {
            const access = new nhncloud.Keypair("access");
            const apart = new nhncloud.PlacementPolicy("apart");
            const { keyName, ...shared } = smallServer(scene, access.id);
            const zone = (await nhncloud.getAvailabilityZones()).find(({ isAvailable }) => isAvailable)?.name;
            const web = new nhncloud.Server("web", {
                keyName,
                ...shared,
                flavorId: nhncloud.getFlavorOutput({ id: shared.flavorId as string }).id,
                availabilityZone: zone,
                placementPolicyId: apart.id,
                securityGroups: ["default"],
                metadata: { role: "web" },
                userData: "#!/bin/sh\necho hello\n",
                ...changes,
            });
            const data = new nhncloud.Volume("data", { size: 10, availabilityZone: zone });
            new nhncloud.VolumeAttachment("attached", { serverId: web.id, volumeId: data.id });
            new nhncloud.SecurityGroupAssignment("database", { serverId: web.id, securityGroup: "db" });
            new nhncloud.ServerImage("golden", { serverId: web.id });
            const publicIp = new nhncloud.FloatingIp("public", { serverId: web.id });
            new nhncloud.ServerFleet("worker", { ...shared, keyName, count: 2 });
            const port = Number(new URL(scene.cloud.url).port);
            new nhncloud.Readiness("ready", { host: "127.0.0.1", port, protocol: "tcp" });
            return { address: publicIp.address, privateKey: access.privateKey, hostId: web.hostId };
        };

    const typesInState = async () => {
        const all = await scene.stack.storedResources();
        return Object.fromEntries(all.map(({ urn, type }) => [urn.split("::").at(-1), type]));
    };
    const typesOf = (prefix: string) =>
        Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, `${prefix}:${kind}`]));

    test("has the plugin make every kind", async () => {
        scene.stack.program = program(plugin);
        scene.stack.flags = observed.flags;
        const { changes } = await scene.stack.up();
        scene.stack.flags = [];
        expect(changes.create).toBe(Object.keys(kinds).length);
        const { requests, operations, traces } = ownSpans(observed.spans());
        expect(await typesInState()).toEqual(typesOf("nhncloud:compute"));
        expect(traces).toHaveLength(1);
        expect(requests.filter(({ parent }) => parent?.service !== "pulumi-nhncloud")).toEqual([]);
        const created = operations.filter(({ name }) => name.startsWith("create "));
        expect(created.map(({ name }) => name.split(" ")[1]).sort()).toEqual(Object.values(kinds).sort());
        const callers = operations
            .filter(({ name }) => !name.startsWith("invoke "))
            .map(({ parent }) => parent?.service);
        expect(new Set(callers)).toEqual(new Set(["pulumi-cli"]));
    });

    test("has a summary of each run", async () => {
        const runsWith = (operation: string) =>
            observed
                .summaries()
                .filter(({ process, operations }) => process === "plugin" && operation in operations);
        expect(runsWith("create Server")).toMatchObject([{ operations: { "create Server": { count: 1 } } }]);
        await scene.stack.preview();
        expect(runsWith("check Server")).toHaveLength(1);
        await scene.stack.refresh();
        expect(runsWith("read Server")).toMatchObject([{ operations: { "read Keypair": { count: 1 } } }]);
    });

    test("moves the stack to the dynamic provider, and nothing changes", async () => {
        scene.stack.program = program(dynamic);
        expect(changedStepsOf(await scene.stack.up())).toEqual([]);
        expect(await typesInState()).toEqual(typesOf("pulumi-nodejs:dynamic/nhncloud/compute"));
    });

    test("moves it back, and an update shows each path, and keeps what it cannot change", async () => {
        const servers = liveServers(scene.region).map(({ id }) => id);
        scene.stack.program = program(plugin, { metadata: { role: "shop", tier: "1" } });
        const preview = await scene.stack.preview();
        expect(changedStepsOf(preview)).toEqual(["update web"]);
        expect(preview.output).toMatch(/~ role: "web" => "shop"/);
        expect(preview.output).not.toContain("hostId");
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update web"]);
        expect(liveServers(scene.region).map(({ id }) => id)).toEqual(servers);
        expect((await storedOf(scene, "web")).outputs).toMatchObject({
            metadata: { role: "shop", tier: "1" },
        });
    });

    test("has explicit providers through the plugin too, for resources and look-ups", async () => {
        const before = program(plugin, { metadata: { role: "shop", tier: "1" } });
        scene.stack.program = async () => {
            const { tenantId, username, password, authUrl } = scene.cloud.credentials;
            const provider = new plugin.Provider("partner", {
                tenantId,
                username,
                password,
                authUrl,
                region: "KR2",
            });
            new plugin.Keypair("elsewhere", {}, { provider });
            const zones = await plugin.getAvailabilityZones({}, { provider });
            return { ...(await before()), zones: zones.map(({ name }) => name).join() };
        };
        expect(changedStepsOf(await scene.stack.up())).toContain("create elsewhere");
        expect(scene.cloud.region("KR2").keypairs.size).toBe(1);
        expect(await scene.stack.outputs()).toMatchObject({ zones: { value: "kr2-pub-a,kr2-pub-b" } });
    });

    test("leaves no secret in state, and nothing in the cloud in the end", async () => {
        const { privateKey } = await scene.stack.outputs();
        const text = await scene.stack.storedText();
        expect(privateKey?.value).toMatch(/PRIVATE KEY/);
        for (const secret of ["PRIVATE KEY", "echo hello", scene.cloud.credentials.password])
            expect(text).not.toContain(secret);
        observed.summaries();
        await destroyAll(scene);
        expect(observed.summaries().filter(({ operations }) => "delete Server" in operations)).toHaveLength(
            1,
        );
        expect(scene.cloud.region("KR2").keypairs.size).toBe(0);
    });
});
