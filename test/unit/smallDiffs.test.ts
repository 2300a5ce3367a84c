import * as pulumi from "@pulumi/pulumi";
import { assumed, completed } from "../../provider/src/core/imported";
import { unknownValue } from "../../provider/src/core/properties";
import { previewOfUpdate } from "../../provider/src/doors/plugin/preview";
import { outputsOf } from "../../provider/src/doors/plugin/schema";
import { handlers } from "../../provider/src/resources/handlers";
import {
    disk,
    otherServerId,
    otherVolumeId,
    serverId,
    smallServer,
    startPlugin,
    stateOf,
    type Values,
    volumeId,
} from "./plugin";

const unknown = pulumi.runtime.unknownValue;

const { name: _ofOneServer, ...ofServers } = smallServer;

const kinds: Readonly<Record<string, Values>> = {
    Keypair: { region: "KR1", name: "mine", publicKey: "ssh-rsa AAAA" },
    VolumeAttachment: { region: "KR1", serverId, volumeId },
    SecurityGroupAssignment: { region: "KR1", serverId, securityGroup: "web" },
    ServerImage: { region: "KR1", serverId, name: "golden" },
    ServerFleet: { ...ofServers, namePrefix: "worker", count: 0 },
    Volume: { region: "KR1", name: "data", size: 10 },
    PlacementPolicy: { region: "KR1", name: "apart" },
    FloatingIp: { region: "KR1", serverId, floatingNetworkId: volumeId },
    Readiness: { region: "KR1", host: "192.168.0.5" },
};

const diff = (kind: string, olds: Values, news: Values) =>
    startPlugin()
        .provider(kind)
        .diff("id", stateOf({ ...kinds[kind], ...olds }), { ...kinds[kind], ...news });

const changes: readonly [
    kind: keyof typeof handlers,
    name: string,
    value: unknown,
    replaces: boolean,
    first: boolean,
][] = [
    ["Keypair", "region", "KR2", true, false],
    ["Keypair", "name", "yours", true, false],
    ["Keypair", "publicKey", "ssh-rsa BBBB", false, false],
    ["Keypair", "timeouts", { create: 5 }, false, false],
    ["VolumeAttachment", "region", "KR2", true, true],
    ["VolumeAttachment", "serverId", otherServerId, true, true],
    ["VolumeAttachment", "volumeId", otherVolumeId, true, true],
    ["VolumeAttachment", "stopBeforeDetach", true, false, true],
    ["VolumeAttachment", "timeouts", { delete: 5 }, false, true],
    ["SecurityGroupAssignment", "region", "KR2", true, true],
    ["SecurityGroupAssignment", "serverId", otherServerId, true, true],
    ["SecurityGroupAssignment", "securityGroup", "db", true, true],
    ["SecurityGroupAssignment", "timeouts", { update: 5 }, false, true],
    ["ServerImage", "region", "KR2", true, false],
    ["ServerImage", "serverId", otherServerId, true, false],
    ["ServerImage", "name", "silver", true, false],
    ["ServerImage", "metadata", { team: "blue" }, true, false],
    ["ServerImage", "stopServer", true, false, false],
    ["ServerImage", "timeouts", { create: 5 }, false, false],
    ["Volume", "region", "KR2", true, false],
    ["Volume", "timeouts", { create: 5 }, false, false],
    ["Volume", "size", 20, true, false],
    ["Volume", "name", "logs", false, false],
    ["Volume", "description", "all of it", false, false],
    ["Volume", "volumeType", "General SSD", true, false],
    ["Volume", "availabilityZone", "kr-pub-b", true, false],
    ["Volume", "snapshotId", volumeId, true, false],
    ["Volume", "metadata", { team: "blue" }, false, false],
    ["Volume", "encryption", { appkey: "APPKEY", keyId: "key1" }, true, false],
    ["PlacementPolicy", "region", "KR2", true, false],
    ["PlacementPolicy", "timeouts", { create: 5 }, false, false],
    ["PlacementPolicy", "name", "together", true, false],
    ["FloatingIp", "region", "KR2", true, true],
    ["FloatingIp", "serverId", otherServerId, false, true],
    ["FloatingIp", "portId", otherServerId, false, true],
    ["FloatingIp", "fixedIp", "192.168.0.5", false, true],
    ["FloatingIp", "floatingNetworkId", otherVolumeId, true, true],
    ["FloatingIp", "label", "web", false, true],
    ["FloatingIp", "deleteProtection", true, false, true],
    ["FloatingIp", "timeouts", { create: 5 }, false, true],
    ["Readiness", "region", "KR2", true, false],
    ["Readiness", "timeouts", { create: 5 }, false, false],
    ["Readiness", "host", "192.168.0.6", false, false],
    ["Readiness", "port", 8080, false, false],
    ["Readiness", "protocol", "https", false, false],
    ["Readiness", "path", "/health", false, false],
    ["Readiness", "expectStatus", 204, false, false],
    ["Readiness", "triggers", ["2"], false, false],
    ["ServerFleet", "region", "KR2", true, false],
    ["ServerFleet", "timeouts", { create: 5 }, false, false],
    ["ServerFleet", "count", 1, false, false],
    ["ServerFleet", "minCount", 1, false, false],
    ["ServerFleet", "maxCount", 1, false, false],
    ["ServerFleet", "namePrefix", "batch", false, false],
    ["ServerFleet", "maxSurge", 0, false, false],
    ["ServerFleet", "maxUnavailable", 2, false, false],
    ["ServerFleet", "imageId", "image2", false, false],
    ["ServerFleet", "flavorId", "flavor2", false, false],
    ["ServerFleet", "keyName", "yours", false, false],
    ["ServerFleet", "networks", [{ subnet: "subnet2" }], false, false],
    ["ServerFleet", "availabilityZone", "kr-pub-b", false, false],
    ["ServerFleet", "availabilityZones", ["kr-pub-b"], false, false],
    ["ServerFleet", "readiness", { port: 8080 }, false, false],
    ["ServerFleet", "securityGroups", ["web"], false, false],
    ["ServerFleet", "securityGroupsMode", "exclusive", false, false],
    ["ServerFleet", "userData", "new", false, false],
    ["ServerFleet", "userDataBase64", "bmV3", false, false],
    ["ServerFleet", "userDataReplaceOnChange", false, false, false],
    ["ServerFleet", "metadata", { team: "red" }, false, false],
    ["ServerFleet", "metadataMode", "exclusive", false, false],
    ["ServerFleet", "blockDevices", [disk], false, false],
    ["ServerFleet", "powerState", "stopped", false, false],
    ["ServerFleet", "rebootTrigger", "2", false, false],
    ["ServerFleet", "rebootType", "HARD", false, false],
    ["ServerFleet", "diskConfig", "AUTO", false, false],
    ["ServerFleet", "placementPolicyId", "policy2", false, false],
    ["ServerFleet", "stopBeforeDelete", true, false, false],
];

test.each(changes)("%s: a change of %s", async (kind, name, value, replaces, first) => {
    const expected = { changes: true, replaces: replaces ? [name] : [], deleteBeforeReplace: first };
    expect(await diff(kind, {}, { [name]: value })).toEqual(expected);
});

test.each(changes)("%s: a %s that is not known yet", async (kind, name, _, replaces) => {
    expect(await diff(kind, {}, { [name]: unknown })).toMatchObject({
        changes: true,
        replaces: replaces ? [name] : [],
    });
});

test.each(Object.keys(kinds))("%s: no change", async (kind) => {
    expect(await diff(kind, {}, {})).toMatchObject({ changes: false, replaces: [] });
});

test.each(Object.keys(kinds))("%s: adoptExisting is for the create only", async (kind) => {
    expect(await diff(kind, { adoptExisting: true }, {})).toMatchObject({ changes: false });
});

test.each(Object.keys(kinds) as (keyof typeof handlers)[])(
    "%s: every property is in the table above",
    (kind) => {
        const inTable = changes.filter(([of]) => of === kind).map(([, name]) => name);
        const { adoptExisting: _onlyForCreate, ...properties } = handlers[kind].properties;
        expect(inTable.sort()).toEqual(Object.keys(properties).sort());
    },
);

const power = ["status", "vmState", "taskState", "power", "launchedAt", "updated"];

/** What a preview of an update leaves open: outputs that nothing else may depend on as they were. */
const open: readonly [kind: keyof typeof handlers, name: string, value: unknown, outputs: string[]][] = [
    ["Server", "name", "other", ["updated"]],
    ["Server", "flavorId", "flavor2", [...power, "hostId"]],
    ["Server", "securityGroups", ["web"], ["updated"]],
    ["Server", "securityGroups", undefined, ["securityGroups", "updated"]],
    ["Server", "securityGroupsMode", "exclusive", ["updated"]],
    ["Server", "userDataReplaceOnChange", false, []],
    ["Server", "metadata", { role: "web" }, ["allMetadata", "updated"]],
    ["Server", "metadata", undefined, ["metadata", "allMetadata", "updated"]],
    ["Server", "metadataMode", "exclusive", ["allMetadata", "updated"]],
    ["Server", "powerState", "stopped", [...power, "hostId"]],
    ["Server", "rebootTrigger", "2", power],
    ["Server", "rebootType", "HARD", []],
    ["Server", "diskConfig", "AUTO", []],
    ["Server", "stopBeforeDelete", true, []],
    ["Keypair", "publicKey", "ssh-rsa BBBB", ["privateKey", "fingerprint", "createdAt"]],
    ["Keypair", "publicKey", undefined, ["privateKey", "fingerprint", "createdAt", "publicKey"]],
    ["Volume", "name", "logs", []],
    ["Volume", "description", "all of it", []],
    ["Volume", "metadata", { team: "blue" }, []],
    ["FloatingIp", "serverId", otherServerId, ["portId", "fixedIp", "status"]],
    ["FloatingIp", "portId", otherServerId, ["fixedIp", "status"]],
    ["FloatingIp", "fixedIp", "192.168.0.5", ["portId", "status"]],
    ["FloatingIp", "label", "web", []],
    ["FloatingIp", "deleteProtection", true, []],
    ["VolumeAttachment", "stopBeforeDetach", true, []],
    ["ServerImage", "stopServer", true, []],
    ["ServerFleet", "maxSurge", 0, []],
    ["ServerFleet", "maxUnavailable", 2, []],
    ["ServerFleet", "readiness", { port: 8080 }, []],
];

test.each(open)("a preview of %s with another %s (%j) leaves open %j", (kind, name, value, outputs) => {
    const before: Values = {
        ...(kinds[kind] ?? smallServer),
        securityGroups: ["db"],
        metadata: { team: "red" },
    };
    const { [name]: _before, ...others } = before;
    const inputs = value === undefined ? others : { ...others, [name]: value };
    const { properties } = handlers[kind];
    const preview = previewOfUpdate(properties, outputsOf(kind), stateOf(before), inputs);
    const unknown = Object.keys(preview).filter((output) => preview[output] === unknownValue);
    expect(unknown.sort()).toEqual([...outputs].sort());
});

/** Of every kind that can be imported, what an import comes without: always, and perhaps. */
const hidden: readonly [kind: keyof typeof handlers, always: string[], maybe: string[]][] = [
    [
        "Server",
        ["networks", "blockDevices"],
        ["imageId", "userData", "userDataBase64", "rebootTrigger", "placementPolicyId"],
    ],
    ["ServerImage", ["serverId"], ["metadata"]],
    ["Volume", [], ["encryption"]],
    ["Keypair", [], []],
    ["FloatingIp", [], []],
    ["PlacementPolicy", [], []],
];

test.each(hidden)("%s: an import comes without %j, and perhaps %j", (kind, always, maybe) => {
    const { properties } = handlers[kind];
    const imported = { __imported: true };
    const all = Object.fromEntries(Object.keys(properties).map((name) => [name, "given"]));
    expect(Object.keys(assumed(properties, imported))).toEqual(always);
    const { __imported: _known, ...given } = completed(properties, imported, all);
    expect(Object.keys(given).sort()).toEqual([...always, ...maybe].sort());
});

test("a keypair that was generated is not changed because the program names no public key", async () => {
    const { provider } = startPlugin();
    const state = stateOf(
        { name: "mine", region: "KR1" },
        { publicKey: "ssh-rsa AAAA", privateKey: "PRIVATE" },
    );
    expect(await provider("Keypair").diff("mine", state, { name: "mine", region: "KR1" })).toMatchObject({
        changes: false,
    });
});

test("neither a diff nor the check of what stays in its region asks the cloud anything", async () => {
    const plugin = startPlugin();
    await plugin.provider("Keypair").diff("mine", stateOf({ name: "mine" }), { name: "yours" });
    await plugin.provider("Keypair").check({ region: "KR1" }, { name: "yours" });
    expect(plugin.network.sent).toEqual([]);
});
