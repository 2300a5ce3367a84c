import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { environmentName, readConfiguration } from "../../provider/src/configuration/configuration";
import { settings } from "../../provider/src/configuration/settings";

type Texts = Record<string, string>;

const vendor = { tenantId: "tenant1", username: "me", password: "correct horse" };

/** What the shell of somebody who works on another cloud brings. */
const openstack = {
    OS_AUTH_URL: "http://other.test/v3",
    OS_USERNAME: "other",
    OS_PASSWORD: "battery staple",
    OS_PROJECT_ID: "project9",
    OS_REGION_NAME: "RegionOne",
};

function read(stack: Texts, environment: Texts = {}) {
    const prefixed = Object.fromEntries(
        Object.entries(stack).map(([key, value]) => [`nhncloud:${key}`, value]),
    );
    return readConfiguration((key) => prefixed[key], environment);
}

/** As the user sees it: the clause and what to do. */
function refusal(stack: Texts, environment: Texts = {}): string {
    try {
        read(stack, environment);
    } catch (error) {
        const { message, hint } = error as Error & { hint?: string };
        return hint === undefined ? message : `${message}. ${hint}`;
    }
    throw new Error("It was not refused.");
}

describe("the ways to log in", () => {
    test("the vendor's Identity v2.0 is what there is without an address", () => {
        expect(read(vendor).credentials).toEqual({
            kind: "v2.0",
            authUrl: "https://api-identity-infrastructure.nhncloudservice.com/v2.0",
            ...vendor,
        });
    });

    test("another Identity v2.0 may be named, with or without a slash at its end", () => {
        const authUrl = "http://identity.test/identity/v2.0";
        expect(read({ ...vendor, authUrl: `${authUrl}/` }).credentials).toMatchObject({
            kind: "v2.0",
            authUrl,
        });
    });

    test.each<[string, Texts, object]>([
        [
            "a project's id and the default domain",
            { projectId: "project1" },
            { userDomain: { name: "default" }, project: { id: "project1" } },
        ],
        [
            "a project's name",
            { projectName: "shop" },
            { userDomain: { name: "default" }, project: { name: "shop" } },
        ],
        [
            "both, of which the id wins",
            { projectName: "shop", projectId: "project1" },
            { project: { id: "project1" } },
        ],
        [
            "a domain's name",
            { projectId: "project1", userDomainName: "people" },
            { userDomain: { name: "people" } },
        ],
        [
            "a domain's id, which wins over its name",
            { projectId: "project1", userDomainId: "domain1", userDomainName: "people" },
            { userDomain: { id: "domain1" } },
        ],
        [
            "the domain of a project that is given by its name",
            { projectName: "shop", userDomainName: "people", projectDomainName: "shops" },
            { userDomain: { name: "people" }, project: { name: "shop" }, projectDomain: { name: "shops" } },
        ],
        [
            "the domain's id of such a project, which wins over its name",
            { projectName: "shop", projectDomainId: "domain2", projectDomainName: "shops" },
            { project: { name: "shop" }, projectDomain: { id: "domain2" } },
        ],
        [
            "such a project in the user's own domain, where no other is given",
            { projectName: "shop", userDomainId: "domain1" },
            { userDomain: { id: "domain1" }, project: { name: "shop" }, projectDomain: { id: "domain1" } },
        ],
    ])("Keystone v3 takes %s", (_, more, expected) => {
        const stack = {
            authUrl: "http://keystone.test/v3",
            username: "me",
            password: "correct horse",
            ...more,
        };
        expect(read(stack).credentials).toMatchObject({
            kind: "v3",
            authUrl: "http://keystone.test/v3",
            username: "me",
            password: "correct horse",
            ...expected,
        });
    });

    test("an application credential needs no user and no project", () => {
        const stack = {
            authUrl: "http://keystone.test/v3",
            applicationCredentialId: "credential1",
            applicationCredentialSecret: "s3cret",
        };
        expect(read(stack).credentials).toEqual({
            kind: "applicationCredential",
            authUrl: "http://keystone.test/v3",
            id: "credential1",
            secret: "s3cret",
        });
    });

    test("a ready token wins over a user and a password", () => {
        expect(read({ ...vendor, token: "ready1" }).credentials).toEqual({
            kind: "token",
            token: "ready1",
            tenantId: "tenant1",
            vendorDomain: "nhncloudservice.com",
        });
    });

    test.each([
        "gov-nhncloudservice.com",
        "gncloud.go.kr",
        "ngoic.com",
        "ngovc.com",
        "ngsc.go.kr",
        "ninc.go.kr",
    ])("a ready token is for the government cloud %s where authUrl is its Identity", (domain) => {
        const authUrl = `https://api-identity-infrastructure.${domain}/v2.0`;
        expect(read({ tenantId: "tenant1", token: "ready1", authUrl }).credentials).toMatchObject({
            vendorDomain: domain,
        });
    });

    test("a ready token of another cloud wants the address of compute, so that it goes to no other host", () => {
        const stack = { tenantId: "tenant1", token: "ready1", authUrl: "https://keystone.test/v3" };
        expect(refusal(stack)).toBe(
            'nhncloud:computeUrl is required with nhncloud:token, since nhncloud:authUrl "https://keystone.test/v3" is not an Identity URL of NHN Cloud. ' +
                'Run "pulumi config set nhncloud:computeUrl VALUE", or export NHNCLOUD_COMPUTE_URL.',
        );
        const given = { ...stack, computeUrl: "https://nova.test/v2.1" };
        expect(read(given).credentials).toMatchObject({ token: "ready1", vendorDomain: undefined });
    });

    test("a ready token needs no tenant where the address of compute names it", () => {
        const stack = { token: "ready1", computeUrl: "https://nova.test/v2/tenant9" };
        expect(read(stack).credentials).toMatchObject({ kind: "token", token: "ready1", tenantId: "" });
    });

    test("a ready token needs a tenant where the address of compute names neither tenant nor version", () => {
        expect(refusal({ token: "ready1", computeUrl: "https://nova.test" })).toContain("nhncloud:tenantId");
    });
});

describe("what wins", () => {
    test("the environment, then the stack's configuration, then OS_*, then the default", () => {
        const os = { OS_REGION_NAME: "from OS" };
        expect(read({ ...vendor, region: "from stack" }, { ...os, NHNCLOUD_REGION: "from env" }).region).toBe(
            "from env",
        );
        expect(read({ ...vendor, region: "from stack" }, os).region).toBe("from stack");
        expect(read({}, { ...openstack, ...os }).region).toBe("from OS");
        expect(read(vendor).region).toBe("KR1");
    });

    test.each(["", "  ", "\n"])("an empty value counts as none: %j", (empty) => {
        const environment = { ...openstack, NHNCLOUD_REGION: empty, NHNCLOUD_TENANT_ID: empty };
        expect(read({ region: empty, token: empty }, environment)).toMatchObject({
            region: "RegionOne",
            credentials: { kind: "v3", username: "other" },
        });
    });

    test("white space around a value is no part of it", () => {
        const stack = {
            tenantId: " tenant1",
            username: "me\n",
            password: "\tcorrect horse \n",
            preflight: " false ",
        };
        const { credentials, preflight } = read(stack, {
            NHNCLOUD_AUTH_URL: " http://identity.test/v2.0/ \n",
        });
        expect(credentials).toEqual({ kind: "v2.0", authUrl: "http://identity.test/v2.0", ...vendor });
        expect(preflight).toBe(false);
    });

    test.each([
        ["tenantId", "NHNCLOUD_TENANT_ID"],
        ["authUrl", "NHNCLOUD_AUTH_URL"],
        ["computeUrl", "NHNCLOUD_COMPUTE_URL"],
        ["blockStorageUrl", "NHNCLOUD_BLOCK_STORAGE_URL"],
        ["applicationCredentialSecret", "NHNCLOUD_APPLICATION_CREDENTIAL_SECRET"],
        ["userDomainName", "NHNCLOUD_USER_DOMAIN_NAME"],
        ["defaultMetadata", "NHNCLOUD_DEFAULT_METADATA"],
        ["maxConcurrentRequests", "NHNCLOUD_MAX_CONCURRENT_REQUESTS"],
        ["requestTimeoutSeconds", "NHNCLOUD_REQUEST_TIMEOUT_SECONDS"],
    ])("%s is also %s", (key, name) => {
        expect(environmentName(key)).toBe(name);
    });

    test("a password that was rotated in the environment wins over the one in an old state", () => {
        const { credentials } = read(vendor, { NHNCLOUD_PASSWORD: "new" });
        expect(credentials).toMatchObject({ password: "new" });
    });

    test.each<[string, Texts, object]>([
        [
            "a user and a tenant",
            {
                OS_AUTH_URL: "http://identity.test/v2.0",
                OS_TENANT_ID: "tenant1",
                OS_USERNAME: "me",
                OS_PASSWORD: "correct horse",
            },
            { kind: "v2.0", tenantId: "tenant1", username: "me", password: "correct horse" },
        ],
        [
            "a user, a project and domains",
            {
                OS_AUTH_URL: "http://keystone.test/v3",
                OS_PROJECT_NAME: "shop",
                OS_USERNAME: "me",
                OS_PASSWORD: "correct horse",
                OS_USER_DOMAIN_NAME: "people",
                OS_PROJECT_DOMAIN_ID: "domain2",
            },
            {
                kind: "v3",
                project: { name: "shop" },
                userDomain: { name: "people" },
                projectDomain: { id: "domain2" },
            },
        ],
        [
            "an application credential",
            {
                OS_AUTH_URL: "http://keystone.test/v3",
                OS_APPLICATION_CREDENTIAL_ID: "credential1",
                OS_APPLICATION_CREDENTIAL_SECRET: "s3cret",
            },
            { kind: "applicationCredential", id: "credential1", secret: "s3cret" },
        ],
        [
            "a token",
            { OS_TOKEN: "ready1", OS_PROJECT_ID: "project1" },
            { kind: "token", tenantId: "project1" },
        ],
    ])("the OS_* variables alone bring %s", (_, environment, expected) => {
        expect(read({}, environment).credentials).toMatchObject(expected);
    });
});

describe("identity comes from one source", () => {
    const vendorUrl = "https://api-identity-infrastructure.nhncloudservice.com/v2.0";
    const ours = { kind: "v2.0", authUrl: vendorUrl, ...vendor };
    const credentialOfOthers = {
        OS_APPLICATION_CREDENTIAL_ID: "credential9",
        OS_APPLICATION_CREDENTIAL_SECRET: "battery staple",
    };
    const keystone = {
        authUrl: "http://keystone.test/v3",
        username: "me",
        password: "correct horse",
        projectName: "shop",
    };

    test.each<[string, Texts, Texts, object]>([
        ["the stack's password goes to no host of OS_AUTH_URL", vendor, openstack, ours],
        ["OS_TOKEN does not beat the stack's password", vendor, { OS_TOKEN: "theirs" }, ours],
        [
            "OS_APPLICATION_CREDENTIAL_ID does not beat the stack's password",
            keystone,
            credentialOfOthers,
            { kind: "v3", username: "me", project: { name: "shop" } },
        ],
        [
            "OS_PROJECT_ID is not where the stack's user deploys",
            keystone,
            { ...openstack, OS_USER_DOMAIN_ID: "domain9", OS_PROJECT_DOMAIN_ID: "domain9" },
            {
                kind: "v3",
                userDomain: { name: "default" },
                project: { name: "shop" },
                projectDomain: { name: "default" },
            },
        ],
        [
            "NHNCLOUD_* shut out OS_* as the stack does",
            {},
            {
                ...openstack,
                ...credentialOfOthers,
                OS_TOKEN: "theirs",
                NHNCLOUD_TENANT_ID: "tenant1",
                NHNCLOUD_USERNAME: "me",
                NHNCLOUD_PASSWORD: "correct horse",
            },
            ours,
        ],
        [
            "the stack's token is not sent to the tenant of OS_TENANT_ID",
            { token: "ready1", computeUrl: "https://nova.test/v2.1" },
            { OS_TENANT_ID: "tenant9" },
            { kind: "token", token: "ready1", tenantId: "" },
        ],
        [
            "a key of NHNCLOUD_* and the others of the stack make one identity",
            vendor,
            { ...openstack, NHNCLOUD_PASSWORD: "rotated" },
            { ...ours, password: "rotated" },
        ],
        [
            "NHNCLOUD_TOKEN is meant where the stack has a password",
            vendor,
            { NHNCLOUD_TOKEN: "ready1" },
            { kind: "token", token: "ready1", tenantId: "tenant1" },
        ],
        [
            "NHNCLOUD_PASSWORD is meant where the stack has a token",
            { ...vendor, token: "expired" },
            { NHNCLOUD_PASSWORD: "rotated" },
            { ...ours, password: "rotated" },
        ],
        [
            "NHNCLOUD_PROJECT_NAME is meant where the stack has a project's id",
            { ...keystone, projectId: "project1" },
            { NHNCLOUD_PROJECT_NAME: "shop2" },
            { kind: "v3", project: { name: "shop2" } },
        ],
        [
            "NHNCLOUD_USER_DOMAIN_NAME is meant where the stack has a domain's id",
            { ...keystone, userDomainId: "domain1" },
            { NHNCLOUD_USER_DOMAIN_NAME: "people" },
            { kind: "v3", userDomain: { name: "people" } },
        ],
        [
            "a region, an address and a limit of the stack are no identity",
            { region: "KR2", computeUrl: "http://nova.test/v2.1", maxConcurrentRequests: "3" },
            openstack,
            { kind: "v3", authUrl: "http://other.test/v3", username: "other" },
        ],
    ])("%s", (_, stack, environment, credentials) => {
        expect(read(stack, environment).credentials).toMatchObject(credentials);
    });

    const identityKeys = Object.entries(settings).flatMap(([key, setting]) =>
        "identity" in setting ? [key] : [],
    );

    test("all keys of a login are identity, and nothing else is", () => {
        expect(identityKeys).toEqual([
            "tenantId",
            "username",
            "password",
            "authUrl",
            "token",
            "projectId",
            "projectName",
            "userDomainId",
            "userDomainName",
            "projectDomainId",
            "projectDomainName",
            "applicationCredentialId",
            "applicationCredentialSecret",
        ]);
    });

    test.each(identityKeys)("%s alone, of NHNCLOUD_* or the stack, shuts all OS_* out", (key) => {
        const value = key === "authUrl" ? "http://keystone.test/v3" : "ours";
        for (const [stack, more] of [
            [{ [key]: value }, {}],
            [{}, { [environmentName(key)]: value }],
        ] as [Texts, Texts][]) {
            expect(
                refusal(stack, { ...openstack, ...credentialOfOthers, OS_TENANT_ID: "x", ...more }),
            ).toMatch(/ (is|are) required\. Run /);
        }
    });

    test("a region of OS_* belongs to the identity of OS_*", () => {
        expect(read(vendor, openstack).region).toBe("KR1");
        expect(read({}, openstack).region).toBe("RegionOne");
        expect(read({ region: "KR2" }, openstack).region).toBe("KR2");
    });

    test("what OS_* would have given is missing, and the sentence says why it is not read", () => {
        expect(refusal({ tenantId: "tenant1" }, openstack)).toBe(
            "nhncloud:username and nhncloud:password are required. " +
                'Run "pulumi config set nhncloud:username VALUE" and "pulumi config set --secret nhncloud:password", ' +
                "or export NHNCLOUD_USERNAME and NHNCLOUD_PASSWORD. " +
                "OS_USERNAME and OS_PASSWORD are ignored, since nhncloud:tenantId is set.",
        );
        expect(refusal({ ...vendor, password: "" }, { ...openstack, NHNCLOUD_TENANT_ID: "tenant2" })).toMatch(
            / OS_PASSWORD is ignored, since nhncloud:tenantId is set\.$/,
        );
    });
});

describe("what is missing", () => {
    test.each<[string, Texts, string]>([
        [
            "everything",
            {},
            "nhncloud:tenantId, nhncloud:username and nhncloud:password are required. " +
                'Run "pulumi config set nhncloud:tenantId VALUE", "pulumi config set nhncloud:username VALUE" and ' +
                '"pulumi config set --secret nhncloud:password", ' +
                "or export NHNCLOUD_TENANT_ID, NHNCLOUD_USERNAME and NHNCLOUD_PASSWORD.",
        ],
        [
            "the password",
            { tenantId: "tenant1", username: "me" },
            "nhncloud:password is required. " +
                'Run "pulumi config set --secret nhncloud:password", or export NHNCLOUD_PASSWORD.',
        ],
        [
            "the user and the tenant",
            { password: "correct horse" },
            "nhncloud:tenantId and nhncloud:username are required. " +
                'Run "pulumi config set nhncloud:tenantId VALUE" and "pulumi config set nhncloud:username VALUE", ' +
                "or export NHNCLOUD_TENANT_ID and NHNCLOUD_USERNAME.",
        ],
        [
            "the tenant of a ready token",
            { token: "ready1" },
            "nhncloud:tenantId is required. " +
                'Run "pulumi config set nhncloud:tenantId VALUE", or export NHNCLOUD_TENANT_ID.',
        ],
        [
            "the project of Keystone v3",
            { authUrl: "http://keystone.test/v3", username: "me", password: "correct horse" },
            "nhncloud:projectId is required. " +
                'Run "pulumi config set nhncloud:projectId VALUE", or export NHNCLOUD_PROJECT_ID.',
        ],
        [
            "the user of Keystone v3",
            { authUrl: "http://keystone.test/v3", projectId: "project1", password: "correct horse" },
            "nhncloud:username is required. " +
                'Run "pulumi config set nhncloud:username VALUE", or export NHNCLOUD_USERNAME.',
        ],
        [
            "the secret of an application credential",
            { authUrl: "http://keystone.test/v3", applicationCredentialId: "credential1" },
            "nhncloud:applicationCredentialSecret is required. " +
                'Run "pulumi config set --secret nhncloud:applicationCredentialSecret", ' +
                "or export NHNCLOUD_APPLICATION_CREDENTIAL_SECRET.",
        ],
    ])("%s is one sentence that says how to set it", (_, stack, sentence) => {
        expect(refusal(stack)).toBe(sentence);
    });

    test("everything of Keystone v3 is one sentence, too", () => {
        expect(refusal({ authUrl: "http://keystone.test/v3" })).toBe(
            "nhncloud:username, nhncloud:password and nhncloud:projectId are required. " +
                'Run "pulumi config set nhncloud:username VALUE", ' +
                '"pulumi config set --secret nhncloud:password" and ' +
                '"pulumi config set nhncloud:projectId VALUE", ' +
                "or export NHNCLOUD_USERNAME, NHNCLOUD_PASSWORD and NHNCLOUD_PROJECT_ID.",
        );
    });
});

describe("what cannot be meant", () => {
    test.each<[string, Texts, string]>([
        [
            "an address of Identity without a version",
            { authUrl: "http://keystone.test" },
            'nhncloud:authUrl must be the URL of an Identity API version, got "http://keystone.test". ' +
                "Add /v2.0 (NHN Cloud) or /v3 (Keystone) to it.",
        ],
        [
            "an address without http",
            { authUrl: "keystone.test/v3" },
            'nhncloud:authUrl must be an http or https URL, got "keystone.test/v3"',
        ],
        [
            "an address without a host",
            { computeUrl: "http://" },
            'nhncloud:computeUrl must be an http or https URL, got "http://"',
        ],
        [
            "an address of another kind",
            { networkUrl: "ftp://network.test" },
            'nhncloud:networkUrl must be an http or https URL, got "ftp://network.test"',
        ],
        [
            "a timeout of nothing",
            { requestTimeoutSeconds: "0" },
            'nhncloud:requestTimeoutSeconds must be an integer of at least 1, got "0"',
        ],
        [
            "a timeout in words",
            { requestTimeoutSeconds: "soon" },
            'nhncloud:requestTimeoutSeconds must be an integer of at least 1, got "soon"',
        ],
        [
            "a timeout that no timer takes",
            { requestTimeoutSeconds: "2147484" },
            'nhncloud:requestTimeoutSeconds must be at most 604800 (a week), got "2147484"',
        ],
        [
            "a timeout of more than a week",
            { requestTimeoutSeconds: "604801" },
            'nhncloud:requestTimeoutSeconds must be at most 604800 (a week), got "604801"',
        ],
        ...["authUrl", "computeUrl", "imageUrl", "blockStorageUrl", "networkUrl"].flatMap((key) => [
            ...[
                "https://me:hunter2@cloud.test/v3",
                "https://hunter2@cloud.test/v3",
                "https://me:hunt/er2@cloud.test/v3",
                "ftp://me:hunter2@cloud.test/v3",
                "me:hunter2@cloud.test/v3",
            ].map<[string, Texts, string]>((url) => [
                `a user or a password in ${key} ${url}`,
                { [key]: url },
                `nhncloud:${key} must not contain a user or password. ` +
                    "Set nhncloud:username and nhncloud:password instead.",
            ]),
            ...["https://cloud.test/v3?token=hunter2", "https://cloud.test/v3#hunter2"].map<
                [string, Texts, string]
            >((url) => [
                `a query or a fragment in ${key} ${url}`,
                { [key]: url },
                `nhncloud:${key} must not have a query or fragment. Remove it.`,
            ]),
        ]),
        [
            "a preflight that is neither on nor off",
            { preflight: "yes" },
            'nhncloud:preflight must be true or false, got "yes"',
        ],
        [
            "half a request",
            { maxConcurrentRequests: "0.5" },
            'nhncloud:maxConcurrentRequests must be an integer of at least 1, got "0.5"',
        ],
        ...["no JSON", '["a"]', "null", '"a"', '{"a":1}'].map<[string, Texts, string]>((defaultMetadata) => [
            `default metadata ${defaultMetadata}`,
            { defaultMetadata },
            "nhncloud:defaultMetadata must be an object whose values are strings. " +
                "Set it with: pulumi config set --path nhncloud:defaultMetadata.team blue",
        ]),
    ])("%s", (_, more, sentence) => {
        expect(refusal({ ...vendor, ...more })).toBe(sentence);
    });

    test("no sentence shows a secret", () => {
        const secrets = { password: "correct horse", token: "ready1", applicationCredentialSecret: "s3cret" };
        const wrong = [
            { authUrl: "x" },
            { computeUrl: "x" },
            { requestTimeoutSeconds: "x" },
            { defaultMetadata: "x" },
        ];
        for (const more of wrong) {
            expect(refusal({ ...vendor, ...secrets, ...more })).not.toMatch(/correct horse|ready1|s3cret/);
        }
    });
});

describe("a file of certificate authorities", () => {
    const directory = mkdtempSync(join(tmpdir(), "nhncloud-ca-"));
    const fileOf = (name: string, text: string): string => {
        const path = join(directory, name);
        writeFileSync(path, text);
        return path;
    };
    const [first = "", second = ""] = rootCertificates;
    const ca = fileOf("ca.pem", `The first\n${first}\nThe second\n${second}\n`);
    afterAll(() => rmSync(directory, { recursive: true }));

    test("is read together with the configuration", () => {
        expect(read({ ...vendor, caFile: ca }).ca).toBe(`${first}\n${second}`);
        expect(read(vendor, { NHNCLOUD_CA_FILE: ca }).ca).toBe(`${first}\n${second}`);
        expect(read(vendor)).not.toHaveProperty("ca");
    });

    test("comes from OS_CACERT where the identity comes from OS_*, and only there", () => {
        expect(read({}, { ...openstack, OS_CACERT: ca }).ca).toBe(`${first}\n${second}`);
        expect(read(vendor, { ...openstack, OS_CACERT: "/nowhere" })).not.toHaveProperty("ca");
        expect(read({ caFile: ca }, { ...openstack, OS_CACERT: "/nowhere" }).ca).toBe(`${first}\n${second}`);
    });

    test("gives certificates on, and no key that lies beside them", () => {
        const key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
        expect(read({ ...vendor, caFile: fileOf("both.pem", `${key}\n${first}\n`) }).ca).toBe(first);
    });

    test.each<[string, string, string]>([
        ["is missing", join(directory, "none.pem"), "cannot be read: ENOENT"],
        ["is a directory", directory, "cannot be read: EISDIR"],
        ["is empty", fileOf("empty.pem", ""), "does not contain certificates in PEM format"],
        ["is no PEM file", fileOf("ca.der", "0\u0082\u0003"), "does not contain certificates in PEM format"],
        [
            "is broken",
            fileOf("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "does not contain certificates in PEM format",
        ],
    ])("that %s is one sentence", (_, caFile, what) => {
        expect(refusal({ ...vendor, caFile })).toBe(
            `nhncloud:caFile "${caFile}" ${what}. ` +
                "Set it to the path of a PEM file with the CA certificates to trust.",
        );
    });
});

test("the rest has defaults, and is read as what it is", () => {
    expect(read(vendor)).toMatchObject({
        urls: {},
        defaultMetadata: {},
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 10,
    });
    expect(
        read({
            ...vendor,
            computeUrl: "https://compute.test/v2/tenant1/",
            imageUrl: "https://image.test",
            blockStorageUrl: "https://volume.test",
            networkUrl: "https://network.test",
            defaultMetadata: '{"team":"blue"}',
            requestTimeoutSeconds: "5",
            maxConcurrentRequests: "3",
        }),
    ).toMatchObject({
        urls: {
            compute: "https://compute.test/v2/tenant1",
            image: "https://image.test",
            blockStorage: "https://volume.test",
            network: "https://network.test",
        },
        defaultMetadata: { team: "blue" },
        requestTimeoutSeconds: 5,
        maxConcurrentRequests: 3,
    });
});

describe("an explicit provider", () => {
    const provider = "urn:pulumi:dev::project::pulumi:providers:pulumi-nodejs::partner";
    const about = 'provider "partner": ';

    test("is configured by its arguments alone, whatever the environment has", () => {
        const environment = {
            ...openstack,
            NHNCLOUD_USERNAME: "somebody",
            NHNCLOUD_TOKEN: "else",
            NHNCLOUD_REGION: "KR2",
            NHNCLOUD_PREFLIGHT: "false",
        };
        expect(read({ ...vendor, provider }, environment)).toEqual({ ...read(vendor), provider });
    });

    test.each<[string, Texts, string]>([
        ["nothing", {}, "tenantId, username and password are required. Correct the provider's arguments."],
        ["half", { ...vendor, password: "" }, "password is required. Correct the provider's arguments."],
        ["a wrong value", { ...vendor, preflight: "no" }, 'preflight must be true or false, got "no"'],
        [
            "a password in a URL",
            { ...vendor, authUrl: "https://me:pw@x.test/v3" },
            "authUrl must not contain a user or password. Set username and password instead.",
        ],
        [
            "metadata that are no object",
            { ...vendor, defaultMetadata: "[]" },
            "defaultMetadata must be an object whose values are strings. Correct the provider's arguments.",
        ],
    ])("with %s is refused by its own name, without prefixes and commands", (_, args, sentence) => {
        expect(refusal({ ...args, provider })).toBe(about + sentence);
    });
});

test("exactly the passwords, tokens and secrets are called secret", () => {
    const secret = Object.entries(settings).flatMap(([key, setting]) => ("secret" in setting ? [key] : []));
    expect(secret).toEqual(["password", "token", "applicationCredentialSecret"]);
});
