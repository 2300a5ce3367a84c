import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";

describe("a login that fails", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    const failLogins = (status: number, times = 1) =>
        world.cloud.faults.add({ path: /\/tokens$/, kind: "respond", status, times });

    it("with 404 says nothing of what was to be asked for: it is neither gone nor deleted", async () => {
        const keypair = await world.create("Keypair", { name: "access", publicKey });
        const server = await world.create("Server", serverInputs(world));
        for (const [kind, { id, outs }] of [
            ["Keypair", keypair],
            ["Server", server],
        ] as const) {
            for (const operation of ["read", "delete"] as const) {
                failLogins(404);
                const run = world.nextRun();
                const error = await run.failure(run[operation](kind, id, outs));
                expect(error.message).toMatch(
                    /^(Reading|Deleting) (keypair "access"|server "web"): the login failed: Injected fault \(HTTP 404, req-\S+\)\. Check nhncloud:authUrl\.$/,
                );
            }
        }
        expect(world.cloud.region().keypairs.size).toBe(1);
        expect(world.cloud.region().serverByName("web")?.status).toBe("ACTIVE");
    });

    it("and hangs ends the takeover of an image at its deadline", async () => {
        await world.close();
        let hangs = false;
        world = await startWorld({
            network: (adapter) => (config) =>
                hangs && config.url?.includes("/identity") ? new Promise(() => {}) : adapter(config),
        });
        await world.create("Keypair", { name: "access", publicKey });
        const { id: serverId } = await world.create("Server", serverInputs(world));
        const { inputs } = await world.check("ServerImage", {
            serverId,
            name: "golden",
            adoptExisting: true,
            timeouts: { create: 30 },
        });
        hangs = true;
        const run = world.nextRun();
        const began = world.clock.now();
        // Its check waits for the login as well, and lets it pass.
        const error = await run.failure(run.create("ServerImage", inputs));
        expect(error.message).toMatch(
            /^Creating image "golden" of server \S+: the deadline passed \(no HTTP response, POST \/identity\/v2\.0\)\. /,
        );
        expect((world.clock.now() - began) / 1000).toBe(15 + 30);
    });

    it("with 503 is no lost answer: nothing was asked for, and nothing is kept in the stack", async () => {
        const { inputs } = await world.check("Keypair", { name: "mine", publicKey });
        const run = world.nextRun();
        failLogins(503, 100);
        const error = await run.failure(run.create("Keypair", inputs));
        expect(error.message).toMatch(
            /^Creating keypair "mine": the login failed: Injected fault \(HTTP 503, req-\S+\)\. Check the network, nhncloud:authUrl and nhncloud:region\.$/,
        );
        expect(error.id).toBeUndefined();
    });
});
