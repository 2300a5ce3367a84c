import * as pulumi from "@pulumi/pulumi";
import { isUnknown, unknownValue } from "../../provider/src/core/properties";
import { handlers } from "../../provider/src/resources/handlers";
import { checked, disk, sentences, serverId, smallServer, type Values, volumeId } from "./plugin";

const unknown = pulumi.runtime.unknownValue;

const { name: _ofOneServer, ...ofServers } = smallServer;

const full: Readonly<Record<keyof typeof handlers, Values>> = {
    Keypair: { name: "mine", publicKey: "ssh-rsa AAAAB3NzaC1yc2E=", adoptExisting: true },
    VolumeAttachment: { serverId, volumeId, stopBeforeDetach: true },
    SecurityGroupAssignment: { serverId, securityGroup: "web" },
    ServerImage: { serverId, name: "golden", metadata: { team: "blue" }, stopServer: true },
    Volume: {
        size: 20,
        name: "data",
        description: "all of it",
        volumeType: "Encrypted SSD",
        availabilityZone: "kr-pub-a",
        snapshotId: volumeId,
        metadata: { team: "blue" },
        encryption: { appkey: "APPKEY", keyId: "key1" },
    },
    PlacementPolicy: { name: "apart" },
    FloatingIp: {
        serverId,
        fixedIp: "10.0.0.5",
        floatingNetworkId: volumeId,
        label: "web",
        deleteProtection: true,
        adoptExisting: true,
    },
    Readiness: {
        host: "192.168.0.5",
        port: 8080,
        protocol: "https",
        path: "/health",
        expectStatus: 204,
        triggers: ["1", { release: 2 }],
    },
    ServerFleet: {
        ...ofServers,
        namePrefix: "worker",
        minCount: 2,
        maxCount: 3,
        maxSurge: 1,
        maxUnavailable: 1,
        availabilityZones: ["kr-pub-a", "kr-pub-b"],
        readiness: { port: 8080, protocol: "http", path: "/health", expectStatus: 204 },
        securityGroups: ["web"],
        metadata: { team: "blue" },
        networks: [{ uuid: "n", subnet: "s" }],
        blockDevices: [disk],
    },
    Server: {
        ...smallServer,
        availabilityZone: "kr-pub-a",
        securityGroups: ["default", "web"],
        securityGroupsMode: "exclusive",
        metadataMode: "exclusive",
        userData: "#!/bin/sh",
        userDataReplaceOnChange: true,
        metadata: { team: "blue" },
        networks: [{ uuid: "n", subnet: "s", port: volumeId, fixedIp: "10.0.0.5" }, { subnet: "s" }],
        blockDevices: [
            { ...disk, volumeType: "SSD", deviceName: "vda", deleteOnTermination: true },
            {
                sourceType: "blank",
                destinationType: "volume",
                bootIndex: -1,
                volumeSize: 10,
                volumeType: "Encrypted SSD",
                encryption: { appkey: "APPKEY", keyId: "key1" },
            },
            { sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 1 },
            { sourceType: "snapshot", uuid: "s", destinationType: "volume", bootIndex: 2 },
        ],
        rebootTrigger: "1",
        rebootType: "SOFT",
        diskConfig: "MANUAL",
        placementPolicyId: volumeId,
        stopBeforeDelete: true,
        timeouts: { create: 1, update: 2, delete: 3 },
    },
};

/** Every copy of `value` in which one part, however deep, is unknown. */
function withOneUnknown(value: unknown, path = ""): [string, unknown][] {
    const here: [string, unknown][] = [[path, unknown]];
    if (typeof value !== "object" || value === null) return here;
    const inside = Object.entries(value).flatMap(([key, entry]) =>
        withOneUnknown(entry, `${path}.${key}`).map(([at, replaced]): [string, unknown] => {
            const copy: unknown = Array.isArray(value)
                ? value.map((item, index) => (String(index) === key ? replaced : item))
                : { ...value, [key]: replaced };
            return [at, copy];
        }),
    );
    return path === "" ? inside : [...here, ...inside];
}

const cases = Object.entries(full).flatMap(([kind, inputs]) =>
    withOneUnknown(inputs).map(([path, value]) => [kind, path.slice(1), value as Values] as const),
);

test("the inputs that these tests begin with are fine, and every property of every kind is among them", async () => {
    for (const [kind, inputs] of Object.entries(full)) expect(await sentences(kind, inputs)).toEqual([]);
    const names = new Set(Object.values(full).flatMap((inputs) => Object.keys(inputs)));
    const known = Object.values(handlers).flatMap(({ properties }) => Object.keys(properties));
    // Each excludes another one.
    expect(new Set(known.filter((name) => !names.has(name)))).toEqual(
        new Set(["userDataBase64", "count", "portId"]),
    );
});

test.each(cases)("%s with an unknown %s is never refused, and stays unknown", async (kind, _, inputs) => {
    expect(JSON.stringify(await checked(kind, inputs))).toContain(pulumi.runtime.unknownValue);
});

test.each<[string, Values]>([
    ["user data in base64", { userDataBase64: unknown }],
    ["an image where it would be missing", { imageId: unknown }],
    ["block devices where an image would be missing", { imageId: undefined, blockDevices: unknown }],
    ["a disk where the root disk would be missing", { blockDevices: [unknown] }],
    ["a second disk where it may be another root disk", { blockDevices: [disk, unknown] }],
    [
        "a boot index where the root disk would be missing",
        { blockDevices: [{ ...disk, bootIndex: unknown }] },
    ],
    ["a network", { networks: [unknown] }],
    ["a metadata value", { metadata: { team: unknown } }],
])("a server with unknown %s is never refused", async (_, more) => {
    expect(await sentences("Server", { ...smallServer, ...more })).toEqual([]);
});

test("unknown metadata are not mixed with default metadata", async () => {
    const settings = { NHNCLOUD_DEFAULT_METADATA: '{"team":"blue"}' };
    const inputs = await checked("Server", { ...smallServer, metadata: unknown }, { settings });
    expect(inputs.metadata).toBe(unknown);
});

test("an unknown part does not hide another mistake", async () => {
    const networks = [unknown, { colour: "x" }];
    expect(await sentences("Server", { ...smallServer, imageId: unknown, networks })).toEqual([
        "networks[1].colour is not a known property: known properties are uuid, subnet, port, fixedIp.",
    ]);
});

test("a text that only looks like the marker is known", () => {
    expect(isUnknown("04da6b54")).toBe(false);
    expect(isUnknown({ a: [{ b: unknownValue }] })).toBe(true);
    expect(isUnknown(null)).toBe(false);
});
