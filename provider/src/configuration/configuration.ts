import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ServiceName, services, vendorDomainOf } from "../api/auth/catalogue";
import type { Credentials } from "../api/auth/identity";
import { longestTimeoutSeconds } from "../api/clock";
import { Failure } from "../errors/failure";
import { type Key, providerKey, type Setting, settings, vendorAuthUrl } from "./settings";

/** The validated configuration of the stack and the environment. */
export interface Configuration {
    credentials: Credentials;
    region: string;
    urls: Partial<Record<ServiceName, string>>;
    /** Trusted CA certificates in PEM format; Node's own by default. */
    ca?: string;
    defaultMetadata: Record<string, string>;
    requestTimeoutSeconds: number;
    maxConcurrentRequests: number;
    /** Whether checks may read from the cloud. */
    preflight: boolean;
    /** The URN of the explicit provider whose arguments these are. */
    provider?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `stack` returns the value of `nhncloud:<key>` in the stack's configuration, or in the arguments of an explicit provider. */
export function readConfiguration(
    stack: (key: string) => string | undefined,
    environment: Environment,
): Configuration {
    const provider = stack(providerKey);
    if (provider === undefined) return configurationFrom(new Given(stack, environment));
    try {
        return { ...configurationFrom(new Given(stack, {})), provider };
    } catch (error) {
        throw error instanceof Failure ? aboutProvider(provider, error) : error;
    }
}

/** The arguments of a provider have no prefix, and are not in the stack's configuration. */
function aboutProvider(urn: string, { message, hint }: Failure): Failure {
    const plain = (text: string) => text.replaceAll("nhncloud:", "");
    return new Failure(
        `provider "${urn.split("::").at(-1)}": ${plain(message)}`,
        hint?.includes("pulumi config set") ? "Correct the provider's arguments." : hint && plain(hint),
    );
}

function configurationFrom(given: Given): Configuration {
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
 * Reads keys from sources, in order of precedence. OS_* variables are all or nothing: if the login is configured elsewhere,
 * none of them is read, or a password could be sent to another cloud.
 */
class Given {
    private readonly sources: readonly Source[];
    /** The key because of which OS_* variables are ignored. */
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

    /** Which of several alternative keys is set, in the first source that has any. */
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

    /** The values of `keys`; throws one sentence with every missing key and the command that sets it. */
    required<K extends Key>(...keys: K[]): Record<K, string> {
        const missing = keys.filter((key) => this.read(key) === undefined);
        if (missing.length > 0) {
            throw new Failure(
                `${list(missing.map((key) => `nhncloud:${key}`))} ${missing.length > 1 ? "are" : "is"} required`,
                `Run ${list(missing.map(commandFor))}, or export ${list(missing.map(environmentName))}.${this.ignored(missing)}`,
            );
        }
        return Object.fromEntries(keys.map((key) => [key, this.read(key) ?? ""])) as Record<K, string>;
    }

    /** The ignored OS_* variables of the missing keys. */
    private ignored(missing: readonly Key[]): string {
        const names = missing.map((key) => this.openstackName(key)).filter((name) => name !== undefined);
        if (names.length === 0) return "";
        return ` ${list(names)} ${names.length > 1 ? "are" : "is"} ignored, since nhncloud:${this.ownIdentity} is set.`;
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

/** The CLI prompts for a secret, which does not belong on a command line. */
function commandFor(key: Key): string {
    return settingOf(key).secret
        ? `"pulumi config set --secret nhncloud:${key}"`
        : `"pulumi config set nhncloud:${key} VALUE"`;
}

function credentialsFrom(given: Given): Credentials {
    const authUrl = urlOf("authUrl", given.read("authUrl")) ?? vendorAuthUrl;
    const way = given.first("token", "applicationCredentialId", "password");
    if (way === "token") {
        // A computeUrl with a version contains the tenant, or needs none.
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
            `nhncloud:authUrl must be the URL of an Identity API version, got "${authUrl}"`,
            "Add /v2.0 (NHN Cloud) or /v3 (Keystone) to it.",
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
    // Not shown, since it may contain a secret.
    if (value.includes("@")) {
        throw new Failure(
            `nhncloud:${key} must not contain a user or password`,
            "Set nhncloud:username and nhncloud:password instead.",
        );
    }
    if (/[?#]/.test(value)) {
        throw new Failure(`nhncloud:${key} must not have a query or fragment`, "Remove it.");
    }
    if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
        throw new Failure(`nhncloud:${key} must be an http or https URL, got "${value}"`);
    }
    return value.replace(/\/+$/, "");
}

const certificate = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs;

/** The certificates in a file, without anything else in it. */
function certificatesIn(path: string): string {
    const refuse = (what: string) =>
        new Failure(
            `nhncloud:caFile "${path}" ${what}`,
            "Set it to the path of a PEM file with the CA certificates to trust.",
        );
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        throw refuse(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    }
    const found = text.match(certificate) ?? [];
    if (found.length === 0 || !found.every(isCertificate))
        throw refuse("does not contain certificates in PEM format");
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
        throw new Failure(`nhncloud:${key} must be an integer of at least 1, got "${value}"`);
    }
    return number;
}

function timeout(key: Key, value: string | undefined): number {
    const seconds = positive(key, value);
    if (seconds <= longestTimeoutSeconds) return seconds;
    throw new Failure(`nhncloud:${key} must be at most ${longestTimeoutSeconds} (a week), got "${value}"`);
}

function trueOrFalse(key: Key, value: string | undefined): boolean {
    if (value === "true" || value === "false") return value === "true";
    throw new Failure(`nhncloud:${key} must be true or false, got "${value}"`);
}

function metadataFrom(text: string | undefined): Record<string, string> {
    try {
        const value: unknown = JSON.parse(text ?? "{}");
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            const entries = Object.entries(value);
            if (entries.every(([, entry]) => typeof entry === "string")) return Object.fromEntries(entries);
        }
    } catch {
        // Falls through to the error below, which shows how to set it.
    }
    throw new Failure(
        "nhncloud:defaultMetadata must be an object whose values are strings",
        "Set it with: pulumi config set --path nhncloud:defaultMetadata.team blue",
    );
}
