import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;

const digits = "0123456789abcdef0123456789abcdef";

describe("what the cloud answers about a server image", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld({ seconds: { image: 20 } });
        await world.create("Keypair", { name: "access" });
    });
    afterEach(() => world.close());

    const makeServer = async (kind: "local" | "volume") => {
        const { ids } = world.cloud.region();
        const local = [{ sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 }];
        const more = kind === "local" ? { flavorId: ids.localFlavor, blockDevices: local } : {};
        const { id } = await world.create("Server", serverInputs(world, more));
        world.cloud.requests.length = 0;
        return id;
    };
    const make = (serverId: string, more: Values = {}) =>
        world.create("ServerImage", { serverId, name: "golden", __derived: ["serverId"], ...more });
    const update = (serverId: string, id: string, state: Values, more: Values = {}) =>
        world.update("ServerImage", id, state, { serverId, name: "golden", ...more });
    const image = (id: string) => world.cloud.region().images.get(id);
    const requests = (of: RegExp) => world.calls().filter((call) => of.test(call));
    const posts = { method: "POST", path: /\/action$/ } as const;
    const ofImage = /\/images\/[0-9a-f-]+$/;

    it("with its id are believed: it is not looked for by its name", async () => {
        await make(await makeServer("local"));
        expect(requests(/images\?/)).toEqual([]);
    });

    it("that it may not be made are told at once, without a look for it", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ ...posts, kind: "respond", status: 403 });
        const error = await world.failure(make(serverId));
        expect(error.message).toMatch(/\(HTTP 403, /);
        expect(requests(/images\?/)).toEqual([]);
    });

    it("that come late are found by a later look, although they were lost", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ ...posts, kind: "late", seconds: 2 });
        const { outs } = await make(serverId);
        expect(outs.status).toBe("active");
        expect(requests(/^POST/)).toHaveLength(1);
    });

    it("that are lost, in a run that is cancelled, are looked for once", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ ...posts, kind: "reset", onHit: () => world.cancel() });
        await world.failure(make(serverId));
        expect(requests(/images\?/)).toHaveLength(1);
    });

    it("that it may not be seen keep it in the stack by its id", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ method: "GET", path: ofImage, kind: "respond", status: 403, times: 9 });
        const error = await world.failure(make(serverId));
        expect(error.message).toMatch(/^Creating image "golden" of server \S+: .*\(HTTP 403, /);
        expect(error.properties).toMatchObject({ imageId: error.id });
        const again = await world.failure(update(serverId, `${error.id}`, error.properties ?? {}));
        expect(again.message).toMatch(/^Creating image "golden" of server \S+: .*\(HTTP 403, /);
    });

    it.each(["renamed", `copy of pulumi-nhncloud-${digits}`, `pulumi-nhncloud-${digits}-old`])(
        'that somebody called it "%s" while it was made leave it that name',
        async (name) => {
            const serverId = await makeServer("local");
            const error = await world.failure(make(serverId, { timeouts: { create: 5 } }));
            const id = String(error.id);
            Object.assign(image(id) ?? {}, { name });
            await update(serverId, id, error.properties ?? {});
            expect(image(id)).toMatchObject({ status: "active", name });
        },
    );

    it("about one that had another name until it was there keep the proof of whose it is, in a tag", async () => {
        const { id, outs } = await make(await makeServer("volume"));
        expect(image(id)).toMatchObject({ name: "golden", tags: [`pulumi-nhncloud-${outs.__nonce}`] });
    });

    it("about one that a killed run began under a made-up name need no tag to rename it", async () => {
        const serverId = await makeServer("volume");
        const { id, outs } = await make(serverId, { name: undefined });
        world.cloud.requests.length = 0;
        const next = world.nextRun({ pendingCreates: [outs] });
        const made = await next.create("ServerImage", { serverId });
        expect(made.id).toBe(id);
        expect(image(id)?.name).toBe(made.outs.name);
        expect(requests(/^PUT/)).toEqual([]);
    });

    it.each(["deleted", "pending_delete"])("that it is %s take it out of the stack", async (status) => {
        const { id, outs } = await make(await makeServer("local"));
        Object.assign(image(id) ?? {}, { status });
        expect(await world.read("ServerImage", id, outs)).toEqual({});
    });

    it.each(["killed", "error", "deleted", "pending_delete"])(
        "that it is %s replace it, and are no reason to take over another of that name",
        async (status) => {
            const serverId = await makeServer("local");
            const { id, outs } = await make(serverId);
            const diff = await world.diff("ServerImage", { ...outs, status }, { serverId, name: "golden" });
            expect(diff.replaces).toEqual(["status"]);
            Object.assign(image(id) ?? {}, { status });
            const adopted = { serverId, name: "golden", adoptExisting: true };
            expect((await world.nextRun().create("ServerImage", adopted)).id).not.toBe(id);
        },
    );

    it("that it does not go are waited for in the time of deletes", async () => {
        const { id, outs } = await make(await makeServer("local"), { timeouts: { delete: 5 } });
        world.cloud.faults.add({ method: "DELETE", path: ofImage, kind: "respond", status: 204 });
        const error = await world.failure(world.delete("ServerImage", id, outs));
        expect(error.message).toMatch(
            /: timed out after 5 s waiting for it to be deleted; last status: active\. .* increase timeouts\.delete\.$/,
        );
    });

    it("that its server does not stop are told with the time of creates", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ ...posts, kind: "respond", status: 202 });
        const error = await world.failure(make(serverId, { stopServer: true, timeouts: { create: 5 } }));
        expect(error.message).toMatch(
            /: timed out after 5 s waiting for SHUTOFF; last status: ACTIVE\. .* increase timeouts\.create\.$/,
        );
        expect(requests(/^POST/)).toHaveLength(1);
    });

    it("that its server is deleted, and only kept for a while, are told", async () => {
        const serverId = await makeServer("local");
        world.cloud.region().setStatus(serverId, "SOFT_DELETED");
        const error = await world.failure(make(serverId));
        expect(error.message).toMatch(/: the server was not found\. Check serverId and region\.$/);
    });

    describe("about the disks of the server", () => {
        const showing = (serverId: string, ...devices: (string | null)[]) => {
            const volumeAttachments = devices.map((device, at) => {
                const id = `4b293d31-ebd5-4a7f-be03-874b90021e5${at}`;
                return { id, volumeId: id, serverId, device };
            });
            const body = { volumeAttachments };
            world.cloud.faults.add({ path: /os-volume_attachments/, kind: "respond", status: 200, body });
        };
        const byCompute = [expect.stringMatching(/^POST .*\/servers\/[^/]+\/action$/)];

        it("are not asked for where it has no volumes", async () => {
            await make(await makeServer("local"));
            expect(requests(/os-volume_attachments|flavors/)).toEqual([]);
        });

        it("that no device is told make no root disk of a volume that a U2 server has besides its own", async () => {
            const serverId = await makeServer("local");
            await world.create("VolumeAttachment", { serverId, volumeId: world.cloud.region().addVolume() });
            world.cloud.requests.length = 0;
            showing(serverId, null);
            await make(serverId);
            expect(requests(/^POST/)).toEqual(byCompute);
        });

        it.each<(string | null)[]>([
            ["/dev/vdb", "/dev/vdab"],
            ["/dev/vdb", null],
        ])("that no volume is the first disk leave the image to compute: %s, %s", async (...devices) => {
            const serverId = await makeServer("volume");
            showing(serverId, ...devices);
            const error = await world.failure(make(serverId));
            expect(error.message).toContain("Only U2 instance types can be made into an image");
            expect(requests(/^POST/)).toEqual(byCompute);
        });
    });

    describe("with adoptExisting, where the cloud tells no owners", () => {
        const adopt = (serverId: string) =>
            world.nextRun().create("ServerImage", { serverId, name: "golden", adoptExisting: true });
        const withoutOwner = async (visibility: "private" | "shared") => {
            const serverId = await makeServer("local");
            const { id } = await make(serverId);
            Object.assign(image(id) ?? {}, { owner: undefined, visibility });
            return { serverId, id };
        };

        it("are enough to take over a private one", async () => {
            const { serverId, id } = await withoutOwner("private");
            expect((await adopt(serverId)).id).toBe(id);
        });

        it("are not enough to take over a shared one", async () => {
            const { serverId, id } = await withoutOwner("shared");
            expect((await adopt(serverId)).id).not.toBe(id);
        });
    });

    it("do not matter to a program that gives a name to one with a made-up name: it is replaced", async () => {
        const serverId = await makeServer("local");
        const { outs } = await make(serverId, { name: undefined });
        const named = await world.diff("ServerImage", outs, { serverId, name: "golden" });
        expect(named.replaces).toEqual(["name"]);
        const other = await world.diff("ServerImage", outs, { serverId: await makeServer("local") });
        expect(other.replaces).toEqual(["serverId"]);
    });
});
