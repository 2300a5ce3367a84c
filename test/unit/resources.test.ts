import * as pulumi from "@pulumi/pulumi";
import { Keypair, Server } from "../../provider/src";
import type { Kind } from "../../provider/src/resources/cloudResource";
import { FloatingIp } from "../../provider/src/resources/floatingIp/resource";
import { handlers } from "../../provider/src/resources/handlers";
import { PlacementPolicy } from "../../provider/src/resources/placementPolicy/resource";
import { pointer } from "../../provider/src/resources/pointer";
import { Readiness } from "../../provider/src/resources/readiness/resource";
import { SecurityGroupAssignment } from "../../provider/src/resources/securityGroupAssignment/resource";
import type { NetworkArgs, ServerArgs } from "../../provider/src/resources/server/resource";
import { ServerFleet } from "../../provider/src/resources/serverFleet/resource";
import { ServerImage } from "../../provider/src/resources/serverImage/resource";
import { Volume } from "../../provider/src/resources/volume/resource";
import { VolumeAttachment } from "../../provider/src/resources/volumeAttachment/resource";
import { v1 } from "../../provider/src/runtime";
import { serverId, smallServer, type Values, volumeId } from "./plugin";

const kinds = Object.keys(handlers) as Kind[];

interface Registered {
    type: string;
    name: string;
    inputs: Values;
    id?: string | undefined;
}

let registered: Registered[] = [];

beforeAll(async () => {
    await pulumi.runtime.setMocks({
        newResource: ({ type, name, inputs, id }) => {
            registered.push({ type, name, inputs: inputs as Values, id });
            return { id: id || `${name}-id`, state: { ...inputs, status: "ACTIVE", privateKey: "PRIVATE" } };
        },
        call: () => ({}),
    });
});
beforeEach(() => {
    registered = [];
});

/** The one resource that `declare` declares, as the engine gets it. */
async function inputsOf(declare: () => pulumi.CustomResource): Promise<Registered> {
    const resource = declare();
    const urn = await new Promise<string>((resolve) => resource.urn.apply(resolve));
    // Earlier ones may be registered late.
    const found = registered.find(({ name }) => urn.endsWith(`::${name}`));
    if (!found) throw new Error("Nothing was registered.");
    return found;
}

describe("the pointer", () => {
    test.each(kinds)("of a %s is the same text for ever", (kind) => {
        expect(pointer(kind)).toBe(
            `exports.handler = () => require("pulumi-nhncloud/runtime").v1("${kind}");`,
        );
    });

    test.each(kinds)("of a %s has at most 120 bytes", (kind) => {
        expect(Buffer.byteLength(pointer(kind))).toBeLessThanOrEqual(120);
    });

    test("is the same under every configuration", async () => {
        const first = await inputsOf(() => new Keypair("a"));
        registered = [];
        pulumi.runtime.setAllConfig({ "nhncloud:region": "KR2", "nhncloud:password": "correct horse" });
        const second = await inputsOf(() => new Keypair("a"));
        pulumi.runtime.setAllConfig({});
        expect(second.inputs.__provider).toBe(first.inputs.__provider);
        expect(String(first.inputs.__provider)).toBe(pointer("Keypair"));
    });

    test.each(kinds)("of a %s leads to a provider with all seven methods", (kind) => {
        const provider = v1(kind) as Required<pulumi.dynamic.ResourceProvider>;
        const { configure, check, diff, create, read, update, delete: remove } = provider;
        for (const method of [configure, check, diff, create, read, update, remove])
            expect(method).toBeInstanceOf(Function);
    });

    test("of a kind that there is not says so", () => {
        expect(() => v1("Router")).toThrow(new Error('pulumi-nhncloud has no resource kind "Router".'));
    });
});

const { name: _ofOneServer, ...ofServers } = smallServer;

describe("what a class sends to the engine", () => {
    test.each<[Kind, () => pulumi.CustomResource, Values]>([
        ["Keypair", () => new Keypair("a", { publicKey: "ssh-rsa AAAA" }), { publicKey: "ssh-rsa AAAA" }],
        ["Keypair", () => new Keypair("a"), {}],
        ["Server", () => new Server("a", { ...smallServer, networks: [{ subnet: "subnet1" }] }), smallServer],
        ["VolumeAttachment", () => new VolumeAttachment("a", { serverId, volumeId }), { serverId, volumeId }],
        [
            "SecurityGroupAssignment",
            () => new SecurityGroupAssignment("a", { serverId, securityGroup: "web" }),
            { serverId, securityGroup: "web" },
        ],
        [
            "ServerImage",
            () => new ServerImage("a", { serverId, stopServer: true }),
            { serverId, stopServer: true },
        ],
        ["FloatingIp", () => new FloatingIp("a", { serverId, label: "web" }), { serverId, label: "web" }],
        ["FloatingIp", () => new FloatingIp("a"), {}],
        [
            "Volume",
            () => new Volume("a", { size: 10, volumeType: "General SSD" }),
            { size: 10, volumeType: "General SSD" },
        ],
        ["PlacementPolicy", () => new PlacementPolicy("a"), {}],
        [
            "ServerFleet",
            () => new ServerFleet("a", { ...ofServers, networks: [{ subnet: "subnet1" }], count: 3 }),
            { ...ofServers, count: 3 },
        ],
        ["Readiness", () => new Readiness("a", { host: "web", port: 22 }), { host: "web", port: 22 }],
    ])(
        "%s: its arguments, its name, its URN and its pointer, and nothing else",
        async (kind, declare, args) => {
            const type = `pulumi-nodejs:dynamic/nhncloud/compute:${kind}`;
            const found = await inputsOf(declare);
            expect(found).toMatchObject({ type, name: "a" });
            expect(found.inputs).toEqual({
                ...args,
                __logicalName: "a",
                __urn: `urn:pulumi:stack::project::${type}::a`,
                __provider: pointer(kind),
            });
        },
    );

    test("no names of arguments where all are plain", async () => {
        const { inputs } = await inputsOf(
            () => new Server("a", { ...smallServer, networks: [] as NetworkArgs[] }),
        );
        expect(inputs).not.toHaveProperty("__derived");
    });

    test("the names of arguments that come from elsewhere in the program", async () => {
        const args = {
            ...smallServer,
            networks: [{ subnet: "subnet1" }],
            keyName: pulumi.output("mine"),
            securityGroups: ["default", pulumi.output("web")],
        };
        const { inputs } = await inputsOf(() => new Server("a", args));
        expect(inputs.__derived).toEqual(["keyName", "securityGroups"]);
    });

    test("the names of all arguments of what depends on another resource", async () => {
        const dependsOn = new pulumi.ComponentResource("my:Shop", "shop");
        const args = { serverId, securityGroup: "web" };
        await inputsOf(() => new SecurityGroupAssignment("a", args, { dependsOn }));
        const [assignment] = registered.filter(({ name }) => name === "a");
        expect(assignment?.inputs.__derived).toEqual(["serverId", "securityGroup"]);
    });

    test("the URN of a resource inside a component names the component's type", async () => {
        const parent = new pulumi.ComponentResource("my:Shop", "shop");
        registered = [];
        await inputsOf(() => new Keypair("a", {}, { parent }));
        const [{ inputs } = { inputs: {} as Values }] = registered.filter(({ name }) => name === "a");
        expect(inputs.__urn).toMatch(/::my:Shop\$pulumi-nodejs:dynamic\/nhncloud\/compute:Keypair::a$/);
    });
});

describe("reading what exists", () => {
    test.each<[Kind, () => pulumi.CustomResource, string]>([
        ["Keypair", () => Keypair.get("a", "mine", { region: "KR2" }), "mine"],
        ["Server", () => Server.get("a", serverId, { region: "KR2" }), serverId],
        [
            "VolumeAttachment",
            () => VolumeAttachment.get("a", `${serverId}/${volumeId}`, { region: "KR2" }),
            `${serverId}/${volumeId}`,
        ],
        [
            "SecurityGroupAssignment",
            () => SecurityGroupAssignment.get("a", `${serverId}/web`, { region: "KR2" }),
            `${serverId}/web`,
        ],
        ["ServerImage", () => ServerImage.get("a", volumeId, { region: "KR2" }), volumeId],
        ["Volume", () => Volume.get("a", volumeId, { region: "KR2" }), volumeId],
        ["PlacementPolicy", () => PlacementPolicy.get("a", volumeId, { region: "KR2" }), volumeId],
        ["FloatingIp", () => FloatingIp.get("a", volumeId, { region: "KR2" }), volumeId],
        ["ServerFleet", () => ServerFleet.get("a", "c0ffee", { region: "KR2" }), "c0ffee"],
    ])("%s.get sends the id and the region", async (kind, declare, id) => {
        const found = await inputsOf(declare);
        expect(found).toMatchObject({ id, inputs: { region: "KR2", __provider: pointer(kind) } });
    });

    test("get needs no region", async () => {
        expect((await inputsOf(() => Server.get("a", serverId))).inputs).not.toHaveProperty("region");
    });
});

describe("secrets", () => {
    /** The arguments and options that a class gives to Pulumi. */
    function given(declare: (options: pulumi.CustomResourceOptions) => pulumi.CustomResource) {
        let seen: pulumi.ResourceTransformationArgs | undefined;
        declare({
            transformations: [
                (args) => {
                    seen = args;
                    return undefined;
                },
            ],
        });
        if (!seen) throw new Error("Nothing was declared.");
        return { props: seen.props as Values, options: seen.opts as pulumi.CustomResourceOptions };
    }
    const server = { ...smallServer, networks: [{ subnet: "subnet1" }] };

    test.each(["userData", "userDataBase64"])(
        "%s is one from the start, also when the program forgot",
        async (name) => {
            const { props, options } = given(
                (opts) => new Server("a", { ...server, [name]: "c2VjcmV0" }, opts),
            );
            expect(await pulumi.isSecret(props[name] as pulumi.Output<string>)).toBe(true);
            expect(options.additionalSecretOutputs).toEqual(["userData", "userDataBase64"]);
        },
    );

    test.each<[string, ServerArgs["metadata"], string[]]>([
        ["hold a secret", { team: "blue", key: pulumi.secret("s3cret") }, ["allMetadata"]],
        ["are one secret", pulumi.secret({ key: "s3cret" }), ["allMetadata"]],
        ["are plain", { team: "blue" }, []],
        ["are not given", undefined, []],
    ])("all metadata are one where the program's %s, and else not", (_, metadata, expected) => {
        const { options } = given((opts) => new Server("a", { ...server, metadata }, opts));
        expect(options.additionalSecretOutputs).toEqual(["userData", "userDataBase64", ...expected]);
    });

    test("all metadata are one where nhncloud:defaultMetadata is, which the check adds to them", async () => {
        const key = "nhncloud:defaultMetadata";
        pulumi.runtime.setAllConfig({ [key]: '{"key":"s3cret"}' }, [key]);
        try {
            for (const metadata of [undefined, { team: "blue" }]) {
                const { props, options } = given((opts) => new Server("a", { ...server, metadata }, opts));
                expect(await pulumi.isSecret(props.metadata as pulumi.Output<object>)).toBe(true);
                expect(options.additionalSecretOutputs).toContain("allMetadata");
            }
            const fleet = given((opts) => new ServerFleet("a", { ...server, count: 1 }, opts)).props;
            expect(await pulumi.isSecret(fleet.metadata as pulumi.Output<object>)).toBe(true);
            expect((await inputsOf(() => Server.get("b", serverId))).inputs).not.toHaveProperty("metadata");
        } finally {
            pulumi.runtime.setAllConfig({}, []);
        }
    });

    const encryption = { appkey: "APPKEY", keyId: "key1" };
    const blank = { sourceType: "blank", destinationType: "volume", bootIndex: 1, volumeSize: 10 } as const;

    test("the encryption of a volume is one", async () => {
        const { props, options } = given((opts) => new Volume("a", { size: 10, encryption }, opts));
        expect(await pulumi.isSecret(props.encryption as pulumi.Output<object>)).toBe(true);
        expect(options.additionalSecretOutputs).toEqual(["encryption"]);
    });

    test.each<[string, ServerArgs["blockDevices"]]>([
        ["one of them has an appkey", [blank, { ...blank, encryption }]],
        ["one of them is not known", [blank, pulumi.output({ ...blank })]],
        ["they are not known", pulumi.output([{ ...blank }])],
    ])("block devices are one where %s", async (_, blockDevices) => {
        for (const declare of [
            (opts: object) => new Server("a", { ...server, blockDevices }, opts),
            (opts: object) => new ServerFleet("a", { ...server, count: 1, blockDevices }, opts),
        ]) {
            const { props, options } = given(declare);
            expect(await pulumi.isSecret(props.blockDevices as pulumi.Output<object>)).toBe(true);
            expect(options.additionalSecretOutputs).toContain("blockDevices");
        }
    });

    test("block devices are none where no one has an appkey", () => {
        const blockDevices = [{ ...blank, volumeSize: pulumi.output(10) }];
        const { props, options } = given((opts) => new Server("a", { ...server, blockDevices }, opts));
        expect(props.blockDevices).toEqual(blockDevices);
        expect(options.additionalSecretOutputs).not.toContain("blockDevices");
    });

    test("user data that are not given are not sent", () => {
        const { props } = given((opts) => new Server("a", server, opts));
        expect(Object.keys(props)).not.toContain("userData");
        expect(Object.keys(props)).not.toContain("userDataBase64");
    });

    test("the private key of a generated pair is one, and other secret outputs stay", () => {
        const { options } = given(
            (opts) => new Keypair("a", {}, { ...opts, additionalSecretOutputs: ["fingerprint"] }),
        );
        expect([...(options.additionalSecretOutputs ?? [])].sort()).toEqual(["fingerprint", "privateKey"]);
    });

    test("nothing else is", async () => {
        const { props } = given((opts) => new Server("a", server, opts));
        for (const value of Object.values(props)) {
            if (pulumi.Output.isInstance(value)) expect(await pulumi.isSecret(value)).toBe(false);
        }
    });
});

test("an output that only the cloud can tell is there to be used", async () => {
    const server = new Server("a", { ...smallServer, networks: [{ subnet: "subnet1" }] });
    expect(await new Promise((resolve) => server.status.apply(resolve))).toBe("ACTIVE");
    expect(pulumi.Output.isInstance(server.accessIp)).toBe(true);
    expect(pulumi.Output.isInstance(server.allMetadata)).toBe(true);
    const keypair = new Keypair("b");
    expect(await new Promise((resolve) => keypair.privateKey.apply(resolve))).toBe("PRIVATE");
});

describe("the constructor of a resource", () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    afterEach(() => {
        Error.prepareStackTrace = prepareStackTrace;
    });

    test("takes one stack trace, for the place in the program, and none for each output", async () => {
        let taken = 0;
        Error.prepareStackTrace = (error, frames) => {
            if (frames.length > 0) taken++;
            return String(error);
        };
        const { urn } = new Server("web", { ...smallServer, networks: [{ uuid: "net1" }] });
        Error.prepareStackTrace = prepareStackTrace;
        expect(taken).toBe(1);
        await new Promise((resolve) => urn.apply(resolve));
    });

    test("tells where a program gives no name", () => {
        const declare = () => new Keypair("");
        expect(declare).toThrow("Missing resource name");
        expect(Error.stackTraceLimit).toBe(stackTraceLimit);
        try {
            declare();
        } catch (error) {
            expect((error as Error).stack).toContain(__filename);
        }
    });
});
