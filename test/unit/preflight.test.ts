import type { Reply, Sent } from "../api/network";
import { wireServer } from "../api/wire";
import { disk, environment, serverId, smallServer, startPlugin, type Values } from "./plugin";

const twins = ["b8a7d3f0-9d7e-4a7b-8a0e-000000000001", "b8a7d3f0-9d7e-4a7b-8a0e-000000000002"];
const group = (id: string, name: string, tenant = "tenant1") => ({ id, name, tenant_id: tenant });
const flavor = (name: string, ram: number, disk: number) => ({ id: `${name}-id`, name, vcpus: 1, ram, disk });
const keypair = (name: string) => ({ keypair: { name, public_key: "ssh-rsa AAAA", fingerprint: "aa:bb" } });

/** What the cloud has, by the ends of the addresses that say so. */
const lists: Record<string, unknown> = {
    "/flavors/detail": {
        flavors: [
            flavor("m2.c2m4", 4096, 0),
            flavor("m2.c1m2", 2048, 0),
            flavor("g2.t4.c4m32", 32_768, 0),
            flavor("m2.c1m1", 2047, 0),
            flavor("u2.c1m1", 1024, 20),
            flavor("u2.c2m4", 4096, 40),
            flavor("standard", 4096, 40),
        ],
    },
    "/v2/images": {
        images: [
            { id: "image1", name: "Ubuntu", os_type: "linux", status: "active", visibility: "public" },
            {
                id: "windows1",
                name: "Windows 2022",
                os_type: "windows",
                status: "active",
                visibility: "public",
            },
        ],
    },
    "/os-keypairs": { keypairs: ["mine", "access"].map(keypair) },
    "/os-availability-zone": {
        availabilityZoneInfo: [
            { zoneName: "kr-pub-a", zoneState: { available: true } },
            { zoneName: "kr-pub-b", zoneState: { available: false } },
        ],
    },
    "/v2.0/security-groups": {
        security_groups: [
            group("group1", "default"),
            group("group2", "web"),
            group("group3", "default", "tenant2"),
            ...twins.map((id) => group(id, "twin")),
        ],
    },
    "/v2.0/vpcs": { vpcs: [{ id: "network1", name: "Default Network" }] },
    "/v2.0/vpcsubnets": { vpcsubnets: [{ id: "subnet1", name: "Default Subnet" }] },
};

function answer({ url }: Sent): Reply {
    const { pathname } = new URL(url);
    const found = Object.entries(lists).find(([end]) => pathname.endsWith(end));
    return found ? { body: found[1] } : { status: 404 };
}

const base = { ...smallServer, flavorId: "m2.c2m4-id", blockDevices: [disk] };
const windows = {
    imageId: "windows1",
    blockDevices: [{ ...disk, uuid: "windows1", volumeSize: 50 }],
};
const rootOf = (more: Values) => ({ blockDevices: [{ ...disk, ...more }] });

async function check(
    more: Values,
    { olds = {}, kind = "Server", reply = answer, settings = {} as Record<string, string> } = {},
) {
    const { provider, network, clock } = startPlugin({
        reply,
        environment: { ...environment, ...settings },
    });
    const inputs = kind === "Server" ? { ...base, ...more } : more;
    const { failures = [] } = await clock.run(provider(kind).check(olds, inputs));
    const calls = network.calls().map((call) => call.replace(/https:\/\/\S+?\.test|\?.*/g, ""));
    return { sentences: failures.map(({ reason }) => reason), calls };
}

describe("what a server names and the cloud does not have", () => {
    test.each<[string, Values, string]>([
        [
            "a flavor",
            { flavorId: "f1" },
            'flavorId "f1" was not found among the flavors of region KR1. List them with getFlavors().',
        ],
        [
            "a flavor by its name",
            { flavorId: "m2.c2m4" },
            'flavorId "m2.c2m4" was not found among the flavors of region KR1: that is a name, use the id "m2.c2m4-id".',
        ],
        [
            "a misspelt flavor",
            { flavorId: "m2.c2m4-ib" },
            'flavorId "m2.c2m4-ib" was not found among the flavors of region KR1: did you mean "m2.c2m4-id"?',
        ],
        [
            "an image, which the root disk names too",
            { imageId: "Debian 12", ...rootOf({ uuid: "Debian 12" }) },
            'imageId "Debian 12" was not found among the images of region KR1. List them with getImages().',
        ],
        [
            "an image of a disk",
            rootOf({ uuid: "Ubuntu" }),
            'blockDevices[0].uuid "Ubuntu" was not found among the images of region KR1: that is a name, use the id "image1".',
        ],
        [
            "a misspelt keypair",
            { keyName: "acces" },
            'keyName "acces" was not found among the keypairs of this user: did you mean "access"?',
        ],
        [
            "a keypair",
            { keyName: "operations" },
            'keyName "operations" was not found among the keypairs of this user. List them with getKeypairs(), or create a Keypair and pass its id.',
        ],
        [
            "a zone",
            { availabilityZone: "kr-pub-c" },
            'availabilityZone "kr-pub-c" was not found among the availability zones of region KR1: did you mean "kr-pub-a"?',
        ],
        [
            "a zone that is out of service",
            { availabilityZone: "kr-pub-b" },
            'availabilityZone "kr-pub-b" is not available: choose another zone or try again later.',
        ],
        [
            "a security group",
            { securityGroups: ["default", "database"] },
            'securityGroups[1] "database" was not found among the security groups of region KR1. Create it first; if this program creates it, pass the output of that resource.',
        ],
        [
            "a misspelt security group",
            { securityGroups: ["webs"] },
            'securityGroups[0] "webs" was not found among the security groups of region KR1: did you mean "web"?',
        ],
        [
            "one of two security groups of a name",
            { securityGroups: ["twin"] },
            `securityGroups[0] "twin" matches 2 security groups, ${twins.join(" and ")}: use the id instead.`,
        ],
        [
            "a network",
            { networks: [{ uuid: "vpc" }] },
            'networks[0].uuid "vpc" was not found among the networks of region KR1. List them with getNetworks().',
        ],
        [
            "a subnet by its name",
            { networks: [{ subnet: "Default Subnet" }] },
            'networks[0].subnet "Default Subnet" was not found among the subnets of region KR1: that is a name, use the id "subnet1".',
        ],
    ])("%s is one sentence", async (_, more, sentence) => {
        expect((await check(more)).sentences).toEqual([sentence]);
    });

    test("is one sentence for each thing, in the order of the program", async () => {
        const { sentences } = await check({
            flavorId: "a-flavor",
            keyName: "operations",
            availabilityZone: "jp-pub-elsewhere",
            networks: [{ uuid: "vpc" }, { subnet: "lan" }],
        });
        expect(sentences.map((sentence) => sentence.split(" ")[0])).toEqual([
            "flavorId",
            "keyName",
            "availabilityZone",
            "networks[0].uuid",
            "networks[1].subnet",
        ]);
    });

    test("is not refused where it is unknown, or where preflight is off", async () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const all = { flavorId: unknown, keyName: unknown, imageId: unknown, availabilityZone: unknown };
        const parts = { securityGroups: [unknown], networks: [{ uuid: unknown }, unknown] };
        const { sentences, calls } = await check({ ...all, ...parts, ...rootOf({ uuid: unknown }) });
        expect([sentences, calls]).toEqual([[], []]);
        const off = await check({ flavorId: "f1" }, { settings: { NHNCLOUD_PREFLIGHT: "false" } });
        expect([off.sentences, off.calls]).toEqual([[], []]);
    });

    test("is told also where something else is not known yet", async () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        expect((await check({ availabilityZone: unknown, flavorId: "f1" })).sentences).toHaveLength(1);
    });

    test("is refused by an assignment of a security group too", async () => {
        const assignment = { serverId, securityGroup: "webs" };
        expect((await check(assignment, { kind: "SecurityGroupAssignment" })).sentences).toEqual([
            'securityGroup "webs" was not found among the security groups of region KR1: did you mean "web"?',
        ]);
    });
});

describe("what a server names and a list does not show", () => {
    /** The lists, and one thing more that has an address of its own. */
    const also =
        (end: string, body: unknown): typeof answer =>
        (sent) =>
            sent.url.endsWith(end) ? { body } : answer(sent);

    test.each<[string, Values, string, unknown]>([
        [
            "an image of the community",
            { imageId: "shared1" },
            "/v2/images/shared1",
            { id: "shared1", name: "Shared" },
        ],
        ["a young keypair", { keyName: "young" }, "/os-keypairs/young", { keypair: { name: "young" } }],
        [
            "a private flavor",
            { flavorId: "private1" },
            "/flavors/private1",
            { flavor: { ...flavor("m9", 4096, 0), id: "private1" } },
        ],
        [
            "a young security group",
            { securityGroups: ["young"] },
            "/security-groups?name=young",
            { security_groups: [group("group9", "young")] },
        ],
        [
            "a security group of another project by its id",
            { securityGroups: ["b8a7d3f0-9d7e-4a7b-8a0e-000000000009"] },
            "/security-groups/b8a7d3f0-9d7e-4a7b-8a0e-000000000009",
            { security_group: group("b8a7d3f0-9d7e-4a7b-8a0e-000000000009", "shared", "tenant2") },
        ],
        ["a young network", { networks: [{ uuid: "vpc9" }] }, "/vpcs/vpc9", { vpc: { id: "vpc9" } }],
        [
            "a young subnet of OpenStack",
            { networks: [{ subnet: "lan9" }] },
            "/subnets/lan9",
            { subnet: { id: "lan9" } },
        ],
    ])("%s is asked for once more, and found", async (_, more, end, body) => {
        expect((await check(more)).sentences).toHaveLength(1);
        expect((await check(more, { reply: also(end, body) })).sentences).toEqual([]);
    });

    test("a host behind a zone is the administrator's business", async () => {
        expect((await check({ availabilityZone: "kr-pub-a:host1" })).sentences).toEqual([]);
    });

    test("a keypair that the program makes is not missed", async () => {
        const { provider, clock } = startPlugin({ reply: answer });
        await clock.run(provider("Keypair").check({}, { name: "made" }));
        const { failures } = await clock.run(provider("Server").check({}, { ...base, keyName: "made" }));
        expect(failures).toEqual([]);
    });

    test("a server that exists has its new image and key looked up, although it could have been taken over", async () => {
        const gone = { adoptExisting: true, keyName: "gone", imageId: "gone" };
        expect((await check(gone, { olds: { ...base, adoptExisting: true } })).sentences).toHaveLength(2);
    });

    test("a server to import may name an image and a keypair that are gone", async () => {
        const has = { image: { id: "gone" }, key_name: "gone", flavor: { id: "m2.c2m4-id" } };
        const reply = also(`/servers/${serverId}`, { server: wireServer({ id: serverId, ...has }) });
        const more = { __import: serverId, keyName: "gone", imageId: "gone" };
        expect((await check(more, { reply })).sentences).toEqual([]);
    });

    test("a server to take over may name an image and a keypair that are gone", async () => {
        const { sentences, calls } = await check({ adoptExisting: true, keyName: "gone", imageId: "gone" });
        expect(sentences).toEqual([]);
        expect(calls.filter((call) => /images|keypairs/.test(call))).toEqual([]);
    });
});

describe("a cloud that cannot be asked", () => {
    const wrong = {
        flavorId: "f1",
        imageId: "i1",
        keyName: "k1",
        availabilityZone: "z1",
        securityGroups: ["g1"],
        networks: [{ uuid: "n1", subnet: "s1" }],
    };

    test.each([403, 404, 500, 503])("with %d is no reason to refuse a program", async (status) => {
        expect((await check(wrong, { reply: () => ({ status }) })).sentences).toEqual([]);
    });

    test("because its answer is something else is none either", async () => {
        expect((await check(wrong, { reply: () => ({ body: "<html>" }) })).sentences).toEqual([]);
    });

    test("about one thing alone, which its list lacks, is none either", async () => {
        const reply = (sent: Sent) => (sent.url.endsWith("/os-keypairs/k1") ? { status: 403 } : answer(sent));
        expect((await check({ keyName: "k1" }, { reply })).sentences).toEqual([]);
    });

    test("because one of its services is away costs one warning, and is no reason either", async () => {
        const { provider, clock, warned } = startPlugin({ reply: () => ({ lost: "ECONNREFUSED" }) });
        for (const name of ["a", "b"])
            expect(
                (await clock.run(provider("Server").check({}, { ...base, name, __urn: name }))).failures,
            ).toEqual([]);
        expect(warned).toEqual([
            expect.stringMatching(/^The cloud is unavailable \(kr1-\S+ cannot be reached: /),
        ]);
    });

    test("because nobody can trust one of its services is one sentence", async () => {
        const { sentences } = await check(wrong, { reply: () => ({ lost: "CERT_HAS_EXPIRED" }) });
        expect(sentences).toEqual([
            expect.stringMatching(/^Looking up existing resources: .*CERT_HAS_EXPIRED/),
        ]);
    });

    test("because it does not take the token says so once, and is asked once", async () => {
        const { provider, network, clock } = startPlugin({
            environment: {
                NHNCLOUD_TOKEN: "old",
                NHNCLOUD_TENANT_ID: "tenant1",
                NHNCLOUD_COMPUTE_URL: "https://compute.test/v2/tenant1",
            },
            reply: () => ({ status: 401, body: { error: { message: "The token has expired." } } }),
        });
        for (const name of ["a", "b"]) {
            const { failures } = await clock.run(provider("Server").check({}, { ...base, name }));
            expect(failures).toEqual([
                {
                    property: "",
                    reason: expect.stringMatching(
                        /^Looking up existing resources: The token has expired \(HTTP 401, GET \S+\)\. Check nhncloud:username, /,
                    ),
                },
            ]);
        }
        expect(network.sent.map(({ url }) => new URL(url).pathname.split("/").at(-1))).toEqual([
            "detail",
            "os-keypairs",
        ]);
    });
});

describe("an instance type and its disk", () => {
    test.each<[string, Values, string]>([
        [
            "a volume on a U2 type",
            { flavorId: "u2.c1m1-id" },
            'blockDevices[0].destinationType must be "local" for the U2 flavor u2.c1m1, got "volume": change it, or omit blockDevices.',
        ],
        [
            "a local disk on a type without one",
            rootOf({ destinationType: "local" }),
            'blockDevices[0].destinationType must be "volume" for flavor m2.c2m4, which has no local disk, got "local".',
        ],
        [
            "no block devices on a type without a disk",
            { blockDevices: undefined },
            'blockDevices is required for flavor m2.c2m4, which has no local disk: add a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
        ],
    ])("%s", async (_, more, sentence) => {
        expect((await check(more)).sentences).toEqual([sentence]);
    });

    test.each<[string, Values]>([
        ["U2 from an image alone", { flavorId: "u2.c1m1-id", blockDevices: undefined }],
        [
            "a GPU type on a local disk",
            { flavorId: "g2.t4.c4m32-id", ...rootOf({ destinationType: "local" }) },
        ],
        ["a GPU type on a volume", { flavorId: "g2.t4.c4m32-id" }],
        ["U2 on its local disk", { flavorId: "u2.c1m1-id", ...rootOf({ destinationType: "local" }) }],
        [
            "a type of OpenStack with a disk from an image alone",
            { flavorId: "standard-id", blockDevices: undefined },
        ],
        ["the same on a volume", { flavorId: "standard-id" }],
        ["the same on its disk", { flavorId: "standard-id", ...rootOf({ destinationType: "local" }) }],
        ["a server to take over, whose disk is made", { adoptExisting: true, blockDevices: undefined }],
    ])("%s is fine", async (_, more) => {
        expect((await check(more)).sentences).toEqual([]);
    });
});

describe("a Windows server", () => {
    test.each<[string, Values, string]>([
        [
            "with a long name",
            { name: "sixteen-of-these" },
            'name must be at most 15 characters long for the Windows image "Windows 2022", got 16.',
        ],
        [
            "with less than 2 GB",
            { flavorId: "m2.c1m1-id" },
            'flavorId must be a flavor with at least 2048 MB of RAM for the Windows image "Windows 2022", got m2.c1m1 with 2047 MB.',
        ],
        [
            "with a small disk",
            rootOf({ uuid: "windows1", volumeSize: 49 }),
            'blockDevices[0].volumeSize must be at least 50 GB for the Windows image "Windows 2022", got 49.',
        ],
        [
            "on a U2 type",
            { flavorId: "u2.c1m1-id", blockDevices: undefined },
            'flavorId must not be a U2 flavor for the Windows image "Windows 2022", got u2.c1m1.',
        ],
    ])("%s", async (_, more, sentence) => {
        expect((await check({ ...windows, ...more })).sentences).toEqual([sentence]);
    });

    test("up to the limits is fine, and so is what is not Windows beyond them", async () => {
        const atMost = { name: "fifteen-of-them", flavorId: "m2.c1m2-id" };
        const large = rootOf({ uuid: "windows1", volumeSize: 2000 });
        expect((await check({ ...windows, ...atMost, ...large })).sentences).toEqual([]);
        expect((await check({ name: "sixteen-of-these", flavorId: "m2.c1m1-id" })).sentences).toEqual([]);
    });
});

describe("a server that exists", () => {
    const olds = { ...base, flavorId: "gone", keyName: "gone", imageId: "gone" };

    test("is not looked up again", async () => {
        const { sentences, calls } = await check(olds, { olds });
        expect([sentences, calls]).toEqual([[], []]);
    });

    test("costs one look when it is renamed, and only where a Windows server could not have the name", async () => {
        const before = { ...base, ...windows };
        expect((await check({ ...before, name: "web-2" }, { olds: before })).calls).toEqual([]);
        const long = await check({ ...before, name: "sixteen-of-these" }, { olds: before });
        expect(long.sentences).toHaveLength(1);
        expect(long.calls).toEqual(["GET /v2/images"]);
    });

    test.each([
        ["to U2", "m2.c2m4-id", "u2.c1m1-id", "m2.c2m4", "u2.c1m1"],
        ["from U2", "u2.c2m4-id", "m2.c2m4-id", "u2.c2m4", "m2.c2m4"],
        ["from one U2 type to another", "u2.c1m1-id", "u2.c2m4-id", "u2.c1m1", "u2.c2m4"],
    ])("is not resized %s, for one look at the types", async (_, before, after, from, to) => {
        const { sentences, calls } = await check(
            { flavorId: after },
            { olds: { ...base, flavorId: before } },
        );
        expect(sentences).toEqual([
            `flavorId cannot change from ${from} to ${to}, since U2 flavors cannot be resized: keep it, or create another server.`,
        ]);
        expect(calls).toEqual(["GET /v2/tenant1/flavors/detail"]);
    });

    test("may get a U2 type where it is replaced anyway", async () => {
        const inputs = { flavorId: "u2.c1m1-id", blockDevices: undefined };
        expect((await check(inputs, { olds: base })).sentences).toEqual([]);
    });

    test("of a U2 type is resized by nothing that replaces no server, such as user data that are kept", async () => {
        const before = { ...base, flavorId: "u2.c1m1-id", blockDevices: undefined, userData: "old" };
        const kept = { ...before, flavorId: "u2.c2m4-id", userData: "new", userDataReplaceOnChange: false };
        expect((await check(kept, { olds: before })).sentences).toEqual([
            expect.stringMatching(/^flavorId cannot change from u2.c1m1 to u2.c2m4, since U2 flavors/),
        ]);
        const { userDataReplaceOnChange: _kept, ...replaced } = kept;
        expect((await check(replaced, { olds: before })).sentences).toEqual([]);
    });

    test("of a U2 type gets another where replaceOnChanges names it", async () => {
        const before = { ...base, flavorId: "u2.c1m1-id", blockDevices: undefined };
        const other = { ...before, flavorId: "u2.c2m4-id" };
        for (const path of ["flavorId", "*"]) {
            const inputs = { ...other, __replaceOnChanges: [path] };
            expect((await check(inputs, { olds: before })).sentences).toEqual([]);
        }
        expect(
            (await check({ ...other, __replaceOnChanges: ["name"] }, { olds: before })).sentences,
        ).toHaveLength(1);
    });

    test("of a type without a disk does not lose its root volume", async () => {
        const { sentences } = await check({ blockDevices: undefined }, { olds: base });
        expect(sentences).toEqual([expect.stringMatching(/^blockDevices is required for flavor m2.c2m4, /)]);
    });

    test("of Windows is not resized to less than 2 GB", async () => {
        const before = { ...base, ...windows };
        const { sentences } = await check({ ...before, flavorId: "m2.c1m1-id" }, { olds: before });
        expect(sentences).toEqual([
            expect.stringMatching(
                /^flavorId must be a flavor with at least 2048 MB of RAM .*, got m2.c1m1 with 2047 MB/,
            ),
        ]);
    });

    test("has only its new security groups looked up", async () => {
        const before = { ...base, securityGroups: ["gone"] };
        const { sentences, calls } = await check({ securityGroups: ["gone", "webs"] }, { olds: before });
        expect(sentences).toEqual([expect.stringMatching(/^securityGroups\[1\] "webs" /)]);
        expect(calls).toEqual(["GET /v2.0/security-groups", "GET /v2.0/security-groups"]);
    });
});

describe("what other kinds, or the disks of a server, name and the cloud does not have", () => {
    const id = "b8a7d3f0-9d7e-4a7b-8a0e-00000000002";
    const more: Record<string, unknown> = {
        "/types": { volume_types: [{ id: `${id}1`, name: "General SSD" }] },
        "/snapshots": { snapshots: [{ id: `${id}2`, name: "nightly" }] },
        "/os-server-groups": { server_groups: [{ id: `${id}3`, name: "apart" }] },
        "/ports": { ports: [{ id: `${id}4`, name: "front", network_id: "network1", fixed_ips: [] }] },
    };
    const reply: typeof answer = (sent) => {
        const body = more[Object.keys(more).find((end) => sent.url.endsWith(end)) ?? ""];
        return body ? { body } : answer(sent);
    };
    const gone = `${id}9`;
    const snapshot = { ...disk, sourceType: "snapshot" };

    test.each<[kind: string, Values, sentence: string | undefined]>([
        ["Server", rootOf({ volumeType: "General SSD" }), undefined],
        [
            "Server",
            rootOf({ volumeType: "Tape" }),
            'blockDevices[0].volumeType "Tape" was not found among the volume types of region KR1. List them with getVolumeTypes().',
        ],
        ["Server", { blockDevices: [{ ...snapshot, uuid: `${id}2` }] }, undefined],
        [
            "Server",
            { blockDevices: [{ ...snapshot, uuid: "nightly" }] },
            `blockDevices[0].uuid "nightly" was not found among the snapshots of region KR1: that is a name, use the id "${id}2".`,
        ],
        ["Server", { placementPolicyId: `${id}3` }, undefined],
        [
            "Server",
            { placementPolicyId: gone },
            `placementPolicyId "${gone}" was not found among the placement policies of region KR1: did you mean "${id}3"?`,
        ],
        ["Volume", { size: 10, volumeType: "General SSD" }, undefined],
        [
            "Volume",
            { size: 10, volumeType: "Tape" },
            'volumeType "Tape" was not found among the volume types of region KR1. List them with getVolumeTypes().',
        ],
        ["Volume", { size: 10, snapshotId: `${id}2` }, undefined],
        [
            "Volume",
            { size: 10, snapshotId: gone },
            `snapshotId "${gone}" was not found among the snapshots of region KR1: did you mean "${id}2"?`,
        ],
        ["FloatingIp", { portId: `${id}4` }, undefined],
        [
            "FloatingIp",
            { portId: gone },
            `portId "${gone}" was not found among the ports of region KR1: did you mean "${id}4"?`,
        ],
        // One that is not available may be again, and the others take its servers.
        ["ServerFleet", { availabilityZones: ["kr-pub-a", "kr-pub-b"] }, undefined],
        [
            "ServerFleet",
            { availabilityZones: ["kr-pub-a", "nova"] },
            'availabilityZones[1] "nova" was not found among the availability zones of region KR1. List them with getAvailabilityZones().',
        ],
    ])("%s: %j", async (kind, inputs, sentence) => {
        const { name: _ofOneServer, ...servers } = base;
        const given =
            kind === "ServerFleet" ? { ...servers, namePrefix: "web", count: 1, ...inputs } : inputs;
        expect((await check(given, { kind, reply })).sentences).toEqual(sentence ? [sentence] : []);
    });
});

describe("a floating IP", () => {
    const networks = ["inside", "outside", "young"].map((name, index) => ({
        id: `b8a7d3f0-9d7e-4a7b-8a0e-00000000001${index}`,
        name,
    }));
    const [inside, outside, young] = networks;
    /** A cloud that keeps to the filters, and whose list lacks what is young. */
    const reply: typeof answer = (sent) => {
        const { pathname, searchParams } = new URL(sent.url);
        if (!pathname.endsWith("/vpcs")) return answer(sent);
        const listed = searchParams.has("id") ? networks : [inside, outside];
        const vpcs = listed.filter(
            (network) =>
                (searchParams.get("router:external") !== "true" || network !== inside) &&
                (searchParams.get("id") ?? network?.id) === network?.id,
        );
        return { body: { vpcs } };
    };
    const checkOn = async (network: typeof inside, more = reply) =>
        (await check({ floatingNetworkId: network?.id }, { kind: "FloatingIp", reply: more })).sentences;

    test("is of an external network, also of one that the list does not show yet", async () => {
        expect(await checkOn(outside)).toEqual([]);
        expect(await checkOn(young)).toEqual([]);
        expect(await checkOn(inside)).toEqual([
            `floatingNetworkId "${inside?.id}" was not found among the external networks of region KR1: did you mean "${outside?.id}"?`,
        ]);
    });
});

describe("a volume", () => {
    const zones = (...names: string[]) => ({
        availabilityZoneInfo: names.map((zoneName) => ({ zoneName, zoneState: { available: true } })),
    });
    const checkIn = async (availabilityZone: string, reply: typeof answer) =>
        (await check({ name: "data", size: 10, availabilityZone }, { kind: "Volume", reply })).sentences;

    test("is in a zone of the volumes where the cloud lists those", async () => {
        const reply: typeof answer = (sent) =>
            sent.url.endsWith("/os-availability-zone") && sent.url.startsWith("https://kr1-volume.")
                ? { body: zones("cinder-a") }
                : answer(sent);
        expect(await checkIn("cinder-a", reply)).toEqual([]);
        expect(await checkIn("kr-pub-a", reply)).toEqual([
            expect.stringMatching(/^availabilityZone "kr-pub-a" was not found among the availability zones/),
        ]);
    });

    test("is in one of the servers' zones where it does not", async () => {
        const reply: typeof answer = (sent) =>
            sent.url.startsWith("https://kr1-volume.") ? { status: 404 } : answer(sent);
        expect(await checkIn("kr-pub-a", reply)).toEqual([]);
        expect(await checkIn("kr-pub-b", reply)).toEqual([
            'availabilityZone "kr-pub-b" is not available: choose another zone or try again later.',
        ]);
    });
});

describe("security groups that an administrator sees", () => {
    const elsewhere = [
        group("group8", "other", "tenant2"),
        group("group9", "other", "tenant3"),
        group("group7", "unique", "tenant2"),
    ];
    const reply: typeof answer = (sent) => {
        const { pathname, searchParams } = new URL(sent.url);
        if (!pathname.endsWith("/security-groups")) return answer(sent);
        const name = searchParams.get("name");
        return { body: { security_groups: elsewhere.filter((one) => (name ?? one.name) === one.name) } };
    };

    test("are any where the project is unknown", async () => {
        const { provider, clock } = startPlugin({
            environment: {
                NHNCLOUD_TOKEN: "ready",
                NHNCLOUD_COMPUTE_URL: "https://compute.test/v2/tenant1",
                NHNCLOUD_NETWORK_URL: "https://network.test",
            },
            reply,
        });
        const checkGroup = async (securityGroup: string) =>
            (await clock.run(provider("SecurityGroupAssignment").check({}, { serverId, securityGroup })))
                .failures;
        expect(await checkGroup("other")).toHaveLength(1);
        expect(await checkGroup("unique")).toEqual([]);
    });

    test("in other projects alone are none that a server can have", async () => {
        expect((await check({ securityGroups: ["other"] }, { reply })).sentences).toEqual([
            'securityGroups[0] "other" was not found among the security groups of region KR1. Create it first; if this program creates it, pass the output of that resource.',
        ]);
    });
});

describe("what a program names in another way", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    test("a keypair whose name comes from another resource is not missed, but an instance type is", async () => {
        expect((await check({ keyName: "later", __derived: ["keyName"] })).sentences).toEqual([]);
        const { sentences } = await check({ flavorId: "f1", __derived: ["flavorId"] });
        expect(sentences).toEqual([expect.stringMatching(/^flavorId "f1" was not found among the flavors/)]);
    });

    test("a snapshot is not looked for among the images", async () => {
        const snapshot = { ...disk, sourceType: "snapshot", uuid: "snapshot1" };
        expect((await check({ blockDevices: [snapshot] })).sentences).toEqual([]);
    });

    test("a name that two images have is answered with the ids of both", async () => {
        const shared = { name: "Debian", os_type: "linux", status: "active", visibility: "public" };
        const images = ["debian1", "debian2"].map((id) => ({ id, ...shared }));
        const reply: typeof answer = (sent) =>
            new URL(sent.url).pathname.endsWith("/v2/images") ? { body: { images } } : answer(sent);
        const { sentences } = await check({ imageId: "Debian", ...rootOf({ uuid: "Debian" }) }, { reply });
        expect(sentences).toEqual([
            'imageId "Debian" was not found among the images of region KR1: that is a name, use the id "debian1" or "debian2".',
        ]);
    });

    test("a root disk that is not the first is named by its place", async () => {
        const data = { sourceType: "blank", destinationType: "volume", bootIndex: -1, volumeSize: 10 };
        const blockDevices = [data, { ...disk, destinationType: "local" }];
        expect((await check({ blockDevices })).sentences).toEqual([
            expect.stringMatching(/^blockDevices\[1\]\.destinationType must be "volume" .*, got "local"\.$/),
        ]);
    });

    test("a U2 server may get an instance type that is not known yet", async () => {
        const olds = { ...base, flavorId: "u2.c1m1-id", blockDevices: undefined };
        expect((await check({ ...olds, flavorId: unknown }, { olds })).sentences).toEqual([]);
    });

    test("a Windows image by its own id, whatever the server names besides, is Windows", async () => {
        const { sentences } = await check({
            name: "sixteen-of-these",
            ...rootOf({ uuid: "windows1", volumeSize: 50 }),
        });
        expect(sentences).toEqual([
            expect.stringMatching(/^name must be at most 15 characters long .*, got 16\.$/),
        ]);
    });

    test.each<[string, Values, RegExp]>([
        [
            "the name that it has",
            { name: "sixteen-of-these", flavorId: "standard-id", blockDevices: undefined },
            /^name must be at most 15 characters long .*, got 16\.$/,
        ],
        [
            "the instance type that it has",
            { flavorId: "m2.c1m1-id", ...rootOf({ sourceType: "snapshot", uuid: "s1", volumeSize: 50 }) },
            /^flavorId must be a flavor with at least 2048 MB of RAM .*, got m2\.c1m1 with 2047 MB\.$/,
        ],
        [
            "the root disk that it has",
            rootOf({ sourceType: "snapshot", uuid: "s1", volumeSize: 49 }),
            /^blockDevices\[0\]\.volumeSize must be at least 50 GB .*, got 49\.$/,
        ],
    ])("a server that becomes Windows with %s is refused", async (_, has, sentence) => {
        const olds = { ...base, ...has };
        const { sentences } = await check({ ...olds, imageId: "windows1" }, { olds });
        expect(sentences).toEqual([expect.stringMatching(sentence)]);
    });

    test("a Windows server whose root disk alone becomes too small is refused", async () => {
        const olds = { ...base, ...windows };
        const { sentences } = await check(
            { ...olds, ...rootOf({ uuid: "windows1", volumeSize: 49 }) },
            { olds },
        );
        expect(sentences).toEqual([
            expect.stringMatching(/^blockDevices\[0\]\.volumeSize must be at least 50 GB .*, got 49\.$/),
        ]);
    });

    test("a Windows server on a local disk has the size of its type", async () => {
        const local = rootOf({ uuid: "windows1", destinationType: "local", volumeSize: 20 });
        expect((await check({ ...windows, flavorId: "standard-id", ...local })).sentences).toEqual([]);
    });
});

describe("what is wrong with a Windows server is told", () => {
    const long = { name: "sixteen-of-these" };
    const tooLong = expect.stringMatching(/^name must be at most 15 characters long .*, got 16\.$/);
    const onU2 = expect.stringMatching(/^flavorId must not be a U2 flavor .*, got u2\.c1m1\.$/);

    test("although the instance types cannot be looked up", async () => {
        const reply: typeof answer = (sent) =>
            new URL(sent.url).pathname.endsWith("/flavors/detail") ? { status: 403 } : answer(sent);
        expect((await check({ ...windows, ...long }, { reply })).sentences).toEqual([tooLong]);
    });

    test("although its name is not known yet", async () => {
        const name = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const { sentences } = await check({
            ...windows,
            name,
            flavorId: "u2.c1m1-id",
            blockDevices: undefined,
        });
        expect(sentences).toEqual([onU2]);
    });

    test("although it loses its disks at the same time", async () => {
        const { sentences } = await check(
            { ...windows, flavorId: "u2.c1m1-id", blockDevices: undefined },
            { olds: base },
        );
        expect(sentences).toEqual([onU2]);
    });

    test("and so is a resize to U2 from an instance type that the cloud no longer has", async () => {
        const { sentences } = await check(
            { flavorId: "u2.c1m1-id" },
            { olds: { ...base, flavorId: "gone" } },
        );
        expect(sentences).toEqual([
            "flavorId cannot change from gone to u2.c1m1, since U2 flavors cannot be resized: keep it, or create another server.",
        ]);
    });

    test("and so is a resize from U2 to one that it does not have", async () => {
        const { sentences } = await check(
            { flavorId: "gone" },
            { olds: { ...base, flavorId: "u2.c1m1-id" } },
        );
        expect(sentences).toContain(
            "flavorId cannot change from u2.c1m1 to gone, since U2 flavors cannot be resized: keep it, or create another server.",
        );
    });
});
