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

    it("takes over a volume that is attached to the same server already", async () => {
        const first = await attach();
        expect((await attach()).id).toBe(first.id);
    });

    it("refuses a volume that is attached to another server, in the cloud's words", async () => {
        await attach();
        const other = await world.create("Server", serverInputs(world, { name: "other" }));
        const error = await world.failure(world.create("VolumeAttachment", { serverId: other.id, volumeId }));
        expect(error.message).toContain(
            `Attaching volume ${volumeId} to server ${other.id}: Invalid volume: `,
        );
        expect(error.id).toBeUndefined();
    });

    it("survives a lost answer to its POST", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-volume_attachments$/, kind: "lose" });
        expect((await attach()).outs.device).toBe("/dev/vdb");
    });

    it("is kept in state when the volume takes too long, and resumed by the next update", async () => {
        const error = await world.failure(attach({ timeouts: { create: 1 } }));
        expect(error.message).toMatch(
            new RegExp(
                `^Attaching volume ${volumeId} to server ${serverId}: it is still (reserved|attaching) after 1 s, and not in-use\\. Run pulumi up again to go on waiting, or allow more seconds in timeouts\\.create\\.$`,
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

    it("fails at once when the volume breaks", async () => {
        world.cloud.faults.add({
            method: "GET",
            path: new RegExp(`volumes/${volumeId}$`),
            kind: "respond",
            status: 200,
            body: { volume: { id: volumeId, status: "error", attachments: [] } },
        });
        const error = await world.failure(attach());
        expect(error.message).toContain("it became error instead of in-use after 0 s");
        expect(error.id).toBe(`${serverId}/${volumeId}`);
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
        const error = await world.failure(
            world.read("VolumeAttachment", "nonsense", { __provider: "pointer" }),
        );
        expect(error.message).toMatch(
            /: "nonsense" is no id of an attachment\. Give SERVER_ID\/VOLUME_ID\.$/,
        );
    });
});
