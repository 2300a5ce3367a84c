import type { Credentials } from "../../provider/src/api/auth/identity";
import type { ErrorCode } from "../../provider/src/api/errors";
import { ManualClock } from "../support/manualClock";
import {
    authUrl,
    type FakeApi,
    failureOf,
    fakeApi,
    loginAnswer,
    passwordCredentials,
    type Reply,
} from "./network";

const keystoneUrl = "https://keystone.test/v3";

function keystoneAnswer(project: { id: string } | undefined = { id: "project1" }): Reply {
    return {
        status: 201,
        headers: { "X-Subject-Token": "token3" },
        body: {
            token: {
                expires_at: "2026-01-01T12:00:00.000000Z",
                ...(project ? { project } : {}),
                catalog: [
                    {
                        type: "compute",
                        endpoints: [
                            { interface: "admin", region_id: "KR1", url: "https://admin.test/v2.1" },
                            { interface: "public", region_id: "KR1", url: "https://nova.test/v2.1" },
                        ],
                    },
                ],
            },
        },
    };
}

function keystone(credentials: Credentials): FakeApi {
    const api = fakeApi({ credentials });
    api.network.reply = (sent) => (sent.url.startsWith(keystoneUrl) ? keystoneAnswer() : { body: {} });
    return api;
}

const get = ({ session }: FakeApi) => session.request("compute", "KR1", "/servers", { method: "GET" });

const v3Password: Credentials = {
    kind: "v3",
    authUrl: keystoneUrl,
    username: "me",
    password: "correct horse",
    userDomain: { name: "default" },
    project: { id: "project1" },
};

describe("logging in", () => {
    test("Identity v2.0 gets the tenant, the user and the password, and no token", async () => {
        const api = fakeApi();
        await get(api);
        const [login] = api.network.logins();
        expect(login).toMatchObject({
            method: "POST",
            url: "https://identity.test/v2.0/tokens",
            body: {
                auth: {
                    tenantId: "tenant1",
                    passwordCredentials: { username: "me@example.com", password: "correct horse" },
                },
            },
        });
        expect(login?.headers).toMatchObject({ "Content-Type": "application/json" });
        expect(login?.headers).not.toHaveProperty("X-Auth-Token");
    });

    test("Keystone v3 gets the password method and the project as scope", async () => {
        const api = keystone(v3Password);
        await get(api);
        expect(api.network.sent[0]).toMatchObject({
            method: "POST",
            url: "https://keystone.test/v3/auth/tokens",
            body: {
                auth: {
                    identity: {
                        methods: ["password"],
                        password: {
                            user: { name: "me", password: "correct horse", domain: { name: "default" } },
                        },
                    },
                    scope: { project: { id: "project1" } },
                },
            },
        });
    });

    test("a project that is given by name is looked for in the user's domain", async () => {
        const api = keystone({ ...v3Password, userDomain: { id: "domain1" }, project: { name: "shop" } });
        await get(api);
        expect(api.network.sent[0]?.body).toMatchObject({
            auth: {
                identity: { password: { user: { domain: { id: "domain1" } } } },
                scope: { project: { name: "shop", domain: { id: "domain1" } } },
            },
        });
    });

    test("a project's own domain is where it is looked for by its name, where one is given", async () => {
        const project = { project: { name: "shop" }, projectDomain: { name: "shops" } };
        const api = keystone({ ...v3Password, userDomain: { id: "domain1" }, ...project });
        await get(api);
        expect(api.network.sent[0]?.body).toMatchObject({
            auth: {
                identity: { password: { user: { domain: { id: "domain1" } } } },
                scope: { project: { name: "shop", domain: { name: "shops" } } },
            },
        });
    });

    test("an application credential brings its own scope", async () => {
        const api = keystone({
            kind: "applicationCredential",
            authUrl: keystoneUrl,
            id: "credential1",
            secret: "s3cret",
        });
        await get(api);
        expect(api.network.sent[0]?.body).toEqual({
            auth: {
                identity: {
                    methods: ["application_credential"],
                    application_credential: { id: "credential1", secret: "s3cret" },
                },
            },
        });
    });

    test("Keystone's token comes from the header, and the address from its public endpoints", async () => {
        const api = keystone(v3Password);
        await get(api);
        expect(api.network.sent[1]).toMatchObject({
            method: "GET",
            url: "https://nova.test/v2.1/servers",
            headers: { "X-Auth-Token": "token3" },
        });
    });

    test("a token without a project is refused with what to check", async () => {
        const api = keystone(v3Password);
        api.network.reply = () => ({
            status: 201,
            headers: { "X-Subject-Token": "token3" },
            body: { token: { expires_at: "2026-01-01T12:00:00Z" } },
        });
        expect((await failureOf(get(api))).message).toBe(
            "Keystone returned a token without a project: check nhncloud:projectId",
        );
    });

    test("a ready token is sent as it is, without a login", async () => {
        const api = fakeApi({
            credentials: {
                kind: "token",
                token: "ready1",
                tenantId: "tenant1",
                vendorDomain: "nhncloudservice.com",
            },
        });
        await get(api);
        expect(api.network.sent).toMatchObject([
            {
                url: "https://kr1-api-instance-infrastructure.nhncloudservice.com/v2/tenant1/servers",
                headers: { "X-Auth-Token": "ready1" },
            },
        ]);
    });

    test("an answer that is no token is told in words, not as a crash", async () => {
        for (const body of [
            "<html>Please log in to the hotel's network</html>",
            "",
            {},
            { access: { token: {} } },
            { access: { token: { id: "token1" }, serviceCatalog: "none" } },
            { token: [] },
        ]) {
            for (const [api, url] of [
                [fakeApi(), authUrl],
                [keystone(v3Password), keystoneUrl],
            ] as const) {
                api.network.reply = () => ({ body, headers: { "X-Subject-Token": "token3" } });
                expect((await failureOf(get(api))).message).toBe(
                    `${url} responded without a token: check nhncloud:authUrl`,
                );
            }
        }
    });
});

describe("one login for everybody", () => {
    test("many requests at once share one login", async () => {
        const api = fakeApi();
        await Promise.all(Array.from({ length: 20 }, () => get(api)));
        expect(api.network.logins()).toHaveLength(1);
        expect(api.network.calls()).toHaveLength(20);
    });

    test("both regions share one login", async () => {
        const api = fakeApi();
        await get(api);
        await api.session.request("compute", "KR2", "/servers", { method: "GET" });
        expect(api.network.logins()).toHaveLength(1);
        expect(api.network.calls()).toEqual([
            "GET https://kr1-compute.test/v2/tenant1/servers",
            "GET https://kr2-compute.test/v2/tenant1/servers",
        ]);
    });

    test("refused credentials are sent once, however many requests need them", async () => {
        const api = fakeApi();
        api.network.reply = () => ({ status: 401, body: { error: { message: "Invalid user / password" } } });
        const failures = await Promise.all([get(api), get(api), get(api)].map(failureOf));
        failures.push(await failureOf(get(api)));
        expect(api.network.sent).toHaveLength(1);
        expect(failures.map((error) => error.message)).toEqual(
            Array(4).fill("Invalid user / password (HTTP 401, POST /v2.0/tokens)"),
        );
    });

    test.each<[string, Reply]>([
        ["is answered with 503", { status: 503 }],
        ["is answered with 429", { status: 429, headers: { "Retry-After": "1" } }],
        ["loses its connection", { lost: "ECONNRESET" }],
    ])("a login that %s is tried again, since it makes nothing", async (_, first) => {
        const api = fakeApi();
        api.network.reply = (sent, nth) => {
            if (nth === 1) return first;
            return sent.url.endsWith("/tokens") ? loginAnswer(api.clock) : { body: { servers: [] } };
        };
        expect((await api.clock.run(get(api))).status).toBe(200);
        expect(api.network.logins()).toHaveLength(2);
    });

    test.each<[ErrorCode, Reply, string]>([
        [
            "no_login",
            { status: 400, body: { message: "No." } },
            "the login failed: No (HTTP 400, POST /v2.0/tokens)",
        ],
        [
            "no_login",
            { status: 404, body: { message: "No." } },
            "the login failed: No (HTTP 404, POST /v2.0/tokens)",
        ],
        [
            "no_login",
            { status: 409, body: { message: "No." } },
            "the login failed: No (HTTP 409, POST /v2.0/tokens)",
        ],
        [
            "no_login",
            { status: 409, body: { message: "It is in task_state x." } },
            "the login failed: It is in task_state x (HTTP 409, POST /v2.0/tokens)",
        ],
        [
            "unreachable",
            { status: 503, body: { message: "No." } },
            "the login failed: No (HTTP 503, POST /v2.0/tokens)",
        ],
        [
            "unreachable",
            { lost: "ECONNRESET" },
            "the login failed: identity.test did not respond: ECONNRESET (no HTTP response, POST /v2.0/tokens)",
        ],
        ["forbidden", { status: 403, body: { message: "No." } }, "No (HTTP 403, POST /v2.0/tokens)"],
    ])("a login that fails is %s where it ends with %j", async (code, reply, message) => {
        const api = fakeApi();
        api.network.reply = () => reply;
        const error = await api.clock.run(failureOf(get(api)));
        expect(error).toMatchObject({ code, message });
        expect(api.network.calls()).toEqual([]);
    });

    test("an error of our own while logging in is told as it is", async () => {
        const api = fakeApi();
        api.network.reply = () => {
            throw new RangeError("broken");
        };
        expect(await failureOf(get(api))).toBeInstanceOf(RangeError);
    });

    test("a login that failed for a while is tried again by the next request", async () => {
        const api = fakeApi();
        api.network.reply = () => ({ lost: "ECONNREFUSED" });
        await api.clock.run(failureOf(get(api)));
        api.network.reply = (sent) =>
            sent.url.endsWith("/tokens") ? loginAnswer(api.clock) : { body: { servers: [] } };
        expect((await api.clock.run(get(api))).status).toBe(200);
    });
});

describe("renewing", () => {
    const renewing = (seconds: number) => {
        const api = fakeApi();
        let logins = 0;
        api.network.reply = (sent) =>
            sent.url.endsWith("/tokens")
                ? loginAnswer(api.clock, { id: `token${++logins}`, seconds })
                : { body: {} };
        return api;
    };
    const tokens = ({ network }: FakeApi) =>
        network.sent.flatMap(({ headers }) => headers["X-Auth-Token"] ?? []);

    test("a token serves until ten minutes before it expires, and then a new one does", async () => {
        const api = renewing(43_200);
        await get(api);
        api.clock.advance(43_200 - 601);
        await get(api);
        api.clock.advance(1);
        await get(api);
        expect(tokens(api)).toEqual(["token1", "token1", "token2"]);
    });

    test("a token with a short life serves for half of it", async () => {
        const api = renewing(60);
        await get(api);
        api.clock.advance(29);
        await get(api);
        api.clock.advance(1);
        await get(api);
        expect(tokens(api)).toEqual(["token1", "token1", "token2"]);
    });

    test("many requests at once renew it once", async () => {
        const api = renewing(60);
        await get(api);
        api.clock.advance(40);
        await Promise.all(Array.from({ length: 10 }, () => get(api)));
        expect(api.network.logins()).toHaveLength(2);
    });

    test("a ready token never expires by itself", async () => {
        const api = fakeApi({
            credentials: {
                kind: "token",
                token: "ready1",
                tenantId: "tenant1",
                vendorDomain: "nhncloudservice.com",
            },
        });
        api.clock.advance(1_000_000);
        await get(api);
        expect(tokens(api)).toEqual(["ready1"]);
    });
});

describe("a clock that is not the cloud's", () => {
    const hour = 3600;
    const times = (seconds: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + seconds * 1000);
    const v2 = (token: Record<string, unknown>, headers: Record<string, string> = {}): Reply => {
        const { body } = loginAnswer(new ManualClock()) as { body: { access: { token: object } } };
        return { headers, body: { access: { ...body.access, token: { id: "token1", ...token } } } };
    };
    const life = { expires: times(12 * hour).toISOString() };
    const issued = times(0).toISOString();

    /** How many logins ten requests take, one a minute, and ten more an hour before the token's end. */
    async function logins(ahead: number, login: Reply) {
        const api = fakeApi();
        api.network.reply = (sent) => (sent.url.endsWith("/tokens") ? login : { body: {} });
        api.clock.advance(ahead);
        const ten = async () => {
            for (let nth = 0; nth < 10; nth++, api.clock.advance(60)) await get(api);
            return api.network.logins().length;
        };
        const first = await ten();
        api.clock.advance(11 * hour - 600 - 600);
        const early = await ten();
        api.clock.advance(hour);
        return { first, early, late: await ten() };
    }

    test.each<[string, number, Reply]>([
        ["the token's own time", 13 * hour, v2({ ...life, issued_at: issued })],
        ["a time without a zone", 13 * hour, v2({ ...life, issued_at: issued.replace("Z", "000") })],
        ["the answer's date", 13 * hour, v2(life, { Date: times(0).toUTCString() })],
        ["a clock that is behind", -13 * hour, v2({ ...life, issued_at: issued })],
    ])("does not matter with %s: ten requests take one login", async (_, ahead, login) => {
        expect(await logins(ahead, login)).toEqual({ first: 1, early: 1, late: 2 });
    });

    test("takes one login too where the cloud tells no time, and renews after a 401", async () => {
        expect(await logins(13 * hour, v2(life))).toEqual({ first: 1, early: 1, late: 1 });
    });

    test("does not matter to Keystone", async () => {
        const api = keystone(v3Password);
        const { body, ...rest } = keystoneAnswer() as { body: { token: object } };
        const login = { ...rest, body: { token: { ...body.token, issued_at: issued } } };
        api.network.reply = (sent) => (sent.url.startsWith(keystoneUrl) ? login : { body: {} });
        api.clock.advance(13 * hour);
        for (let nth = 0; nth < 10; nth++) await get(api);
        expect(api.network.logins()).toHaveLength(1);
    });
});

describe("a token that the cloud no longer takes", () => {
    const rejecting = (rejected: (token: unknown) => boolean) => {
        const api = fakeApi();
        let logins = 0;
        api.network.reply = (sent) => {
            if (sent.url.endsWith("/tokens")) return loginAnswer(api.clock, { id: `token${++logins}` });
            return rejected(sent.headers["X-Auth-Token"])
                ? { status: 401, body: { error: { message: "Unauthorized" } } }
                : { body: {} };
        };
        return api;
    };
    const post = ({ session }: FakeApi) =>
        session.request("compute", "KR1", "/servers", { method: "POST", body: { server: { name: "web" } } });

    test("is renewed once, and the same request is sent again", async () => {
        const api = rejecting((token) => token === "token1");
        await post(api);
        const posts = api.network.sent.filter(({ url }) => url.endsWith("/servers"));
        expect(posts).toMatchObject([
            { method: "POST", headers: { "X-Auth-Token": "token1" }, body: { server: { name: "web" } } },
            { method: "POST", headers: { "X-Auth-Token": "token2" }, body: { server: { name: "web" } } },
        ]);
        expect(api.network.logins()).toHaveLength(2);
    });

    test("is renewed once for many requests", async () => {
        const api = rejecting((token) => token === "token1");
        await Promise.all(Array.from({ length: 10 }, () => post(api)));
        expect(api.network.logins()).toHaveLength(2);
    });

    test("is not renewed again where the new one is refused as well", async () => {
        const api = rejecting(() => true);
        // The credentials are good: the cloud has just taken them.
        expect(await failureOf(post(api))).toMatchObject({
            code: "forbidden",
            message: "Unauthorized (HTTP 401, POST /v2/tenant1/servers)",
        });
        expect(api.network.logins()).toHaveLength(2);
        expect(api.network.calls()).toHaveLength(2);
    });

    test("is renewed also where the request is then refused for another reason, which is told", async () => {
        const api = fakeApi({ reply: (_, nth) => ({ status: nth === 1 ? 401 : 409 }) });
        expect(await failureOf(post(api))).toMatchObject({ code: "conflict" });
        expect(api.network.logins()).toHaveLength(2);
    });

    test("that was given ready is not renewed", async () => {
        const api = fakeApi({
            credentials: {
                kind: "token",
                token: "ready1",
                tenantId: "tenant1",
                vendorDomain: "nhncloudservice.com",
            },
            reply: () => ({ status: 401, body: { error: { message: "Unauthorized" } } }),
        });
        await failureOf(post(api));
        expect(api.network.sent).toHaveLength(1);
    });

    test("the credentials of a test are never part of an error", async () => {
        const api = rejecting(() => true);
        const { password } = passwordCredentials as { password: string };
        const error = await failureOf(post(api));
        expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(
            new RegExp(`${password}|token\\d`),
        );
    });
});
