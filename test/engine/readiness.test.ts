import { Keypair, Readiness, Server } from "pulumi-nhncloud";
import { changedStepsOf, destroyAll, expectNothingToDo, smallServer, useScene } from "./scene";

const userData = `#!/bin/sh
cat > /srv/index.html <<'EOF'
<h1>shop</h1>
EOF
python3 -m http.server 8080 --directory /srv
`;

describe("a program that waits for its server to answer", () => {
    const cancel = new AbortController();
    let cancelledAt = 0;
    let endedAt = 0;
    const rows: string[] = [];
    const scene = useScene({
        seconds: { boot: 1.5 },
        onEvent: ({ diagnosticEvent }) => {
            const message = diagnosticEvent?.message ?? "";
            rows.push(message);
            if (message.includes("interrupted after")) endedAt ||= Date.now();
            if (!message.includes("→ connected") || cancelledAt > 0) return;
            cancelledAt = Date.now();
            cancel.abort();
        },
        signal: cancel.signal,
    });

    const program =
        ({ triggers, silentPort }: { triggers?: string[]; silentPort?: number } = {}) =>
        async () => {
            const web = new Server("web", {
                ...smallServer(scene, new Keypair("access").id),
                networks: [{ uuid: scene.region.ids.otherNetwork }],
                userData,
            });
            const host = web.accessIp;
            const ready = new Readiness("ready", {
                host,
                port: 8080,
                path: "/",
                triggers: triggers ?? ["1"],
            });
            if (silentPort) new Readiness("silent", { host, port: silentPort });
            return {
                url: web.accessIp.apply((address) => `http://${address}:8080/`),
                readyAt: ready.readyAt,
            };
        };
    const outputs = async () => {
        const { url, readyAt } = await scene.stack.outputs();
        return { url: String(url?.value), readyAt: String(readyAt?.value) };
    };

    test("is up when a real request gets the page", async () => {
        scene.stack.program = program();
        await scene.stack.up();
        const { url, readyAt } = await outputs();
        expect(await (await fetch(url)).text()).toBe("<h1>shop</h1>\n");
        expect(Date.parse(readyAt)).toBeGreaterThan(Date.now() - 60_000);
        expect(rows.join("\n")).toContain("connection refused → HTTP 200 to 399");
        await expectNothingToDo(scene);
    });

    test("finds nothing to do in a refresh, also where the server is down by then", async () => {
        const [server] = scene.region.servers.values();
        scene.region.setStatus(String(server?.id), "SHUTOFF");
        scene.stack.program = program();
        expect(changedStepsOf(await scene.stack.refresh())).toEqual(["update web"]);
        await scene.stack.up();
    });

    test("waits again when a trigger changes", async () => {
        const before = await outputs();
        scene.stack.program = program({ triggers: ["2"] });
        expect(changedStepsOf(await scene.stack.up())).toEqual(["update ready"]);
        expect(Date.parse((await outputs()).readyAt)).toBeGreaterThan(Date.parse(before.readyAt));
    });

    test("ends within 2 s when it is cancelled while nothing answers, and leaves nothing", async () => {
        // The stack's outputs must be told before the run is cancelled: the SDK does not catch a refusal of that call.
        scene.stack.program = program({ triggers: ["2"], silentPort: 9 });
        const { failure, output } = await scene.stack.attempt("up");
        expect(failure).toBeDefined();
        expect(output).toMatch(
            /Checking the readiness of "127\.\S+": interrupted after \d+ s waiting for a connection to 127\.\S+:9; last response: connection refused/,
        );
        expect(endedAt - cancelledAt).toBeLessThan(2000);
        expect(JSON.stringify(await scene.stack.storedResources())).not.toContain("::silent");
        await destroyAll(scene);
    });
});
