import { serverInputs } from "../support/inputs";
import { hiddenInputs } from "../support/provider";
import { startWorld, type World, type WorldOptions } from "../support/world";

type Values = Record<string, unknown>;

const posts = { method: "POST", path: /os-volume_attachments$/ } as const;
const deletes = { method: "DELETE", path: /os-volume_attachments\// } as const;
const actions = { method: "POST", path: /servers\/[^/]+\/action$/ } as const;

describe("what the cloud answers about a volume attachment", () => {
    let world: World;
    let serverId: string;
    let volumeId: string;
    const start = async (options: WorldOptions = {}) => {
        await world?.close();
        world = await startWorld({ seconds: { attach: 3, detach: 3 }, ...options });
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        volumeId = world.cloud.region().addVolume();
        world.cloud.requests.length = 0;
    };
    beforeEach(() => start());
    afterAll(() => world.close());

    const attach = (more: Values = {}) =>
        world.create("VolumeAttachment", { serverId, volumeId, __derived: ["serverId"], ...more });
    const update = (id: string, state: Values, more: Values = {}) =>
        world.update("VolumeAttachment", id, state, { serverId, volumeId, timeouts: { update: 5 }, ...more });
    const methods = () => world.calls().map((call) => call.split(" ")[0]);
    const changes = () => methods().filter((method) => method !== "GET");
    const server = () => world.cloud.region().servers.get(serverId);
    const volume = () => world.cloud.region().volumes.get(volumeId);
    /** A cloud whose volumes nobody may see. */
    const withoutVolumes = () =>
        start({ credentials: "token", environment: { NHNCLOUD_PREFLIGHT: "false" } });

    it("that it may not be made, read, updated or ended is told with the volume and the server", async () => {
        const refuse = (method: string) =>
            world.cloud.faults.add({ method, path: /os-volume_attachments/, kind: "respond", status: 403 });
        const between = `volume ${volumeId} to server ${serverId}: .*\\(HTTP 403, `;
        refuse("POST");
        const refused = await world.failure(attach());
        expect(refused.message).toMatch(new RegExp(`^Attaching ${between}`));
        expect(refused.id).toBeUndefined();
        expect(changes()).toEqual(["POST"]);
        const { id, outs } = await attach();
        refuse("GET");
        const read = await world.failure(world.read("VolumeAttachment", id, outs));
        expect(read.message).toMatch(new RegExp(`^Reading the attachment of ${between}`));
        refuse("GET");
        const updated = await world.failure(update(id, outs));
        expect(updated.message).toMatch(new RegExp(`^Attaching ${between}`));
        expect(updated).toMatchObject({ id, properties: { device: "/dev/vdb" } });
        refuse("DELETE");
        const ended = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(ended.message).toMatch(
            new RegExp(`^Detaching volume ${volumeId} from server ${serverId}: .*\\(HTTP 403, `),
        );
    });

    it("that there is no such volume either are told as its refusal", async () => {
        await start({ environment: { NHNCLOUD_PREFLIGHT: "false" } });
        world.cloud.region().volumes.delete(volumeId);
        world.cloud.faults.add({ ...posts, kind: "respond", status: 400 });
        expect((await world.failure(attach())).message).toMatch(/\(HTTP 400, /);
    });

    it("that it is there already makes an update ask for nothing", async () => {
        const { id, outs } = await attach();
        world.cloud.requests.length = 0;
        expect(await update(id, outs)).toMatchObject({ device: "/dev/vdb" });
        expect(changes()).toEqual([]);
    });

    it("while an update attaches it again are waited for in the time of updates", async () => {
        const { id, outs } = await attach();
        const found = server();
        if (found) found.attachments = found.attachments.filter((other) => other.volumeId !== volumeId);
        Object.assign(volume() ?? {}, { serverId: null, status: "available" });
        const error = await world.failure(update(id, outs, { timeouts: { update: 1 } }));
        expect(error.message).toMatch(
            /: timed out after 1 s waiting for in-use; .* increase timeouts\.update\.$/,
        );
        expect(error.id).toBe(id);
    });

    it("that another task runs are not the end: it is asked again when the task is over", async () => {
        world.cloud.region().beginTask(serverId, "image_snapshot", 30);
        expect((await attach()).outs.device).toBe("/dev/vdb");
        world.cloud.region().beginTask(serverId, "image_snapshot", 30);
        await world.delete("VolumeAttachment", `${serverId}/${volumeId}`, {});
        expect(volume()?.status).toBe("available");
    });

    it("that it is not there to be ended are the end of it, unless the volume is on its way", async () => {
        const { id, outs } = await attach();
        world.cloud.faults.add({ ...deletes, kind: "respond", status: 404 });
        world.cloud.requests.length = 0;
        await world.delete("VolumeAttachment", id, outs);
        expect(methods()).toEqual(["DELETE", "GET"]);
    });

    it("while it ends are shown in the row, with where it goes", async () => {
        const { id, outs } = await attach();
        world.statusLines.length = 0;
        await world.delete("VolumeAttachment", id, outs);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^detaching → available · \d+ s$/));
    });

    it("while it does not end are waited for in the time of deletes", async () => {
        const { id, outs } = await attach({ timeouts: { delete: 1 } });
        const error = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(error.message).toMatch(
            /: timed out after 1 s waiting for it to be available; last status: detaching\. .* increase timeouts\.delete\.$/,
        );
    });

    it("that the volume breaks while it ends is told at once", async () => {
        const { id, outs } = await attach();
        world.cloud.region().timeline.after("cloud", 1, () => {
            world.cloud.region().timeline.cancel(volumeId);
            Object.assign(volume() ?? {}, { status: "error_detaching" });
        });
        const error = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(error.message).toMatch(
            /unexpected status error_detaching after [12] s waiting for it to be available\./,
        );
    });

    it("about a volume that another resource holds leave it there, and the row says whose it is", async () => {
        const { id, outs } = await attach();
        const renamed = hiddenInputs("VolumeAttachment", "renamed");
        const run = world.nextRun({ ids: [id] });
        await run.create("VolumeAttachment", { ...renamed, serverId, volumeId });
        await run.delete("VolumeAttachment", id, outs);
        expect(world.statusLines).toContain('kept for VolumeAttachment "renamed" · 0 s');
        expect(volume()?.status).toBe("in-use");
    });

    describe("where nobody may see volumes", () => {
        beforeEach(withoutVolumes);

        it("that another server has it are told in the cloud's words", async () => {
            const { id } = await attach();
            const other = (await world.create("Server", serverInputs(world, { name: "other" }))).id;
            const next = world.nextRun({ ids: [id] });
            const error = await next.failure(next.create("VolumeAttachment", { serverId: other, volumeId }));
            expect(error.message).toMatch(/: Invalid volume: .*\(HTTP 400, /);
        });

        it("that the server has it still are shown on its row until it has it no more", async () => {
            const { id, outs } = await attach();
            await world.clock.run(world.clock.sleep(5000));
            await world.delete("VolumeAttachment", id, outs);
            expect(world.statusLines).toContainEqual(expect.stringMatching(/^in-use → available · /));
        });

        it("that a repeated DELETE is refused are told, since nothing says that the first was carried out", async () => {
            const { id, outs } = await attach();
            world.cloud.faults.add({ ...deletes, kind: "respond", status: 400 });
            const error = await world.failure(world.delete("VolumeAttachment", id, outs));
            expect(error.message).toMatch(/\(HTTP 400, /);
        });
    });

    describe("about the server that stops for it", () => {
        const restarts = () =>
            world.cloud.requests.filter(({ action }) => action === "os-start").map(({ action }) => action);

        it("that it is gone are no reason not to detach the volume", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true });
            world.cloud.faults.add({ method: "GET", path: /servers\/[^/]+$/, kind: "respond", status: 404 });
            await world.delete("VolumeAttachment", id, outs);
            expect(changes()).not.toContain("os-stop");
            expect(volume()?.status).toBe("available");
        });

        it("that it does not stop leave the volume attached, and are told", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true });
            world.cloud.requests.length = 0;
            world.cloud.faults.add({ ...actions, kind: "respond", status: 403 });
            const error = await world.failure(world.delete("VolumeAttachment", id, outs));
            expect(error.message).toMatch(/\(HTTP 403, /);
            expect(changes()).toEqual(["POST"]);
            expect(volume()?.status).toBe("in-use");
            expect(world.warnings).toEqual([]);
        });

        it("that it does not run again, after a detach that failed, are a warning beside the failure", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true });
            const onHit = () => world.cloud.faults.add({ ...actions, kind: "respond", status: 403 });
            world.cloud.faults.add({ ...deletes, kind: "respond", status: 400, onHit });
            const error = await world.failure(world.delete("VolumeAttachment", id, outs));
            expect(error.message).toMatch(/\(HTTP 400, /);
            expect(world.warnings).toEqual([
                expect.stringMatching(
                    new RegExp(
                        `^Server ${serverId} was stopped for this and could not be started again: .*403`,
                    ),
                ),
            ]);
        });

        it("that somebody started it already are taken for what was wanted", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true });
            const onHit = () =>
                world.cloud
                    .region()
                    .timeline.after("cloud", 1, () => world.cloud.region().setStatus(serverId, "ACTIVE"));
            world.cloud.faults.add({ ...deletes, kind: "none", onHit });
            await world.delete("VolumeAttachment", id, outs);
            expect(restarts()).toEqual([]);
            expect(server()?.status).toBe("ACTIVE");
        });

        it("are waited for after the time of the detach is over, so that it does not stay stopped", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true, timeouts: { delete: 20 } });
            world.cloud.region().seconds.detach = 60;
            const error = await world.failure(world.delete("VolumeAttachment", id, outs));
            expect(error.message).toMatch(
                /: timed out after \d+ s waiting for it to be available; last status: detaching\./,
            );
            expect(restarts()).toEqual(["os-start"]);
            expect(server()?.status).toBe("ACTIVE");
            expect(world.warnings).toEqual([]);
        });

        it("that it does not run again are told with the volume that is detached", async () => {
            const { id, outs } = await attach({ stopBeforeDetach: true });
            const onHit = () => world.cloud.faults.add({ ...actions, kind: "respond", status: 403 });
            world.cloud.faults.add({ ...deletes, kind: "none", onHit });
            const error = await world.failure(world.delete("VolumeAttachment", id, outs));
            expect(error.message).toMatch(
                /: it is done, but the server, which was stopped for it, could not be started again: .*\(HTTP 403, .*\)\. Start the server\.$/,
            );
            expect(volume()?.status).toBe("available");
        });
    });

    it("that say nothing, twice, keep it in the stack with one look after each", async () => {
        world.cloud.faults.add({ ...posts, kind: "reset", times: 10 });
        const error = await world.failure(attach());
        expect(error.id).toBe(`${serverId}/${volumeId}`);
        // The first is the check's, of the volume.
        expect(methods().slice(1)).toEqual(["POST", "GET", "POST", "GET"]);
    });
});
