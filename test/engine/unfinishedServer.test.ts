import { Keypair, Server } from "pulumi-nhncloud";
import { liveServers } from "../../demo/cloudState";
import { changedStepsOf, destroyAll, requestsOf, smallServer, storedOf, useScene } from "./scene";

describe("a server that is not finished", () => {
    const scene = useScene({ seconds: { build: 3 } });
    /** Servers, and for how long they may build. */
    const program = (servers: Record<string, number>) => async () => {
        const keyName = new Keypair("access").id;
        for (const [name, create] of Object.entries(servers))
            new Server(name, { ...smallServer(scene, keyName), name, timeouts: { create } });
    };
    const idOf = (wanted: string) => liveServers(scene.region).find(({ name }) => name === wanted)?.id;
    const statuses = () =>
        Object.fromEntries(liveServers(scene.region).map(({ name, status }) => [name, status]));
    const posts = () => requestsOf(scene, /^POST .*\/servers$/);
    let late: string | undefined;
    let broken: string | undefined;

    test("in time is kept in state, and the message says how to go on", async () => {
        scene.stack.program = program({ late: 1 });
        const { failure } = await scene.stack.attempt("up");
        expect(failure).toMatch(/timed out after \d+ s waiting for ACTIVE; last status: BUILD/);
        expect(failure).toMatch(/pulumi up/);
        late = idOf("late");
        expect((await storedOf(scene, "late")).id).toBe(late);
    });

    test("is waited for by the next up, which keeps another that ends in ERROR, and tells the cloud's reason", async () => {
        scene.region.failNextBuild({ code: 500, message: "No valid host was found." });
        scene.stack.program = program({ late: 1, broken: 60 });
        const outcome = await scene.stack.attempt("up");
        expect(outcome.failure).toContain("No valid host was found.");
        expect(outcome.failure).toContain("ERROR");
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(changedStepsOf(outcome).sort()).toEqual(["create broken", "update late"]);
        expect(posts()).toHaveLength(1);
        expect(statuses()).toEqual({ late: "ACTIVE", broken: "ERROR" });
        expect(await storedOf(scene, "late")).toMatchObject({ id: late, outputs: { status: "ACTIVE" } });
        broken = idOf("broken");
        expect(await storedOf(scene, "broken")).toMatchObject({
            id: broken,
            initErrors: [expect.stringContaining("ERROR")],
        });
    });

    test("because of an ERROR is replaced by the next up", async () => {
        expect(changedStepsOf(await scene.stack.up())).toContain("create-replacement broken");
        expect(statuses()).toEqual({ late: "ACTIVE", broken: "ACTIVE" });
        expect(idOf("broken")).not.toBe(broken);
        for (const name of ["late", "broken"])
            expect((await storedOf(scene, name)).initErrors ?? []).toEqual([]);
    });

    test("can also be destroyed while it is still being built", async () => {
        scene.stack.program = program({ later: 1 });
        expect((await scene.stack.attempt("up")).failure).toMatch(
            /timed out after \d+ s waiting for ACTIVE; last status: BUILD/,
        );
        await destroyAll(scene);
    });
});
