import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { useWorld } from "../lifecycle/useWorld";
import {
    openServer,
    type PluginServer,
    plain,
    type ServerError,
    secret,
    struct,
    unknownText,
    urnOf,
} from "../support/pluginServer";

describe("the server of the provider plugin", () => {
    const world = useWorld();
    let server: PluginServer;
    let isCancelled = false;
    beforeEach(async () => {
        const run = <T>(work: Promise<T>) => world.clock.run(work);
        server = await openServer(world.platform(), run, () => {
            isCancelled = true;
        });
        await server.configure({});
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
        const { failures } = await server.check("Server", serverInputs({ flavor: "m2", keyName: undefined }));
        expect(failures).toEqual([
            "flavor is not a known property: did you mean flavorId?",
            "keyName is required: set it to the name of a keypair.",
        ]);
    });

    test("names a resource as the stack's configuration wants it", async () => {
        expect((await server.check("Keypair", {}, {}, "blue-test")).inputs.name).toBe("blue-test");
        expect((await server.check("Keypair", {}, {}, false)).failures).toEqual([
            "name is required: autonaming is disabled for this stack.",
        ]);
        expect((await server.check("Keypair", { name: "access" }, {}, false)).failures).toEqual([]);
    });

    test("keeps secrets secret at any depth, and what repeats them", async () => {
        const metadata = { role: "web", key: secret("s3cret") };
        const { inputs } = await server.check("Server", serverInputs({ metadata, userData: "#!/bin/sh" }));
        expect(inputs).toMatchObject({ metadata, userData: secret("#!/bin/sh") });
        const { state } = await server.create("Server", inputs);
        expect(state).toMatchObject({ metadata, userData: secret("#!/bin/sh") });
        expect(state.allMetadata).toEqual(secret(expect.objectContaining({ key: "s3cret" })));
    });

    test("makes a list a secret that has one, and metadata when the defaults are one", async () => {
        await server.configure({ defaultMetadata: secret('{"team":"blue"}') });
        const groups = ["default", secret("web")];
        const { inputs } = await server.check(
            "Server",
            serverInputs({ securityGroups: groups, metadata: {} }),
        );
        expect(inputs.securityGroups).toEqual(secret(["default", "web"]));
        expect(inputs.metadata).toEqual(secret({}));
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
        expect((await server.diff("Server", kept.id, kept, news)).paths).toEqual({
            "metadata.a": "UPDATE",
            "metadata.b": "DELETE",
            'metadata["c d"]': "ADD",
            powerState: "UPDATE",
            "networks[0].fixedIp": "ADD_REPLACE",
        });
        expect((await server.diff("Server", kept.id, kept, inputs)).paths).toEqual({});
    });

    test("keeps in the preview of an update what it cannot change", async () => {
        const kept = await made();
        const { inputs, state } = kept;
        const preview = (news: object) =>
            server.update("Server", kept.id, kept, { ...inputs, ...news }, { preview: true });
        const renamed = await preview({ name: "other" });
        expect(renamed).toMatchObject({ name: "other", status: "ACTIVE", hostId: state.hostId });
        expect(renamed).toMatchObject({ accessIp: state.accessIp, updated: unknownText });
        const resized = await preview({ flavorId: unknownText });
        expect(resized).toMatchObject({ hostId: unknownText, accessIp: state.accessIp });
        // It goes on with what an earlier run left undone.
        expect(await preview({})).toMatchObject({ status: unknownText });
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
        const news = { ...given, __imported: undefined };
        const { inputs, failures } = await server.check("Server", news, read.inputs);
        expect(failures).toEqual([]);
        expect(await pathsTo(inputs)).toEqual({});
        // The engine kept them beside the state.
        const other = { ...inputs, userData: "#!/bin/bash" };
        expect(await pathsTo(other, inputs)).toEqual({ userData: "UPDATE_REPLACE" });
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

    test("finds invalid settings before any resource", async () => {
        const request = new messages.CheckRequest();
        request.setUrn(urnOf("Server"));
        request.setNews(struct({ requestTimeoutSeconds: "soon" }));
        const checked = await server.ask<messages.CheckResponse>((done) =>
            server.client.checkConfig(request, done),
        );
        expect(checked.getFailuresList().map((one) => one.getReason())).toEqual([
            'Reading the configuration: nhncloud:requestTimeoutSeconds must be an integer of at least 1, got "soon".',
        ]);
        expect(plain(checked.getInputs())).toEqual({ requestTimeoutSeconds: "soon" });
    });

    test.each<[string, object, object, string[]]>([
        ["another tenant", { tenantId: "a" }, { tenantId: "b" }, ["tenantId"]],
        ["the same, of a dynamic provider", { "nhncloud:tenantId": "a" }, { tenantId: "a" }, []],
        ["another password", { password: "a" }, { password: "b" }, []],
        ["a tenant that is not known yet", { tenantId: "a" }, { tenantId: unknownText }, []],
        ["a URL with a slash more", { authUrl: "https://a/v3" }, { authUrl: "https://a/v3/" }, []],
    ])("with %s replaces what there is only in another account", async (_, olds, news, replaces) => {
        const request = new messages.DiffRequest();
        request.setOldInputs(struct(olds as Record<string, unknown>));
        request.setNews(struct(news as Record<string, unknown>));
        const diff = await server.ask<messages.DiffResponse>((done) =>
            server.client.diffConfig(request, done),
        );
        expect(diff.getReplacesList()).toEqual(replaces);
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
