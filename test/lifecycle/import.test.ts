import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const nobody = "00000000-0000-4000-8000-000000000000";

describe("the option import", () => {
    const world = useWorld();

    const serverOf = async () => (await world.create("Server", serverInputs(world, { name: "base" }))).id;

    /** What makes one, what is left when the program gives no name, and an id that nothing has. */
    const kinds: Record<CloudKind, () => Promise<{ inputs: Values; unnamed?: Values; unknown: string }>> = {
        Keypair: async () => ({ inputs: { name: "mine" }, unnamed: {}, unknown: "nobody" }),
        Server: async () => {
            const { name, ...unnamed } = serverInputs(world, { metadata: { role: "web" } });
            return { inputs: { name, ...unnamed }, unnamed, unknown: nobody };
        },
        Volume: async () => ({ inputs: { name: "data", size: 10 }, unnamed: { size: 10 }, unknown: nobody }),
        VolumeAttachment: async () => {
            const serverId = await serverOf();
            const volumeId = world.cloud.region().addVolume();
            return { inputs: { serverId, volumeId }, unknown: `${serverId}/${nobody}` };
        },
        PlacementPolicy: async () => ({ inputs: { name: "apart" }, unnamed: {}, unknown: nobody }),
        SecurityGroupAssignment: async () => {
            const serverId = await serverOf();
            return { inputs: { serverId, securityGroup: "web" }, unknown: `${serverId}/db` };
        },
        ServerImage: async () => {
            const serverId = await serverOf();
            return { inputs: { serverId, name: "golden" }, unnamed: { serverId }, unknown: nobody };
        },
        ServerFleet: async () => {
            const { name: _ofOne, ...shared } = serverInputs(world);
            const unnamed = { ...shared, count: 2 };
            return { inputs: { ...unnamed, namePrefix: "worker" }, unnamed, unknown: "f".repeat(32) };
        },
        FloatingIp: async () => {
            const serverId = await serverOf();
            return { inputs: { serverId, label: "web" }, unknown: nobody };
        },
    };

    describe.each(Object.keys(kinds) as CloudKind[])("of a %s", (kind) => {
        it("adopts what has that id, makes nothing, and leaves nothing to do, whether it stays or goes", async () => {
            const { inputs } = await kinds[kind]();
            const made = await world.create(kind, inputs);
            world.cloud.requests.length = 0;
            const imported = { ...inputs, __import: made.id };
            const { id, outs } = await world.nextRun().create(kind, imported);
            expect(id).toBe(made.id);
            expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
            expect(world.infos).toEqual([expect.stringMatching(/^Importing .+ instead of creating one\.$/)]);
            for (const later of [imported, inputs, { ...inputs, __import: undefined }])
                expect(await world.diff(kind, outs, later, id)).toMatchObject({
                    changes: false,
                    replaces: [],
                });
            const { props } = await world.read(kind, id, outs);
            expect((await world.diff(kind, props as Values, imported, id)).changes).toBe(false);
            expect((await world.nextRun().check(kind, imported, outs)).sentences).toEqual([]);
            expect(world.infos).toHaveLength(1);
        });

        it("keeps its name where the program gives none; is refused where it is in the stack, or nowhere", async () => {
            const { inputs, unnamed = inputs, unknown } = await kinds[kind]();
            const { id } = await world.create(kind, inputs);
            const imported = { ...unnamed, __import: id };
            const { outs } = await world.nextRun().create(kind, imported);
            const { name, namePrefix } = inputs;
            if (unnamed !== inputs)
                expect(outs).toMatchObject(name === undefined ? { namePrefix } : { name });
            expect((await world.diff(kind, outs, imported, id)).changes).toBe(false);

            const later = world.nextRun({ ids: [id] });
            const sentencesOf = async (asked: string) =>
                (await later.check(kind, { ...inputs, __import: asked })).sentences;
            expect(await sentencesOf(id)).toEqual([
                expect.stringMatching(
                    /^Importing .+: it is already in the stack\. Omit the option import\.$/,
                ),
            ]);
            expect(await sentencesOf(unknown)).toEqual([
                expect.stringMatching(/^Importing .+: not found\. Check the id and the region\.$/),
            ]);
        });
    });

    it.each<[CloudKind, Values, string]>([
        [
            "Keypair",
            { name: "other" },
            'keypair "mine" cannot be imported: name is "mine" in the cloud and "other" in the program',
        ],
        [
            "Server",
            { keyName: "other", availabilityZone: "kr-pub-b" },
            'keyName is "access" in the cloud and "other" in the program; availabilityZone is "kr-pub-a" in the cloud and "kr-pub-b" in the program',
        ],
        ["Volume", { size: 20 }, 'size is "10" in the cloud and "20" in the program'],
        ["VolumeAttachment", { serverId: nobody }, `and "${nobody}" in the program`],
        ["PlacementPolicy", { name: "other" }, 'name is "apart" in the cloud and "other" in the program'],
        [
            "SecurityGroupAssignment",
            { securityGroup: "db" },
            'securityGroup is "web" in the cloud and "db" in the program',
        ],
        ["ServerImage", { name: "other" }, 'name is "golden" in the cloud and "other" in the program'],
        ["ServerFleet", { keyName: "other" }, 'keyName is "access" in the cloud and "other" in the program'],
        ["FloatingIp", { floatingNetworkId: nobody }, `and "${nobody}" in the program`],
    ])("refuses a %s that would have to be replaced, with every difference", async (kind, change, text) => {
        const { inputs } = await kinds[kind]();
        const { id } = await world.create(kind, inputs);
        world.cloud.requests.length = 0;
        const later = world.nextRun();
        const { sentences } = await later.check(kind, { ...inputs, ...change, __import: id });
        expect(sentences).toEqual([expect.stringContaining(text)]);
        expect(sentences[0]).toMatch(/\. Change the program to match, or omit the option import\.$/);
        expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
    });

    it("changes in place what differs otherwise", async () => {
        const { id } = await world.create("Server", serverInputs(world));
        const inputs = serverInputs(world, { name: "storefront", metadata: { role: "web" }, __import: id });
        const { outs } = await world.nextRun().create("Server", inputs);
        expect(outs).toMatchObject({ name: "storefront", metadata: { role: "web" }, status: "ACTIVE" });
    });

    it("leaves alone what the program does not say of a floating IP", async () => {
        const serverId = await serverOf();
        const { id, outs } = await world.create("FloatingIp", {
            serverId,
            label: "web",
            deleteProtection: true,
        });
        world.cloud.requests.length = 0;
        const made = await world.nextRun().create("FloatingIp", { __import: id });
        expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
        expect(made.outs).toMatchObject({ portId: outs.portId, status: "ACTIVE" });
        expect((await world.diff("FloatingIp", made.outs, {}, id)).changes).toBe(false);
    });

    it.each([["Server"], ["Volume"]] as const)("sees no change in empty metadata of a %s", async (kind) => {
        const inputs = kind === "Server" ? serverInputs(world) : { name: "data", size: 10 };
        const { id, outs } = await world.create(kind, { ...inputs, metadata: {} });
        expect((await world.diff(kind, outs, inputs, id)).changes).toBe(false);
    });

    it("is looked for only where the program is right otherwise", async () => {
        const { id } = await world.create("Server", serverInputs(world));
        world.cloud.requests.length = 0;
        const wrong = serverInputs(world, { flavorId: "", __import: id });
        expect((await world.nextRun().check("Server", wrong)).sentences).toEqual([
            "flavorId must not be empty: set a value or omit it.",
        ]);
        expect(world.calls()).toEqual([]);
    });

    it("asks a cloud that is busy again, and not for longer than a preview should take", async () => {
        const { id } = await world.create("Server", serverInputs(world));
        const path = new RegExp(`/servers/${id}$`);
        world.cloud.faults.add({ path, kind: "respond", status: 503, times: 99 });
        world.cloud.requests.length = 0;
        const began = world.clock.now();
        const { sentences } = await world.nextRun().check("Server", serverInputs(world, { __import: id }));
        expect(sentences).toEqual([expect.stringMatching(/^Importing server .*\(HTTP 503, /)]);
        expect(world.calls().filter((call) => path.test(call)).length).toBeGreaterThan(1);
        expect(world.clock.now() - began).toBeLessThanOrEqual(15_000);
    });

    it("takes a server whose image and keypair no longer exist", async () => {
        const inputs = serverInputs(world);
        const { id } = await world.create("Server", inputs);
        world.cloud.region().images.delete(String(inputs.imageId));
        world.cloud.region().keypairs.delete("access");
        const { sentences } = await world.nextRun().check("Server", { ...inputs, __import: id });
        expect(sentences).toEqual([]);
    });

    it("does not compare what is not known yet", async () => {
        const { id } = await world.create("Volume", { name: "data", size: 10 });
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const inputs = { size: unknown, volumeType: unknown, snapshotId: unknown, __import: id };
        const { sentences } = await world.nextRun().check("Volume", inputs);
        expect(sentences).toEqual([]);
    });

    it("of one thing by two resources is refused", async () => {
        const { id } = await world.create("Volume", { name: "data", size: 10 });
        const later = world.nextRun();
        const inputs = { size: 10, __import: id };
        const urn = "urn:pulumi:dev::project::nhncloud:Volume::twin";
        expect((await later.check("Volume", inputs)).sentences).toEqual([]);
        expect((await later.check("Volume", { ...inputs, __urn: urn })).sentences).toEqual([
            `Importing volume "${id}": Volume "test" of the same program imports it too. Keep only one of the two.`,
        ]);
        // The engine checks one that is replaced twice.
        expect((await later.check("Volume", inputs)).sentences).toEqual([]);
    });

    it("of another id than that of the resource replaces it", async () => {
        const { id, outs } = await world.create("Volume", { name: "data", size: 10 });
        const diff = (imported: string, state = outs) =>
            world.diff("Volume", state, { name: "data", size: 10, __import: imported }, id);
        expect((await diff(nobody)).replaces).toEqual(["import"]);
        expect((await diff(id)).changes).toBe(false);
        expect((await diff(nobody, { ...outs, __import: nobody })).changes).toBe(false);
    });

    it("is done once: a replacement is created", async () => {
        const { id } = await world.create("Volume", { name: "data", size: 10 });
        const inputs = { size: 10, __import: id };
        const { outs } = await world.nextRun().create("Volume", inputs);
        const later = world.nextRun({ ids: [id] });
        const larger = { ...inputs, size: 20 };
        await later.check("Volume", larger, outs);
        expect((await later.diff("Volume", outs, larger, id)).replaces).toEqual(["size"]);
        expect((await later.create("Volume", larger)).id).not.toBe(id);
    });

    it("is not made of a readiness check", async () => {
        const { sentences } = await world.check("Readiness", { host: "web", port: 22, __import: "x" });
        expect(sentences).toEqual([
            'Importing readiness check of "x": it has nothing in the cloud to import. Omit the option import.',
        ]);
    });
});
