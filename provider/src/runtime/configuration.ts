import { type ServiceName, services } from "../api/catalogue";
import type { Credentials } from "../api/identity";
import { Failure } from "./failure";

/** What a stack's configuration and the environment say, checked. */
export interface Configuration {
    credentials: Credentials;
    region: string;
    urls: Partial<Record<ServiceName, string>>;
    defaultMetadata: Record<string, string>;
    requestTimeoutSeconds: number;
    maxConcurrentRequests: number;
    /** Whether a check may look things up in the cloud. */
    preflight: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Setting {
    secret?: true;
    default?: string;
    /** The usual OpenStack names, tried last. */
    openstack?: readonly string[];
}

const vendorAuthUrl = "https://api-identity-infrastructure.nhncloudservice.com/v2.0";

/** Each key is read from NHNCLOUD_KEY_NAME, then from the stack's nhncloud:keyName, then from OS_*. */
export const settings = {
    tenantId: { openstack: ["OS_TENANT_ID", "OS_PROJECT_ID"] },
    username: { openstack: ["OS_USERNAME"] },
    password: { secret: true, openstack: ["OS_PASSWORD"] },
    region: { default: "KR1", openstack: ["OS_REGION_NAME"] },
    authUrl: { default: vendorAuthUrl, openstack: ["OS_AUTH_URL"] },
    token: { secret: true, openstack: ["OS_TOKEN"] },
    computeUrl: {},
    imageUrl: {},
    blockStorageUrl: {},
    networkUrl: {},
    projectId: { openstack: ["OS_PROJECT_ID", "OS_TENANT_ID"] },
    projectName: { openstack: ["OS_PROJECT_NAME", "OS_TENANT_NAME"] },
    userDomainId: { openstack: ["OS_USER_DOMAIN_ID"] },
    userDomainName: { default: "default", openstack: ["OS_USER_DOMAIN_NAME"] },
    applicationCredentialId: { openstack: ["OS_APPLICATION_CREDENTIAL_ID"] },
    applicationCredentialSecret: { secret: true, openstack: ["OS_APPLICATION_CREDENTIAL_SECRET"] },
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
    const read = (key: Key): string | undefined => {
        const setting: Setting = settings[key];
        const candidates = [
            environment[environmentName(key)],
            stack(`nhncloud:${key}`),
            ...(setting.openstack ?? []).map((name) => environment[name]),
            setting.default,
        ];
        return candidates.find((value) => value !== undefined && value !== "");
    };
    const url = (key: Key) => urlOf(key, read(key));
    return {
        credentials: credentialsFrom(read),
        region: read("region") ?? "",
        urls: Object.fromEntries(
            (Object.keys(services) as ServiceName[])
                .map((name) => [name, url(services[name].key)])
                .filter(([, value]) => value !== undefined),
        ),
        defaultMetadata: metadataFrom(read("defaultMetadata")),
        requestTimeoutSeconds: positive("requestTimeoutSeconds", read("requestTimeoutSeconds")),
        maxConcurrentRequests: positive("maxConcurrentRequests", read("maxConcurrentRequests")),
        preflight: trueOrFalse("preflight", read("preflight")),
    };
}

/** tenantId is NHNCLOUD_TENANT_ID. */
export function environmentName(key: string): string {
    return `NHNCLOUD_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

type Read = (key: Key) => string | undefined;

function credentialsFrom(read: Read): Credentials {
    const authUrl = urlOf("authUrl", read("authUrl")) ?? vendorAuthUrl;
    const token = read("token");
    if (token) {
        // An address of compute with a version names the tenant itself, or needs none.
        const isComplete = /\/v\d/.test(read("computeUrl") ?? "");
        const tenantId = isComplete ? (read("tenantId") ?? "") : required(read, "tenantId").tenantId;
        return { kind: "token", token, tenantId };
    }
    if (authUrl.endsWith("/v3")) return keystoneCredentials(read, authUrl);
    if (!authUrl.endsWith("/v2.0")) {
        throw new Failure(
            `nhncloud:authUrl is "${authUrl}", which names no version of the Identity API`,
            "Let it end in /v2.0 (NHN Cloud) or /v3 (Keystone).",
        );
    }
    return { kind: "v2.0", authUrl, ...required(read, "tenantId", "username", "password") };
}

function keystoneCredentials(read: Read, authUrl: string): Credentials {
    if (read("applicationCredentialId")) {
        const given = required(read, "applicationCredentialId", "applicationCredentialSecret");
        return {
            kind: "applicationCredential",
            authUrl,
            id: given.applicationCredentialId,
            secret: given.applicationCredentialSecret,
        };
    }
    const projectName = read("projectName");
    const domainId = read("userDomainId");
    const userDomain = domainId ? { id: domainId } : { name: read("userDomainName") ?? "default" };
    if (projectName && !read("projectId")) {
        const given = required(read, "username", "password");
        return { kind: "v3", authUrl, ...given, userDomain, project: { name: projectName } };
    }
    const { projectId: id, ...given } = required(read, "username", "password", "projectId");
    return { kind: "v3", authUrl, ...given, userDomain, project: { id } };
}

/** The values of `keys`, or one sentence that names every missing one with the command that sets it. */
function required<K extends Key>(read: Read, ...keys: K[]): Record<K, string> {
    const missing = keys.filter((key) => read(key) === undefined);
    if (missing.length > 0) {
        const commands = missing.map((key) => {
            const secret = (settings[key] as Setting).secret ? "--secret " : "";
            return `"pulumi config set ${secret}nhncloud:${key} VALUE"`;
        });
        throw new Failure(
            `NHN Cloud needs ${list(missing.map((key) => `nhncloud:${key}`))}`,
            `Run ${list(commands)}, or export ${list(missing.map(environmentName))}.`,
        );
    }
    return Object.fromEntries(keys.map((key) => [key, read(key) ?? ""])) as Record<K, string>;
}

function list(items: readonly string[]): string {
    return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function urlOf(key: Key, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
        throw new Failure(`nhncloud:${key} is "${value}", which is no http or https address`);
    }
    return value.replace(/\/+$/, "");
}

function positive(key: Key, value: string | undefined): number {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
        throw new Failure(`nhncloud:${key} is "${value}", but must be a whole number of 1 or more`);
    }
    return number;
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
