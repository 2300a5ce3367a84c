import * as dynamic from "pulumi-nhncloud";
import * as plugin from "pulumi-nhncloud/plugin";
import { liveServers } from "../../demo/cloudState";
import { requestsOf, smallServer, useScene } from "./scene";

/** Much longer than the run that is cancelled. */
const buildSeconds = 8;

describe.each([
    ["the dynamic provider", dynamic],
    ["the provider plugin", plugin],
])("a run of %s that is cancelled while servers build", (_, { Keypair, Server, ServerFleet }) => {
    const cancel = new AbortController();
    const scene = useScene({
        seconds: { build: buildSeconds },
        signal: cancel.signal,
        // Ctrl-C, as soon as a row says that it waits.
        onEvent: ({ diagnosticEvent }) => {
            if (diagnosticEvent?.message.includes("BUILD")) cancel.abort();
        },
        program: async () => {
            const args = smallServer(scene, new Keypair("access").id);
            new Server("web", args);
            new ServerFleet("worker", { ...args, count: 2 });
        },
    });

    const posts = () => requestsOf(scene, /^POST .*\/servers$/).length;
    let postsBefore: number;

    test("ends while they build, and keeps what was made in the stack", async () => {
        const { failure, output } = await scene.stack.attempt("up");
        expect(failure).toBeDefined();
        expect(output).toMatch(
            /Creating server "web-\w+": interrupted after \d+ s waiting for ACTIVE; last status: BUILD/,
        );
        expect(liveServers(scene.region).map(({ status }) => status)).toContain("BUILD");
        const stored = JSON.stringify(await scene.stack.storedResources());
        for (const { id } of liveServers(scene.region)) expect(stored).toContain(id);
        postsBefore = posts();
    });

    test("goes on with the next up, which makes nothing twice", async () => {
        await scene.stack.up();
        expect(postsBefore + posts()).toBe(2);
        expect(liveServers(scene.region).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE", "ACTIVE"]);
        await scene.stack.destroy();
        expect(liveServers(scene.region)).toEqual([]);
    });
});
