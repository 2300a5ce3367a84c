import * as pulumi from "@pulumi/pulumi";
import { handlers } from "../../provider/src/resources/handlers";
import { mergeDesired } from "../../provider/src/resources/server/reconcile";
import { disk, smallServer, startPlugin, stateOf, type Values } from "./plugin";

const unknown = pulumi.runtime.unknownValue;
const running = { status: "ACTIVE", launchedAt: "2026-01-01T00:00:10.000000" };

async function diff(olds: Values, news: Values, state: Values = running) {
    const { provider } = startPlugin();
    return await provider("Server").diff("id", stateOf({ ...smallServer, ...olds }, state), {
        ...smallServer,
        ...news,
    });
}

const second = { ...disk, bootIndex: 1 };
const nothing = { changes: false, replaces: [], deleteBeforeReplace: false };
const update = { changes: true, replaces: [], deleteBeforeReplace: false };
const replace = (name: string) => ({ changes: true, replaces: [name], deleteBeforeReplace: false });

const changes: readonly [string, unknown, unknown, "replace" | "update"][] = [
    ["region", "KR1", "KR2", "replace"],
    ["timeouts", { create: 60 }, { create: 90 }, "update"],
    ["name", "web", "shop", "update"],
    ["imageId", "image1", "image2", "replace"],
    ["flavorId", "flavor1", "flavor2", "update"],
    ["keyName", "mine", "yours", "replace"],
    ["networks", [{ subnet: "subnet1" }], [{ subnet: "subnet2" }], "replace"],
    ["availabilityZone", "kr-pub-a", "kr-pub-b", "replace"],
    ["securityGroups", ["default"], ["web"], "update"],
    ["securityGroupsMode", "additive", "exclusive", "update"],
    ["metadataMode", "exclusive", "additive", "update"],
    ["userData", "old", "new", "replace"],
    ["userDataBase64", "b2xk", "bmV3", "replace"],
    ["userDataReplaceOnChange", true, false, "update"],
    ["metadata", { team: "blue" }, { team: "red" }, "update"],
    ["blockDevices", [disk], [{ ...disk, volumeSize: 30 }], "replace"],
    ["powerState", "active", "stopped", "update"],
    ["rebootTrigger", "1", "2", "update"],
    ["rebootType", "SOFT", "HARD", "update"],
    ["diskConfig", "MANUAL", "AUTO", "update"],
    ["placementPolicyId", "policy1", "policy2", "replace"],
    ["stopBeforeDelete", false, true, "update"],
];

test("every property of a server is in the table below", () => {
    const { adoptExisting: _onlyForCreate, ...properties } = handlers.Server.properties;
    expect(changes.map(([name]) => name).sort()).toEqual(Object.keys(properties).sort());
});

describe.each(changes)("%s", (name, old, value, means) => {
    const expected = means === "update" ? update : replace(name);

    test("that stays changes nothing", async () => {
        expect(await diff({ [name]: old }, { [name]: JSON.parse(JSON.stringify(old)) })).toEqual(nothing);
    });

    test(`that changes means ${means}`, async () => {
        expect(await diff({ [name]: old }, { [name]: value })).toEqual(expected);
    });

    test(`that is not known yet means ${means}`, async () => {
        expect(await diff({ [name]: old }, { [name]: unknown })).toEqual(expected);
    });

    test(`that comes means ${means}`, async () => {
        expect(await diff({ [name]: undefined }, { [name]: value })).toEqual(expected);
    });

    const whenGone = name === "availabilityZone" ? nothing : expected;
    test(`that goes means ${whenGone === nothing ? "nothing" : means}`, async () => {
        expect(await diff({ [name]: old }, { [name]: undefined })).toEqual(whenGone);
    });
});

describe("what means the same", () => {
    test.each<[string, Values, Values]>([
        [
            "networks in another order",
            { networks: [{ subnet: "a" }, { port: "b" }] },
            { networks: [{ port: "b" }, { subnet: "a" }] },
        ],
        ["groups in another order", { securityGroups: ["a", "b"] }, { securityGroups: ["b", "a"] }],
        ["metadata in another order", { metadata: { a: "1", b: "2" } }, { metadata: { b: "2", a: "1" } }],
        ["null and nothing", { availabilityZone: null }, {}],
        ["hidden inputs", { __urn: "a", __logicalName: "a" }, { __urn: "b", __logicalName: "b" }],
        ["a region in other letters", { region: "KR1" }, { region: "kr1" }],
        [
            "block devices in another order",
            { blockDevices: [disk, second] },
            { blockDevices: [second, disk] },
        ],
        [
            "a disk that outlives the server, said and not said",
            { blockDevices: [disk] },
            { blockDevices: [{ ...disk, deleteOnTermination: false }] },
        ],
        ["user data in plain text and in base64", { userData: "new" }, { userDataBase64: "bmV3" }],
    ])("%s", async (_, olds, news) => {
        expect(await diff(olds, news)).toMatchObject({ changes: false, replaces: [] });
        expect(await diff(news, olds)).toMatchObject({ changes: false, replaces: [] });
    });

    test("the zone that the server is in, said for the first time", async () => {
        const state = { ...running, availabilityZone: "kr-pub-a" };
        expect(await diff({}, { availabilityZone: "kr-pub-a" }, state)).toEqual(nothing);
        expect((await diff({}, { availabilityZone: "kr-pub-b" }, state)).replaces).toEqual([
            "availabilityZone",
        ]);
    });

    test("an address that the server has, said or no longer said", async () => {
        const state = { ...running, addresses: [{ address: "10.0.0.5" }] };
        const pinned = { networks: [{ subnet: "subnet1", fixedIp: "10.0.0.5" }] };
        expect((await diff({}, pinned, state)).changes).toBe(false);
        expect((await diff(pinned, {}, state)).changes).toBe(false);
        const other = { networks: [{ subnet: "subnet1", fixedIp: "10.0.0.6" }] };
        expect((await diff({}, other, state)).replaces).toEqual(["networks"]);
    });

    test("the members of a network in another order", async () => {
        const olds = { networks: [{ uuid: "a", subnet: "b" }] };
        const news = { networks: [{ subnet: "b", uuid: "a" }] };
        expect((await diff(olds, news)).replaces).toEqual([]);
    });

    test("what the cloud chose, where the program says nothing", async () => {
        const chosen = {
            availabilityZone: "kr-pub-a",
            securityGroups: ["default"],
            metadata: { cloud: "1" },
        };
        expect(await diff({}, {}, { ...running, ...chosen })).toEqual(nothing);
    });
});

describe("what does not mean the same", () => {
    test("other user data in base64", async () => {
        const { replaces } = await diff({ userData: "old" }, { userDataBase64: "bmV3" });
        expect(replaces).toEqual(["userData", "userDataBase64"]);
    });

    test("a value that is not known, deep inside", async () => {
        const news = { blockDevices: [{ ...disk, uuid: unknown }] };
        expect((await diff({ blockDevices: [disk] }, news)).replaces).toEqual(["blockDevices"]);
        expect(await diff({ metadata: { a: "1" } }, { metadata: { a: unknown } })).toEqual(update);
    });

    test("several things at once: all that replace are named", async () => {
        const news = { imageId: "image2", keyName: "yours", name: "shop" };
        expect((await diff({}, news)).replaces).toEqual(["imageId", "keyName"]);
    });
});

describe("user data with userDataReplaceOnChange false", () => {
    const kept = { userDataReplaceOnChange: false };

    test.each(["userData", "userDataBase64"])("%s change nothing", async (name) => {
        expect(await diff({ ...kept, [name]: "old" }, { ...kept, [name]: "new" })).toEqual(nothing);
        expect(await diff({ ...kept, [name]: "old" }, { ...kept, [name]: unknown })).toEqual(nothing);
    });

    test("do not keep another change from replacing", async () => {
        const news = { ...kept, userData: "new", imageId: "image2" };
        expect((await diff({ ...kept, userData: "old" }, news)).replaces).toEqual(["imageId"]);
    });

    test("are kept also where the flag comes with the change", async () => {
        expect(await diff({ userData: "old" }, { ...kept, userData: "new" })).toEqual(update);
    });
});

describe("the old server goes first", () => {
    test.each<[string, Values]>([
        ["holds a port", { networks: [{ port: "port1" }] }],
        ["holds an address", { networks: [{ subnet: "a" }, { subnet: "b", fixedIp: "10.0.0.5" }] }],
        ["holds a volume", { blockDevices: [disk, { sourceType: "volume", uuid: "v", bootIndex: 1 }] }],
    ])("where it %s", async (_, holds) => {
        expect(await diff(holds, { ...holds, imageId: "image2" })).toEqual({
            changes: true,
            replaces: ["imageId"],
            deleteBeforeReplace: true,
        });
    });

    test("where the new one names an address or a volume that it has", async () => {
        const addresses = [{ address: "10.0.0.5" }];
        const networks = [{ subnet: "subnet2", fixedIp: "10.0.0.5" }];
        expect((await diff({}, { networks }, { ...running, addresses })).deleteBeforeReplace).toBe(true);
        const blockDevices = [{ sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 0 }];
        const attached = { ...running, attachedVolumeIds: ["v"] };
        expect((await diff({}, { blockDevices }, attached)).deleteBeforeReplace).toBe(true);
        expect((await diff({}, { networks, blockDevices })).deleteBeforeReplace).toBe(false);
    });

    test("not where only the new server names a port", async () => {
        const { deleteBeforeReplace } = await diff({}, { networks: [{ port: "port1" }] });
        expect(deleteBeforeReplace).toBe(false);
    });

    test("not where a disk is made from an image or a snapshot", async () => {
        const blockDevices = [disk, { sourceType: "snapshot", uuid: "s", bootIndex: 1 }];
        expect((await diff({ blockDevices }, { blockDevices, imageId: "b" })).deleteBeforeReplace).toBe(
            false,
        );
    });
});

describe("a server in ERROR", () => {
    test("that never ran is replaced by the next up, and goes first", async () => {
        expect(await diff({}, {}, { status: "ERROR" })).toEqual({
            changes: true,
            replaces: ["status"],
            deleteBeforeReplace: true,
        });
    });

    test("that ran once stays", async () => {
        expect(await diff({}, {}, { ...running, status: "ERROR" })).toEqual(nothing);
    });

    test("that never ran still names what changed", async () => {
        const { replaces } = await diff({}, { imageId: "image2" }, { status: "ERROR", launchedAt: null });
        expect(replaces).toEqual(["imageId", "status"]);
    });
});

test.each(["BUILD", "SHUTOFF", "PAUSED", "SOMETHING_NEW"])(
    "a status of %s changes nothing by itself",
    async (status) => {
        expect(await diff({}, {}, { status })).toEqual(nothing);
    },
);

test("another appkey alone replaces nothing, and another key does", async () => {
    const encrypted = (appkey: string, keyId: string) => ({
        blockDevices: [{ ...disk, volumeType: "Encrypted SSD", encryption: { appkey, keyId } }],
    });
    expect(await diff(encrypted("one", "key1"), encrypted("other", "key1"))).toEqual(nothing);
    expect(await diff(encrypted("one", "key1"), encrypted("one", "key2"))).toEqual(replace("blockDevices"));
});

test("what was desired before or is desired now has both, the newer first, and nothing that neither has", () => {
    const before = { securityGroups: ["db"], metadata: { team: "red", role: "db" } };
    const now = { securityGroups: ["web", "db"], metadata: { team: "blue" } };
    expect(mergeDesired(before, now)).toEqual({
        securityGroups: ["web", "db"],
        metadata: { team: "blue", role: "db" },
    });
    expect(mergeDesired({}, now)).toEqual(now);
    expect(mergeDesired({}, {})).toEqual({});
});
