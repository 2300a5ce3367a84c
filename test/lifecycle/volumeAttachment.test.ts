import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

describe("a volume attachment", () => {
    let world: World;
    let serverId: string;
    let volumeId: string;
    beforeEach(async () => {
        world = await startWorld({ seconds: { attach: 3, detach: 3 } });
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        volumeId = world.cloud.region().addVolume();
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());

    const attach = (more: Record<string, unknown> = {}) =>
        world.create("VolumeAttachment", { serverId, volumeId, ...more });
    const deletes = () => world.calls().filter((call) => call.startsWith("DELETE"));

    it("is there when the volume is in use and the server lists it", async () => {
        const { id, outs } = await attach();
        expect(id).toBe(`${serverId}/${volumeId}`);
        expect(outs).toMatchObject({ serverId, volumeId, device: "/dev/vdb" });
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("in-use");
        const posts = world.calls().filter((call) => call.startsWith("POST"));
        expect(posts).toHaveLength(1);
        expect(world.statusLines.at(-2)).toMatch(/^attaching → in-use · \d+ s$/);
    });

    it("costs one POST, and one list of volumes a look for all that are attached at once", async () => {
        const made = await Promise.all(
            Array.from({ length: 5 }, async (_, index) => {
                const server = await world.create("Server", serverInputs(world, { name: `web-${index}` }));
                return { serverId: server.id, volumeId: world.cloud.region().addVolume() };
            }),
        );
        world.cloud.requests.length = 0;
        const attached = await Promise.all(made.map((pair) => attach(pair)));
        expect(attached.map(({ outs }) => outs.device)).toEqual(Array(5).fill("/dev/vdb"));
        const ofAttachments = world.calls().filter((call) => call.includes("os-volume_attachments"));
        expect(ofAttachments.map((call) => call.split(" ")[0])).toEqual(Array(5).fill("POST"));
        expect(world.calls().length).toBeLessThanOrEqual(14);
    });

    it("is read with one GET", async () => {
        const { id, outs } = await attach();
        world.cloud.requests.length = 0;
        expect((await world.read("VolumeAttachment", id, outs)).props).toEqual(outs);
        expect(world.calls()).toHaveLength(1);
    });

    it("is gone when the volume is available, after one DELETE", async () => {
        const { id, outs } = await attach();
        await world.delete("VolumeAttachment", id, outs);
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("available");
        expect(deletes()).toHaveLength(1);
        expect(await world.read("VolumeAttachment", id, outs)).toEqual({});
        await world.delete("VolumeAttachment", id, outs);
    });

    it("is gone only when the server no longer lists it, whatever the volume says", async () => {
        const { id, outs } = await attach();
        const path = new RegExp(`${serverId}/os-volume_attachments/${volumeId}$`);
        const body = { volumeAttachment: { id: volumeId, volumeId, serverId, device: "/dev/vdb" } };
        world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 200, body, times: 3 });
        world.cloud.requests.length = 0;
        await world.delete("VolumeAttachment", id, outs);
        expect(world.calls().filter((call) => call.startsWith("GET") && path.test(call))).toHaveLength(4);
    });

    it.each([400, 409])(
        "takes over a volume that is attached to the same server already, where the cloud answers %i",
        async (status) => {
            const first = await attach();
            const path = /os-volume_attachments$/;
            world.cloud.faults.add({ method: "POST", path, kind: "respond", status });
            expect((await attach()).id).toBe(first.id);
        },
    );

    it("refuses a volume that is attached to another server, in the cloud's words", async () => {
        await attach();
        const other = await world.create("Server", serverInputs(world, { name: "other" }));
        const elsewhere = world.nextRun();
        const error = await world.failure(
            elsewhere.create("VolumeAttachment", { serverId: other.id, volumeId }),
        );
        expect(error.message).toContain(
            `Attaching volume ${volumeId} to server ${other.id}: Invalid volume: `,
        );
        expect(error.id).toBeUndefined();
    });

    it("survives a lost answer to its POST", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-volume_attachments$/, kind: "lose" });
        expect((await attach()).outs.device).toBe("/dev/vdb");
    });

    it("is asked for once more where the answer to its POST says nothing, and is there once", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-volume_attachments$/, kind: "reset" });
        expect((await attach()).outs.device).toBe("/dev/vdb");
        expect(world.calls().filter((call) => call.startsWith("POST"))).toHaveLength(2);
        const attachments = world.cloud.region().servers.get(serverId)?.attachments;
        expect(attachments?.filter((attachment) => attachment.volumeId === volumeId)).toHaveLength(1);
    });

    it("fails where the answer to its POST has no device and the server does not list it, and stays in the stack", async () => {
        const body = { volumeAttachment: { id: volumeId, volumeId, serverId } };
        const path = new RegExp(`os-volume_attachments/${volumeId}$`);
        world.cloud.faults.add({
            method: "POST",
            path: /os-volume_attachments$/,
            kind: "garble",
            status: 200,
            body,
        });
        world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 404 });
        const error = await world.failure(attach());
        expect(error.message).toMatch(
            /the server does not list the volume\. Run pulumi up to attach it again\.$/,
        );
        expect(error.id).toBe(`${serverId}/${volumeId}`);
    });

    /** The next looks at the volume find these statuses, whatever is true. */
    const showing = (...statuses: string[]) => {
        const path = new RegExp(`volumes/${volumeId}$`);
        for (const status of statuses) {
            const body = { volume: { id: volumeId, status, attachments: [] } };
            world.cloud.faults.add({ method: "GET", path, kind: "respond", status: 200, body });
        }
    };

    it("goes through all that a volume shows on the way, and back", async () => {
        showing("available", "reserved", "attaching", "maintenance");
        const { id, outs } = await attach();
        expect(outs.device).toBe("/dev/vdb");
        showing("in-use", "detaching", "maintenance", "reserved");
        await world.delete("VolumeAttachment", id, outs);
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("available");
    });

    it.each(["reserved", "attaching"])(
        "fails once the volume was %s, and is available again",
        async (status) => {
            showing(status, "available");
            expect((await world.failure(attach())).message).toMatch(
                /unexpected status available again after \d+ s waiting for in-use/,
            );
        },
    );

    it("is there and gone when the server says so, where the cloud shows no volumes", async () => {
        await world.close();
        world = await startWorld({ credentials: "token", environment: { NHNCLOUD_PREFLIGHT: "false" } });
        await world.create("Keypair", { name: "access" });
        serverId = (await world.create("Server", serverInputs(world))).id;
        volumeId = world.cloud.region().addVolume();
        const { id, outs } = await attach();
        expect(outs.device).toBe("/dev/vdb");
        await world.clock.run(world.clock.sleep(5000));
        await world.delete("VolumeAttachment", id, outs);
        expect(await world.read("VolumeAttachment", id, outs)).toEqual({});
    });

    const detaches = { method: "DELETE", path: /os-volume_attachments\// } as const;

    it.each([400, 409])(
        "is waited for where a repeated DELETE is refused with %i, since the first was carried out",
        async (status) => {
            const { id, outs } = await attach();
            world.cloud.faults.add({ ...detaches, kind: "lose" });
            world.cloud.faults.add({ ...detaches, kind: "respond", status });
            await world.delete("VolumeAttachment", id, outs);
            expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("available");
        },
    );

    it.each([400, 409])("is not gone where the cloud refuses to detach it with %i", async (status) => {
        const { id, outs } = await attach();
        world.cloud.faults.add({ ...detaches, kind: "respond", status });
        const error = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(error.message).toContain(`(HTTP ${status}, `);
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("in-use");
    });

    it("is asked for twice at most, and is kept in state where no answer comes", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-volume_attachments$/, kind: "reset", times: 10 });
        expect((await world.failure(attach())).id).toBe(`${serverId}/${volumeId}`);
        expect(world.calls().filter((call) => call.startsWith("POST"))).toHaveLength(2);
    });

    it("is kept in state when neither its POST nor a look at it is answered, and found by the next update", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-volume_attachments$/, kind: "lose" });
        world.cloud.faults.add({ path: /os-volume_attachments\//, kind: "respond", status: 503, times: 5 });
        const error = await world.failure(attach());
        expect(error.id).toBe(`${serverId}/${volumeId}`);
        world.cloud.requests.length = 0;
        const outs = await world.update(
            "VolumeAttachment",
            `${serverId}/${volumeId}`,
            error.properties ?? {},
            {
                serverId,
                volumeId,
            },
        );
        expect(outs.device).toBe("/dev/vdb");
        expect(world.calls().filter((call) => call.startsWith("POST"))).toEqual([]);
    });

    /** The cloud accepts the attachment, and gives it up some seconds later. */
    const giveUp = (seconds: number) => {
        const { timeline, servers, volumes } = world.cloud.region();
        timeline.after("cloud", seconds, () => {
            const [server, volume] = [servers.get(serverId), volumes.get(volumeId)];
            if (!server || !volume) return;
            timeline.cancel(volumeId);
            server.attachments = server.attachments.filter((other) => other.volumeId !== volumeId);
            Object.assign(volume, { serverId: null, status: "available" });
        });
    };
    const again = "Once the volume is available, the next pulumi up attaches it again.";

    it("that the cloud gives up fails at once, and the next update attaches it again", async () => {
        giveUp(2);
        const error = await world.failure(attach());
        expect(error.message).toMatch(/unexpected status available again after [23] s waiting for in-use\. /);
        expect(error.message.endsWith(again)).toBe(true);
        expect(error.id).toBe(`${serverId}/${volumeId}`);
        expect(error.properties).not.toHaveProperty("device");
        const inputs = { serverId, volumeId };
        const outs = await world.update("VolumeAttachment", `${error.id}`, error.properties ?? {}, inputs);
        expect(outs.device).toBe("/dev/vdb");
        expect((await world.diff("VolumeAttachment", outs, inputs)).changes).toBe(false);
    });

    it("that the cloud gives up before anybody sees it on its way fails soon", async () => {
        world.cloud.region().seconds.attach = Number.POSITIVE_INFINITY;
        world.cloud.faults.add({
            path: new RegExp(`volumes/${volumeId}$`),
            kind: "respond",
            status: 200,
            body: { volume: { id: volumeId, status: "available", attachments: [] } },
            times: 99,
        });
        const error = await world.failure(attach());
        expect(error.message).toMatch(/unexpected status available again after 3\d s waiting for in-use\. /);
    });

    it("is not there while the volume is in use by another server only", async () => {
        const shown = (servers: string[]) => ({
            id: volumeId,
            status: "in-use",
            attachments: servers.map((server_id) => ({ server_id })),
        });
        const path = new RegExp(`volumes/${volumeId}$`);
        const other = "4b293d31-ebd5-4a7f-be03-874b90021e54";
        for (const servers of [[], [other]]) {
            const body = { volume: shown(servers) };
            world.cloud.faults.add({ path, kind: "respond", status: 200, body, times: 2 });
        }
        await attach();
        const looks = world.calls().filter((call) => path.test(call));
        expect(looks).toHaveLength(5);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^in-use → in-use/));
    });

    it("is kept in state when the volume takes too long, and resumed by the next update", async () => {
        const error = await world.failure(attach({ timeouts: { create: 1 } }));
        expect(error.message).toMatch(
            new RegExp(
                `^Attaching volume ${volumeId} to server ${serverId}: timed out after 1 s waiting for in-use; last status: (reserved|attaching)\\. Run pulumi up again to continue waiting, or increase timeouts\\.create\\.$`,
            ),
        );
        const outs = await world.update("VolumeAttachment", error.id ?? "", error.properties ?? {}, {
            serverId,
            volumeId,
        });
        expect(outs.device).toBe("/dev/vdb");
    });

    it("gets devices in the program's order, one volume after another", async () => {
        const volumes = ["b", "c", "d", "e"].map((name) => world.cloud.region().addVolume({ name }));
        const made = await Promise.all(
            volumes.map((volume) => world.create("VolumeAttachment", { serverId, volumeId: volume })),
        );
        expect(made.map(({ outs }) => outs.device)).toEqual(["/dev/vdb", "/dev/vdc", "/dev/vdd", "/dev/vde"]);
    });

    it("that is queued behind another has its whole time when its turn comes, and its row says what it waits for", async () => {
        const volumes = ["b", "c", "d"].map((name) => world.cloud.region().addVolume({ name }));
        const made = await Promise.all(
            volumes.map((volume) => attach({ volumeId: volume, timeouts: { create: 4 } })),
        );
        expect(made.map(({ outs }) => outs.device)).toEqual(["/dev/vdb", "/dev/vdc", "/dev/vdd"]);
        expect(world.statusLines).toContain(`waiting for another change of server ${serverId} · 0 s`);
    });

    it("stops the server while it detaches where that was asked for, and starts it again", async () => {
        const { id, outs } = await attach({ stopBeforeDetach: true });
        world.cloud.requests.length = 0;
        await world.delete("VolumeAttachment", id, outs);
        const changes = world.calls().filter((call) => !call.startsWith("GET"));
        expect(changes.map((call) => call.split(" ")[0])).toEqual(["POST", "DELETE", "POST"]);
        expect(world.cloud.region().servers.get(serverId)?.status).toBe("ACTIVE");
    });

    it("of a run that is cancelled asks for the server's start at once, and does not wait for it", async () => {
        const { id, outs } = await attach({ stopBeforeDetach: true });
        world.cloud.region().timeline.after("cloud", 1, world.cancel);
        await world.delete("VolumeAttachment", id, outs).catch(() => undefined);
        expect(world.cloud.requests.at(-1)).toMatchObject({ method: "POST", action: "os-start" });
    });

    it("tells why the detach failed, and runs the server again", async () => {
        const { id, outs } = await attach({ stopBeforeDetach: true });
        world.cloud.faults.add({
            method: "DELETE",
            path: /os-volume_attachments/,
            kind: "respond",
            status: 403,
            body: { forbidden: { code: 403, message: "No detach." } },
        });
        const error = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(error.message).toMatch(/: No detach \(HTTP 403, req-\S+\)\. Ask for a role/);
        expect(world.cloud.region().servers.get(serverId)?.status).toBe("ACTIVE");
    });

    it("that the cloud does not end fails at once, and is detached by the next delete", async () => {
        const { id, outs } = await attach();
        const { timeline, volumes } = world.cloud.region();
        timeline.after("cloud", 2, () => {
            timeline.cancel(volumeId);
            Object.assign(volumes.get(volumeId) ?? {}, { status: "in-use" });
        });
        const error = await world.failure(world.delete("VolumeAttachment", id, outs));
        expect(error.message).toMatch(
            /unexpected status in-use again after [23] s waiting for it to be available\. Once the volume is in use, run the command again to detach it\.$/,
        );
        await world.delete("VolumeAttachment", id, outs);
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("available");
    });

    it("fails at once when the volume breaks", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: new RegExp(`volumes/${volumeId}$`),
            kind: "respond",
            status: 200,
            body: { volume: { id: volumeId, status: "error", attachments: [] } },
        });
        const error = await world.failure(attach());
        expect(error.message).toContain("unexpected status error after 0 s waiting for in-use");
        expect(error.id).toBe(`${serverId}/${volumeId}`);
    });

    it("of a killed run is found, and shows no difference after an update and a refresh", async () => {
        await attach();
        world.cloud.requests.length = 0;
        const run = world.nextRun();
        const { id, outs } = await run.create("VolumeAttachment", { serverId, volumeId });
        expect(world.calls().filter((call) => call.startsWith("POST"))).toHaveLength(1);
        for (const more of [{ stopBeforeDetach: true }, { timeouts: { delete: 60 } }]) {
            const inputs = { serverId, volumeId, ...more };
            expect((await run.diff("VolumeAttachment", outs, inputs, id)).changes).toBe(true);
            const updated = await run.update("VolumeAttachment", id, outs, inputs);
            expect((await run.diff("VolumeAttachment", updated, inputs, id)).changes).toBe(false);
            const { props } = await run.read("VolumeAttachment", id, updated);
            expect(props).toEqual(updated);
            expect((await run.diff("VolumeAttachment", props ?? {}, inputs, id)).changes).toBe(false);
        }
    });

    it("of a server that is deleted, but kept for a while, ends all the same", async () => {
        const { id, outs } = await attach();
        world.cloud.region().setStatus(serverId, "SOFT_DELETED");
        await world.delete("VolumeAttachment", id, outs);
        expect(world.cloud.region().volumes.get(volumeId)?.status).toBe("available");
    });

    it("moves to another volume by detaching first", async () => {
        const { outs } = await attach();
        const other = world.cloud.region().addVolume();
        expect(await world.diff("VolumeAttachment", outs, { serverId, volumeId: other })).toEqual({
            changes: true,
            replaces: ["volumeId"],
            deleteBeforeReplace: true,
        });
    });

    it("is found by its id alone", async () => {
        const { id } = await attach();
        const got = await world.read("VolumeAttachment", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({ serverId, volumeId, device: "/dev/vdb" });
        for (const other of [
            "nonsense",
            serverId,
            `nonsense/${volumeId}`,
            `${serverId}/nonsense`,
            `${id}/more`,
        ]) {
            const error = await world.failure(
                world.read("VolumeAttachment", other, { __provider: "pointer" }),
            );
            expect(
                error.message.endsWith(
                    `: "${other}" is not a volume attachment id. Use SERVER_ID/VOLUME_ID.`,
                ),
            ).toBe(true);
            if (other === "nonsense") expect(error.message).toMatch(/^Reading attachment "nonsense": /);
        }
    });
});
