import { type Declared, Engine } from "../model/engine";
import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

describe("adoptExisting", () => {
    const world = useWorld();

    it("takes over the server of that name, brings it to what the program wants, and leaves nothing to do", async () => {
        const made = await world.create("Server", serverInputs(world, { powerState: "stopped" }));
        world.cloud.requests.length = 0;
        const inputs = serverInputs(world, { adoptExisting: true, metadata: { role: "web" } });
        const { id, outs } = await world.nextRun().create("Server", inputs);
        expect(id).toBe(made.id);
        expect(outs).toMatchObject({ status: "ACTIVE", metadata: { role: "web" } });
        expect(world.calls().filter((call) => /POST .*\/servers$/.test(call))).toEqual([]);
        expect((await world.diff("Server", outs, inputs)).changes).toBe(false);
        expect((await world.diff("Server", outs, { ...inputs, adoptExisting: undefined })).changes).toBe(
            false,
        );
    });

    it("makes a server where there is none", async () => {
        const { outs } = await world.create("Server", serverInputs(world, { adoptExisting: true }));
        expect(outs.status).toBe("ACTIVE");
        expect(world.cloud.region().servers.size).toBe(1);
    });

    it("makes a server where only one has that name in other letters, which the cloud finds as well", async () => {
        const other = await world.create("Server", serverInputs(world, { name: "WEB" }));
        const made = await world.nextRun().create("Server", serverInputs(world, { adoptExisting: true }));
        expect(made.id).not.toBe(other.id);
        expect(made.outs.name).toBe("web");
    });

    it("makes a server where the one of that name is deleted, and only kept for a while", async () => {
        const { id } = await world.create("Server", serverInputs(world));
        world.cloud.region().setStatus(id, "SOFT_DELETED");
        const made = await world.nextRun().create("Server", serverInputs(world, { adoptExisting: true }));
        expect(made.id).not.toBe(id);
    });

    it("refuses a server that would have to be replaced, with every difference, and changes nothing", async () => {
        const { id } = await world.create("Server", serverInputs(world));
        await world.create("Keypair", { name: "other" });
        world.cloud.requests.length = 0;
        const inputs = serverInputs(world, {
            adoptExisting: true,
            keyName: "other",
            availabilityZone: "kr-pub-b",
        });
        const error = await world.failure(world.nextRun().create("Server", inputs));
        expect(error.message).toBe(
            `Creating server "web": server "web" (${id}) cannot be adopted: keyName is "access" in the cloud and "other" in the program; ` +
                'availabilityZone is "kr-pub-a" in the cloud and "kr-pub-b" in the program. ' +
                "Change the program to match, use another name, or omit adoptExisting.",
        );
        expect(error.id).toBeUndefined();
        expect(world.calls().filter((call) => !call.startsWith("GET"))).toEqual([]);
    });

    it("refuses a name that two servers have, with their ids", async () => {
        const first = await world.create("Server", serverInputs(world));
        const second = await world.create("Server", serverInputs(world));
        const error = await world.failure(
            world.nextRun().create("Server", serverInputs(world, { adoptExisting: true })),
        );
        expect(error.message).toContain('2 servers are named "web": ');
        for (const { id } of [first, second]) expect(error.message).toContain(id);
    });

    describe("of a server that is replaced", () => {
        const inputs = (more: Record<string, unknown> = {}) =>
            serverInputs(world, { adoptExisting: true, ...more });
        const live = () =>
            [...world.cloud.region().servers.values()].flatMap(({ id, status }) =>
                status === "DELETED" ? [] : [id],
            );

        it("makes a new one beside the one that goes", async () => {
            const { id, outs } = await world.create("Server", inputs());
            const later = world.nextRun({ ids: [id] });
            expect((await later.diff("Server", outs, inputs({ userData: "new" }))).replaces).toEqual([
                "userData",
            ]);
            const made = await later.create("Server", inputs({ userData: "new" }));
            await later.delete("Server", id, outs);
            expect(live()).toEqual([made.id]);
        });

        it("makes a new one also where no diff told its id, as with --replace", async () => {
            const { id, outs } = await world.create("Server", inputs());
            const later = world.nextRun({ ids: [id] });
            const made = await later.create("Server", inputs());
            await later.delete("Server", id, outs);
            expect(live()).toEqual([made.id]);
        });

        it("does not compare the new one with the one that goes", async () => {
            const { id, outs } = await world.create("Server", inputs());
            const later = world.nextRun({ ids: [id] });
            await later.create("Keypair", { name: "other" });
            const made = await later.create("Server", inputs({ keyName: "other" }));
            await later.delete("Server", id, outs);
            expect(live()).toEqual([made.id]);
        });

        it("keeps what it took over, where the state could not tell that it goes", async () => {
            const { id, outs } = await world.create("Server", inputs());
            const later = world.nextRun();
            expect((await later.create("Server", inputs())).id).toBe(id);
            await later.delete("Server", id, outs);
            expect(live()).toEqual([id]);
        });
    });

    it("leaves alone what another resource of the program is making under the same name", async () => {
        const engine = new Engine(world.platform, "dev");
        const named = (name: string, more: Record<string, unknown>): Declared => ({
            kind: "Server",
            name,
            inputs: serverInputs(world, more),
        });
        await world.clock.run(engine.up([named("one", {}), named("other", { adoptExisting: true })]));
        const ids = engine.resources.map(({ id }) => id).sort();
        expect(new Set(ids).size).toBe(2);
        expect([...world.cloud.region().servers.keys()].sort()).toEqual(ids);
    });

    it("takes over a keypair with the same key, and refuses another key", async () => {
        const key = (letter: string) => `ssh-rsa AAAAB3NzaC1yc2E${letter.repeat(40)} me@example.com`;
        const existing = world.cloud.region().keypairs.get("access");
        const publicKey = existing?.publicKey ?? "";
        const next = world.nextRun();
        const { id, outs } = await next.create("Keypair", { name: "access", publicKey, adoptExisting: true });
        expect(id).toBe("access");
        expect(outs.publicKey).toBe(publicKey);
        const error = await world.failure(
            world.nextRun().create("Keypair", { name: "access", publicKey: key("A"), adoptExisting: true }),
        );
        expect(error.message).toContain('keypair "access" cannot be adopted: publicKey is "ssh-rsa ');
    });

    it("takes over an attachment and an assignment", async () => {
        const { id: serverId } = await world.create("Server", serverInputs(world));
        const volumeId = world.cloud.region().addVolume();
        const attachment = { serverId, volumeId, adoptExisting: true };
        const assignment = { serverId, securityGroup: "db", adoptExisting: true };
        for (const _ of ["make", "take over"]) {
            expect((await world.create("VolumeAttachment", attachment)).id).toBe(`${serverId}/${volumeId}`);
            expect((await world.create("SecurityGroupAssignment", assignment)).id).toBe(`${serverId}/db`);
        }
    });
});
