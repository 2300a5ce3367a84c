import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import path from "node:path";
import type { ApiError } from "../../provider/src/api/errors";
import type { Request } from "../../provider/src/api/transport";
import { sentence } from "../../provider/src/errors/failure";
import { failureOf, fakeApi } from "./network";
import { listening, realTransport } from "./realNetwork";

const pem = (what: string) =>
    readFileSync(path.join(__dirname, `certificate/localhost.test-only.${what}.pem`), "utf8");

describe("a certificate that nobody we trust has signed", () => {
    /** A server with a certificate for localhost, and what it was asked. */
    async function ask(method: Request["method"], host: string, ca?: string) {
        const seen: string[] = [];
        let connections = 0;
        const server = createHttpsServer({ key: pem("key"), cert: pem("cert") }, (request, response) => {
            seen.push(`${request.method} ${request.url}`);
            response.setHeader("Content-Type", "application/json").end("{}");
        });
        server.on("connection", () => connections++);
        return await listening(server, async (port) => {
            const transport = realTransport({ ca });
            const send = () => transport({ method, url: `https://${host}:${port}/v2/servers` });
            const end = await send()
                .then(send)
                .then(
                    ({ status }) => status,
                    (error: ApiError) => error,
                );
            return { end, seen, connections, port };
        });
    }

    test.each(["GET", "POST"] as const)("ends a %s at once, with what to set", async (method) => {
        const { end, seen, connections, port } = await ask(method, "localhost");
        expect(end).toMatchObject({ code: "untrusted" });
        expect(sentence("Reading", end)).toBe(
            `Reading: the certificate of localhost:${port} is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT ` +
                `(no HTTP response, ${method} /v2/servers). Set the PEM file of the CA that signed it ` +
                'with "pulumi config set nhncloud:caFile PATH", or in OS_CACERT.',
        );
        expect({ seen, connections }).toEqual({ seen: [], connections: 1 });
    });

    test("is trusted where it was given, and the connection is kept", async () => {
        expect(await ask("GET", "localhost", pem("cert"))).toMatchObject({
            end: 200,
            seen: ["GET /v2/servers", "GET /v2/servers"],
            connections: 1,
        });
    });

    test("is not trusted for another host", async () => {
        const { end, seen } = await ask("GET", "127.0.0.1", pem("cert"));
        expect(end).toMatchObject({
            code: "untrusted",
            message: expect.stringMatching(/ERR_TLS_CERT_ALTNAME_INVALID/),
        });
        expect(seen).toEqual([]);
    });

    test.each([
        "CERT_HAS_EXPIRED",
        "CERT_NOT_YET_VALID",
        "CERT_REVOKED",
        "CERT_UNTRUSTED",
        "SELF_SIGNED_CERT_IN_CHAIN",
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "ERR_TLS_CERT_ALTNAME_INVALID",
        "HOSTNAME_MISMATCH",
        "INVALID_CA",
    ])("%s is final, whatever the request is", async (lost) => {
        for (const method of ["GET", "POST"] as const) {
            const api = fakeApi({ reply: () => ({ lost }) });
            const error = await failureOf(api.session.request("compute", "KR1", "/servers", { method }));
            expect(error).toMatchObject({ code: "untrusted" });
            expect(api.network.calls()).toHaveLength(1);
        }
    });

    test.each(["ECONNRESET", "ERR_TLS_HANDSHAKE_TIMEOUT", "ERR_SSL_CERT_LENGTH_MISMATCH"])(
        "%s is a lost answer",
        async (lost) => {
            const api = fakeApi({ reply: () => ({ lost }) });
            const work = api.session.request("compute", "KR1", "/servers", { method: "POST" });
            expect(await failureOf(work)).toMatchObject({ code: "no_answer" });
        },
    );
});

describe("a redirect", () => {
    test.each([301, 302, 303, 307, 308])(
        "%i is not followed, and the token goes nowhere else",
        async (status) => {
            const seen: string[] = [];
            const elsewhere = createHttpServer((request, response) => {
                seen.push(String(request.headers["x-auth-token"]));
                response.end("{}");
            });
            await listening(elsewhere, async (target) => {
                const redirecting = createHttpServer((_, response) => {
                    response.writeHead(status, { Location: `http://127.0.0.1:${target}/steal` }).end();
                });
                await listening(redirecting, async (port) => {
                    for (const method of ["GET", "POST"] as const) {
                        const url = `http://127.0.0.1:${port}/v2/servers`;
                        const headers = { "X-Auth-Token": "token1" };
                        const error = await failureOf(realTransport()({ method, url, headers, body: {} }));
                        expect(error).toMatchObject({ code: "unexpected" });
                        expect(error.message).toBe(
                            `127.0.0.1:${port} redirects to http://127.0.0.1:${target}, where the token is not sent: ` +
                                "set nhncloud:authUrl, or the service's own key such as nhncloud:computeUrl, " +
                                `to the final URL (HTTP ${status}, ${method} /v2/servers)`,
                        );
                    }
                });
            });
            expect(seen).toEqual([]);
        },
    );

    test("to an address that is none, or with a password in it, shows neither", async () => {
        for (const [location, shown] of [
            ["http://", "elsewhere"],
            ["https://me:secret@other.test/x?token=abc", "https://other.test"],
        ] as const) {
            const api = fakeApi({ reply: () => ({ status: 302, headers: { Location: location } }) });
            const work = api.session.request("compute", "KR1", "/servers", { method: "GET" });
            const { message } = await failureOf(work);
            expect(message).toContain(`kr1-compute.test redirects to ${shown}, where`);
            expect(message).not.toMatch(/secret|abc/);
        }
    });
});
