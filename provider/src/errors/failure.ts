import { ApiError, type ErrorCode } from "../api/errors";
import { visible } from "../api/oneLine";

/** Why an operation failed, in one clause, and what to do about it. */
export class Failure extends Error {
    override readonly name = "Failure";
    constructor(
        clause: string,
        readonly hint?: string,
    ) {
        super(clause);
    }
}

export function noLongerExists(what: string): Failure {
    return new Failure(`${what} no longer exists`, "Run pulumi refresh, then pulumi up, to create it again.");
}

/** The operation failed, but `id` exists in the cloud, in the state `actual`. */
export class PartialError extends Error {
    override readonly name = "Unfinished";
    constructor(
        readonly id: string,
        override readonly cause: unknown,
        readonly actual: { inputs: Record<string, unknown>; outputs: Record<string, unknown> } = {
            inputs: {},
            outputs: {},
        },
    ) {
        super(messageOf(cause));
    }
}

/** Hints by the cloud's own message. */
const hintsByReason: readonly { pattern: RegExp; hint: string }[] = [
    {
        pattern: /block.device.mapping|zero disk/i,
        hint: 'Add a root volume to blockDevices, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
    },
    {
        pattern: /availability zone/i,
        hint: "List availability zones with getAvailabilityZones().",
    },
    { pattern: /flavor/i, hint: "List flavors with getFlavors()." },
    { pattern: /failed to generate fingerprint/i, hint: "Set publicKey to an RSA key in OpenSSH format." },
    { pattern: /use an ID to be more specific/i, hint: "Use the security group's id instead of its name." },
];

const hintsByCode: Readonly<Partial<Record<ErrorCode, string>>> = {
    unauthorized:
        "Check nhncloud:username, nhncloud:password (the API password, not the console password) and nhncloud:tenantId, or the token or application credential that is set.",
    forbidden: "Ask for a role in the project that permits it.",
    quota: "Delete unused resources, or request a higher quota.",
    unreachable: "Check the network, nhncloud:authUrl and nhncloud:region.",
    no_login: "Check nhncloud:authUrl.",
    untrusted:
        'Set the PEM file of the CA that signed it with "pulumi config set nhncloud:caFile PATH", or in OS_CACERT.',
    unreadable: "Check for a proxy in front of the cloud, then run pulumi up again.",
    cancelled: "Run pulumi up again to continue.",
    timed_out: "Run pulumi up again to continue, or increase timeouts.",
    no_answer: "Run pulumi up again once the cloud responds.",
    server_error:
        "Run pulumi up again; if the error persists, contact the cloud's support with the request id.",
    rate_limited: "Lower nhncloud:maxConcurrentRequests, or run fewer stacks at the same time.",
};

/** The whole sentence: what we were doing, on what: what came back. What to do. */
export function sentence(description: string, error: unknown): string {
    const cause = error instanceof PartialError ? error.cause : error;
    const clause = visible(`${description}: ${messageOf(cause).replace(/\.$/, "")}.`);
    const hint = hintOf(cause);
    return hint ? `${clause} ${hint}` : clause;
}

/** What to do about it. */
export function hintOf(error: unknown): string | undefined {
    if (error instanceof Failure) return error.hint;
    if (!(error instanceof ApiError)) return undefined;
    const byReason = hintsByReason.find(({ pattern }) => pattern.test(error.reason));
    return hintsByCode[error.code] ?? byReason?.hint;
}

export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
