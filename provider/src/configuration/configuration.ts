import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ServiceName, services, vendorDomainOf } from "../api/auth/catalogue";
import type { Credentials } from "../api/auth/identity";
import { longestTimeoutSeconds } from "../api/clock";
import { Failure } from "../errors/failure";

/** What a stack's configuration and the environment say, checked. */
export interface Configuration {
    credentials: Credentials;
    region: string;
    urls: Partial<Record<ServiceName, string>>;
    /** The authorities whose certificates are trusted, in PEM format; Node's own where none are given. */
    ca?: string;
    defaultMetadata: Record<string, string>;
    requestTimeoutSeconds: number;
    maxConcurrentRequests: number;
    /** Whether a check may look things up in the cloud. */
    preflight: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Setting {
    secret?: true;
    /** Says who logs in, where, or into which project. */
    identity?: true;
    default?: string;
    /** The usual OpenStack names. */
    openstack?: readonly string[];
}

const vendorAuthUrl = "https://api-identity-infrastructure.nhncloudservice.com/v2.0";

/** Each key is read from NHNCLOUD_KEY_NAME, then from the stack's nhncloud:keyName, then from OS_*. */
export const settings = {
    tenantId: { identity: true, openstack: ["OS_TENANT_ID", "OS_PROJECT_ID"] },
    username: { identity: true, openstack: ["OS_USERNAME"] },
    password: { identity: true, secret: true, openstack: ["OS_PASSWORD"] },
    region: { default: "KR1", openstack: ["OS_REGION_NAME"] },
    authUrl: { identity: true, default: vendorAuthUrl, openstack: ["OS_AUTH_URL"] },
    token: { identity: true, secret: true, openstack: ["OS_TOKEN"] },
    computeUrl: {},
    imageUrl: {},
    blockStorageUrl: {},
    networkUrl: {},
    caFile: { openstack: ["OS_CACERT"] },
    projectId: { identity: true, openstack: ["OS_PROJECT_ID", "OS_TENANT_ID"] },
    projectName: { identity: true, openstack: ["OS_PROJECT_NAME", "OS_TENANT_NAME"] },
    userDomainId: { identity: true, openstack: ["OS_USER_DOMAIN_ID"] },
    userDomainName: { identity: true, default: "default", openstack: ["OS_USER_DOMAIN_NAME"] },
    projectDomainId: { identity: true, openstack: ["OS_PROJECT_DOMAIN_ID"] },
    projectDomainName: { identity: true, openstack: ["OS_PROJECT_DOMAIN_NAME"] },
    applicationCredentialId: { identity: true, openstack: ["OS_APPLICATION_CREDENTIAL_ID"] },
    applicationCredentialSecret: {
        identity: true,
        secret: true,
        openstack: ["OS_APPLICATION_CREDENTIAL_SECRET"],
    },
    defaultMetadata: { default: "{}" },
    requestTimeoutSeconds: { default: "60" },
    maxConcurrentRequests: { default: "10" },
    preflight: { default: "true" },
} as const satisfies Record<string, Setting>;

export type Key = keyof typeof settings;

/** `stack` gives the value of `nhncloud:<key>` in the stack's configuration. */
export function readConfiguration(
    stack: (key: string) => string | undefined,
    environment: Environment,
): Configuration {
    const given = new Given(stack, environment);
    const read = (key: Key) => given.read(key);
    const url = (key: Key) => urlOf(key, read(key));
    const caFile = read("caFile");
    return {
        credentials: credentialsFrom(given),
        region: read("region") ?? "",
        urls: Object.fromEntries(
            (Object.keys(services) as ServiceName[])
                .map((name) => [name, url(services[name].key)])
                .filter(([, value]) => value !== undefined),
        ),
        ...(caFile ? { ca: certificatesIn(caFile) } : {}),
        defaultMetadata: metadataFrom(read("defaultMetadata")),
        requestTimeoutSeconds: timeout("requestTimeoutSeconds", read("requestTimeoutSeconds")),
        maxConcurrentRequests: positive("maxConcurrentRequests", read("maxConcurrentRequests")),
        preflight: trueOrFalse("preflight", read("preflight")),
    };
}

/** tenantId is NHNCLOUD_TENANT_ID. */
export function environmentName(key: string): string {
    return `NHNCLOUD_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

type Source = (key: Key) => string | undefined;

/**
 * What the sources give, the first one first. OS_* are a unit: beside an identity from elsewhere none of them is read,
 * or a password would go to the host of another cloud.
 */
class Given {
    private readonly sources: readonly Source[];
    /** The key that keeps OS_* from being read. */
    private readonly ownIdentity: Key | undefined;

    constructor(
        stack: (key: string) => string | undefined,
        private readonly environment: Environment,
    ) {
        const own: Source[] = [
            (key) => trimmed(environment[environmentName(key)]),
            (key) => trimmed(stack(`nhncloud:${key}`)),
        ];
        const openstack: Source = (key) => trimmed(environment[this.openstackName(key) ?? ""]);
        const standard: Source = (key) => settingOf(key).default;
        this.ownIdentity = (Object.keys(settings) as Key[]).find(
            (key) => settingOf(key).identity && own.some((source) => source(key) !== undefined),
        );
        this.sources = this.ownIdentity ? [...own, standard] : [...own, openstack, standard];
    }

    /** Which of several keys, that stand for the same thing, is meant: one of the first source that has any. */
    first<K extends Key>(...keys: K[]): K | undefined {
        for (const source of this.sources) {
            const key = keys.find((one) => source(one) !== undefined);
            if (key) return key;
        }
        return undefined;
    }

    read(key: Key): string | undefined {
        return this.sources.map((source) => source(key)).find((value) => value !== undefined);
    }

    /** The values of `keys`, or one sentence that names every missing one with the command that sets it. */
    required<K extends Key>(...keys: K[]): Record<K, string> {
        const missing = keys.filter((key) => this.read(key) === undefined);
        if (missing.length > 0) {
            throw new Failure(
                `NHN Cloud needs ${list(missing.map((key) => `nhncloud:${key}`))}`,
                `Run ${list(missing.map(commandFor))}, or export ${list(missing.map(environmentName))}.${this.unread(missing)}`,
            );
        }
        return Object.fromEntries(keys.map((key) => [key, this.read(key) ?? ""])) as Record<K, string>;
    }

    /** The OS_* variables that would have given the missing keys. */
    private unread(missing: readonly Key[]): string {
        const names = missing.map((key) => this.openstackName(key)).filter((name) => name !== undefined);
        if (names.length === 0) return "";
        return ` ${list(names)} ${names.length > 1 ? "are" : "is"} not read beside nhncloud:${this.ownIdentity}.`;
    }

    /** The first of a key's OS_* variables that is set. */
    private openstackName(key: Key): string | undefined {
        return settingOf(key).openstack?.find((name) => trimmed(this.environment[name]));
    }
}

function settingOf(key: Key): Setting {
    return settings[key];
}

function trimmed(value: string | undefined): string | undefined {
    return value?.trim() || undefined;
}

/** A secret has no place on a command line: the CLI asks for it. */
function commandFor(key: Key): string {
    return settingOf(key).secret
        ? `"pulumi config set --secret nhncloud:${key}"`
        : `"pulumi config set nhncloud:${key} VALUE"`;
}

function credentialsFrom(given: Given): Credentials {
    const authUrl = urlOf("authUrl", given.read("authUrl")) ?? vendorAuthUrl;
    const way = given.first("token", "applicationCredentialId", "password");
    if (way === "token") {
        // An address of compute with a version names the tenant itself, or needs none.
        const computeUrl = given.read("computeUrl");
        const isComplete = /\/v\d/.test(computeUrl ?? "");
        const tenantId = isComplete ? (given.read("tenantId") ?? "") : given.required("tenantId").tenantId;
        const vendorDomain = vendorDomainOf(authUrl);
        if (computeUrl === undefined && vendorDomain === undefined) {
            throw new Failure(
                `nhncloud:computeUrl is required with nhncloud:token, since nhncloud:authUrl "${authUrl}" is not an Identity URL of NHN Cloud`,
                `Run ${commandFor("computeUrl")}, or export ${environmentName("computeUrl")}.`,
            );
        }
        return { kind: "token", ...given.required("token"), tenantId, vendorDomain };
    }
    if (authUrl.endsWith("/v3")) {
        return way === "applicationCredentialId"
            ? applicationCredential(given, authUrl)
            : keystonePassword(given, authUrl);
    }
    if (!authUrl.endsWith("/v2.0")) {
        throw new Failure(
            `nhncloud:authUrl is "${authUrl}", which names no version of the Identity API`,
            "Let it end in /v2.0 (NHN Cloud) or /v3 (Keystone).",
        );
    }
    return { kind: "v2.0", authUrl, ...given.required("tenantId", "username", "password") };
}

function applicationCredential(given: Given, authUrl: string): Credentials {
    const { applicationCredentialId: id, applicationCredentialSecret: secret } = given.required(
        "applicationCredentialId",
        "applicationCredentialSecret",
    );
    return { kind: "applicationCredential", authUrl, id, secret };
}

function keystonePassword(given: Given, authUrl: string): Credentials {
    const userDomain = domainFrom(given, "userDomainId", "userDomainName") ?? { name: "default" };
    if (given.first("projectId", "projectName") === "projectName") {
        const { projectName: name, ...user } = given.required("username", "password", "projectName");
        const projectDomain = domainFrom(given, "projectDomainId", "projectDomainName") ?? userDomain;
        return { kind: "v3", authUrl, ...user, userDomain, project: { name }, projectDomain };
    }
    const { projectId: id, ...user } = given.required("username", "password", "projectId");
    return { kind: "v3", authUrl, ...user, userDomain, project: { id } };
}

function domainFrom(given: Given, id: Key, name: Key): { id: string } | { name: string } | undefined {
    const key = given.first(id, name);
    if (!key) return undefined;
    const value = given.read(key) ?? "";
    return key === id ? { id: value } : { name: value };
}

function list(items: readonly string[]): string {
    return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function urlOf(key: Key, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    // Nothing of it is shown where a part of it may be secret.
    if (value.includes("@")) {
        throw new Failure(
            `nhncloud:${key} has a user or a password in it`,
            "Leave them out: they are nhncloud:username and nhncloud:password.",
        );
    }
    if (/[?#]/.test(value)) {
        throw new Failure(`nhncloud:${key} has a query or a fragment`, "Give the address without it.");
    }
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
        throw new Failure(`nhncloud:${key} is "${value}", which is no http or https address`);
    }
    return value.replace(/\/+$/, "");
}

const certificate = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs;

/** The certificates in a file, and nothing else that lies beside them. */
function certificatesIn(path: string): string {
    const refuse = (what: string) =>
        new Failure(
            `nhncloud:caFile is "${path}", which ${what}`,
            "Give the path of a PEM file with the certificates of the authorities to trust.",
        );
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        throw refuse(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
    const found = text.match(certificate) ?? [];
    if (found.length === 0 || !found.every(isCertificate)) throw refuse("holds no certificate in PEM format");
    return found.join("\n");
}

function isCertificate(pem: string): boolean {
    try {
        return new X509Certificate(pem).raw.length > 0;
    } catch {
        return false;
    }
}

function positive(key: Key, value: string | undefined): number {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
        throw new Failure(`nhncloud:${key} is "${value}", but must be a whole number of 1 or more`);
    }
    return number;
}

function timeout(key: Key, value: string | undefined): number {
    const seconds = positive(key, value);
    if (seconds <= longestTimeoutSeconds) return seconds;
    throw new Failure(`nhncloud:${key} is "${value}": ${longestTimeoutSeconds} (a week) is the most`);
}

function trueOrFalse(key: Key, value: string | undefined): boolean {
    if (value === "true" || value === "false") return value === "true";
    throw new Failure(`nhncloud:${key} is "${value}", but must be true or false`);
}

function metadataFrom(text: string | undefined): Record<string, string> {
    try {
        const value: unknown = JSON.parse(text ?? "{}");
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            const entries = Object.entries(value);
            if (entries.every(([, entry]) => typeof entry === "string")) return Object.fromEntries(entries);
        }
    } catch {
        // Falls through to the sentence below, which shows the right form.
    }
    throw new Failure(
        "nhncloud:defaultMetadata is no object of strings",
        "Set it with: pulumi config set --path nhncloud:defaultMetadata.team blue",
    );
}
