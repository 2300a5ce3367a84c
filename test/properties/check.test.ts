import { AxiosHeaders } from "axios";
import fc from "fast-check";
import { handlers } from "../../provider/src/resources/handlers";
import type { Values } from "../model/engine";
import { serverInputs } from "../support/inputs";
import { type CloudKind, cloudKinds, type Kind } from "../support/provider";
import { startWorld, type World } from "../support/world";
import { drawn } from "./drawn";
import {
    ofActions,
    ofAttachments,
    ofFloatingIps,
    ofKeypairs,
    ofServerGroups,
    ofServers,
    ofVolumes,
} from "./refusals";

const kinds = Object.keys(handlers) as Kind[];

const anyText = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
    fc.string({ unit: fc.constantFrom("a", "-", ".", "/", " ", ":"), maxLength: 12 }),
    fc.integer({ min: 250, max: 300 }).map((length) => "n".repeat(length)),
    fc.constantFrom("", " ", "__proto__", "constructor", "a\nb", "\u0000", "😀", "::", "0x10", "ssh-rsa x"),
);
const anyNumber = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -1, 1e300, 2 ** 31, 2 ** 53),
);
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
    anyText,
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.oneof(anyText, anyNumber, fc.constant(null)), { maxLength: 3 }),
    fc.dictionary(anyText, fc.oneof(anyText, anyNumber), { maxKeys: 3 }),
    fc.constantFrom([[]], [{}], [{ __proto__: null }], { a: { b: { c: [] } } }),
);
/** As the engine's protocol carries it. */
const wired = (entries: [string, unknown][]) => JSON.parse(JSON.stringify(Object.fromEntries(entries)));
const propertyNames = (kind: Kind) => Object.keys(handlers[kind].properties);

const isSentence = (text: string) => /^[^\p{Cc}]*\S\.( .*)?$|[?.]$/u.test(text) && !/[\r\n]/.test(text);

jest.setTimeout(60_000);

let world: World;
let sent: { path: string; body: unknown }[];
beforeAll(async () => {
    sent = [];
    // What would make something is kept, and refused.
    world = await startWorld({
        network: (adapter) => async (config) => {
            const path = new URL(String(config.url)).pathname;
            if (config.method !== "post" || path.startsWith("/identity") || isPreparing)
                return await adapter(config);
            sent.push({ path, body: JSON.parse(String(config.data)) });
            return { status: 403, statusText: "Forbidden", headers: new AxiosHeaders(), data: "{}", config };
        },
    });
    await world.create("Keypair", { name: "access" });
    const { ids } = world.cloud.region();
    const disk = { sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 };
    // An image of a local disk takes metadata.
    const local = { name: "local", flavorId: ids.localFlavor, blockDevices: [disk] };
    serverId = (await world.create("Server", serverInputs(world, local))).id;
    volumeId = world.cloud.region().addVolume();
    snapshotId = world.cloud.region().addSnapshot(volumeId);
    policyId = (await world.create("PlacementPolicy", {})).id;
    isPreparing = false;
});
afterAll(() => world.close());
let isPreparing = true;
let serverId: string;
let volumeId: string;
let snapshotId: string;
let policyId: string;
const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";

describe.each(kinds)("the check of a %s", (kind) => {
    test("answers any inputs with inputs and sentences", async () => {
        const name = fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...propertyNames(kind)) },
            { weight: 1, arbitrary: anyText },
        );
        const inputs = fc.array(fc.tuple(name, anyValue), { maxLength: 8 });
        const olds = fc.array(fc.tuple(name, anyValue), { maxLength: 4 });
        await fc.assert(
            fc.asyncProperty(inputs, olds, async (given, before) => {
                const checked = await world.check(kind, wired(given), wired(before));
                expect(JSON.parse(JSON.stringify(checked.inputs))).toEqual(checked.inputs);
                for (const sentence of checked.sentences)
                    expect([sentence, isSentence(sentence)]).toEqual([sentence, true]);
            }),
            drawn(80),
        );
    });
});

describe("what a check accepts, no cloud refuses for its form:", () => {
    const fleetOf = () => {
        const { name: _name, ...shared } = serverInputs(world);
        return { ...shared, namePrefix: "worker", count: 2 };
    };
    const textOr = (...values: unknown[]) => fc.oneof(anyValue, fc.constantFrom(...values));
    const network = fc.record(
        {
            uuid: textOr(undefined),
            subnet: textOr(undefined),
            port: textOr("4b293d31-ebd5-4a7f-be03-874b90021e54"),
            fixedIp: textOr("10.0.0.5", "fd00::5", "1", "1.2.3", "999.0.0.1", "a:b"),
        },
        { requiredKeys: [] },
    );
    const device = () => {
        const { image } = world.cloud.region().ids;
        return fc.record(
            {
                sourceType: fc.constantFrom("image", "volume", "snapshot", "blank"),
                uuid: fc.oneof(fc.constant(image), fc.constant(volumeId), anyText),
                destinationType: fc.constantFrom("local", "volume"),
                bootIndex: fc.oneof(fc.constantFrom(-1, 0, 1, 2), anyNumber),
                volumeSize: fc.oneof(fc.integer({ min: 1, max: 100 }), anyNumber),
                volumeType: fc.oneof(fc.constantFrom("General SSD", "Encrypted SSD"), anyText),
                encryption: fc.record({ appkey: anyText, keyId: anyText }, { requiredKeys: [] }),
                deviceName: fc.oneof(fc.constantFrom("vda", "/dev/vdb"), anyText),
                deleteOnTermination: fc.boolean(),
            },
            { requiredKeys: ["sourceType", "destinationType", "bootIndex"] },
        );
    };

    /** A value that may be right, for each property that has a form. */
    const values = (): Record<string, fc.Arbitrary<unknown>> => {
        const { ids } = world.cloud.region();
        const [root] = serverInputs(world).blockDevices as Values[];
        const metadata = fc.dictionary(
            fc.string({ unit: fc.constantFrom("a", ".", " ", "-", ":", "é", "/"), maxLength: 4 }),
            anyText,
            { maxKeys: 3 },
        );
        return {
            name: anyText,
            namePrefix: anyText,
            imageId: fc.constantFrom(ids.image, undefined),
            flavorId: fc.constantFrom(ids.flavor, ids.bigFlavor, ids.localFlavor),
            networks: fc.array(
                fc.oneof(network, fc.constantFrom({ uuid: ids.network }, { subnet: ids.subnet })),
                {
                    maxLength: 2,
                },
            ),
            serverId: textOr(serverId),
            volumeId: textOr(volumeId),
            availabilityZone: fc.oneof(
                fc.constantFrom(ids.zone, ids.otherZone),
                anyText.map((host) => `${ids.zone}:${host}`),
            ),
            availabilityZones: fc.array(fc.oneof(fc.constantFrom(ids.zone, ids.otherZone), anyText), {
                maxLength: 3,
            }),
            readiness: textOr({ port: 8080 }, { path: "/health" }, { protocol: "tcp" }),
            securityGroups: fc.array(fc.oneof(fc.constantFrom("web", "db", "default"), anyText), {
                maxLength: 3,
            }),
            securityGroup: fc.oneof(fc.constantFrom("web", "db"), anyText),
            userData: fc.oneof(anyText, fc.constantFrom("a".repeat(49_150), "é".repeat(30_000))),
            userDataBase64: fc.oneof(fc.base64String(), anyText),
            metadata,
            blockDevices: fc.array(fc.oneof(device(), fc.constant(root)), { maxLength: 3 }),
            diskConfig: textOr("AUTO", "MANUAL"),
            placementPolicyId: textOr(policyId),
            size: fc.oneof(fc.integer({ min: 1, max: 100 }), anyNumber),
            description: anyText,
            volumeType: fc.oneof(fc.constantFrom("General SSD", "Encrypted SSD"), anyText),
            snapshotId: textOr(snapshotId),
            encryption: fc.record({ appkey: anyText, keyId: anyText }, { requiredKeys: [] }),
            publicKey: fc.oneof(
                fc.constantFrom(publicKey, "ssh-rsa AAAA", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"),
                anyText.map((text) => `ssh-rsa ${text}`),
            ),
            count: textOr(1, 2, 11),
            minCount: textOr(1, 2),
            maxCount: textOr(2, 12),
        };
    };

    const refusalsOf = ({ path, body }: { path: string; body: unknown }): string[] => {
        if (path.endsWith("/servers")) return ofServers(body, "");
        if (path.endsWith("/os-keypairs")) return ofKeypairs(body, "");
        if (path.endsWith("/volumes")) return ofVolumes(body, "");
        if (path.endsWith("/os-server-groups")) return ofServerGroups(body, "");
        if (path.endsWith("/floatingips")) return ofFloatingIps(body, "");
        if (path.endsWith("/os-volume_attachments")) return ofAttachments(body, "");
        return ofActions(body, "");
    };

    const basics: Record<CloudKind, () => Values> = {
        Keypair: () => ({ name: "mine", publicKey }),
        Server: () => serverInputs(world),
        ServerFleet: fleetOf,
        Volume: () => ({ name: "data", size: 10 }),
        PlacementPolicy: () => ({ name: "apart" }),
        VolumeAttachment: () => ({ serverId, volumeId }),
        SecurityGroupAssignment: () => ({ serverId, securityGroup: "web" }),
        ServerImage: () => ({ serverId }),
        FloatingIp: () => ({}),
    };

    test.each(cloudKinds as CloudKind[])("%s", async (kind) => {
        const forms = Object.entries(values()).filter(([name]) => propertyNames(kind).includes(name));
        let accepted = 0;
        const changed = forms.map(([name, value]) => fc.tuple(fc.constant(name), value));
        const several = fc.array(fc.oneof(...changed), { maxLength: 4 });
        const run = world.nextRun();
        await fc.assert(
            fc.asyncProperty(several, async (given) => {
                const inputs = { ...basics[kind](), ...Object.fromEntries(given) };
                const checked = await run.check(kind, inputs);
                const isEmpty = inputs.count === 0;
                if (isEmpty || checked.sentences.length > 0) return;
                accepted++;
                sent.length = 0;
                const failure = await run.failure(run.create(kind, inputs));
                expect({ failure: failure.message, sent: sent.length > 0 }).toEqual({
                    failure: failure.message,
                    sent: true,
                });
                expect(sent.flatMap(refusalsOf)).toEqual([]);
            }),
            drawn(200),
        );
        expect(accepted).toBeGreaterThan(20);
    });
});
