import { ApiError, codeOf, type ErrorCode, hasCode, reasonOf } from "../../provider/src/api/errors";
import { oneLine } from "../../provider/src/api/oneLine";
import { isAmbiguous } from "../../provider/src/api/transport";
import { failureOf, fakeApi, type Reply } from "./network";

describe("the kind of an error", () => {
    test.each<[number, string, ErrorCode]>([
        [400, "Can not find requested image", "bad_request"],
        [401, "The request you have made requires authentication", "unauthorized"],
        [403, "Policy doesn't allow it to be performed", "forbidden"],
        [403, "Quota exceeded for instances: Requested 1, but already used 10 of 10 instances", "quota"],
        [404, "Instance nope could not be found", "not_found"],
        [409, "Key pair 'mine' already exists", "conflict"],
        [409, "Cannot 'stop' instance 51a7 while it is in vm_state stopped", "conflict"],
        [409, "Cannot 'reboot' instance 51a7 while it is in task_state rebooting", "busy"],
        [409, "Instance 51a7 is being processed", "busy"],
        [409, "Server 51a7 is being modified", "busy"],
        [409, "The request is in conflict with another one", "busy"],
        [400, "The request is in conflict with another one", "bad_request"],
        [409, "Instance 51a7 is locked", "conflict"],
        [409, "Quota exceeded for resources: ['floatingip']", "quota"],
        [413, "Request Entity Too Large", "bad_request"],
        [413, "VolumeSizeExceedsAvailableQuota: Requested volume exceeds allowed gigabytes quota", "quota"],
        [413, "Maximum number of volumes allowed (10) exceeded for quota 'volumes'", "quota"],
        [413, "VolumeLimitExceeded: no more", "quota"],
        [429, "Too many requests", "rate_limited"],
        [500, "Unexpected API Error", "server_error"],
        [503, "Service Unavailable", "server_error"],
        [302, "Found", "unexpected"],
        [418, "I'm a teapot", "unexpected"],
    ])("%i %s is %s", (status, reason, code) => {
        expect(codeOf(status, reason)).toBe(code);
    });

    test("of a 413 that says so, and of no other, is a limit of requests", () => {
        expect([413, 400].map((status) => codeOf(status, "Over limit", true))).toEqual([
            "rate_limited",
            "bad_request",
        ]);
    });

    test("is recognised by its code, whichever copy of the package made it", () => {
        const foreign = Object.assign(new Error("gone"), { code: "not_found" });
        expect(hasCode(foreign, "conflict", "not_found")).toBe(true);
        expect(hasCode(foreign, "conflict")).toBe(false);
        expect(hasCode({ code: "not_found" }, "not_found")).toBe(false);
    });

    test.each<[ErrorCode, boolean]>([
        ["server_error", true],
        ["no_answer", true],
        ["unreadable", true],
        ["untrusted", false],
        ["cancelled", false],
        ["timed_out", false],
        ["unreachable", false],
        ["rate_limited", false],
        ["conflict", false],
    ])("%s may have been carried out: %s", (code, ambiguous) => {
        expect(isAmbiguous(new ApiError("x", { code, method: "POST", path: "/servers" }))).toBe(ambiguous);
    });
});

describe("the cloud's own words", () => {
    test.each<[string, unknown, string]>([
        [
            "Nova's",
            { itemNotFound: { code: 404, message: "Flavor nope could not be found." } },
            "Flavor nope could not be found",
        ],
        [
            "Keystone's",
            { error: { code: 401, message: "The request requires authentication.", title: "Unauthorized" } },
            "The request requires authentication",
        ],
        [
            "Neutron's",
            { NeutronError: { type: "NotFound", message: "Security group 1 does not exist", detail: "" } },
            "Security group 1 does not exist",
        ],
        ["a plain message", { message: "Too many requests." }, "Too many requests"],
        [
            "a message with tags and lines",
            { itemNotFound: { message: "The resource could not be found.<br /><br />\n\n\n" } },
            "The resource could not be found",
        ],
    ])("%s", (_, body, reason) => {
        expect(reasonOf(body, undefined, "fallback")).toBe(reason);
    });

    test.each<[string, unknown]>([
        ["a page", "<html>502 Bad Gateway</html>"],
        ["nothing", undefined],
        ["null", null],
        ["a list", ["no"]],
        ["an empty message", { error: { message: " " } }],
        ["a message that is no text", { error: { message: 7 } }],
    ])("are replaced by the status text where the answer is %s", (_, body) => {
        expect(reasonOf(body, undefined, "Bad Gateway")).toBe("Bad Gateway");
    });

    test("are cut after 400 characters", () => {
        const reason = reasonOf({ badRequest: { message: "n".repeat(1000) } }, undefined, "");
        expect(reason).toBe(`${"n".repeat(400)}…`);
    });
});

describe("what would reach the terminal", () => {
    const hostile =
        "\u001b]0;owned\u0007\u001b[2J\u001b[31mNo\u009b1m valid\r\n\u0000 host\u202e\u2066 was\u2028found\u0085.";

    test("is not in the cloud's own words", () => {
        const reason = reasonOf({ badRequest: { message: hostile } }, undefined, "");
        expect(reason).toBe("No valid host was found");
    });

    test("leaves words of any language as they are", () => {
        expect(oneLine("  인스턴스를\n찾을 수 없습니다 👩‍💻 ")).toBe("인스턴스를 찾을 수 없습니다 👩‍💻");
    });

    test("is not in a status text or a request id", async () => {
        const { session } = fakeApi({
            reply: () => ({
                status: 409,
                statusText: "Con\u009bflict",
                headers: { "x-openstack-request-id": `req\u009b-${"1".repeat(1000)}` },
            }),
        });
        const error = await failureOf(session.request("compute", "KR1", "/x", { method: "GET" }));
        expect(error.message).not.toMatch(/\p{Cc}/u);
        expect(error.message.length).toBeLessThan(500);
    });

    test("is one line of bounded length, however long it was", () => {
        const lines = Array.from({ length: 600 }, (_, line) => `line ${line}`).join("\n");
        const line = oneLine(lines);
        expect(line).toMatch(/^line 0 line 1 .*…$/);
        expect(line).toHaveLength(401);
    });
});

describe("secrets that a service echoes", () => {
    test.each<[string, unknown]>([
        ["user data", { server: { name: "web", user_data: "c2VjcmV0" } }],
        ["a password", { auth: { passwordCredentials: { username: "me", password: "c2VjcmV0" } } }],
        ["a credential's secret", { auth: { identity: { application_credential: { secret: "c2VjcmV0" } } } }],
        ["a secret in a list", { items: [{ user_data: "c2VjcmV0" }] }],
        ["a server's password", { rebuild: { adminPass: "c2VjcmV0" } }],
        ["a private key", { keypair: { private_key: "c2VjcmV0" } }],
        ["a token of another login", { auth: { identity: { openid: { id_token: "c2VjcmV0" } } } }],
        ["metadata of a new server", { server: { metadata: { key: "c2VjcmV0" } } }],
        ["an item of metadata", { meta: { key: "c2VjcmV0" } }],
    ])("%s is cut out", (_, sent) => {
        const message = "Invalid input for field. Value: c2VjcmV0. 'c2VjcmV0' is too long";
        expect(reasonOf({ badRequest: { message } }, sent, "")).toBe(
            "Invalid input for field. Value: [secret]. '[secret]' is too long",
        );
    });

    test.each<[string, unknown]>([
        ["of a create", { server: { metadata: { key: "hunter2-hunter2", team: "blue" } } }],
        ["of a change", { meta: { key: "hunter2-hunter2" } }],
    ])("the metadata %s are cut out, but not what is too short for a secret", (_, sent) => {
        const message = "Invalid input for field key of blue. Value: hunter2-hunter2.";
        expect(reasonOf({ badRequest: { message } }, sent, "")).toBe(
            "Invalid input for field key of blue. Value: [secret]",
        );
    });

    test("base64 of several lines is cut out too, although the service shows its ends of line as \\n", () => {
        const sent = { server: { user_data: "c2Vj\ncmV0" } };
        const message = "Value: c2Vj\ncmV0. 'c2Vj\\ncmV0' is not valid under any of the given schemas";
        expect(reasonOf({ badRequest: { message } }, sent, "")).not.toMatch(/c2Vj|cmV0/);
    });
});

test.each<[string, unknown]>([
    ["a secret that is empty", { auth: { password: "" } }],
    ["a name", { server: { name: "Value" } }],
    ["a secret that is a number", { auth: { password: 5 } }],
    ["metadata that are numbers", { metadata: { size: 12_345_678 } }],
])("%s cuts nothing out of a message", (_, sent) => {
    const message = "Value 5 of 12345678 is too long";
    expect(reasonOf({ badRequest: { message } }, sent, "")).toBe(message);
});

test("metadata that may be a word of the message are left in it", () => {
    const sent = { server: { metadata: { role: "flavor" } } };
    const reason = reasonOf({ badRequest: { message: "The flavor is not found" } }, sent, "");
    expect(reason).toBe("The flavor is not found");
});

describe("a 413", () => {
    test.each<[string, Reply]>([
        ["a limit of requests", { body: { overLimit: { code: 413, message: "Rate-limited." } } }],
        ["a time to come back", { headers: { "Retry-After": "1" } }],
    ])("with %s is tried again", async (_, reply) => {
        const api = fakeApi({
            reply: (_sent, nth) => (nth === 1 ? { status: 413, ...reply } : { body: {} }),
        });
        const work = api.session.request("compute", "KR1", "/servers", { method: "POST" });
        expect((await api.clock.run(work)).status).toBe(200);
    });

    test("with neither is final: the request is too large", async () => {
        const api = fakeApi({ reply: () => ({ status: 413, statusText: "Request Entity Too Large" }) });
        const error = await failureOf(api.session.request("compute", "KR1", "/servers", { method: "POST" }));
        expect(error).toMatchObject({ code: "bad_request" });
        expect(api.network.calls()).toHaveLength(1);
    });
});

describe("the clause of a refusal", () => {
    const refused = (headers: Record<string, string>) =>
        failureOf(
            fakeApi({
                reply: () => ({
                    status: 404,
                    statusText: "Not Found",
                    headers,
                    body: { itemNotFound: { message: "Instance nope could not be found." } },
                }),
            }).session.request("compute", "KR1", "/servers/nope?x=1", { method: "GET" }),
        );

    test("ends with the status and the request id", async () => {
        expect((await refused({ "x-openstack-request-id": "req-1" })).message).toBe(
            "Instance nope could not be found (HTTP 404, req-1)",
        );
    });

    test("takes the request id of older clouds", async () => {
        expect((await refused({ "x-compute-request-id": "req-2" })).message).toBe(
            "Instance nope could not be found (HTTP 404, req-2)",
        );
    });

    test("names method and path where there is no request id", async () => {
        expect((await refused({})).message).toBe(
            "Instance nope could not be found (HTTP 404, GET /v2/tenant1/servers/nope)",
        );
    });

    test("uses the status text where there are no words", async () => {
        const { session } = fakeApi({ reply: () => ({ status: 409, statusText: "Conflict" }) });
        const error = await failureOf(session.request("compute", "KR1", "/x", { method: "GET" }));
        expect(error.message).toBe("Conflict (HTTP 409, GET /v2/tenant1/x)");
    });

    test("still says something where there is neither", async () => {
        const { session } = fakeApi({ reply: () => ({ status: 409 }) });
        const error = await failureOf(session.request("compute", "KR1", "/x", { method: "GET" }));
        expect(error.message).toBe("the request was refused (HTTP 409, GET /v2/tenant1/x)");
    });
});
