import { Metadata } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type Call, noObserver } from "../../provider/src/api/observer";
import { useWorld } from "../lifecycle/useWorld";
import {
    type Kept,
    openServer,
    type PluginServer,
    plain,
    type ServerError,
    secret,
    struct,
    unknownText,
    urnOf,
} from "../support/pluginServer";

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

describe("the server of the provider plugin", () => {
    const world = useWorld();
    let server: PluginServer;
    let isCancelled = false;
    let calls: Call[];
    let exported: string[];
    const open = async (settings: Record<string, unknown>) => {
        const platform = world.platform({
            exportStack: async (stack) => {
                exported.push(stack);
                return { deployment: {} };
            },
            observer: { ...noObserver, called: (call) => void calls.push(call) },
        });
        const run = <T>(work: Promise<T>) => world.clock.run(work);
        server = await openServer(platform, run, () => {
            isCancelled = true;
        });
        return await server.configure(settings);
    };
    /** As the engine does with each run. */
    const restart = async (settings: Record<string, unknown>) => {
        server.close();
        return await open(settings);
    };
    beforeEach(async () => {
        calls = [];
        exported = [];
        await open({});
    });
    afterEach(() => server.close());

    const serverInputs = (more: object = {}) => {
        const { image, localFlavor, network } = world.cloud.region().ids;
        return {
            imageId: image,
            flavorId: localFlavor,
            keyName: "access",
            networks: [{ uuid: network }],
            ...more,
        };
    };
    const made = async (more: object = {}) => {
        const { inputs } = await server.check("Server", serverInputs(more));
        return { inputs, ...(await server.create("Server", inputs)) };
    };
    const failure = (work: Promise<unknown>) =>
        work.then(
            () => Promise.reject(new Error("It did not fail.")),
            (error: ServerError) => error,
        );

    test("names what is wrong with inputs in whole sentences", async () => {
        const wrong = { flavor: "m2", keyName: undefined, networks: undefined, imageId: "" };
        const { failures } = await server.check("Server", serverInputs(wrong));
        expect(failures).toEqual([
            "flavor is not a known property: did you mean flavorId?",
            "imageId must not be empty: set a value or omit it.",
            "keyName is required: set it to the name of a keypair.",
            "networks is required: set it to at least one network, for example [{ subnet: SUBNET_ID }].",
        ]);
        const { message } = await failure(server.check("Router" as "Server", {}));
        expect(message).toBe('nhncloud has no resource type "nhncloud:compute:Router".');
    });

    test("names a resource as the stack's configuration wants it", async () => {
        expect((await server.check("Keypair", {}, {}, { autonaming: "blue-test" })).inputs.name).toBe(
            "blue-test",
        );
        expect((await server.check("Keypair", {}, {}, { autonaming: false })).failures).toEqual([
            "name is required: autonaming is disabled for this stack.",
        ]);
        expect(
            (await server.check("Keypair", { name: "access" }, {}, { autonaming: false })).failures,
        ).toEqual([]);
        expect((await server.check("Keypair", {})).inputs.name).toMatch(/^test-[\da-f]{7}$/);
        const named = await server.check("Keypair", {}, {}, { urn: urnOf("Keypair", "of::two") });
        expect(named.inputs.name).toMatch(/^of--two-[\da-f]{7}$/);
    });

    test("keeps secrets secret at any depth, and what repeats them", async () => {
        const metadata = { role: "web", key: secret("s3cret") };
        const { inputs } = await server.check("Server", serverInputs({ metadata, userData: "#!/bin/sh" }));
        expect(inputs).toMatchObject({ metadata, userData: secret("#!/bin/sh") });
        const { id, state } = await server.create("Server", inputs);
        expect(state).toMatchObject({ metadata, userData: secret("#!/bin/sh") });
        expect(state.allMetadata).toEqual(secret(expect.objectContaining({ key: "s3cret" })));
        const kept = { state, inputs };
        expect((await server.read("Server", id, kept)).state).toMatchObject({ metadata });
        const { key: _removed, ...others } = metadata;
        const news = { ...inputs, name: "shop", metadata: others };
        // What was a secret stays one until nothing has it.
        const updated = await server.update("Server", id, kept, news);
        expect(updated).toMatchObject({ name: "shop", userData: secret("#!/bin/sh") });
        expect(updated.allMetadata).toEqual(secret(expect.objectContaining({ role: "web" })));
    });

    test("keeps no more secret than that", async () => {
        await restart({ password: secret("password") });
        const { inputs, state } = await made({ metadata: { role: "web" }, userData: "#!/bin/sh" });
        expect([inputs, state]).toMatchObject([{ metadata: { role: "web" } }, { metadata: { role: "web" } }]);
        expect(state.allMetadata).toMatchObject({ role: "web" });
        const { state: keypair } = await server.create(
            "Keypair",
            (await server.check("Keypair", { publicKey })).inputs,
        );
        expect(keypair).not.toHaveProperty("privateKey");
    });

    test("makes the appkey of a disk a secret, in every language", async () => {
        const disk = {
            sourceType: "image",
            uuid: world.cloud.region().ids.image,
            bootIndex: 0,
            volumeSize: 20,
        };
        const key = { appkey: "APPKEY", keyId: "key1" };
        const device = { ...disk, destinationType: "volume", volumeType: "Encrypted SSD" };
        const { bigFlavor: flavorId } = world.cloud.region().ids;
        const given = serverInputs({ flavorId, blockDevices: [{ ...device, encryption: key }] });
        const { inputs, failures } = await server.check("Server", given);
        expect(failures).toEqual([]);
        expect(inputs.blockDevices).toEqual([
            { ...device, encryption: { ...key, appkey: secret("APPKEY") } },
        ]);
        const { state } = await server.create("Server", inputs);
        // A secret in a list makes the whole list one.
        expect(state.blockDevices).toEqual(secret([{ ...device, encryption: key }]));
    });

    test("makes a list a secret that has one, and metadata when the defaults are one", async () => {
        await restart({ defaultMetadata: secret('{"team":"blue"}') });
        const groups = ["default", secret("web")];
        const { inputs } = await server.check(
            "Server",
            serverInputs({ securityGroups: groups, metadata: {} }),
        );
        expect(inputs.securityGroups).toEqual(secret(["default", "web"]));
        expect(inputs.metadata).toEqual(secret({ team: "blue" }));
        await restart({ defaultMetadata: { team: "blue" } });
        expect((await server.check("Server", serverInputs())).inputs.metadata).toEqual({ team: "blue" });
    });

    test("takes what is null or unknown among its settings for not set", async () => {
        await restart({ requestTimeoutSeconds: null, defaultMetadata: { team: unknownText, a: "1" } });
        const { inputs, failures } = await server.check("Server", serverInputs());
        expect(failures).toEqual([]);
        expect(inputs).not.toHaveProperty("metadata");
    });

    test("checks what is unknown later", async () => {
        const networks = [{ uuid: unknownText }];
        const { inputs, failures } = await server.check(
            "Server",
            serverInputs({ networks, keyName: unknownText }),
        );
        expect(failures).toEqual([]);
        expect(inputs).toMatchObject({ networks, keyName: unknownText });
    });

    test("tells in the preview of a create what is known, and that the rest will be", async () => {
        const { inputs } = await server.check("Server", serverInputs({ name: "web" }));
        const { id, state } = await server.create("Server", inputs, { preview: true });
        expect(id).toBe("");
        expect(state).toMatchObject({ name: "web", status: unknownText, accessIp: unknownText });
        expect(world.calls().filter((call) => call.startsWith("POST"))).toEqual([]);
    });

    test("shows each path that changes, and whether that replaces", async () => {
        const kept = await made({ metadata: { a: "1", b: "2" } });
        const { inputs } = kept;
        const { network } = world.cloud.region().ids;
        const networks = [{ uuid: network, fixedIp: "192.168.0.77" }];
        const news = { ...inputs, networks, metadata: { a: "3", "c d": "4" }, powerState: "stopped" };
        expect(await server.diff("Server", kept.id, kept, news)).toMatchObject({
            changes: true,
            isDetailed: true,
            names: ["networks", "metadata", "powerState"],
            replaces: ["networks"],
            paths: {
                "metadata.a": "UPDATE",
                "metadata.b": "DELETE",
                'metadata["c d"]': "ADD",
                powerState: "UPDATE",
                "networks[0].fixedIp": "ADD_REPLACE",
            },
            ofOutputs: [],
        });
        expect(await server.diff("Server", kept.id, kept, inputs)).toMatchObject({
            changes: false,
            paths: {},
        });
    });

    test("shows the deepest path of a change that both sides have", async () => {
        const kept = await made({ metadata: { a: "1" } });
        const pathsBetween = async (before: unknown, after: unknown) => {
            const [state, inputs] = [kept.state, kept.inputs].map((all) => ({ ...all, metadata: before }));
            const news = { ...kept.inputs, metadata: after };
            return (await server.diff("Server", kept.id, { state, inputs } as Kept, news)).paths;
        };
        expect(await pathsBetween({ a: null }, { a: "1" })).toEqual({ "metadata.a": "ADD" });
        expect(await pathsBetween({ a: "1" }, { a: null })).toEqual({ "metadata.a": "DELETE" });
        expect(await pathsBetween({ a: ["1", "2"] }, { a: ["1"] })).toEqual({ "metadata.a[1]": "DELETE" });
        expect(await pathsBetween({ a: ["1"] }, { a: { b: "1" } })).toEqual({ "metadata.a": "UPDATE" });
        expect(await pathsBetween({ a: { b: "1" } }, { a: "1" })).toEqual({ "metadata.a": "UPDATE" });
    });

    test("shows what somebody changed in the cloud as a change of that output", async () => {
        const kept = await made({ name: "web" });
        const state = { ...kept.state, name: "shop" };
        expect(await server.diff("Server", kept.id, { ...kept, state }, kept.inputs)).toMatchObject({
            changes: true,
            paths: { name: "UPDATE" },
            ofOutputs: ["name"],
        });
    });

    test("keeps in the preview of an update what it cannot change", async () => {
        const kept = await made({ stopBeforeDelete: true });
        const { inputs, state } = kept;
        const preview = (news: object) =>
            server.update("Server", kept.id, kept, { ...inputs, ...news }, { preview: true });
        const renamed = await preview({ name: "other" });
        expect(renamed).toMatchObject({ name: "other", status: "ACTIVE", hostId: state.hostId });
        expect(renamed).toMatchObject({ accessIp: state.accessIp, updated: unknownText });
        expect(renamed.securityGroups).toEqual(state.securityGroups);
        const resized = await preview({ flavorId: unknownText });
        expect(resized).toMatchObject({ hostId: unknownText, accessIp: state.accessIp });
        const { stopBeforeDelete } = await preview({ stopBeforeDelete: undefined });
        expect(stopBeforeDelete).not.toBe(unknownText);
        // It goes on with what an earlier run left undone.
        expect(await preview({})).toMatchObject({ status: unknownText });
    });

    test("does not know before an update what becomes of an output that is no longer given", async () => {
        const { inputs } = await server.check("Volume", { name: "data", size: 10, description: "all of it" });
        const made = await server.create("Volume", inputs);
        const { description: _removed, ...news } = inputs;
        const preview = await server.update("Volume", made.id, { ...made, inputs }, news, { preview: true });
        expect(preview).toMatchObject({
            name: "data",
            size: 10,
            description: unknownText,
            status: "available",
        });
    });

    test("knows before an update an output that is like an input that was not given", async () => {
        const { id: serverId } = await made();
        const { inputs } = await server.check("FloatingIp", { serverId, label: "web" });
        const kept = { ...(await server.create("FloatingIp", inputs)), inputs };
        const { id } = kept;
        const preview = await server.update(
            "FloatingIp",
            id,
            kept,
            { ...inputs, label: "shop" },
            { preview: true },
        );
        expect(preview).toEqual({ ...kept.state, label: "shop" });
    });

    test("updates and deletes what it made, in the stack of its URN", async () => {
        const kept = await made({ name: "web" });
        const inputs = { ...kept.inputs, name: "shop", metadata: { role: "shop" } };
        const state = await server.update("Server", kept.id, kept, inputs);
        expect(state).toMatchObject({ name: "shop", metadata: { role: "shop" } });
        expect(world.cloud.region().serverByName("shop")?.id).toBe(kept.id);
        await server.delete("Server", kept.id, { state, inputs });
        expect(world.cloud.region().serverByName("shop")).toBeUndefined();
        // Without an id, the engine drops it from the state.
        expect(await server.read("Server", kept.id, { state, inputs })).toEqual({
            id: "",
            inputs: {},
            state: {},
        });
        expect(new Set(exported)).toEqual(new Set(["project/dev"]));
    });

    test("keeps what a failed update left behind", async () => {
        const kept = await made({ name: "web" });
        world.cloud.faults.add({ path: /action$/, kind: "respond", status: 403 });
        const inputs = { ...kept.inputs, name: "shop", powerState: "stopped" };
        const { message, left } = await failure(server.update("Server", kept.id, kept, inputs));
        expect(message).toMatch(/^Updating server "shop"/);
        expect(left).toMatchObject({ id: kept.id, state: { name: "shop", powerState: "active" } });
    });

    test("keeps of a resource that was dynamic what the plugin needs, and nothing of a program's classes", async () => {
        const ofClasses = {
            __logicalName: "web",
            __urn: "urn:pulumi:dev::project::pulumi-nodejs:dynamic/nhncloud/compute:Server::web",
            __stack: "organization/project/dev",
            __provider: "exports.handler = () => {};",
            __derived: [],
            __replaceOnChanges: [],
        };
        const hidden = (values: object) => Object.keys(values).filter((name) => name.startsWith("__"));
        const { inputs } = await server.check("Server", { ...serverInputs(), ...ofClasses });
        expect(hidden(inputs).sort()).toEqual(["__autoName", "__nonce", "__urn"]);
        expect(inputs.__urn).toBe(urnOf("Server"));
        const { id, state } = await server.create("Server", { ...inputs, ...ofClasses });
        expect(hidden(state).sort()).toEqual(["__autoName", "__inputs", "__nonce", "__provider"]);
        expect(state.__provider).toBe(
            'exports.handler = () => require("pulumi-nhncloud/runtime").v1("Server");',
        );
        const before = { state: { ...state, ...ofClasses }, inputs: { ...inputs, ...ofClasses } };
        const read = await server.read("Server", id, before);
        expect(hidden(read.state).sort()).toEqual(hidden(state).sort());
        expect(hidden(read.inputs).sort()).toEqual(hidden(inputs).sort());
        expect((await server.diff("Server", id, before, inputs)).paths).toEqual({});
    });

    test("knows a resource by the URN that it had before the program gave it an alias", async () => {
        const { id: serverId } = await made();
        const held = { serverId, securityGroup: "db" };
        const former = urnOf("SecurityGroupAssignment", "former");
        const check = async (urn?: string, olds = {}) =>
            (await server.check("SecurityGroupAssignment", held, olds, urn ? { urn } : {})).failures;
        expect(await check(undefined, { ...held, region: "KR1", __urn: former })).toEqual([]);
        expect(await check(former)).toEqual([]);
        expect(await check(urnOf("SecurityGroupAssignment", "other"))).toEqual([
            `security group "db" is already added to server ${serverId} by SecurityGroupAssignment "test": keep only one of the two.`,
        ]);
    });

    test("keeps what a failed create left behind, with its inputs", async () => {
        world.cloud.region().failNextBuild({ code: 500, message: "No valid host was found." });
        const { inputs } = await server.check("Server", serverInputs({ name: "web" }));
        const { message, left } = await failure(server.create("Server", inputs));
        expect(message).toMatch(
            /^Creating server "web": unexpected status ERROR .*No valid host was found\./,
        );
        expect(left).toMatchObject({
            reasons: [message],
            state: { status: "ERROR", name: "web" },
            inputs: { name: "web", keyName: "access" },
        });
        if (left) await server.delete("Server", left.id, left);
    });

    test("ends a create at the engine's own timeout", async () => {
        const { inputs } = await server.check("Server", serverInputs());
        const { message, left } = await failure(server.create("Server", inputs, { timeout: 1 }));
        expect(message).toMatch(/timed out after 1 s waiting for ACTIVE; last status: BUILD/);
        expect(left?.id).toMatch(/^[0-9a-f-]{36}$/);
    });

    test("reads a resource by its id alone, and says what is not there", async () => {
        const { id } = await made({ name: "web", userData: "#!/bin/sh" });
        const found = await server.read("Server", id);
        expect(found).toMatchObject({
            id,
            inputs: { name: "web", keyName: "access" },
            state: { status: "ACTIVE" },
        });
        expect(found.inputs).not.toHaveProperty("networks");
        expect(found.inputs.__imported).toBe(true);
        const { message } = await failure(server.read("Keypair", "nobody"));
        expect(message).toBe('Reading keypair "nobody": not found. Check the id and the region.');
    });

    test("accepts what an import writes, and what the cloud does not show is no change afterwards", async () => {
        const { id, inputs: given } = await made({
            userData: "#!/bin/sh",
            securityGroups: ["default"],
            metadata: { role: "web" },
        });
        const read = await server.read("Server", id);
        const pathsTo = async (news: object, inputs = read.inputs) =>
            (await server.diff("Server", id, { state: read.state, inputs }, { ...news })).paths;
        const written = await server.check("Server", { ...read.inputs, networks: [] }, read.inputs);
        expect(written.failures).toEqual([]);
        expect(await pathsTo(written.inputs)).toEqual({});
        const { metadata: _removed, ...fewer } = written.inputs;
        expect(await pathsTo(fewer)).toEqual({ metadata: "DELETE" });
        expect(await pathsTo({ ...written.inputs, stopBeforeDelete: true })).toEqual({
            stopBeforeDelete: "ADD",
        });
        expect(await pathsTo({ ...written.inputs, keyName: "other" })).toEqual({ keyName: "UPDATE_REPLACE" });
        const news = { ...given, __imported: undefined };
        const { inputs, failures } = await server.check("Server", news, read.inputs);
        expect(failures).toEqual([]);
        expect(inputs.networks).toEqual(given.networks);
        expect(await pathsTo(inputs)).toEqual({});
        // The engine kept them beside the state.
        const other = { ...inputs, userData: "#!/bin/bash" };
        expect(await pathsTo(other, inputs)).toEqual({ userData: "UPDATE_REPLACE" });
    });

    test("does not look for what an imported server was made of, only for what is new", async () => {
        const { id, inputs, state } = await made();
        const read = await server.read("Server", id);
        const gone = {
            __derived: [],
            networks: [{ uuid: "network-of-then" }],
            placementPolicyId: "0af76519-16cd-43dd-8448-eb211c80319c",
        };
        const news = { ...read.inputs, ...gone };
        expect((await server.check("Server", news, read.inputs)).failures).toEqual([]);
        const elsewhere = { ...news, keyName: "other" };
        expect((await server.check("Server", elsewhere, read.inputs)).failures).toEqual([
            expect.stringMatching(/^keyName "other" was not found among the keypairs of this user/),
        ]);
        // One that was not imported has none of it yet.
        const { failures } = await server.check("Server", { ...inputs, ...gone }, inputs);
        expect(failures.map((sentence) => sentence.split(" was ")[0])).toEqual([
            'placementPolicyId "0af76519-16cd-43dd-8448-eb211c80319c"',
            'networks[0].uuid "network-of-then"',
        ]);
        const scripted = { ...inputs, userData: "#!/bin/sh" };
        expect((await server.diff("Server", id, { inputs, state }, scripted)).replaces).toEqual(["userData"]);
    });

    test("does not replace an imported volume because a program does not repeat what the cloud shows", async () => {
        const created = await server.check("Volume", { name: "data", size: 10, volumeType: "General SSD" });
        const { id } = await server.create("Volume", created.inputs);
        const read = await server.read("Volume", id);
        const { inputs } = await server.check("Volume", { name: "data", size: 10 }, read.inputs);
        expect((await server.diff("Volume", id, read, inputs)).paths).toEqual({});
        const { name: _removed, ...unnamed } = inputs;
        expect((await server.diff("Volume", id, read, unnamed)).paths).toEqual({ name: "DELETE" });
        const snapshotId = "0af76519-16cd-43dd-8448-eb211c80319c";
        const news = { ...inputs, snapshotId, __derived: [] };
        expect((await server.check("Volume", news, read.inputs)).failures).toEqual([
            `snapshotId "${snapshotId}" was not found among the snapshots of region KR1. Check the id and the region.`,
        ]);
    });

    test("accepts the empty text that an import writes for a server that an image does not tell", async () => {
        const { id: serverId } = await made();
        const { inputs } = await server.check("ServerImage", { serverId, name: "golden" });
        const { id } = await server.create("ServerImage", inputs);
        const read = await server.read("ServerImage", id);
        expect(read.inputs).not.toHaveProperty("serverId");
        const written = await server.check("ServerImage", { ...read.inputs, serverId: "" }, read.inputs);
        expect(written.failures).toEqual([]);
        expect((await server.diff("ServerImage", id, read, written.inputs)).paths).toEqual({});
    });

    test("answers functions, lists as a member of an object", async () => {
        const { keypairs } = await server.invoke("getKeypairs", {});
        expect(keypairs).toEqual([expect.objectContaining({ name: "access" })]);
        expect(await server.invoke("getKeypair", { name: "access" })).toMatchObject({ name: "access" });
        const { message } = await failure(server.invoke("getKeypair", { name: "mine" }));
        expect(message).toMatch(/^Looking up keypair "mine": none was found with that name in region KR1\./);
        expect((await failure(server.invoke("getRouter", {}))).message).toBe(
            'nhncloud has no function "nhncloud:compute:getRouter".',
        );
    });

    test("finds invalid settings before any resource, as soon as all are known", async () => {
        const check = async (settings: Record<string, unknown>) => {
            const request = new messages.CheckRequest();
            request.setUrn(urnOf("Server"));
            request.setNews(struct(settings));
            const checked = await server.ask<messages.CheckResponse>((done) =>
                server.client.checkConfig(request, done),
            );
            expect(plain(checked.getInputs())).toEqual(settings);
            return checked.getFailuresList().map((one) => one.getReason());
        };
        expect(await check({ requestTimeoutSeconds: "soon" })).toEqual([
            'Reading the configuration: nhncloud:requestTimeoutSeconds must be an integer of at least 1, got "soon".',
        ]);
        expect(await check({ requestTimeoutSeconds: "soon", region: unknownText })).toEqual([]);
    });

    test("tells the engine that it knows secrets, previews and the stack's names", async () => {
        const configured = await restart({});
        expect(configured.toObject()).toMatchObject({
            acceptsecrets: true,
            supportspreview: true,
            supportsAutonamingConfiguration: true,
        });
    });

    test("tells who watches the run of the engine's calls about resources, by the engine's own spans", async () => {
        const metadata = new Metadata();
        metadata.set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        const request = new messages.CheckRequest();
        request.setUrn(urnOf("Keypair"));
        await server.ask((done) => server.client.check(request, metadata, done));
        await server.ask((done) => server.client.check(request, done));
        await server.ask((done) => server.client.getSchema(new messages.GetSchemaRequest(), metadata, done));
        expect(calls).toEqual([
            {
                operation: "check",
                urn: urnOf("Keypair"),
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
        ]);
    });

    test.each<[string, object, object, string[]]>([
        ["another tenant", { tenantId: "a" }, { tenantId: "b" }, ["tenantId"]],
        ["the same, of a dynamic provider", { "nhncloud:tenantId": "a" }, { tenantId: "a" }, []],
        ["the same, as the engine writes it", { "nhncloud:config:tenantId": "a" }, { tenantId: "a" }, []],
        ["another, of a dynamic provider", { "nhncloud:tenantId": "a" }, { tenantId: "b" }, ["tenantId"]],
        ["a tenant that the environment had", {}, { tenantId: "b" }, []],
        ["another password", { password: "a" }, { password: "b" }, []],
        ["a tenant that is not known yet", { tenantId: "a" }, { tenantId: unknownText }, []],
        ["a URL with slashes more", { authUrl: "https://a/v3" }, { authUrl: " https://a/v3//" }, []],
    ])("with %s replaces what there is only in another account", async (_, olds, news, replaces) => {
        const request = new messages.DiffRequest();
        request.setOldInputs(struct(olds as Record<string, unknown>));
        request.setNews(struct(news as Record<string, unknown>));
        const diff = await server.ask<messages.DiffResponse>((done) =>
            server.client.diffConfig(request, done),
        );
        expect(diff.getReplacesList()).toEqual(replaces);
        const { DIFF_SOME, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;
        expect(diff.getChanges()).toBe(replaces.length > 0 ? DIFF_SOME : DIFF_UNKNOWN);
    });

    test("serves its schema and its version, and hears that a run is cancelled", async () => {
        const schema = await server.ask<messages.GetSchemaResponse>((done) =>
            server.client.getSchema(new messages.GetSchemaRequest(), done),
        );
        const { version, resources } = JSON.parse(schema.getSchema());
        expect(Object.keys(resources)).toContain("nhncloud:compute:Server");
        const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
        const info = await server.ask<{ getVersion(): string }>((done) =>
            server.client.getPluginInfo(new Empty(), done as never),
        );
        expect(info.getVersion()).toBe(version);
        await server.ask((done) => server.client.cancel(new Empty(), done as never));
        expect(isCancelled).toBe(true);
    });
});
