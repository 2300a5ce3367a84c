import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

/** What a call asks for, without its place and its query. */
const asked = (call: string) => call.replace(/\?.*/, "").replace(/ .*\/(v2\.0|v2\/[0-9a-f]{32}|v2)/, " ");

describe("before anything is made", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const everything = (more: Record<string, unknown> = {}) => {
        const { network, subnet, zone } = world.cloud.region().ids;
        return serverInputs(world, {
            availabilityZone: zone,
            securityGroups: ["default", "web"],
            networks: [{ uuid: network }, { subnet }],
            ...more,
        });
    };
    const check = async (more: Record<string, unknown> = {}, olds?: Record<string, unknown>) =>
        (await world.check("Server", everything(more), olds)).sentences;
    const calls = () => world.calls().map(asked).sort();

    const oneOfEachKind = [
        "GET /flavors/detail",
        "GET /images",
        "GET /os-availability-zone",
        "GET /os-keypairs",
        "GET /security-groups",
        "GET /vpcs",
        "GET /vpcsubnets",
    ];

    it("fifty servers and their groups cost one list of each kind", async () => {
        const names = Array.from({ length: 50 }, (_, index) => `web-${index}`);
        const sentences = await Promise.all(names.map((name) => check({ name })));
        const assignments = await Promise.all(
            names.map(() =>
                world.check("SecurityGroupAssignment", {
                    serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54",
                    securityGroup: "db",
                    __derived: ["serverId"],
                }),
            ),
        );
        expect(sentences.flat()).toEqual([]);
        expect(assignments.flatMap((assignment) => assignment.sentences)).toEqual([]);
        expect(calls()).toEqual(oneOfEachKind);
    });

    it("fifty servers with the same mistake cost one more look at that", async () => {
        const names = Array.from({ length: 50 }, (_, index) => `web-${index}`);
        const sentences = await Promise.all(names.map((name) => check({ name, keyName: "acces" })));
        expect(new Set(sentences.flat())).toEqual(
            new Set([
                'keyName "acces" was not found among the keypairs of this user: did you mean "access"?',
            ]),
        );
        expect(calls()).toEqual([...oneOfEachKind, "GET /os-keypairs/acces"].sort());
    });

    it("a server that stays as it is, or changes nothing that it names, costs nothing", async () => {
        const { outs } = await world.create("Server", everything());
        world.cloud.requests.length = 0;
        expect(await check({}, outs)).toEqual([]);
        expect(await check({ name: "other", powerState: "stopped", metadata: { a: "b" } }, outs)).toEqual([]);
        expect(calls()).toEqual([]);
    });

    it("a keypair that somebody made after the list was asked for is found", async () => {
        expect(await check()).toEqual([]);
        const other = await startWorld();
        await other.create("Keypair", { name: "young" });
        const young = other.cloud.region().keypairs.get("young");
        if (!young) throw new Error("The keypair was not made.");
        world.cloud.region().keypairs.set("young", young);
        await other.close();
        world.cloud.requests.length = 0;
        expect(await check({ keyName: "young" })).toEqual([]);
        expect(await check({ keyName: "young", name: "web-2" })).toEqual([]);
        expect(calls()).toEqual(["GET /os-keypairs/young"]);
    });

    it("a name that comes from elsewhere in the program need not exist yet", async () => {
        const names = { keyName: "later", securityGroups: ["default", "later"] };
        expect(await check(names)).toHaveLength(2);
        expect(await check({ ...names, __derived: ["keyName", "securityGroups"] })).toEqual([]);
    });

    it("what is taken over may have outlived its image and its key, but not its network", async () => {
        const gone = { imageId: "gone", keyName: "gone", networks: [{ uuid: "gone" }] };
        expect(await check({ ...gone, adoptExisting: true })).toEqual([
            'networks[0].uuid "gone" was not found among the networks of region KR1. List them with getNetworks().',
        ]);
    });

    it("a wrong program gets one sentence for each mistake, and changes nothing", async () => {
        const sentences = await check({
            flavorId: "m2.c1m2",
            imageId: "ubuntu",
            keyName: "operations",
            availabilityZone: "somewhere",
            securityGroups: ["twin", "backend"],
            networks: [{ uuid: "vpc9" }, { subnet: "lan9" }],
            blockDevices: undefined,
        });
        expect(sentences.map((sentence) => sentence.split(" ")[0])).toEqual([
            "flavorId",
            "imageId",
            "keyName",
            "availabilityZone",
            "securityGroups[0]",
            "securityGroups[1]",
            "networks[0].uuid",
            "networks[1].subnet",
        ]);
        expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
    });

    it("a Windows server is held to the guide's rules, as the cloud itself would", async () => {
        const { windowsImage, bigFlavor } = world.cloud.region().ids;
        const root = { sourceType: "image", uuid: windowsImage, destinationType: "volume", bootIndex: 0 };
        const windows = (more: Record<string, unknown>, volumeSize = 50) => ({
            imageId: windowsImage,
            flavorId: bigFlavor,
            blockDevices: [{ ...root, volumeSize }],
            ...more,
        });
        expect(await check(windows({ name: "fifteen-of-them" }))).toEqual([]);
        expect(await check(windows({}, 49))).toHaveLength(1);
        expect(await check(windows({ name: "sixteen-of-these" }))).toHaveLength(1);
        const small = [...world.cloud.region().flavors.values()].find(({ ramMb }) => ramMb < 2048);
        expect(await check(windows({ flavorId: small?.id }))).toHaveLength(1);
        expect(await check(windows({ flavorId: world.cloud.region().ids.flavor }, 2000))).toEqual([]);
    });

    it("a U2 type is not resized", async () => {
        const { localFlavor, flavor } = world.cloud.region().ids;
        const { inputs } = await world.check("Server", everything({ flavorId: localFlavor }));
        expect(await check({ flavorId: flavor }, inputs)).toEqual([
            "flavorId cannot change from u2.c1m1 to m2.c1m2, since U2 flavors cannot be resized: keep it, or create another server.",
        ]);
    });

    it("an id that no address can hold is one of nothing, and the cloud is not asked for it", async () => {
        const { sentences } = await world.check(
            "Server",
            serverInputs(world, { keyName: "access", flavorId: "../m2", networks: [{ uuid: "." }] }),
        );
        expect(sentences).toEqual([
            expect.stringMatching(/^flavorId "..\/m2" was not found among the flavors of region KR1/),
            'networks[0].uuid "." was not found among the networks of region KR1. List them with getNetworks().',
        ]);
        expect(calls()).toEqual(["GET /flavors/detail", "GET /images", "GET /os-keypairs", "GET /vpcs"]);
    });

    it("two regions have lists of their own", async () => {
        const { ids } = world.cloud.region("KR2");
        const far = { region: "kr2", networks: [{ uuid: ids.network }], availabilityZone: undefined };
        expect(await check()).toEqual([]);
        expect(await check({ ...far, imageId: ids.image, blockDevices: undefined })).toEqual([
            expect.stringMatching(/^flavorId "\S+" was not found among the flavors of region kr2\. /),
            'keyName "access" was not found among the keypairs of this user. List them with getKeypairs(), or create a Keypair and pass its id.',
        ]);
        expect(world.cloud.requests.filter(({ path }) => path.includes("/flavors/detail"))).toHaveLength(2);
    });

    it("a cloud of plain OpenStack is asked for its networks", async () => {
        const { network, subnet } = world.cloud.region().ids;
        world.cloud.faults.add({ path: /\/vpc/, kind: "respond", status: 404, times: 9 });
        expect(await check({ networks: [{ uuid: network }, { subnet }] })).toEqual([]);
        expect(await check({ networks: [{ uuid: "net9" }] })).toEqual([
            'networks[0].uuid "net9" was not found among the networks of region KR1. List them with getNetworks().',
        ]);
        expect(calls().filter((call) => /networks|subnets/.test(call))).toEqual([
            "GET /networks",
            "GET /networks/net9",
            "GET /subnets",
            "GET /vpcsubnets",
        ]);
    });

    it("a service that does not answer is not an error, and is asked once", async () => {
        world.cloud.faults.add({ path: /image|network|zone/, kind: "respond", status: 503, times: 999 });
        const more = { imageId: "i9", availabilityZone: "z9", networks: [{ uuid: "n9" }], keyName: "acces" };
        expect(await check(more)).toEqual([
            'keyName "acces" was not found among the keypairs of this user: did you mean "access"?',
        ]);
        world.cloud.requests.length = 0;
        expect(await check(more)).toHaveLength(1);
        expect(world.cloud.requests).toEqual([]);
    });

    it("services that the cloud does not offer are not asked", async () => {
        await world.close();
        // A ready token and the address of compute: that is all there is.
        world = await startWorld({ credentials: "token" });
        await world.create("Keypair", { name: "access" });
        const more = { imageId: "i9", securityGroups: ["g9"], networks: [{ uuid: "n9" }] };
        expect(await check(more)).toEqual([]);
    });

    it("a wrong password is one sentence, and is tried once however many servers there are", async () => {
        await world.close();
        world = await startWorld({ environment: { NHNCLOUD_PASSWORD: "wrong" } });
        const names = Array.from({ length: 10 }, (_, index) => `web-${index}`);
        const sentences = await Promise.all(names.map((name) => check({ name })));
        for (const [sentence, ...more] of sentences) {
            expect(sentence).toMatch(
                /^Looking up existing resources: .* \(HTTP 401, \S+.*\)\. Check nhncloud:username, nhncloud:password/,
            );
            expect(more).toEqual([]);
        }
        expect(world.cloud.requests).toHaveLength(1);
    });

    it("a server and a volume that do not exist are found by their ids, for one list of each kind", async () => {
        const missing = "4b293d31-ebd5-4a7f-be03-874b90021e54";
        const pairs = await Promise.all(
            ["a", "b"].map(() => world.check("VolumeAttachment", { serverId: missing, volumeId: missing })),
        );
        for (const { sentences } of pairs) {
            expect(sentences).toEqual([
                `serverId "${missing}" was not found among the servers of region KR1. List them with getServers(), or create a Server and pass its id.`,
                `volumeId "${missing}" was not found among the volumes of region KR1. List them with getVolumes(), or create a Volume and pass its id.`,
            ]);
        }
        expect(calls()).toEqual([
            "GET /servers",
            `GET /servers/${missing}`,
            `GET /volumes/${missing}`,
            "GET /volumes/detail",
        ]);
    });

    it("a volume to boot from that does not exist is found as well", async () => {
        const volume = {
            sourceType: "volume",
            uuid: "4b293d31-ebd5-4a7f-be03-874b90021e54",
            destinationType: "volume",
            bootIndex: 0,
        };
        expect(await check({ blockDevices: [volume] })).toEqual([
            `blockDevices[0].uuid "${volume.uuid}" was not found among the volumes of region KR1. List them with getVolumes(), or create a Volume and pass its id.`,
        ]);
    });

    it("a service that refuses the token disables its checks, and refuses nothing", async () => {
        world.cloud.faults.add({ path: /\/images/, kind: "respond", status: 401, times: 100 });
        expect(await check({ imageId: "i9", blockDevices: undefined, flavorId: "f9" })).toEqual([
            expect.stringMatching(/^flavorId "f9" was not found among the flavors/),
        ]);
    });

    describe("a cloud that is away", () => {
        it("costs one warning however many servers there are, and refuses nothing", async () => {
            await world.close();
            world = await startWorld({ environment: { NHNCLOUD_AUTH_URL: "http://127.0.0.1:1/v2.0" } });
            const names = Array.from({ length: 10 }, (_, index) => `web-${index}`);
            for (const name of names) expect(await check({ name })).toEqual([]);
            expect(world.warnings).toEqual([
                expect.stringMatching(
                    /^The cloud is unavailable \(127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED .*\), so references to existing resources were not checked\.$/,
                ),
            ]);
        });

        it("is not waited for longer than 15 s, once", async () => {
            world.cloud.faults.add({ path: /./, kind: "reset", times: 1000 });
            const began = world.clock.now();
            for (const name of ["a", "b", "c"]) expect(await check({ name })).toEqual([]);
            expect(world.clock.now() - began).toBeLessThanOrEqual(15_000);
            expect(world.warnings).toHaveLength(1);
        });
    });
});
