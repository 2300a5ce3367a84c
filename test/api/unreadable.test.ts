import { type ServiceClient, serviceClient } from "../../provider/src/api/auth/session";
import { AvailabilityZones } from "../../provider/src/api/services/availabilityZones";
import { Flavors } from "../../provider/src/api/services/flavors";
import { FloatingIps } from "../../provider/src/api/services/floatingIps";
import { Images } from "../../provider/src/api/services/images";
import { Keypairs } from "../../provider/src/api/services/keypairs";
import { Networks, Subnets } from "../../provider/src/api/services/networks";
import { Ports } from "../../provider/src/api/services/ports";
import { SecurityGroups } from "../../provider/src/api/services/securityGroups";
import { ServerGroups } from "../../provider/src/api/services/serverGroups";
import { type ServerRequest, Servers } from "../../provider/src/api/services/servers";
import { Snapshots } from "../../provider/src/api/services/snapshots";
import { VolumeAttachments } from "../../provider/src/api/services/volumeAttachments";
import { type VolumeRequest, Volumes } from "../../provider/src/api/services/volumes";
import { VolumeTypes } from "../../provider/src/api/services/volumeTypes";
import { isAmbiguous, type Request } from "../../provider/src/api/transport";
import { failureOf, fakeApi, type Reply } from "./network";
import { wireServer } from "./wire";

const request: ServerRequest = { name: "web", flavorId: "f1", keyName: "mine", networks: [], metadata: {} };
const count = { least: 1, most: 2 };
const keypair = { name: "mine", public_key: "ssh-rsa AAAA", fingerprint: "aa:bb" };
const attachment = { id: "volume1", serverId: "server1", volumeId: "volume1" };
const storedVolume = { id: "volume1", status: "in-use" };
const volume: VolumeRequest = {
    size: 10,
    name: "data",
    description: undefined,
    volumeType: undefined,
    availabilityZone: undefined,
    snapshotId: undefined,
    metadata: {},
    encryption: undefined,
};
const flavor = { id: "f1", name: "m2", vcpus: 1, ram: 2048, disk: 0 };

type Reads = [
    name: string,
    method: Request["method"],
    call: (service: ServiceClient) => Promise<unknown>,
    wrong: unknown[],
];

/** Every method that reads a document, and documents that lack what it reads, or have it in another type. */
const reads: Reads[] = [
    [
        "Servers.get",
        "GET",
        (service) => new Servers(service).get("server1"),
        [
            { server: undefined },
            { server: { ...wireServer(), id: undefined } },
            { server: wireServer({ id: 7 }) },
            { server: wireServer({ id: "" }) },
            { server: wireServer({ flavor: undefined }) },
            { server: wireServer({ image: "image1" }) },
            { server: wireServer({ image: {} }) },
            { server: wireServer({ addresses: { Default: "10.0.0.5" } }) },
            { server: wireServer({ security_groups: {} }) },
            { server: wireServer({ "os-extended-volumes:volumes_attached": [null] }) },
            { server: wireServer({ metadata: "none" }) },
            { server: wireServer({ fault: "broken" }) },
            { server: wireServer({ fault: { message: 7 } }) },
            { server: wireServer({ security_groups: [{ name: 7 }] }) },
            { server: wireServer({ addresses: { Default: [{ addr: 7, version: 4 }] } }) },
        ],
    ],
    ["Servers.names", "GET", (service) => new Servers(service).names(), [{ servers: [{ name: "web" }] }]],
    ["Servers.list", "GET", (service) => new Servers(service).list(), [{ servers: {} }, { servers: [null] }]],
    ["Servers.create", "POST", (service) => new Servers(service).create(request), [{ server: {} }]],
    [
        "Servers.reserve",
        "POST",
        (service) => new Servers(service).reserve(request, count),
        [{ server: { id: "server1" } }],
    ],
    ["Keypairs.list", "GET", (service) => new Keypairs(service).list(), [{ keypairs: [keypair] }]],
    ["Keypairs.get", "GET", (service) => new Keypairs(service).get("mine"), [{ keypair: { name: "mine" } }]],
    [
        "Keypairs.create",
        "POST",
        (service) => new Keypairs(service).create("mine", "ssh-rsa AAAA"),
        [{ keypair: 1 }],
    ],
    ["Flavors.names", "GET", (service) => new Flavors(service).names(), [{ flavors: [{ name: "m2" }] }]],
    [
        "Flavors.list",
        "GET",
        (service) => new Flavors(service).list(),
        [{ flavors: [{ ...flavor, ram: "2 GB" }] }],
    ],
    [
        "Flavors.get",
        "GET",
        (service) => new Flavors(service).get("f1"),
        [{ flavor: { ...flavor, extra_specs: [] } }],
    ],
    [
        "Images.rename",
        "PATCH",
        (service) => new Images(service).rename("image1", "golden"),
        [{ id: "image1" }],
    ],
    ["Images.get", "GET", (service) => new Images(service).get("image1"), [{ id: "image1" }]],
    [
        "Images.list",
        "GET",
        (service) => new Images(service).list(),
        [{ images: [{}] }, { images: [], next: "ftp://image.test/v2/images?marker=1" }],
    ],
    [
        "Volumes.get",
        "GET",
        (service) => new Volumes(service).get("volume1"),
        [
            { volume: { id: "volume1" } },
            { volume: { ...storedVolume, size: "10" } },
            { volume: { ...storedVolume, metadata: [] } },
            { volume: { ...storedVolume, bootable: 1 } },
            { volume: { ...storedVolume, nhn_encryption: "key1" } },
        ],
    ],
    [
        "Volumes.list",
        "GET",
        (service) => new Volumes(service).list(),
        [{ volumes: [{ id: "volume1", status: "in-use", attachments: "server1" }] }],
    ],
    ["Volumes.create", "POST", (service) => new Volumes(service).create(volume), [{ volume: { id: 1 } }]],
    [
        "Volumes.change",
        "PUT",
        (service) => new Volumes(service).change("volume1", { name: "data" }),
        [{ volume: { id: "volume1" } }],
    ],
    [
        "VolumeTypes.list",
        "GET",
        (service) => new VolumeTypes(service).list(),
        [
            { volume_types: [{ id: "type1" }] },
            { volume_types: [{ id: "type1", name: "SSD", extra_specs: [] }] },
            { volume_types: [{ id: "type1", name: "SSD", description: 1 }] },
            { volume_types: [{ id: "type1", name: "SSD", "os-volume-type-access:is_public": "yes" }] },
        ],
    ],
    [
        "Snapshots.get",
        "GET",
        (service) => new Snapshots(service).get("snapshot1"),
        [{ snapshot: { name: "nightly" } }, { snapshot: { id: "snapshot1", size: "10" } }],
    ],
    ["Snapshots.list", "GET", (service) => new Snapshots(service).list(), [{ snapshots: [{}] }]],
    [
        "ServerGroups.get",
        "GET",
        (service) => new ServerGroups(service).get("group1"),
        [
            { server_group: { id: "group1" } },
            { server_group: { id: "group1", name: "apart", policies: "anti-affinity" } },
            { server_group: { id: "group1", name: "apart", members: [1] } },
        ],
    ],
    ["ServerGroups.list", "GET", (service) => new ServerGroups(service).list(), [{ server_groups: [{}] }]],
    [
        "ServerGroups.create",
        "POST",
        (service) => new ServerGroups(service).create("apart", ["anti-affinity"]),
        [{ server_group: [] }],
    ],
    [
        "Volumes.uploadImage",
        "POST",
        (service) => new Volumes(service).uploadImage("volume1", "golden"),
        [{ "os-volume_upload_image": { id: "volume1" } }],
    ],
    [
        "VolumeAttachments.get",
        "GET",
        (service) => new VolumeAttachments(service).get("server1", "volume1"),
        [{ volumeAttachment: { ...attachment, device: 1 } }],
    ],
    [
        "VolumeAttachments.list",
        "GET",
        (service) => new VolumeAttachments(service).list("server1"),
        [{ volumeAttachments: [{ id: "volume1" }] }],
    ],
    [
        "VolumeAttachments.create",
        "POST",
        (service) => new VolumeAttachments(service).create("server1", "volume1"),
        [{ volumeAttachment: [] }],
    ],
    [
        "SecurityGroups.list",
        "GET",
        (service) => new SecurityGroups(service).list(),
        [
            { security_groups: [{ id: "1" }] },
            ...["http", "80a", "a80", ""].map((port) => ({
                security_groups: [
                    {
                        id: "1",
                        name: "web",
                        security_group_rules: [{ id: "2", direction: "ingress", port_range_min: port }],
                    },
                ],
            })),
        ],
    ],
    [
        "SecurityGroups.nameOf",
        "GET",
        (service) => new SecurityGroups(service).nameOf("1"),
        [{ security_group: { id: "1", name: null } }],
    ],
    ["Networks.list", "GET", (service) => new Networks(service).list(), [{ networks: [] }]],
    ["Networks.get", "GET", (service) => new Networks(service).get("1"), [[], { vpc: { name: "one" } }]],
    [
        "Subnets.get",
        "GET",
        (service) => new Subnets(service).get("1"),
        [[], { vpcsubnet: { id: "" } }, { vpcsubnet: { id: "1", routingtable: { gateway_id: 1 } } }],
    ],
    [
        "Ports.get",
        "GET",
        (service) => new Ports(service).get("1"),
        [
            { port: { id: "1", network_id: "n" } },
            { port: { id: "1", network_id: "n", fixed_ips: [{ subnet_id: "s" }] } },
        ],
    ],
    ["Ports.list", "GET", (service) => new Ports(service).list(), [{ ports: [{ id: "1" }] }]],
    ["FloatingIps.get", "GET", (service) => new FloatingIps(service).get("1"), [{ floatingip: { id: "1" } }]],
    ["FloatingIps.list", "GET", (service) => new FloatingIps(service).list(), [{ floatingips: {} }]],
    [
        "FloatingIps.create",
        "POST",
        (service) => new FloatingIps(service).create("network1", {}),
        [{ floatingip: { id: "1", floating_ip_address: null } }],
    ],
    [
        "FloatingIps.update",
        "PUT",
        (service) => new FloatingIps(service).update("1", { portId: undefined }),
        [{ floatingip: [] }],
    ],
    [
        "AvailabilityZones.list",
        "GET",
        (service) => new AvailabilityZones(service).list(),
        [
            { availabilityZoneInfo: [{ zoneName: "kr-pub-a" }] },
            { availabilityZoneInfo: [{ zoneName: "kr-pub-a", zoneState: { available: "yes" } }] },
        ],
    ],
];

type Answered = Exclude<Reply, { lost: string }>;

const page: Answered = { body: "\n<html><body>Please log in to the hotel's network</body></html>" };
const pages: [reply: Answered, fault: string][] = [
    [page, "it is an HTML page, perhaps from a proxy"],
    [{ body: '{"server": {"id": "4b29' }, "it is not JSON"],
    [{ body: "OK" }, "it is not JSON"],
    [{ status: 202 }, "it is empty"],
    [{ status: 204, body: "" }, "it is empty"],
    [{ body: "null" }, "it lacks the expected fields"],
    [{ body: {} }, "it lacks the expected fields"],
];

async function endOf(call: (service: ServiceClient) => Promise<unknown>, reply: Reply) {
    const api = fakeApi({ reply: () => reply });
    const work = call(serviceClient(api.session, "compute", "KR1"));
    const error = await api.clock.run(failureOf(work));
    return { error, tries: api.network.calls().length };
}

describe.each(reads)("%s", (_name, method, call, wrong) => {
    const tries = method === "POST" ? 1 : 5;

    test("calls an answer that it cannot read by its name, and takes it for lost", async () => {
        for (const [reply, fault] of pages) {
            const end = await endOf(call, reply);
            expect(end.error).toMatchObject({ code: "unreadable" });
            expect(end.error.message).toMatch(
                `the response cannot be read: ${fault} (HTTP ${reply.status ?? 200}, `,
            );
            expect({ ambiguous: isAmbiguous(end.error), tries: end.tries }).toEqual({
                ambiguous: true,
                tries,
            });
        }
    });

    test("does so where something in it is missing, or of another type", async () => {
        for (const body of wrong) {
            const end = await endOf(call, { body });
            expect(end).toMatchObject({ error: { code: "unreadable" }, tries });
            expect(end.error.message).toMatch("it lacks the expected fields");
        }
    });
});

test("a good answer after a broken one is taken", async () => {
    const api = fakeApi({
        reply: (_, nth) => (nth === 1 ? page : { body: { server: wireServer() } }),
    });
    const servers = new Servers(serviceClient(api.session, "compute", "KR1"));
    expect((await api.clock.run(servers.get("server1")))?.name).toBe("web");
});

describe("what needs no document", () => {
    const writes: [string, (servers: Servers) => Promise<unknown>][] = [
        ["an action", (servers) => servers.act("server1", { "os-stop": null })],
        ["a rename", (servers) => servers.rename("server1", "new")],
        ["a delete", (servers) => servers.delete("server1")],
        ["a metadata key", (servers) => servers.setMetadata("server1", "key", "value")],
        ["an image", (servers) => servers.createImage("server1", "golden")],
    ];
    const onServers = (call: (servers: Servers) => Promise<unknown>) => (service: ServiceClient) =>
        call(new Servers(service));

    test.each(writes)("%s is done with an empty answer", async (_, call) => {
        for (const reply of [{ status: 202 }, { status: 204, body: "" }, { status: 202, body: "Accepted" }]) {
            const { session } = fakeApi({ reply: () => reply });
            await onServers(call)(serviceClient(session, "compute", "KR1"));
        }
    });

    test.each(writes)("%s is not done with the page of a proxy", async (_, call) => {
        expect((await endOf(onServers(call), page)).error).toMatchObject({ code: "unreadable" });
    });

    test("a volume that is attached to a host names no server", async () => {
        const volume = { id: "volume1", status: "in-use", attachments: [{ server_id: null }] };
        const { session } = fakeApi({ reply: () => ({ body: { volume } }) });
        const volumes = new Volumes(serviceClient(session, "blockStorage", "KR1"));
        expect((await volumes.get("volume1"))?.attachments).toEqual([]);
    });
});

describe("the Location of a new image", () => {
    const createImage = (location: string) => endOrId({ status: 202, headers: { Location: location } });
    const endOrId = async (reply: Reply) => {
        const { session } = fakeApi({ reply: () => reply });
        return await new Servers(serviceClient(session, "compute", "KR1"))
            .createImage("server1", "golden")
            .catch((error: Error) => error);
    };

    test.each([
        ["https://image.test/v2/images/image1", "image1"],
        ["https://image.test/v2/images/image1/?x=1#y", "image1"],
        ["/v2/images/image1", "image1"],
    ])("%s names it", async (location, id) => {
        expect(await createImage(location)).toBe(id);
    });

    test.each(["javascript:alert(1)", "file:///images/image1", "http://"])(
        "%s is refused, and the image may be there",
        async (location) => {
            const error = await createImage(location);
            expect(isAmbiguous(error)).toBe(true);
            expect((error as Error).message).toBe(
                `its Location header "${location}" is not an http or https URL (HTTP 202, POST /servers/server1/action)`,
            );
        },
    );
});
