import { startWorld, type World } from "../support/world";

/** Of nobody. */
const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";
const otherKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kT me@example.com";

const posts = { method: "POST", path: /os-keypairs$/ } as const;
const deletes = { method: "DELETE", path: /os-keypairs\/[^/]+$/ } as const;

describe("what the cloud answers about a keypair", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    const inCloud = (name: string) => world.cloud.region().keypairs.get(name);
    const requests = () => world.calls().map((call) => call.replace(/ .*(?=\/os-keypairs)/, " "));
    const changes = () => requests().filter((request) => !request.startsWith("GET"));

    describe("to a create", () => {
        it("that the name is taken costs one request", async () => {
            await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.requests.length = 0;
            await world.failure(world.create("Keypair", { name: "mine", publicKey: otherKey }));
            expect(requests()).toEqual(["POST /os-keypairs"]);
        });

        it("that it is refused is told at once, and costs one request", async () => {
            world.cloud.faults.add({ ...posts, kind: "respond", status: 403 });
            const error = await world.failure(world.create("Keypair", { name: "mine" }));
            expect(error.message).toMatch(/^Creating keypair "mine": .*\(HTTP 403, /);
            expect(requests()).toEqual(["POST /os-keypairs"]);
        });

        it("that the name is taken, by the request before it, whose answer was lost, is no failure", async () => {
            // Carried out after the look for it, and before it is sent again.
            world.cloud.faults.add({ ...posts, kind: "late", seconds: 0.5 });
            const { outs } = await world.create("Keypair", { name: "mine" });
            expect(changes()).toEqual(["POST /os-keypairs", "POST /os-keypairs"]);
            expect(inCloud("mine")?.publicKey).toBe(outs.publicKey);
            expect(outs.privateKey).toContain("PRIVATE KEY");
        });

        it("that never come are waited for three times, and then it fails", async () => {
            world.cloud.faults.add({ ...posts, kind: "reset", times: 10 });
            const error = await world.failure(world.create("Keypair", { name: "mine" }));
            expect(error.message).toMatch(/^Creating keypair "mine": .* did not respond: ECONNRESET/);
            expect(error.id).toBeUndefined();
            expect(changes()).toHaveLength(3);
        });

        it("that are lost after its time are not asked for again", async () => {
            world.cloud.faults.add({ ...posts, kind: "reset", onHit: () => world.clock.advance(10) });
            await world.failure(world.create("Keypair", { name: "mine", timeouts: { create: 5 } }));
            expect(changes()).toHaveLength(1);
        });
    });

    describe("to an update", () => {
        it("that does not touch the key are not asked for, and the state keeps all that it had", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine" });
            world.cloud.requests.length = 0;
            const updated = await world.update("Keypair", id, outs, {
                name: "mine",
                timeouts: { delete: 5 },
            });
            expect(requests()).toEqual([]);
            const { publicKey, privateKey, fingerprint, userId, createdAt } = outs;
            expect(updated).toMatchObject({ publicKey, privateKey, fingerprint, userId, createdAt });
        });

        it("are not asked for where the key got another comment only, and the state has the new one", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.requests.length = 0;
            const renamed = publicKey.replace("me@", "you@");
            const inputs = { name: "mine", publicKey: renamed, timeouts: { delete: 5 } };
            expect((await world.update("Keypair", id, outs, inputs)).publicKey).toBe(renamed);
            expect(requests()).toEqual([]);
        });

        it("that the old key may not be deleted are told at once, and it stays", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.requests.length = 0;
            world.cloud.faults.add({ ...deletes, kind: "respond", status: 403 });
            const update = world.update("Keypair", id, outs, { name: "mine", publicKey: otherKey });
            expect((await world.failure(update)).message).toMatch(/^Updating keypair "mine": .*\(HTTP 403, /);
            expect(changes()).toEqual(["DELETE /os-keypairs/mine"]);
            expect(inCloud("mine")?.publicKey).toContain(publicKey);
        });

        it("that were lost after the old key was deleted are not asked for again", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.requests.length = 0;
            world.cloud.faults.add({ ...deletes, kind: "lose" });
            await world.update("Keypair", id, outs, { name: "mine", publicKey: otherKey });
            expect(changes()).toEqual(["DELETE /os-keypairs/mine", "POST /os-keypairs"]);
        });
    });

    it("to a read of its name alone are all of its state, without a private key", async () => {
        await world.create("Keypair", { name: "mine" });
        const { props, inputs } = await world.read("Keypair", "mine", { __provider: "pointer" });
        const found = inCloud("mine");
        expect(props).toMatchObject({ name: "mine", publicKey: found?.publicKey });
        expect(props?.fingerprint).toBe(found?.fingerprint);
        expect(props).not.toHaveProperty("privateKey");
        expect(inputs).toMatchObject({ name: "mine" });
    });

    it("to a read or a delete that is refused are told with its name", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine" });
        world.cloud.faults.add({ path: /os-keypairs\/mine$/, kind: "respond", status: 403, times: 2 });
        const read = await world.failure(world.read("Keypair", id, outs));
        expect(read.message).toMatch(/^Reading keypair "mine": /);
        const gone = await world.failure(world.delete("Keypair", id, outs));
        expect(gone.message).toMatch(/^Deleting keypair "mine": /);
    });

    it("about another's of the name that a killed run began cost no DELETE", async () => {
        await world.create("Keypair", { name: "mine", publicKey });
        const { inputs: begun } = await world.check("Keypair", { name: "mine" });
        world.cloud.requests.length = 0;
        const next = world.nextRun({ pendingCreates: [begun] });
        await next.create("Keypair", { name: "other" });
        expect(changes()).toEqual(["POST /os-keypairs"]);
        expect(inCloud("mine")?.publicKey).toContain(publicKey);
    });

    it("about one of another key are a reason not to take it over, with both keys", async () => {
        await world.create("Keypair", { name: "mine", publicKey });
        const wanted = { name: "mine", publicKey: otherKey, adoptExisting: true };
        const error = await world.failure(world.nextRun().create("Keypair", wanted));
        const there = String(inCloud("mine")?.publicKey);
        expect(error.message).toBe(
            `Creating keypair "mine": keypair "mine" cannot be adopted: publicKey is "${there}" in the cloud and "${otherKey}" in the program. ` +
                "Change the program to match, use another name, or omit adoptExisting.",
        );
    });
});
