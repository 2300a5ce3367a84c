import { startWorld, type World } from "../support/world";

const publicKey =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDM78aIGYux9EfR2ptK1P64UgQ4jQhmBq74Nd3vy4GDDBjpF2K1dX9LmktxjywsZt60fIzyl8DvyA04GFbBcVK3EDqsymVpLnLeprkUW+Rj2AZGgLEXg6n4/B78IGhl6EakkmBY7PhXzOmvGupQXnze0gYM1CkCdvPJS/1VDoa6YlnHqSSbyBb3urAnQZ5AG4hvFOF9+Ti9bgVCmJpvntKfRcPTBDfjvbHO+W4PJYB492YcII07dq2WH7L9norwsg/qxLFk6p0L57k5PB/UUKZktsHBD6uYffwmWgQd9btnldcC29YO4iimDJUP9BkbLg9RCdJC2JUwASyvi6SJqt2H me@example.com";

describe("a keypair", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    it("that the cloud makes keeps its private key, also after a refresh", async () => {
        const { id, outs } = await world.create("Keypair", {});
        expect(id).toMatch(/^test-[0-9a-f]{7}$/);
        expect(outs.privateKey).toMatch(/^-----BEGIN .*PRIVATE KEY-----/);
        const { props, inputs } = await world.read("Keypair", id, outs);
        expect(props).toEqual(outs);
        expect(inputs).not.toHaveProperty("publicKey");
        expect((await world.diff("Keypair", outs, {})).changes).toBe(false);
    });

    it("that is registered stays as the user wrote it", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
        expect(outs).toMatchObject({ publicKey });
        expect(outs).not.toHaveProperty("privateKey");
        expect((await world.read("Keypair", id, outs)).inputs).toMatchObject({ name: "mine", publicKey });
        expect((await world.diff("Keypair", outs, { name: "mine", publicKey })).changes).toBe(false);
    });

    it("is replaced by every change, the old one first where the name stays", async () => {
        const { outs } = await world.create("Keypair", { name: "mine" });
        expect(await world.diff("Keypair", outs, { name: "mine", publicKey })).toEqual({
            changes: true,
            replaces: ["publicKey"],
            deleteBeforeReplace: true,
        });
        expect(await world.diff("Keypair", outs, { name: "other" })).toEqual({
            changes: true,
            replaces: ["name"],
            deleteBeforeReplace: false,
        });
    });

    it("is gone after one DELETE, and a second one is no error", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine" });
        await world.delete("Keypair", id, outs);
        expect(await world.read("Keypair", id, outs)).toEqual({});
        await world.delete("Keypair", id, outs);
    });

    it("of a name that is taken is an error in the cloud's words", async () => {
        await world.create("Keypair", { name: "mine" });
        const error = await world.failure(world.create("Keypair", { name: "mine" }));
        expect(error.message).toMatch(
            /^Creating keypair "mine": Key pair 'mine' already exists \(HTTP 409, req-\S+\)\.$/,
        );
    });

    it("that was registered survives a lost answer", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-keypairs$/, kind: "lose" });
        expect((await world.create("Keypair", { name: "mine", publicKey })).id).toBe("mine");
    });

    it("whose private key got lost with the answer is an error that says so", async () => {
        world.cloud.faults.add({ method: "POST", path: /os-keypairs$/, kind: "lose" });
        const error = await world.failure(world.create("Keypair", { name: "mine" }));
        expect(error.message).toMatch(
            /^Creating keypair "mine": the cloud's answer was lost, and with it a private key that it shows only once: 127\.0\.0\.1:\d+ did not answer: ECONNRESET .*\. Delete keypair "mine" if nobody else uses it, and run pulumi up again\.$/,
        );
    });
});
