import type { FunctionName } from "../../provider/src/functions/handlers";
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

    const message = async (...asked: Parameters<World["lookUp"]>) =>
        (await world.failure(world.lookUp(...asked))).message;
    const imageQueries = async (args: Found) => {
        world.cloud.requests.length = 0;
        await world.failure(world.lookUp("getImage", args)).catch(() => {});
        return world.cloud.requests.flatMap(({ path }) => {
            const { pathname, searchParams } = new URL(path, "http://cloud.test");
            searchParams.delete("limit");
            return pathname.endsWith("/images") ? [Object.fromEntries(searchParams)] : [];
        });
    };

    test("says what it was looking for where it is refused", async () => {
        const lookUps: [name: FunctionName, args: Found, what: string][] = [
            ["getAvailabilityZones", {}, "availability zones"],
            ["getFlavors", {}, "flavors"],
            ["getFlavor", { name: "web" }, 'flavor "web"'],
            ["getFlavor", { id: nowhere }, `flavor ${nowhere}`],
            ["getFloatingIps", {}, "floating IPs"],
            ["getImages", {}, "images"],
            ["getImage", { name: "web" }, 'image "web"'],
            ["getImage", { namePrefix: "web" }, 'image "web…"'],
            ["getImage", { id: nowhere }, `image ${nowhere}`],
            ["getKeypairs", {}, "keypairs"],
            ["getKeypair", { name: "web" }, 'keypair "web"'],
            ["getNetworks", {}, "networks"],
            ["getNetwork", { name: "web" }, 'network "web"'],
            ["getNetwork", { id: nowhere }, `network ${nowhere}`],
            ["getSecurityGroups", {}, "security groups"],
            ["getSecurityGroup", { name: "web" }, 'security group "web"'],
            ["getSecurityGroup", { id: nowhere }, `security group ${nowhere}`],
            ["getServers", {}, "servers"],
            ["getServer", { name: "web" }, 'server "web"'],
            ["getServer", { id: nowhere }, `server ${nowhere}`],
            ["getSubnets", {}, "subnets"],
            ["getSubnet", { name: "web" }, 'subnet "web"'],
            ["getSubnet", { id: nowhere }, `subnet ${nowhere}`],
            ["getVolumeTypes", {}, "volume types"],
            ["getVolumes", {}, "volumes"],
            ["getVolume", { name: "web" }, 'volume "web"'],
            ["getVolume", { id: nowhere }, `volume ${nowhere}`],
        ];
        const body = { forbidden: { message: "No." } };
        world.cloud.faults.add({ method: "GET", kind: "respond", status: 403, body, times: 99 });
        for (const [name, args, what] of lookUps)
            expect(await message(name, args)).toMatch(new RegExp(`^Looking up ${what}: No \\(HTTP 403, `));
    });

    test.each<[FunctionName, Found, string, string]>([
        ["getNetwork", { id: nowhere }, "id", "getNetworks"],
        ["getSubnet", { id: nowhere }, "id", "getSubnets"],
        ["getSubnet", { name: "none" }, "name", "getSubnets"],
        ["getSecurityGroup", { id: nowhere }, "id", "getSecurityGroups"],
        ["getSecurityGroup", { name: "none" }, "name", "getSecurityGroups"],
        ["getServer", { id: nowhere }, "id", "getServers"],
        ["getVolume", { id: nowhere }, "id", "getVolumes"],
        ["getVolume", { name: "none" }, "name", "getVolumes"],
        ["getImage", { id: nowhere }, "id", "getImages"],
    ])("%s of %j that finds nothing says how to list what there is", async (name, args, by, all) => {
        expect(await message(name, args)).toMatch(
            new RegExp(`: none was found with that ${by} in region KR1\\. List them with ${all}\\(\\)\\.$`),
        );
        const reads = world.calls().filter((call) => call.endsWith(`/${nowhere}`));
        // Of networks, OpenStack's are asked after the vendor's.
        expect(reads.length > 0).toBe(by === "id");
        if (by === "id") expect(world.calls()).toEqual(reads);
    });

    test("of an image narrows the list down as far as it can, and uses only what is active", async () => {
        const active = { status: "active" };
        expect(await imageQueries({ name: "web" })).toEqual([{ name: "web" }]);
        expect(await imageQueries({ name: "web", mostRecent: true })).toEqual([{ ...active, name: "web" }]);
        expect(await imageQueries({ namePrefix: "web" })).toEqual([active]);
        expect(await imageQueries({ name: "db", mostRecent: false })).toEqual([{ name: "db" }]);
        expect(await imageQueries({ name: "db", visibility: "shared" })).toEqual([
            { name: "db", visibility: "shared" },
        ]);
        expect(await imageQueries({ name: "db", visibility: "community" })).toHaveLength(1);
        expect(await message("getImage", { name: "db", visibility: "mine" })).toMatch(
            /visibility must be "public", "private", "shared" or "community", got "mine"\.$/,
        );
    });

    test("of security groups leaves out those of other projects, which an administrator sees", async () => {
        const { tenantId } = world.cloud.credentials;
        const group = (id: string, more: Found) => ({ id, name: id, description: "", ...more });
        const security_groups = [
            group("own", { tenant_id: tenantId }),
            group("other", { tenant_id: "tenant2" }),
            group("untold", {}),
        ].map((one) => ({ ...one, security_group_rules: [] }));
        const body = { security_groups };
        world.cloud.faults.add({ path: /security-groups$/, kind: "respond", status: 200, body });
        const found = (await world.lookUp("getSecurityGroups")) as Found[];
        expect(found.map(({ id }) => id)).toEqual(["own", "untold"]);
    });

    test.each(["2026-01-31T12:00:00", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5Z"])(
        "of servers takes the time %s",
        async (changesSince) => {
            expect(await world.lookUp("getServers", { changesSince })).toEqual([]);
        },
    );

    test.each(["on 2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z or so", "2026-01-31T12:00:00+09:00"])(
        "of servers does not take the time %s",
        async (changesSince) => {
            expect(await message("getServers", { changesSince })).toContain("changesSince must be a time");
        },
    );

    test("of a server tells when it was launched, and none that is deleted and only kept for a while", async () => {
        await world.create("Keypair", { name: "access" });
        const { id } = await world.create("Server", serverInputs(world));
        expect(await world.lookUp("getServer", { id })).toMatchObject({ launchedAt: expect.any(String) });
        world.cloud.region().setStatus(id, "SOFT_DELETED");
        const again = world.nextRun();
        const { message: text } = await again.failure(again.lookUp("getServer", { id }));
        expect(text).toContain("none was found with that id");
    });

    test("asks once for the same arguments, in whatever order, and takes null for none", async () => {
        await world.lookUp("getServers", { name: "web", status: "ACTIVE" });
        await world.lookUp("getServers", { status: "ACTIVE", name: "web", imageId: null });
        expect(world.calls()).toHaveLength(1);
    });

    test.each([
        ["minDisk", -1],
        ["minRam", -1],
    ])("of flavors refuses a %s of %d", async (name, value) => {
        expect(await message("getFlavors", { [name]: value })).toContain(
            `${name} must be an integer of at least 0, got ${value}.`,
        );
    });

    test("of subnets asks the cloud for the name", async () => {
        await world.lookUp("getSubnets", { name: "vpc1 subnet" });
        expect(world.calls()).toEqual([expect.stringMatching(/vpcsubnets\?name=vpc1(%20|\+)subnet$/)]);
    });

    test("that there is not is a mistake of ours", async () => {
        await expect(world.lookUp("getNothing" as FunctionName)).rejects.toThrow(
            'pulumi-nhncloud has no function "getNothing".',
        );
    });
});
