import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { systemClock } from "../../provider/src/api/clock";
import { createProbe, type ProbeTarget, urlOf } from "../../provider/src/api/probe";
import { ManualClock } from "../support/manualClock";
import { listening } from "./realNetwork";

const never = new AbortController().signal;
const probe = createProbe({ clock: systemClock });
const soon = () => ({ deadline: systemClock.now() + 60_000, signal: never });
const at = (port: number, more: Partial<ProbeTarget> = {}): ProbeTarget => ({
    protocol: "http",
    host: "127.0.0.1",
    port,
    path: "/",
    ...more,
});
const pem = (name: string) => readFileSync(join(__dirname, "certificate", `localhost.test-only.${name}.pem`));

describe("a probe over HTTP", () => {
    const asked = (listener: RequestListener, more?: Partial<ProbeTarget>) =>
        listening(createServer(listener), (port) => probe(at(port, more), soon()));

    test.each([200, 204, 404, 503])("tells the status %d", async (status) => {
        expect(await asked((_, out) => out.writeHead(status).end())).toEqual({ status });
    });

    test("asks for the path, once, and does not follow a redirect", async () => {
        const paths: (string | undefined)[] = [];
        const answer = await asked(
            ({ url }, out) => {
                paths.push(url);
                out.writeHead(302, { Location: "/login" }).end();
            },
            { path: "/health?deep=1" },
        );
        expect([answer, paths]).toEqual([{ status: 302 }, ["/health?deep=1"]]);
    });

    test("needs no more than the status: the body may go on for ever", async () => {
        expect(await asked((_, out) => void out.writeHead(200).write("and so on"))).toEqual({ status: 200 });
    });

    test("tells that the connection is refused, reset, or is no HTTP", async () => {
        const port = await listening(createServer(), async (free) => free);
        expect(await probe(at(port), soon())).toEqual({ failure: "connection refused" });
        expect(await asked(({ socket }) => void socket.destroy())).toEqual({ failure: "connection reset" });
        const ssh = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
        const answer = await new Promise((resolve) =>
            ssh.listen(0, "127.0.0.1", () => {
                const { port: sshPort } = ssh.address() as { port: number };
                resolve(probe(at(sshPort), soon()));
            }),
        );
        ssh.close();
        expect(answer).toEqual({ failure: expect.stringMatching(/^HPE_/) });
    });
});

test.each([
    ["ECONNREFUSED", "connection refused"],
    ["ECONNRESET", "connection reset"],
    ["EHOSTUNREACH", "no route to host"],
    ["ENETUNREACH", "network unreachable"],
    ["ENOTFOUND", "host not found"],
    ["ETIMEDOUT", "no response"],
    ["EPIPE", "EPIPE"],
    [undefined, "no response"],
])("a probe that fails with %s says: %s, and leaves no timer behind", async (code, failure) => {
    const clock = new ManualClock();
    const bounds = { deadline: clock.now() + 60_000, signal: never };
    const connect = () => Promise.reject(Object.assign(new Error("It failed."), { code }));
    expect(await createProbe({ clock, connect })(at(22, { protocol: "tcp" }), bounds)).toEqual({ failure });
    expect(clock.sleeping).toBe(0);
});

test("a probe over HTTPS takes a certificate that nobody signed for the address", async () => {
    const server = createHttpsServer({ key: pem("key"), cert: pem("cert") }, (_, out) => out.end());
    const answer = await listening(server, (port) => probe(at(port, { protocol: "https" }), soon()));
    expect(answer).toEqual({ status: 200 });
});

test("a probe over TCP tells whether there is a connection", async () => {
    const tcp = (port: number) => probe(at(port, { protocol: "tcp" }), soon());
    const port = await listening(createServer(), async (open) => {
        expect(await tcp(open)).toBe("connected");
        return open;
    });
    expect(await tcp(port)).toEqual({ failure: "connection refused" });
});

describe("a probe without an answer", () => {
    const silent = (signal?: AbortSignal) =>
        new Promise<never>((_, reject) =>
            signal?.addEventListener("abort", () => reject(new Error("aborted"))),
        );
    const silence = (clock: ManualClock) =>
        createProbe({
            clock,
            adapter: (config) => silent(config.signal as AbortSignal),
            connect: (_, signal) => silent(signal),
        });

    test.each<[ProbeTarget["protocol"], number, number]>([
        ["http", 600, 5],
        ["tcp", 600, 5],
        ["http", 3, 3],
        ["http", 0, 1],
    ])("over %s, with %d s left, ends after %d s", async (protocol, left, seconds) => {
        const clock = new ManualClock();
        const started = clock.now();
        const bounds = { deadline: started + left * 1000, signal: never };
        expect(await clock.run(silence(clock)(at(80, { protocol }), bounds))).toEqual({
            failure: `no response within ${seconds} s`,
        });
        expect(clock.now() - started).toBe(seconds * 1000);
    });

    test.each<ProbeTarget["protocol"]>(["http", "tcp"])(
        "over %s ends at once with the run",
        async (protocol) => {
            const clock = new ManualClock();
            const started = clock.now();
            const cancel = new AbortController();
            const bounds = { deadline: started + 60_000, signal: cancel.signal };
            const asked = silence(clock)(at(80, { protocol }), bounds);
            cancel.abort();
            expect(await asked).toEqual({ failure: expect.any(String) });
            expect(clock.now()).toBe(started);
        },
    );
});

test.each<[ProbeTarget, string]>([
    [at(8080, { path: "/health" }), "http://127.0.0.1:8080/health"],
    [at(443, { protocol: "https", host: "fd00::5" }), "https://[fd00::5]:443/"],
    [at(22, { protocol: "tcp" }), "127.0.0.1:22"],
])("%j is %s", (target, url) => {
    expect(urlOf(target)).toBe(url);
});
