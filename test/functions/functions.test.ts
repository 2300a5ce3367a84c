import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Found = Record<string, unknown>;

const nowhere = "00000000-0000-4000-8000-000000000000";

describe("a look-up", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    const list = async (...asked: Parameters<World["lookUp"]>) => (await world.lookUp(...asked)) as Found[];
    const namesOf = async (...asked: Parameters<World["lookUp"]>) =>
        (await list(...asked)).map(({ name }) => name);
    const message = async (...asked: Parameters<World["lookUp"]>) =>
        (await world.failure(world.lookUp(...asked))).message;
    const ids = (region?: "KR1" | "KR2") => world.cloud.region(region).ids;

    describe("of flavors", () => {
        it("tells all about one, by its name or its id", async () => {
            const flavor = {
                id: ids().localFlavor,
                name: "u2.c1m1",
                vcpus: 1,
                ram: 1024,
                disk: 20,
                ephemeral: 0,
                swap: 0,
                isPublic: true,
                isDisabled: false,
                networkFactor: 1,
                extraSpecs: { flavor_type: "local" },
            };
            expect(await world.lookUp("getFlavor", { name: "u2.c1m1" })).toEqual(flavor);
            expect(await world.lookUp("getFlavor", { id: flavor.id })).toEqual(flavor);
        });

        it("lists those that are large enough", async () => {
            expect(await list("getFlavors")).toHaveLength(10);
            expect(await namesOf("getFlavors", { minRam: 8192 })).toEqual([
                "m2.c4m8",
                "r2.c2m8",
                "x1.c32m256",
                "g2.t4.c4m32",
            ]);
            expect(await namesOf("getFlavors", { minDisk: 20, minRam: 2048 })).toEqual(["u2.c2m4"]);
        });

        it("follows the pages", async () => {
            const { flavors } = world.cloud.region();
            const [first] = flavors.values();
            if (!first) throw new Error("The cloud has no flavor.");
            for (let at = 0; at < 2000; at++)
                flavors.set(`id${at}`, { ...first, id: `id${at}`, name: `f${at}` });
            expect(new Set(await namesOf("getFlavors")).size).toBe(2010);
            expect(world.calls()).toHaveLength(3);
        });

        it("that finds none says where it looked, and how to list them", async () => {
            expect(await message("getFlavor", { name: "m9" })).toBe(
                'Looking up flavor "m9": none was found with that name in region KR1. List them with getFlavors().',
            );
            expect(await message("getFlavor", { id: "f1", region: "KR2" })).toBe(
                "Looking up flavor f1: none was found with that id in region KR2. List them with getFlavors().",
            );
        });
    });

    describe("of availability zones", () => {
        it("tells which can be used", async () => {
            expect(await list("getAvailabilityZones")).toEqual([
                { name: "kr-pub-a", isAvailable: true },
                { name: "kr-pub-b", isAvailable: true },
            ]);
        });
    });

    describe("of keypairs", () => {
        it("tells of each what the cloud does, and no private key", async () => {
            const { outs } = await world.create("Keypair", { name: "mine" });
            const { publicKey, fingerprint, userId, createdAt } = outs;
            expect(await list("getKeypairs")).toEqual([{ name: "mine", publicKey, fingerprint }]);
            expect(await world.lookUp("getKeypair", { name: "mine" })).toEqual({
                name: "mine",
                publicKey,
                fingerprint,
                userId,
                createdAt,
            });
        });

        it("that finds none says so", async () => {
            expect(await message("getKeypair", { name: "mine" })).toBe(
                'Looking up keypair "mine": none was found with that name in region KR1. List them with getKeypairs().',
            );
        });
    });

    describe("of servers", () => {
        const make = (more: Found = {}) => world.create("Server", serverInputs(world, more));
        beforeEach(() => world.create("Keypair", { name: "access" }));

        it("tells of one what its resource does", async () => {
            const { id, outs } = await make();
            const { allMetadata, powerState: _power, ...state } = outs;
            const server = (await world.lookUp("getServer", { name: "web" })) as Found;
            expect(server).toEqual(await world.lookUp("getServer", { id }));
            expect(server).toMatchObject({ id, metadata: allMetadata, securityGroups: ["default"] });
            const same = [
                "status",
                "power",
                "flavorId",
                "keyName",
                "addresses",
                "accessIp",
                "attachedVolumeIds",
            ];
            for (const name of same) expect(server[name]).toEqual(state[name]);
        });

        it("finds by exactly the name that was asked for", async () => {
            const { id } = await make({ name: "web.1" });
            await make({ name: "web-1" });
            await make({ name: "WEB.1" });
            expect(await world.lookUp("getServer", { name: "web.1" })).toMatchObject({ id });
        });

        it("that finds two names them, and one that finds none says so", async () => {
            const twins = [(await make()).id, (await make()).id];
            expect(await message("getServer", { name: "web" })).toBe(
                `Looking up server "web": 2 were found with that name in region KR1: ${twins.reverse().join(", ")}. Use the id instead.`,
            );
            expect(await message("getServer", { id: nowhere })).toBe(
                `Looking up server ${nowhere}: none was found with that id in region KR1. List them with getServers().`,
            );
            expect(await message("getServer", { name: "we" })).toBe(
                'Looking up server "we": none was found with that name in region KR1. List them with getServers().',
            );
        });

        it("passes every filter on", async () => {
            const { image, localFlavor } = ids();
            const rocky = [...world.cloud.region().images.values()].find(({ name }) => /^Rocky/.test(name));
            const root = { sourceType: "image", uuid: rocky?.id, destinationType: "volume", bootIndex: 0 };
            const blockDevices = [{ ...root, volumeSize: 20 }];
            const other = { imageId: rocky?.id, blockDevices };
            const old = await make({ ...other, name: "old", powerState: "stopped" });
            world.clock.advance(3600);
            const changesSince = new Date(world.clock.now()).toISOString();
            await make({ name: "web-1", flavorId: localFlavor, blockDevices: undefined });
            const { reservationId } = world.cloud.region().serverByName("web-1") ?? {};
            for (const filter of [
                { changesSince },
                { imageId: image },
                { flavorId: localFlavor },
                { name: "^web-" },
                { reservationId },
                { status: "ACTIVE" },
            ]) {
                expect(await namesOf("getServers", filter)).toEqual(["web-1"]);
            }
            expect(await namesOf("getServers", { status: "STOPPED" })).toEqual(["old"]);
            await world.delete("Server", old.id, old.outs);
            const changed = await list("getServers", { changesSince, name: "old" });
            expect(changed.map(({ id, status }) => [id, status])).toEqual([[old.id, "DELETED"]]);
        });

        it("lists the volumes of one, over more than one page", async () => {
            const { id, outs } = await make();
            const [volumeId] = outs.attachedVolumeIds as string[];
            const { attachments = [] } = world.cloud.region().serverByName("web") ?? {};
            const [root] = attachments;
            if (!root) throw new Error("The server has no root disk.");
            for (let at = 0; at < 1200; at++) attachments.push({ ...root, volumeId: `volume${at}` });
            const found = await list("getVolumeAttachments", { serverId: id });
            expect(found).toHaveLength(1201);
            expect(found[0]).toEqual({
                attachmentId: volumeId,
                serverId: id,
                volumeId,
                device: "/dev/vda",
            });
            expect(await message("getVolumeAttachments", { serverId: nowhere })).toBe(
                `Looking up the volumes of server ${nowhere}: none was found with that id in region KR1. List them with getServers().`,
            );
        });
    });

    describe("of volumes", () => {
        const add = (name: string, zone?: string) =>
            world.cloud.region().addVolume({ name, ...(zone ? { zone } : {}) });

        it("tells all about one, by its name or its id", async () => {
            await world.create("Keypair", { name: "access" });
            const { id: serverId } = await world.create("Server", serverInputs(world));
            const inputs = { name: "data", size: 10, volumeType: "Encrypted SSD", metadata: { role: "db" } };
            const encryption = { appkey: "APPKEY", keyId: "key1" };
            const { id } = await world.create("Volume", { ...inputs, encryption });
            const { outs } = await world.create("VolumeAttachment", { serverId, volumeId: id });
            const volume = (await world.lookUp("getVolume", { name: "data" })) as Found;
            expect(volume).toEqual({
                id,
                ...inputs,
                description: "",
                status: "in-use",
                availabilityZone: ids().zone,
                snapshotId: undefined,
                metadata: { role: "db", "pulumi-nhncloud-nonce": expect.any(String) },
                bootable: false,
                encrypted: true,
                attachments: [{ serverId, attachmentId: expect.any(String), device: outs.device }],
                created: expect.stringMatching(/^2026-/),
            });
            expect(await world.lookUp("getVolume", { id })).toEqual(volume);
        });

        it("lists those that fit, over more than one page", async () => {
            for (let at = 0; at < 1200; at++) add("many");
            const used = add("used");
            Object.assign(world.cloud.region().volumes.get(used) ?? {}, { status: "in-use" });
            add("elsewhere", ids().otherZone);
            expect(await list("getVolumes")).toHaveLength(1202);
            expect(world.calls()).toHaveLength(2);
            expect(await list("getVolumes", { name: "many", status: "available" })).toHaveLength(1200);
            expect(await namesOf("getVolumes", { status: "in-use" })).toEqual(["used"]);
            const availabilityZone = ids().otherZone;
            expect(await namesOf("getVolumes", { availabilityZone })).toEqual(["elsewhere"]);
        });

        it("that finds two names them, and one that finds none says so", async () => {
            const twins = [add("data"), add("data")];
            expect(await message("getVolume", { name: "data" })).toBe(
                `Looking up volume "data": 2 were found with that name in region KR1: ${twins.reverse().join(", ")}. Use the id instead.`,
            );
            expect(await message("getVolume", { id: nowhere })).toBe(
                `Looking up volume ${nowhere}: none was found with that id in region KR1. List them with getVolumes().`,
            );
        });

        it("tells their types", async () => {
            const [first] = await list("getVolumeTypes");
            expect(first).toEqual({
                id: expect.any(String),
                name: "General SSD",
                description: undefined,
                isPublic: true,
                extraSpecs: {},
            });
            expect(await namesOf("getVolumeTypes", { region: "KR2" })).toContain("Encrypted HDD");
        });
    });

    describe("of images", () => {
        const name = "Ubuntu Server 22.04.3 LTS";
        const copies = (count: number) => {
            const { images } = world.cloud.region();
            const image = images.get(ids().image);
            if (!image) throw new Error("The cloud has no image.");
            for (let at = 1; at <= count; at++) {
                images.set(`copy${at}`, { ...image, id: `copy${at}`, sequence: at, visibility: "private" });
            }
        };

        it("tells all about one, by its name or its id", async () => {
            const time = "2026-01-01T00:00:00Z";
            const image = {
                id: ids().image,
                name,
                isWindows: false,
                status: "active",
                visibility: "public",
                minDisk: 10,
                minRam: 0,
                sizeBytes: 1024 ** 3,
                isProtected: true,
                created: time,
                updated: time,
            };
            expect(await world.lookUp("getImage", { name })).toEqual(image);
            expect(await world.lookUp("getImage", { id: image.id })).toEqual(image);
        });

        it("that finds two names them, and one that finds none says so", async () => {
            copies(1);
            expect(await message("getImage", { name })).toBe(
                `Looking up image "${name}": 2 were found with that name in region KR1: copy1, ${ids().image}. Use the id instead, or mostRecent: true for the newest.`,
            );
            expect(await message("getImage", { id: nowhere })).toBe(
                `Looking up image ${nowhere}: none was found with that id in region KR1. List them with getImages().`,
            );
        });

        describe("whose names begin alike", () => {
            const prefix = "Debian 12 Bookworm";
            const release = (id: string, more: object = {}) => {
                const { images } = world.cloud.region();
                const image = images.get(ids().image);
                if (!image) throw new Error("The cloud has no image.");
                images.set(id, { ...image, id, name: `${prefix} (${id}.)`, ...more });
            };
            const created = Date.parse("2026-03-10T00:00:00Z");
            const newest = async (more: object = {}) => {
                const args = { namePrefix: prefix, mostRecent: true, ...more };
                // Each in a run of its own, which asks the cloud again.
                return ((await world.nextRun().lookUp("getImage", args)) as Found).id;
            };

            it("are told apart by when they were made, and then by the dates in their names", async () => {
                release("2025.11.25", { created: created + 1000 });
                release("2026.03.10", { created });
                expect(await newest()).toBe("2025.11.25");
                release("2026.05.12", { created: created + 1000 });
                expect(await newest()).toBe("2026.05.12");
                release("2026.07.01", { created: created + 2000, status: "saving" });
                expect(await newest()).toBe("2026.05.12");
            });

            it("are the vendor's own where that is asked for", async () => {
                release("2026.03.10", { created });
                release("2026.05.12", { created: created + 1000, visibility: "shared" });
                expect(await newest()).toBe("2026.05.12");
                expect(await newest({ visibility: "public" })).toBe("2026.03.10");
            });

            it("are an error where none is asked for as the newest, and so are none", async () => {
                release("2026.03.10");
                release("2026.05.12", { sequence: 9 });
                const [one, other] = ["2026.05.12", "2026.03.10"];
                expect(await message("getImage", { namePrefix: prefix })).toBe(
                    `Looking up image "${prefix}…": 2 were found with a name that starts with "${prefix}" in region KR1: ${one}, ${other}. Use the id instead, or mostRecent: true for the newest.`,
                );
                expect(await message("getImage", { namePrefix: "Debian 9", mostRecent: true })).toBe(
                    'Looking up image "Debian 9…": none was found with a name that starts with "Debian 9" in region KR1. List them with getImages().',
                );
                expect(await message("getImage", { mostRecent: true })).toBe(
                    "getImage has a problem: name or namePrefix or id is required: set one of them.",
                );
            });

            it("can have the same name, of which the newest is taken too", async () => {
                release("old", { created, name: prefix });
                release("new", { created: created + 1000, name: prefix });
                expect(await newest({ namePrefix: undefined, name: prefix })).toBe("new");
            });
        });

        it("filters, and follows the pages with the same filters", async () => {
            copies(1500);
            const found = await list("getImages", { visibility: "private", status: "active", name });
            expect(new Set(found.map(({ id }) => id)).size).toBe(1500);
            expect(world.calls()).toHaveLength(2);
            expect(await namesOf("getImages", { visibility: "public", name })).toEqual([name]);
        });
    });

    describe("of networks", () => {
        it("tells of each what the cloud does, and which of them floating IPs are out of", async () => {
            const { network, publicNetwork } = ids();
            expect(await namesOf("getNetworks")).toEqual(["vpc1", "vpc2", "public_network"]);
            expect(await list("getNetworks", { isExternal: true })).toMatchObject([
                { id: publicNetwork, isExternal: true },
            ]);
            expect(await namesOf("getNetworks", { isExternal: false })).toEqual(["vpc1", "vpc2"]);
            const one = {
                id: network,
                name: "vpc1",
                status: "available",
                cidr: "192.168.0.0/16",
                isExternal: false,
                isShared: false,
            };
            expect(await world.lookUp("getNetwork", { name: "vpc1" })).toEqual(one);
            expect(await world.lookUp("getNetwork", { id: network })).toEqual(one);
            expect(await message("getNetwork", { name: "vpc9" })).toBe(
                'Looking up network "vpc9": none was found with that name in region KR1. List them with getNetworks().',
            );
            expect(await message("getNetwork", { id: nowhere })).toBe(
                `Looking up network ${nowhere}: none was found with that id in region KR1. List them with getNetworks().`,
            );
        });

        it("tells of subnets which can be reached, and finds one by its name or its id", async () => {
            const { subnet, network, otherNetwork } = ids();
            const one = {
                id: subnet,
                name: "vpc1 subnet",
                networkId: network,
                cidr: "192.168.0.0/16",
                gatewayIp: "192.168.0.1",
                isShared: false,
                hasInternetGateway: true,
            };
            expect(await world.lookUp("getSubnet", { name: "vpc1 subnet" })).toEqual(one);
            expect(await world.lookUp("getSubnet", { id: subnet })).toEqual(one);
            expect(await list("getSubnets", { networkId: otherNetwork })).toMatchObject([
                { name: "vpc2 subnet", hasInternetGateway: false },
            ]);
            expect(await message("getSubnet", { id: nowhere })).toContain("List them with getSubnets().");
        });

        it("asks OpenStack where the cloud has none of the vendor's lists", async () => {
            const faults = { path: /\/vpc/, kind: "respond", status: 404, times: 99 } as const;
            world.cloud.faults.add(faults);
            expect(await list("getNetworks", { name: "vpc1" })).toMatchObject([{ status: "ACTIVE" }]);
            const { subnet, network } = ids();
            const found = (await world.lookUp("getSubnet", { id: subnet })) as Found;
            expect(found).toMatchObject({ networkId: network, gatewayIp: "192.168.0.1" });
            expect(found.hasInternetGateway).toBeUndefined();
        });
    });

    describe("of security groups", () => {
        it("tells their rules, and finds one by its name or its id", async () => {
            expect(await namesOf("getSecurityGroups", { name: "web" })).toEqual(["web"]);
            const web = (await world.lookUp("getSecurityGroup", { name: "web" })) as Found;
            expect(await world.lookUp("getSecurityGroup", { id: web.id })).toEqual(web);
            expect(web).toMatchObject({ name: "web", description: "web group" });
            expect(web.rules).toMatchObject([
                { direction: "egress", ethertype: "IPv4" },
                { direction: "egress", ethertype: "IPv6" },
            ]);
        });

        it("that finds two of a name lists their ids", async () => {
            expect(await message("getSecurityGroup", { name: "twin" })).toMatch(
                /: 2 were found with that name in region KR1: \S+, \S+\. Use the id instead\.$/,
            );
            expect(await message("getSecurityGroup", { id: nowhere })).toContain(
                "none was found with that id",
            );
        });
    });

    describe("of floating IPs", () => {
        it("tells of each what the cloud does, and lists those that fit all filters", async () => {
            world.cloud.region().seconds.floatingIp = 0;
            await world.create("FloatingIp", { label: "web" });
            await world.create("FloatingIp", { label: "web", portId: ids().port });
            const { publicNetwork, port } = ids();
            const shown = { floatingNetworkId: publicNetwork, label: "web", deleteProtection: false };
            expect(await list("getFloatingIps", { label: "web" })).toEqual([
                { ...shown, id: expect.any(String), address: "127.1.0.10", status: "DOWN" },
                {
                    ...shown,
                    id: expect.any(String),
                    address: "127.1.0.11",
                    status: "ACTIVE",
                    portId: port,
                    fixedIp: "192.168.200.10",
                },
            ]);
            const filters = { label: "web", status: "ACTIVE", portId: port };
            expect(await list("getFloatingIps", filters)).toHaveLength(1);
            expect(await list("getFloatingIps", { ...filters, label: "db" })).toEqual([]);
            expect(await list("getFloatingIps", { floatingNetworkId: publicNetwork })).toHaveLength(2);
        });
    });

    describe("of anything", () => {
        it("looks in the region that it is told, with one token for all", async () => {
            const [here, there] = [
                await world.lookUp("getFlavor", { name: "m2.c1m2" }),
                await world.lookUp("getFlavor", { name: "m2.c1m2", region: "kr2" }),
            ] as Found[];
            expect([here?.id, there?.id]).toEqual([ids("KR1").flavor, ids("KR2").flavor]);
            const logins = world.cloud.requests.filter(({ path }) => path.startsWith("/identity"));
            expect(logins).toHaveLength(1);
        });

        it("asks for the same thing once a run", async () => {
            const flavor = (await world.lookUp("getFlavor", { name: "m2.c1m2" })) as Found;
            flavor.name = "spoilt";
            const found = await Promise.all([
                world.lookUp("getFlavor", { name: "m2.c1m2", region: "kr1" }),
                world.lookUp("getFlavor", { name: "u2.c1m1", id: undefined }),
                world.lookUp("getFlavors", {}),
            ]);
            expect(found[0]).toMatchObject({ name: "m2.c1m2" });
            expect(world.calls()).toEqual([expect.stringMatching(/^GET .*\/flavors\/detail/)]);
        });

        it("asks again for what it did not get", async () => {
            const missing = { name: "mine" };
            expect(await message("getKeypair", missing)).toMatch(/none was found/);
            await world.create("Keypair", missing);
            expect(await world.lookUp("getKeypair", missing)).toMatchObject(missing);
        });

        it("refuses bad arguments in one sentence, and asks nothing", async () => {
            const sentences: [Parameters<World["lookUp"]>, string][] = [
                [["getFlavor", {}], "name or id is required: set one of them."],
                [
                    ["getFlavor", { name: "a", id: "b" }],
                    "name and id are mutually exclusive: set only one of them.",
                ],
                [
                    ["getServers", { flavourId: "a" }],
                    "flavourId is not a known property: did you mean flavorId?",
                ],
                [["getFlavors", { minRam: "8" }], 'minRam must be an integer of at least 0, got "8".'],
                [["getKeypair", {}], "name is required: set it to the name of a keypair."],
                [["getServer", { id: "web" }], 'id must be a UUID, got "web".'],
                [
                    ["getServers", { changesSince: "yesterday" }],
                    'changesSince must be a time in UTC like 2026-01-31T12:00:00Z, got "yesterday".',
                ],
                [["getVolumeAttachments", {}], "serverId is required: set it to the id of a server."],
                [["getKeypairs", { region: "" }], "region must not be empty: set a value or omit it."],
                [
                    ["getFlavor", { name: Promise.resolve("a") }],
                    "name must not be an output or a promise: use getFlavorOutput instead.",
                ],
            ];
            for (const [asked, sentence] of sentences) {
                expect(await message(...asked)).toBe(`${asked[0]} has a problem: ${sentence}`);
            }
            expect(world.cloud.requests).toEqual([]);
        });

        it("tells what the cloud answers, and where there is no such region", async () => {
            world.cloud.faults.add({ method: "GET", path: /os-keypairs$/, kind: "respond", status: 403 });
            expect(await message("getKeypairs", {})).toMatch(
                /^Looking up keypairs: .* \(HTTP 403, req-\S+\)\. /,
            );
            expect(await message("getFlavors", { region: "XX1" })).toMatch(
                /^Looking up flavors: the service catalog has no "compute" service in region "XX1", only in /,
            );
        });
    });
});

describe("a look-up without credentials", () => {
    it("says which configuration is missing", async () => {
        const world = await startWorld({ environment: { NHNCLOUD_PASSWORD: "" } });
        expect((await world.failure(world.lookUp("getFlavors"))).message).toMatch(
            /^Looking up flavors: nhncloud:password is required\. Run "pulumi config set --secret nhncloud:password"/,
        );
        await world.close();
    });
});
