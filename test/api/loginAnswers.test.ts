import type { Credentials } from "../../provider/src/api/auth/identity";
import { authUrl, type FakeApi, failureOf, fakeApi, isLogin } from "./network";

const keystoneUrl = "https://keystone.test/v3";
const v3Password: Credentials = {
    kind: "v3",
    authUrl: keystoneUrl,
    username: "me",
    password: "correct horse",
    userDomain: { name: "default" },
    project: { id: "project1" },
};
const compute = { interface: "public", region_id: "KR1", url: "https://nova.test/v2.1" };

const get = ({ session }: FakeApi) => session.request("compute", "KR1", "/servers", { method: "GET" });

/** A cloud whose Identity v2.0 gives that access, and where everything else is empty. */
function vendor(access: object): FakeApi {
    const api = fakeApi();
    api.network.reply = (sent) => ({ body: isLogin(sent) ? { access } : {} });
    return api;
}

function keystone(token: object): FakeApi {
    const api = fakeApi({ credentials: v3Password });
    const login = { status: 201, headers: { "X-Subject-Token": "token3" }, body: { token } };
    api.network.reply = (sent) => (isLogin(sent) ? login : { body: {} });
    return api;
}

describe("a login whose answer is wrong in one place", () => {
    const token = { id: "token1" };
    test.each<[string, object]>([
        ["the tenant's id", { token: { ...token, tenant: { id: 7.5 } } }],
        ["the tenant", { token: { ...token, tenant: {} } }],
        ["a service's type", { token, serviceCatalog: [{ type: 5, endpoints: [] }] }],
        ["the endpoints", { token, serviceCatalog: [{ type: "compute" }] }],
        ["a region", { token, serviceCatalog: [{ type: "compute", endpoints: [{ region: 5 }] }] }],
        ["an address", { token, serviceCatalog: [{ type: "compute", endpoints: [{ publicURL: {} }] }] }],
    ])("(%s) is told in words by Identity v2.0", async (_, access) => {
        expect((await failureOf(get(vendor(access)))).message).toBe(
            `${authUrl} responded without a token: check nhncloud:authUrl`,
        );
    });

    const project = { id: "project1" };
    const catalogOf = (endpoint: object) => ({
        project,
        catalog: [{ type: "compute", endpoints: [endpoint] }],
    });
    test.each<[string, object]>([
        ["the project's id", { project: {} }],
        ["the time", { project, expires_at: 5 }],
        ["a service's type", { project, catalog: [{ endpoints: [] }] }],
        ["the endpoints", { project, catalog: [{ type: "compute" }] }],
        ["an interface", catalogOf({ ...compute, interface: undefined })],
        ["an address", catalogOf({ ...compute, url: undefined })],
        ["a region", catalogOf({ ...compute, region_id: 5 })],
    ])("(%s) is told in words by Keystone", async (_, token) => {
        expect((await failureOf(get(keystone(token)))).message).toBe(
            `${keystoneUrl} responded without a token: check nhncloud:authUrl`,
        );
    });
});

test("a token's own tenant is the one that addresses name", async () => {
    const serviceCatalog = [
        { type: "compute", endpoints: [{ region: "KR1", publicURL: "https://kr1.test" }] },
    ];
    const api = vendor({ token: { id: "token1", tenant: { id: "tenant9" } }, serviceCatalog });
    await get(api);
    expect(api.network.calls()).toEqual(["GET https://kr1.test/v2/tenant9/servers"]);
});

test.each<[string, object]>([
    ["without a catalogue", {}],
    ["with an empty one", { serviceCatalog: [] }],
    ["with a service without addresses", { serviceCatalog: [{ type: "compute", endpoints: [] }] }],
    ["with an endpoint without an address", { serviceCatalog: [{ type: "compute", endpoints: [{}] }] }],
])("a login %s says that there is no such service", async (_, more) => {
    const api = vendor({ token: { id: "token1" }, ...more });
    expect((await failureOf(get(api))).message).toMatch(
        /^the service catalog has no "compute" service in region "KR1"/,
    );
});

test("a Keystone without a catalogue says that there is no such service", async () => {
    const api = keystone({ project: { id: "project1" } });
    expect((await failureOf(get(api))).message).toMatch(
        /^the service catalog has no "compute" service in region "KR1"/,
    );
});

test("a project that is given by its id needs no domain", async () => {
    const api = keystone({
        project: { id: "project1" },
        catalog: [{ type: "compute", endpoints: [compute] }],
    });
    await get(api);
    expect(api.network.sent[0]?.body).toHaveProperty("auth.scope", { project: { id: "project1" } });
});

test("a token whose times lead nowhere serves until the cloud refuses it", async () => {
    const time = "2026-01-01T00:00:00.000000";
    const catalog = [{ type: "compute", endpoints: [compute] }];
    const api = keystone({ project: { id: "project1" }, expires_at: time, issued_at: time, catalog });
    await get(api);
    await get(api);
    expect(api.network.logins()).toHaveLength(1);
});

test.each([
    ["image", "imageUrl"],
    ["network", "networkUrl"],
    ["blockStorage", "blockStorageUrl"],
] as const)("a catalogue without %s says which setting gives the address", async (service, key) => {
    const api = vendor({ token: { id: "token1" } });
    const error = await failureOf(api.session.request(service, "KR1", "/x", { method: "GET" }));
    expect(error.message).toContain(`"pulumi config set nhncloud:${key} URL"`);
});

test.each([
    ["https://nova.test/compute/v10", "https://nova.test/compute/v10/servers"],
    ["https://nova.test/v2.15///", "https://nova.test/v2.15/servers"],
])("an address with the version in %s is taken as it is", async (publicURL, url) => {
    const serviceCatalog = [{ type: "compute", endpoints: [{ region: "KR1", publicURL }] }];
    const api = vendor({ token: { id: "token1" }, serviceCatalog });
    await get(api);
    expect(api.network.calls()).toEqual([`GET ${url}`]);
});
