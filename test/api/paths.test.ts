import { baseUrl } from "../../provider/src/api/auth/catalogue";
import { type ServiceClient, serviceClient } from "../../provider/src/api/auth/session";
import { pathOf } from "../../provider/src/api/paths";
import { AvailabilityZones } from "../../provider/src/api/services/availabilityZones";
import { Flavors } from "../../provider/src/api/services/flavors";
import { FloatingIps } from "../../provider/src/api/services/floatingIps";
import { Images } from "../../provider/src/api/services/images";
import { Keypairs } from "../../provider/src/api/services/keypairs";
import { Networks, Subnets } from "../../provider/src/api/services/networks";
import { Ports } from "../../provider/src/api/services/ports";
import { SecurityGroups } from "../../provider/src/api/services/securityGroups";
import { ServerGroups } from "../../provider/src/api/services/serverGroups";
import { Servers } from "../../provider/src/api/services/servers";
import { Snapshots } from "../../provider/src/api/services/snapshots";
import { VolumeAttachments } from "../../provider/src/api/services/volumeAttachments";
import { Volumes } from "../../provider/src/api/services/volumes";
import { VolumeTypes } from "../../provider/src/api/services/volumeTypes";
import { isUuid } from "../../provider/src/api/uuid";
import { failureOf, fakeApi } from "./network";

type Call = (service: ServiceClient, segment: string) => Promise<unknown>;

/** Every method whose path has something from outside, by the place that it takes. */
const calls: Record<string, Call> = {
    "Servers.get": (service, id) => new Servers(service).get(id),
    "Servers.rename": (service, id) => new Servers(service).rename(id, "new"),
    "Servers.delete": (service, id) => new Servers(service).delete(id),
    "Servers.act": (service, id) => new Servers(service).act(id, { "os-stop": null }),
    "Servers.createImage": (service, id) => new Servers(service).createImage(id, "golden"),
    "Servers.setMetadata, the server": (service, id) => new Servers(service).setMetadata(id, "key", "v"),
    "Servers.setMetadata, the key": (service, key) => new Servers(service).setMetadata("server1", key, "v"),
    "Servers.deleteMetadata, the server": (service, id) => new Servers(service).deleteMetadata(id, "key"),
    "Servers.deleteMetadata, the key": (service, key) => new Servers(service).deleteMetadata("server1", key),
    "Keypairs.get": (service, name) => new Keypairs(service).get(name),
    "Keypairs.delete": (service, name) => new Keypairs(service).delete(name),
    "Flavors.get": (service, id) => new Flavors(service).get(id),
    "Images.get": (service, id) => new Images(service).get(id),
    "Images.rename": (service, id) => new Images(service).rename(id, "golden"),
    "Images.tag": (service, id) => new Images(service).tag(id, "tag"),
    "Images.tag, the tag": (service, tag) => new Images(service).tag("image1", tag),
    "Images.delete": (service, id) => new Images(service).delete(id),
    "Volumes.get": (service, id) => new Volumes(service).get(id),
    "Volumes.change": (service, id) => new Volumes(service).change(id, { name: "new" }),
    "Volumes.delete": (service, id) => new Volumes(service).delete(id),
    "Snapshots.get": (service, id) => new Snapshots(service).get(id),
    "ServerGroups.get": (service, id) => new ServerGroups(service).get(id),
    "ServerGroups.delete": (service, id) => new ServerGroups(service).delete(id),
    "Volumes.uploadImage": (service, id) => new Volumes(service).uploadImage(id, "golden"),
    "VolumeAttachments.get, the server": (service, id) => new VolumeAttachments(service).get(id, "volume1"),
    "VolumeAttachments.get, the volume": (service, id) => new VolumeAttachments(service).get("server1", id),
    "VolumeAttachments.list": (service, id) => new VolumeAttachments(service).list(id),
    "VolumeAttachments.create": (service, id) => new VolumeAttachments(service).create(id, "volume1"),
    "VolumeAttachments.delete, the server": (service, id) => new VolumeAttachments(service).delete(id, "v"),
    "VolumeAttachments.delete, the volume": (service, id) => new VolumeAttachments(service).delete("s", id),
    "SecurityGroups.nameOf": (service, id) => new SecurityGroups(service).nameOf(id),
    "SecurityGroups.get": (service, id) => new SecurityGroups(service).get(id),
    "Networks.get": (service, id) => new Networks(service).get(id),
    "Subnets.get": (service, id) => new Subnets(service).get(id),
    "Ports.get": (service, id) => new Ports(service).get(id),
    "FloatingIps.get": (service, id) => new FloatingIps(service).get(id),
    "FloatingIps.update": (service, id) => new FloatingIps(service).update(id, { portId: undefined }),
    "FloatingIps.delete": (service, id) => new FloatingIps(service).delete(id),
};

/** What has a name or an id only in its query or body, or none at all. */
const withoutSegment = [
    "Servers.names Servers.list Servers.find Servers.create Servers.reserve",
    "Keypairs.list Keypairs.create Flavors.names Flavors.list Images.list Volumes.list",
    "Volumes.create VolumeTypes.list Snapshots.list ServerGroups.list ServerGroups.create",
    "SecurityGroups.list Networks.list Networks.listed Subnets.list AvailabilityZones.list",
    "Ports.list Ports.ofServer FloatingIps.list FloatingIps.create FloatingIps.answered",
].flatMap((names) => names.split(" "));

const dangerous = [
    "",
    ".",
    "..",
    "../x",
    "a/b",
    "a\\b",
    "a?b",
    "a#b",
    "%2e%2e",
    "a\nb",
    "a\u0000",
    "a\u009b",
    "\ud800",
];

describe.each(Object.entries(calls))("%s", (_, call) => {
    test("refuses what leads elsewhere before anything is sent", async () => {
        for (const segment of dangerous) {
            const { session, network } = fakeApi({ reply: () => ({ status: 404 }) });
            const error = await failureOf(call(serviceClient(session, "compute", "KR1"), segment));
            expect(error.message).toMatch(/cannot be part of a URL: /);
            expect(network.sent).toEqual([]);
        }
    });

    test("sends a usual name as one segment", async () => {
        const { session, network } = fakeApi({ reply: () => ({ status: 404, body: {} }) });
        await call(serviceClient(session, "compute", "KR1"), "a:b c&é...").catch(() => {});
        expect(network.calls().length).toBeGreaterThan(0);
        for (const address of network.calls()) {
            expect(new URL(address.split(" ")[1] ?? "").pathname.split("/")).toContain(
                "a%3Ab%20c%26%C3%A9...",
            );
        }
    });
});

test("no method of a service is forgotten above", () => {
    const classes = [
        Servers,
        Keypairs,
        Flavors,
        Images,
        Volumes,
        VolumeTypes,
        Snapshots,
        ServerGroups,
        VolumeAttachments,
        SecurityGroups,
        Networks,
        Subnets,
        Ports,
        FloatingIps,
        AvailabilityZones,
    ];
    const methods = classes.flatMap(({ name, prototype }) =>
        Object.getOwnPropertyNames(prototype)
            .filter((method) => method !== "constructor")
            .map((method) => `${name}.${method}`),
    );
    const named = [...Object.keys(calls).map((name) => name.replace(/,.*/, "")), ...withoutSegment];
    expect([...new Set(named)].sort()).toEqual(methods.sort());
});

test("the sentence names the segment, without what would reach the terminal", () => {
    expect(() => pathOf(["servers", "..", "x"])).toThrow(
        '".." cannot be part of a URL: ' +
            'a name or id in it must not be empty, "." or "..", or contain /, \\, ?, #, % or control characters',
    );
    expect(() => pathOf(["\u001b]0;title\u0007x"])).toThrow(/^"[^\p{Cc}]*" cannot/u);
});

test("a project's id does not lead elsewhere either", () => {
    expect(() => baseUrl("compute", "https://c.test", "..")).toThrow(/cannot be part/);
});

test.each<[string, boolean]>([
    ["4b293d31-ebd5-4a7f-be03-874b90021e54", true],
    ["4B293D31-EBD5-4A7F-BE03-874B90021E54", true],
    ["4b293d31-ebd5-4a7f-be03-874b90021e5", false],
    ["4b293d31-ebd5-4a7f-be03-874b90021e544", false],
    ["a4b293d31-ebd5-4a7f-be03-874b90021e54", false],
    ["4b293d31-ebd5-be03-874b90021e54", false],
    ["4b293d31ebd54a7fbe03874b90021e54", false],
    ["4b293d31-ebd5-4a7f-be03-874b90021e5g", false],
    ["web", false],
])("%s is a UUID: %s", (text, isOne) => {
    expect(isUuid(text)).toBe(isOne);
});
