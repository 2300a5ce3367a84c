import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const page = "#!/bin/sh\necho hello > /srv/index.html\npython3 -m http.server 8080 --directory /srv\n";

describe("a readiness check", () => {
    const world = useWorld({ seconds: { build: 20, boot: 30 } });

    const makeServer = async (more: Values = {}) => {
        const networks = [{ uuid: world.cloud.region().ids.otherNetwork }];
        return await world.create("Server", serverInputs(world, { networks, userData: page, ...more }));
    };
    const seconds = async (work: Promise<unknown>) => {
        const began = world.clock.now();
        await work;
        return (world.clock.now() - began) / 1000;
    };
    const message = async (work: Promise<unknown>) => (await world.failure(work)).message;

    it("waits until the server that is ACTIVE already answers, and says what answers now", async () => {
        const { outs } = await makeServer();
        const began = world.clock.now();
        const { outs: ready } = await world.create("Readiness", {
            host: outs.accessIp,
            port: 8080,
            path: "/",
        });
        const waited = (world.clock.now() - began) / 1000;
        expect(waited).toBeGreaterThan(20);
        expect(waited).toBeLessThan(33);
        expect(ready.readyAt).toBe(new Date(world.clock.now()).toISOString());
        expect(world.statusLines).toContain("connection refused → HTTP 200 to 399 · 0 s");
        expect(world.statusLines.at(-1)).toBe("");
    });

    it("over TCP is there with the connection", async () => {
        const { outs } = await makeServer();
        world.clock.advance(60);
        const inputs = { host: outs.accessIp, port: 8080 };
        expect(await seconds(world.create("Readiness", inputs))).toBe(0);
    });

    it("waits for the status that is expected", async () => {
        const { outs } = await makeServer();
        world.clock.advance(60);
        const inputs = { host: outs.accessIp, port: 8080, path: "/missing" };
        expect(await seconds(world.create("Readiness", { ...inputs, expectStatus: 404 }))).toBe(0);
        const timeouts = { create: 20 };
        expect(await message(world.create("Readiness", { ...inputs, timeouts }))).toBe(
            `Checking the readiness of "${outs.accessIp}": timed out after 20 s waiting for HTTP 200 to 399 from http://${outs.accessIp}:8080/missing; last response: HTTP 404. Check what the server runs and its security groups. Run pulumi up again to continue waiting, or increase timeouts.create.`,
        );
    });

    it("times out with the last answer, and is not in the stack", async () => {
        const { outs } = await makeServer({ userData: undefined });
        const inputs = { host: outs.accessIp, port: 22, timeouts: { create: 60 } };
        const began = world.clock.now();
        const error = await world.failure(world.create("Readiness", inputs));
        expect((world.clock.now() - began) / 1000).toBe(60);
        expect(error.message).toMatch(
            /: timed out after 60 s waiting for a connection to 127\.3\.\d+\.\d+:22; last response: connection refused\. /,
        );
        expect(error.id).toBeUndefined();
    });

    it("ends at once when the run is cancelled", async () => {
        const { outs } = await makeServer();
        const work = world.create("Readiness", { host: outs.accessIp, port: 8080 });
        const cancelled = world.clock.sleep(5500).then(() => {
            world.cancel();
            return world.clock.now();
        });
        expect(await message(work)).toMatch(
            /: interrupted after (5|6) s waiting for a connection to 127\.\S+:8080; last response: connection refused\. Run the same command again to continue waiting\.$/,
        );
        expect(world.clock.now() - (await cancelled)).toBeLessThan(2000);
    });

    describe("that is in the stack", () => {
        const make = async () => {
            const { id: serverId, outs } = await makeServer();
            const inputs = { host: outs.accessIp, port: 8080, path: "/", triggers: ["1"] };
            return { serverId, inputs, made: await world.create("Readiness", inputs) };
        };
        const stop = (serverId: string) => world.cloud.region().setStatus(serverId, "SHUTOFF");

        it("is run again by its triggers and by any other change, and not by more time", async () => {
            const { inputs, made } = await make();
            world.clock.advance(100);
            const retimed = { ...inputs, timeouts: { create: 30 } };
            const same = await world.update("Readiness", made.id, made.outs, retimed);
            expect(same).toMatchObject({ readyAt: made.outs.readyAt, timeouts: { create: 30 } });
            const again = { ...inputs, triggers: ["2"] };
            expect(await world.diff("Readiness", made.outs, again)).toMatchObject({
                changes: true,
                replaces: [],
            });
            for (const changed of [again, { ...inputs, path: "/index.html" }]) {
                const { readyAt } = await world.update("Readiness", made.id, made.outs, changed);
                expect(readyAt).toBe(new Date(world.clock.now()).toISOString());
            }
        });

        it("fails where the server no longer answers, and stays as it was", async () => {
            const { serverId, inputs, made } = await make();
            stop(serverId);
            const again = { ...inputs, triggers: ["2"], timeouts: { update: 10 } };
            const error = await world.failure(world.update("Readiness", made.id, made.outs, again));
            expect(error.message).toMatch(
                /timed out after 10 s .*; last response: connection refused\. .* or increase timeouts\.update\.$/,
            );
            expect(error.id).toBeUndefined();
        });

        it("has nothing in the cloud: a refresh changes nothing, and a delete does nothing", async () => {
            const { serverId, inputs, made } = await make();
            stop(serverId);
            world.cloud.requests.length = 0;
            const { id, props, inputs: found } = await world.read("Readiness", made.id, made.outs);
            expect([id, props]).toEqual([made.id, made.outs]);
            expect(made.outs.readyAt).toBeDefined();
            expect((await world.diff("Readiness", props as Values, found as Values)).changes).toBe(false);
            expect((await world.diff("Readiness", made.outs, inputs)).changes).toBe(false);
            await world.delete("Readiness", made.id, made.outs);
            expect(world.calls()).toEqual([]);
        });

        it("cannot be read where only its id is known", async () => {
            expect(await message(world.read("Readiness", "c0ffee", {}))).toBe(
                'Checking the readiness of "c0ffee": it does not exist in the cloud, so it cannot be read. Create a new one.',
            );
        });
    });
});
