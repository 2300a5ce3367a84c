import {
    baseUrl,
    type Endpoint,
    findEndpoint,
    type ServiceName,
} from "../../provider/src/api/auth/catalogue";
import type { Credentials } from "../../provider/src/api/auth/identity";
import { type FakeApiOptions, failureOf, fakeApi, loginAnswer, passwordCredentials } from "./network";

describe("the service catalogue", () => {
    const catalogue: Endpoint[] = [
        { type: "compute", region: "KR1", url: "https://one.test" },
        { type: "compute", region: "KR2", url: "https://two.test" },
        { type: "volumev2", region: "KR1", url: "https://volume2.test" },
        { type: "volumev3", region: "KR1", url: "https://volume3.test" },
        { type: "volumev2", region: "KR2", url: "https://volume2-two.test" },
    ];

    test.each<[ServiceName, string, string | undefined]>([
        ["compute", "KR1", "https://one.test"],
        ["compute", "kr2", "https://two.test"],
        ["blockStorage", "Kr1", "https://volume3.test"],
        ["blockStorage", "KR2", "https://volume2-two.test"],
        ["compute", "JP1", undefined],
        ["network", "KR1", undefined],
    ])("gives %s in %s as %s", (service, region, url) => {
        expect(findEndpoint(catalogue, service, region)).toBe(url);
    });
});

describe("the address of a service", () => {
    test.each<[string, ServiceName, string, string]>([
        ["the vendor's compute", "compute", "https://kr1.test/v2/tenant1", "https://kr1.test/v2/tenant1"],
        ["Nova's", "compute", "https://nova.test/v2.1", "https://nova.test/v2.1"],
        ["one below a path", "compute", "http://c.test/compute/v2.1/", "http://c.test/compute/v2.1"],
        ["compute without a version", "compute", "https://kr1.test", "https://kr1.test/v2/tenant1"],
        ["the vendor's volumes", "blockStorage", "https://v.test/v2/tenant1", "https://v.test/v2/tenant1"],
        ["volumes without a version", "blockStorage", "https://v.test/", "https://v.test/v2/tenant1"],
        ["the vendor's network", "network", "https://n.test", "https://n.test/v2.0"],
        ["network with a version", "network", "https://n.test/v2.0", "https://n.test/v2.0"],
        ["the vendor's images", "image", "https://i.test", "https://i.test/v2"],
        ["images below a path", "image", "http://c.test/kr1/image", "http://c.test/kr1/image/v2"],
        ["a host whose name looks like a version", "image", "https://v2.test", "https://v2.test/v2"],
    ])("%s (%s %s) becomes %s", (_, service, url, expected) => {
        expect(baseUrl(service, url, "tenant1")).toBe(expected);
    });
});

describe("a session", () => {
    const urls = { compute: "https://mine.test/v2/tenant9" };

    test("prefers an address that was given to the one in the catalogue", async () => {
        const api = fakeApi({ urls });
        await api.session.request("compute", "KR1", "/servers", { method: "GET" });
        expect(api.network.calls()).toEqual(["GET https://mine.test/v2/tenant9/servers"]);
    });

    test.each<[ServiceName, string]>([
        ["compute", "https://kr2-compute.test/v2/tenant1"],
        ["blockStorage", "https://kr2-volume.test/v2/tenant1"],
        ["network", "https://kr2-network.test/v2.0"],
        ["image", "https://kr2-image.test/v2"],
    ])("finds %s of another region, written in small letters, at %s", async (service, url) => {
        expect(await fakeApi().session.endpoint(service, "kr2")).toBe(url);
    });

    test("says which regions there are, and what to set, where a region is not in the catalogue", async () => {
        const { session } = fakeApi();
        const error = await failureOf(session.request("compute", "XX9", "/servers", { method: "GET" }));
        expect(error.message).toBe(
            'the service catalog has no "compute" service in region "XX9", only in KR1, KR2: ' +
                'run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:computeUrl URL"',
        );
    });
});

test.each<[string, string[]]>([
    ["JP1, KR1, KR2", ["KR2", "JP1", "KR1", "KR2"]],
    ["no region", []],
])("names %s for a region that the catalogue lacks", async (named, regions) => {
    const api = fakeApi();
    const { body } = loginAnswer(api.clock) as { body: { access: object } };
    const endpoints = regions.map((region) => ({ region, publicURL: "https://compute.test" }));
    const serviceCatalog = [{ type: "compute", endpoints }];
    api.network.reply = () => ({ body: { access: { ...body.access, serviceCatalog } } });
    expect(await api.session.noEndpoint("compute", "XX9")).toContain(`, only in ${named}: run "pulumi`);
});

describe("an address of the catalogue that the token must not be sent to", () => {
    const start = (publicURL: string, options: FakeApiOptions = {}) => {
        const api = fakeApi(options);
        const { body } = loginAnswer(api.clock) as { body: { access: object } };
        const serviceCatalog = [{ type: "compute", endpoints: [{ region: "KR1", publicURL }] }];
        const login = { body: { access: { ...body.access, serviceCatalog } } };
        api.network.reply = (sent) => (sent.url.endsWith("/tokens") ? login : { body: {} });
        const request = () => api.session.request("compute", "KR1", "/servers", { method: "GET" });
        return { network: api.network, request };
    };

    test.each([
        "ftp://compute.test/v2",
        "file:///etc/passwd",
        "compute.test",
        "http://",
        "javascript:alert(1)",
    ])("%s is no http or https address", async (url) => {
        const { network, request } = start(url);
        expect((await failureOf(request())).message).toBe(
            `the service catalog has "${url}" for "compute", which is not an http or https URL: ` +
                'run "pulumi config set nhncloud:computeUrl URL"',
        );
        expect(network.calls()).toEqual([]);
    });

    test("is http where the login was https", async () => {
        const { network, request } = start("http://compute.test/v2/tenant1");
        expect((await failureOf(request())).message).toBe(
            'the service catalog has "http://compute.test/v2/tenant1" for "compute", where the token would be ' +
                "sent unencrypted, although nhncloud:authUrl is https: " +
                'run "pulumi config set nhncloud:computeUrl URL" with an https URL, or with this one to allow it',
        );
        expect(network.calls()).toEqual([]);
    });

    test("may be http where it was given, or where the login was http as well", async () => {
        const given = start("http://compute.test/v2/tenant1", { urls: { compute: "http://mine.test/v2/t" } });
        await given.request();
        expect(given.network.calls()).toEqual(["GET http://mine.test/v2/t/servers"]);
        const credentials = { ...passwordCredentials, authUrl: "http://identity.test/v2.0" } as Credentials;
        const plain = start("http://compute.test/v2/tenant1", { credentials });
        await plain.request();
        expect(plain.network.calls()).toContain("GET http://compute.test/v2/tenant1/servers");
    });
});

describe("a ready token, which brings no catalogue", () => {
    const credentials: Credentials = {
        kind: "token",
        token: "ready1",
        tenantId: "tenant1",
        vendorDomain: "nhncloudservice.com",
    };

    test.each<[ServiceName, string, string]>([
        ["compute", "KR1", "https://kr1-api-instance-infrastructure.nhncloudservice.com/v2/tenant1"],
        [
            "blockStorage",
            "JP1",
            "https://jp1-api-block-storage-infrastructure.nhncloudservice.com/v2/tenant1",
        ],
        ["network", "KR2", "https://kr2-api-network-infrastructure.nhncloudservice.com/v2.0"],
        ["image", "kr3", "https://kr3-api-image-infrastructure.nhncloudservice.com/v2"],
    ])("takes %s in %s from the vendor's host %s", async (service, region, url) => {
        expect(await fakeApi({ credentials }).session.endpoint(service, region)).toBe(url);
    });

    test("is for the cloud of its domain, and for configured addresses only where it has none", async () => {
        const government = { ...credentials, vendorDomain: "gov-nhncloudservice.com" };
        expect(await fakeApi({ credentials: government }).session.endpoint("compute", "KR2")).toBe(
            "https://kr2-api-instance-infrastructure.gov-nhncloudservice.com/v2/tenant1",
        );
        const other = { ...credentials, vendorDomain: undefined };
        expect(await fakeApi({ credentials: other }).session.endpoint("compute", "KR1")).toBeUndefined();
    });

    test("is not sent to the vendor where compute is another cloud's", async () => {
        const { session } = fakeApi({ credentials, urls: { compute: "https://nova.test/v2.1" } });
        expect(await session.endpoint("blockStorage", "KR1")).toBeUndefined();
        expect(await session.endpoint("network", "KR1")).toBeUndefined();
    });
});
