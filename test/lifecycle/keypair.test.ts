import { createPrivateKey, createPublicKey } from "node:crypto";
import { exportPair, keyOf } from "../../provider/src/resources/keypair/sshKey";
import { hiddenInputs } from "../support/provider";
import { startWorld, type World } from "../support/world";

/** Of nobody. */
const publicKey =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDM78aIGYux9EfR2ptK1P64UgQ4jQhmBq74Nd3vy4GDDBjpF2K1dX9LmktxjywsZt60fIzyl8DvyA04GFbBcVK3EDqsymVpLnLeprkUW+Rj2AZGgLEXg6n4/B78IGhl6EakkmBY7PhXzOmvGupQXnze0gYM1CkCdvPJS/1VDoa6YlnHqSSbyBb3urAnQZ5AG4hvFOF9+Ti9bgVCmJpvntKfRcPTBDfjvbHO+W4PJYB492YcII07dq2WH7L9norwsg/qxLFk6p0L57k5PB/UUKZktsHBD6uYffwmWgQd9btnldcC29YO4iimDJUP9BkbLg9RCdJC2JUwASyvi6SJqt2H me@example.com";

const otherKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS you@example.com";

const posts = /os-keypairs$/;
const gets = /os-keypairs\/[^/]+$/;

/** The key that belongs to a private one, without a comment. */
function publicHalf(privateKey: unknown): string {
    const key = createPublicKey(String(privateKey));
    return exportPair({ publicKey: key, privateKey: createPrivateKey(String(privateKey)) }).publicKey;
}

describe("a keypair", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    const inCloud = (name: string) => world.cloud.region().keypairs.get(name);
    const changes = () =>
        world
            .calls()
            .filter((call) => !call.startsWith("GET"))
            .map((call) => call.replace(/ .*(?=\/os-keypairs)/, " "));
    /** Somebody else's work, behind the stack's back. */
    const replaceInCloud = (name: string, key: string) => {
        const found = inCloud(name);
        if (found) found.publicKey = key;
    };
    const lose = () => world.cloud.faults.add({ method: "POST", path: posts, kind: "lose" });
    const breakLooks = (times: number) =>
        world.cloud.faults.add({ method: "GET", path: gets, kind: "respond", status: 503, times });

    it("that is generated keeps its private key, also after a refresh", async () => {
        const { id, outs } = await world.create("Keypair", {});
        expect(id).toMatch(/^test-[0-9a-f]{7}$/);
        expect(outs.privateKey).toMatch(
            /^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]+\n-----END RSA PRIVATE KEY-----\n$/,
        );
        const { props, inputs } = await world.read("Keypair", id, outs);
        expect(props).toEqual(outs);
        expect(inputs).not.toHaveProperty("publicKey");
        expect((await world.diff("Keypair", outs, {})).changes).toBe(false);
    });

    it("that is generated is a pair, and bears the stack's mark in the cloud", async () => {
        const { id, outs } = await world.create("Keypair", {});
        expect(outs.publicKey).toBe(`${publicHalf(outs.privateKey)} pulumi-nhncloud-${outs.__nonce}`);
        expect(inCloud(id)?.publicKey).toBe(outs.publicKey);
    });

    it("that is registered stays as the user wrote it, and bears the stack's mark in the cloud", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine", publicKey: `${publicKey}\n` });
        expect(outs).toMatchObject({ publicKey: `${publicKey}\n` });
        expect(outs).not.toHaveProperty("privateKey");
        expect(inCloud("mine")?.publicKey).toBe(`${publicKey} pulumi-nhncloud-${outs.__nonce}`);
        const { inputs } = await world.read("Keypair", id, outs);
        expect(inputs).toMatchObject({ name: "mine", publicKey: `${publicKey}\n` });
        expect((await world.diff("Keypair", outs, { name: "mine", publicKey })).changes).toBe(false);
    });

    it("is replaced by another name only, the new one first", async () => {
        const { outs } = await world.create("Keypair", { name: "mine" });
        const replaced = { changes: true, deleteBeforeReplace: false };
        expect(await world.diff("Keypair", outs, { name: "other" })).toEqual({
            ...replaced,
            replaces: ["name"],
        });
        expect(await world.diff("Keypair", outs, { name: "mine", region: "KR2" })).toEqual({
            ...replaced,
            replaces: ["region"],
        });
    });

    it("is gone after one DELETE, and a second one is no error", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine" });
        world.cloud.requests.length = 0;
        await world.delete("Keypair", id, outs);
        expect(world.calls()).toHaveLength(1);
        expect(await world.read("Keypair", id, outs)).toEqual({});
        await world.delete("Keypair", id, outs);
    });

    it("of a name that is taken is an error in the cloud's words", async () => {
        await world.create("Keypair", { name: "mine" });
        const error = await world.failure(world.create("Keypair", { name: "mine" }));
        expect(error.message).toMatch(
            /^Creating keypair "mine": Key pair 'mine' already exists \(HTTP 409, req-\S+\)\.$/,
        );
        expect(error.id).toBeUndefined();
    });

    it("whose creation time the cloud does not tell keeps its private key", async () => {
        breakLooks(5);
        const { outs } = await world.create("Keypair", { name: "mine" });
        expect(outs.privateKey).toContain("PRIVATE KEY");
    });

    describe("with another public key under the same name", () => {
        it("is updated in place: the old key goes, and the new one comes", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const wanted = { name: "mine", publicKey: otherKey };
            expect(await world.diff("Keypair", outs, wanted)).toEqual({
                changes: true,
                replaces: [],
                deleteBeforeReplace: false,
            });
            world.cloud.requests.length = 0;
            const updated = await world.update("Keypair", id, outs, wanted);
            expect(changes()).toEqual(["DELETE /os-keypairs/mine", "POST /os-keypairs"]);
            expect(updated).toMatchObject({ publicKey: otherKey });
            expect(inCloud("mine")?.publicKey).toBe(`${otherKey} pulumi-nhncloud-${outs.__nonce}`);
            expect((await world.diff("Keypair", updated, wanted)).changes).toBe(false);
        });

        it("or another comment only, is no change", async () => {
            const { outs } = await world.create("Keypair", { name: "mine", publicKey });
            const renamed = publicKey.replace("me@", "you@");
            expect((await world.diff("Keypair", outs, { name: "mine", publicKey: renamed })).changes).toBe(
                false,
            );
        });

        it("becomes a generated one, and a given one again", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const generated = await world.update("Keypair", id, outs, { name: "mine" });
            expect(generated.privateKey).toContain("PRIVATE KEY");
            expect(inCloud("mine")?.publicKey).toBe(generated.publicKey);
            expect((await world.diff("Keypair", generated, { name: "mine" })).changes).toBe(false);
            const given = await world.update("Keypair", id, generated, { name: "mine", publicKey });
            expect(given).toMatchObject({ publicKey });
            expect(given).not.toHaveProperty("privateKey");
            expect((await world.diff("Keypair", given, { name: "mine", publicKey })).changes).toBe(false);
        });

        it("goes on where a killed update stopped, wherever that was", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const wanted = { name: "mine", publicKey: otherKey };
            await world.update("Keypair", id, outs, wanted);
            // The state is that of before: nobody wrote down what became of it.
            world.cloud.requests.length = 0;
            expect(await world.update("Keypair", id, outs, wanted)).toMatchObject({ publicKey: otherKey });
            expect(changes()).toEqual([]);
            world.cloud.region().keypairs.delete("mine");
            await world.update("Keypair", id, outs, wanted);
            expect(changes()).toEqual(["POST /os-keypairs"]);
        });

        /** Once, for what a check cannot tell of a key. */
        const refuseKeys = () =>
            world.cloud.faults.add({
                method: "POST",
                path: /\/os-keypairs$/,
                kind: "respond",
                status: 400,
                body: { badRequest: { message: "Keypair data is invalid: failed to generate fingerprint" } },
            });

        it("is not deleted by a request for the old one that is carried out late", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.faults.add({ method: "DELETE", path: gets, kind: "late" });
            await world.update("Keypair", id, outs, { name: "mine", publicKey: otherKey });
            await world.clock.run(world.clock.sleep(10_000));
            expect(inCloud("mine")?.publicKey).toContain(keyOf(otherKey));
        });

        it("waits until the old one is deleted, and says why where the cloud does not do it", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.faults.add({ method: "DELETE", path: gets, kind: "respond", status: 503, times: 2 });
            const wanted = { name: "mine", publicKey: otherKey };
            const updated = await world.update("Keypair", id, outs, wanted);
            expect(updated.publicKey).toBe(otherKey);
            world.cloud.faults.add({ method: "DELETE", path: gets, kind: "respond", status: 503, times: 99 });
            const error = await world.failure(
                world.update("Keypair", id, updated, { name: "mine", publicKey }),
            );
            expect(error.message).toMatch(/^Updating keypair "mine": .*\(HTTP 503, req-\S+\)\./);
            expect(inCloud("mine")?.publicKey).toContain(keyOf(otherKey));
        });

        it("that the cloud refuses leaves the old one registered", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const before = inCloud("mine")?.publicKey;
            refuseKeys();
            const wanted = { name: "mine", publicKey: otherKey };
            const error = await world.failure(world.update("Keypair", id, outs, wanted));
            expect(error.message).toContain("failed to generate fingerprint (HTTP 400");
            expect(inCloud("mine")?.publicKey).toBe(before);
        });

        it("tells why the cloud refuses it, also where somebody deleted the old one", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.region().keypairs.delete("mine");
            refuseKeys();
            const wanted = { name: "mine", publicKey: otherKey };
            const error = await world.failure(world.update("Keypair", id, outs, wanted));
            expect(error.message).toContain("failed to generate fingerprint (HTTP 400");
            expect(inCloud("mine")).toBeUndefined();
        });

        it("of which nobody knows whether it is registered brings the old one not back", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            world.cloud.faults.add({
                method: "POST",
                path: posts,
                kind: "reset",
                onHit: () => breakLooks(1000),
            });
            const next = { name: "mine", publicKey: otherKey, timeouts: { update: 10 } };
            const error = await world.failure(world.update("Keypair", id, outs, next));
            expect(error.id).toBe("mine");
            expect(inCloud("mine")).toBeUndefined();
            world.cloud.faults.clear();
            await world.update("Keypair", id, error.properties ?? {}, next);
            expect(keyOf(String(inCloud("mine")?.publicKey))).toBe(keyOf(otherKey));
        });

        it("that a killed update of a generated one registered has no private key", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine" });
            const given = { name: "mine", publicKey };
            await world.update("Keypair", id, outs, given);
            world.cloud.requests.length = 0;
            expect(await world.update("Keypair", id, outs, given)).not.toHaveProperty("privateKey");
            expect(changes()).toEqual([]);
        });

        it("is left alone where somebody else made the one of that name", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const theirs = publicKey.replace(
                "AAAAB3NzaC1yc2EAAAADAQABAAABAQDM",
                "AAAAB3NzaC1yc2EAAAADAQABAAABAQDN",
            );
            replaceInCloud("mine", theirs);
            const work = world.update("Keypair", id, outs, { name: "mine", publicKey: otherKey });
            expect((await world.failure(work)).message).toBe(
                'Updating keypair "mine": a keypair with that name was created outside this stack. Run pulumi refresh, then pulumi up, to replace it, or rename this one.',
            );
            expect(inCloud("mine")?.publicKey).toBe(theirs);
        });
    });

    it("that is generated and was made anew by somebody else drifts, and the next up makes it again", async () => {
        const { id, outs } = await world.create("Keypair", { name: "mine" });
        replaceInCloud("mine", publicKey);
        const { props = {}, inputs = {} } = await world.read("Keypair", id, outs);
        expect(props).toMatchObject({ publicKey });
        expect(props).not.toHaveProperty("privateKey");
        expect(inputs).toMatchObject({ publicKey });
        expect(await world.diff("Keypair", props, { name: "mine" })).toMatchObject({
            changes: true,
            replaces: [],
        });
        const mended = await world.update("Keypair", id, props, { name: "mine" });
        expect(publicHalf(mended.privateKey)).toBe(keyOf(String(inCloud("mine")?.publicKey)));
        expect((await world.diff("Keypair", mended, { name: "mine" })).changes).toBe(false);
    });

    describe("whose answer was lost", () => {
        it.each([
            ["generated", {}],
            ["registered", { publicKey }],
        ])("is there, where it was %s, and was asked for once", async (_how, more) => {
            lose();
            const { id, outs } = await world.create("Keypair", { name: "mine", ...more });
            expect(id).toBe("mine");
            expect("privateKey" in outs).toBe(!("publicKey" in more));
            expect(changes()).toEqual(["POST /os-keypairs"]);
            const registered = keyOf(String(inCloud("mine")?.publicKey));
            expect(registered).toBe(outs.privateKey ? publicHalf(outs.privateKey) : keyOf(publicKey));
        });

        it.each([
            ["leaves its comment out", (key: string) => keyOf(key)],
            ["ends it with a line break", (key: string) => `${key}\n`],
        ])("is found by its key where it was generated, and the cloud %s", async (_how, shown) => {
            const onHit = () => replaceInCloud("mine", shown(String(inCloud("mine")?.publicKey)));
            world.cloud.faults.add({ method: "POST", path: posts, kind: "lose", onHit });
            expect((await world.create("Keypair", { name: "mine" })).outs.privateKey).toContain("PRIVATE");
            expect(changes()).toEqual(["POST /os-keypairs"]);
        });

        it("is found by its mark where it was registered, and the cloud ends it with a line break", async () => {
            const onHit = () => replaceInCloud("mine", `${inCloud("mine")?.publicKey}\n`);
            world.cloud.faults.add({ method: "POST", path: posts, kind: "lose", onHit });
            await world.create("Keypair", { name: "mine", publicKey });
            expect(changes()).toEqual(["POST /os-keypairs"]);
        });

        it("and whose request never arrived is asked for again", async () => {
            world.cloud.faults.add({ method: "POST", path: posts, kind: "reset" });
            expect((await world.create("Keypair", { name: "mine" })).outs.privateKey).toContain("PRIVATE");
            expect(changes()).toHaveLength(2);
        });

        it.each([
            ["generated", {}],
            ["registered", { publicKey }],
        ])("is found however long the cloud is away, where it was %s", async (_how, more) => {
            lose();
            breakLooks(20);
            await world.create("Keypair", { name: "mine", ...more });
            expect(changes()).toHaveLength(1);
        });

        it("leaves another's keypair of that name alone", async () => {
            await world.create("Keypair", { name: "mine", publicKey });
            const before = inCloud("mine")?.publicKey;
            const next = world.nextRun();
            for (const more of [{}, { publicKey }]) {
                world.cloud.faults.add({ method: "POST", path: posts, kind: "reset" });
                const error = await world.failure(next.create("Keypair", { name: "mine", ...more }));
                expect(error.message).toContain("Key pair 'mine' already exists (HTTP 409");
                expect(error.id).toBeUndefined();
                expect(inCloud("mine")?.publicKey).toBe(before);
            }
        });

        describe("and of which nobody knows at the deadline", () => {
            const unknown = async (more: Record<string, unknown> = {}) => {
                breakLooks(1000);
                const error = await world.failure(
                    world.create("Keypair", { name: "mine", timeouts: { create: 10 }, ...more }),
                );
                world.cloud.faults.clear();
                return { error, state: error.properties ?? {} };
            };

            it("keeps its private key in the stack, and the next up finds it", async () => {
                lose();
                const { error, state } = await unknown();
                expect(error.message).toMatch(
                    /^Creating keypair "mine": the response was lost \(.*\), and whether the keypair exists is unknown: .*\. Its key is kept in the stack: run pulumi up again to continue\.$/,
                );
                expect(error.id).toBe("mine");
                expect(state.privateKey).toContain("PRIVATE KEY");
                world.cloud.requests.length = 0;
                const outs = await world.update("Keypair", "mine", state, { name: "mine" });
                expect(outs).toMatchObject({ privateKey: state.privateKey, fingerprint: expect.any(String) });
                expect(changes()).toEqual([]);
            });

            it("is registered by the next up where it was not there", async () => {
                world.cloud.faults.add({ method: "POST", path: posts, kind: "reset" });
                const { state } = await unknown({ publicKey });
                await world.update("Keypair", "mine", state, { name: "mine", publicKey });
                expect(inCloud("mine")?.publicKey).toContain(publicKey);
            });

            it("is not another's of that name: no update, refresh or destroy touches it", async () => {
                await world.create("Keypair", { name: "mine", publicKey });
                const before = inCloud("mine")?.publicKey;
                world.cloud.faults.add({ method: "POST", path: posts, kind: "reset" });
                const { state } = await unknown({ publicKey, __nonce: undefined });
                const again = world.update("Keypair", "mine", state, { name: "mine", publicKey });
                expect((await world.failure(again)).message).toContain(
                    "a keypair with that name was created outside this stack",
                );
                expect(await world.read("Keypair", "mine", state)).toEqual({});
                await world.delete("Keypair", "mine", state);
                expect(inCloud("mine")?.publicKey).toBe(before);
            });
        });

        it("and whose run was cancelled keeps what it made", async () => {
            world.cloud.faults.add({
                method: "POST",
                path: /os-keypairs$/,
                kind: "lose",
                onHit: () => world.cancel(),
            });
            const { outs } = await world.create("Keypair", { name: "mine" });
            expect(outs.privateKey).toContain("PRIVATE KEY");
        });
    });

    describe("that a killed run began", () => {
        const begun = async (more: Record<string, unknown>) =>
            (await world.check("Keypair", { name: "mine", ...more })).inputs;
        /** The run that was killed, which carried out its request. */
        const killed = async (more: Record<string, unknown> = {}) => {
            const { outs } = await world.create("Keypair", { name: "mine", ...more });
            world.cloud.requests.length = 0;
            const { __nonce } = outs;
            return world.nextRun({ pendingCreates: [{ ...(await begun(more)), __nonce }] });
        };

        it("is taken over where it was registered", async () => {
            const next = await killed({ publicKey });
            expect((await next.create("Keypair", { name: "mine", publicKey })).outs).toMatchObject({
                publicKey,
                fingerprint: expect.any(String),
            });
            expect(changes()).toEqual([]);
        });

        it("is made anew where it was generated, since its private key is lost", async () => {
            const next = await killed();
            const { outs } = await next.create("Keypair", { name: "mine" });
            expect(changes()).toEqual(["DELETE /os-keypairs/mine", "POST /os-keypairs"]);
            expect(inCloud("mine")?.publicKey).toBe(outs.publicKey);
        });

        it("is made anew where the program wants another key by now", async () => {
            const next = await killed({ publicKey });
            await next.create("Keypair", { name: "mine", publicKey: otherKey });
            expect(changes()).toEqual(["DELETE /os-keypairs/mine", "POST /os-keypairs"]);
        });

        it("leaves none behind under a made-up name", async () => {
            const { id, outs } = await world.create("Keypair", { name: undefined });
            const next = world.nextRun({ pendingCreates: [outs] });
            const again = await next.create("Keypair", {});
            expect(again.id).not.toBe(id);
            expect([...world.cloud.region().keypairs.keys()]).toEqual([again.id]);
        });

        it("is deleted where the program no longer has it", async () => {
            const next = await killed();
            await next.delete("Keypair", "other", { ...hiddenInputs("Keypair", "other"), fingerprint: "aa" });
            expect(inCloud("mine")).toBeUndefined();
        });

        it.each([
            ["generated", {}],
            ["registered, with the same key", { publicKey }],
        ])("is not another's of that name, where it was %s", async (_how, more) => {
            await world.create("Keypair", { name: "mine", publicKey });
            const before = inCloud("mine")?.publicKey;
            const next = world.nextRun({ pendingCreates: [await begun(more)] });
            const error = await world.failure(next.create("Keypair", { name: "mine", ...more }));
            expect(error.message).toContain("Key pair 'mine' already exists (HTTP 409");
            await next.delete("Keypair", "other", { ...hiddenInputs("Keypair", "other"), fingerprint: "aa" });
            expect(inCloud("mine")?.publicKey).toBe(before);
        });
    });

    describe("with adoptExisting", () => {
        it("is taken over, and the replacement that takes it over does not delete it", async () => {
            const { id, outs } = await world.create("Keypair", { name: "mine", publicKey });
            const next = world.nextRun();
            expect((await next.create("Keypair", { name: "mine", publicKey, adoptExisting: true })).id).toBe(
                "mine",
            );
            await next.delete("Keypair", id, outs);
            expect(inCloud("mine")).toBeDefined();
        });

        it("is not taken over where the stack has it already, so that a replacement loses no key", async () => {
            const inputs = { name: "mine", adoptExisting: true };
            const { outs } = await world.create("Keypair", inputs);
            const next = world.nextRun({ ids: ["mine"] });
            const error = await world.failure(next.create("Keypair", inputs));
            expect(error.message).toContain("Key pair 'mine' already exists (HTTP 409");
            expect(inCloud("mine")?.publicKey).toBe(outs.publicKey);
        });

        it("is taken over in another region, whatever this one has under the same name", async () => {
            const inputs = { name: "mine", publicKey, adoptExisting: true };
            await world.create("Keypair", { ...inputs, region: "KR2" });
            const next = world.nextRun();
            const { outs } = await next.create("Keypair", { ...inputs, region: "KR1" });
            expect((await next.create("Keypair", { ...inputs, region: "KR2" })).id).toBe("mine");
            await next.delete("Keypair", "mine", outs);
            expect(inCloud("mine")).toBeUndefined();
            expect(world.cloud.region("KR2").keypairs.has("mine")).toBe(true);
        });

        it("and without a public key has no private key, and stays as it is", async () => {
            await world.create("Keypair", { name: "mine", publicKey });
            const next = world.nextRun();
            const { id, outs } = await next.create("Keypair", { name: "mine", adoptExisting: true });
            expect(outs).not.toHaveProperty("privateKey");
            world.cloud.requests.length = 0;
            const wanted = { name: "mine", adoptExisting: true, timeouts: { create: 5 } };
            await next.update("Keypair", id, outs, wanted);
            expect(changes()).toEqual([]);
            replaceInCloud("mine", otherKey);
            const { props = {} } = await next.read("Keypair", id, outs);
            expect((await next.diff("Keypair", props, { name: "mine", adoptExisting: true })).changes).toBe(
                false,
            );
        });
    });
});
