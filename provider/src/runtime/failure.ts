import { ApiError, type ErrorCode } from "../api/errors";
import { visible } from "../api/oneLine";

/** Why an operation failed: one clause, and what to do about it. */
export class Failure extends Error {
    override readonly name = "Failure";
    constructor(
        clause: string,
        readonly remedy?: string,
    ) {
        super(clause);
    }
}

/** The operation failed, but `id` exists in the cloud: `state` is what is true of it now. */
export class Unfinished extends Error {
    override readonly name = "Unfinished";
    constructor(
        readonly id: string,
        readonly state: Record<string, unknown>,
        override readonly cause: unknown,
    ) {
        super(messageOf(cause));
    }
}

/** What to do, by the cloud's words, then by the kind of error. */
const remediesByReason: readonly { pattern: RegExp; remedy: string }[] = [
    {
        pattern: /block.device.mapping|zero disk/i,
        remedy: 'Give blockDevices a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
    },
    {
        pattern: /availability zone/i,
        remedy: "List the zones with getAvailabilityZones().",
    },
    { pattern: /flavor/i, remedy: "List the instance types with getFlavors()." },
    { pattern: /failed to generate fingerprint/i, remedy: "Give publicKey an RSA key in OpenSSH format." },
    { pattern: /use an ID to be more specific/i, remedy: "Give the group's id instead of its name." },
];

const remediesByCode: Readonly<Partial<Record<ErrorCode, string>>> = {
    unauthorized:
        "Check nhncloud:username, nhncloud:password (NHN Cloud's API password, not the console's) and nhncloud:tenantId, or the token or application credential that is set.",
    forbidden: "Ask for a role in the project that allows it.",
    quota: "Delete what is not needed, or ask for a larger quota.",
    unreachable: "Check the network, nhncloud:authUrl and nhncloud:region.",
    no_login: "Check nhncloud:authUrl.",
    untrusted:
        'Name the PEM file of the authority that signed it with "pulumi config set nhncloud:caFile PATH", or in OS_CACERT.',
    unreadable: "Check that no proxy answers in the cloud's place, and run pulumi up again.",
    cancelled: "Run pulumi up again to go on.",
    timed_out: "Run pulumi up again to go on, or allow more seconds in timeouts.",
    no_answer: "Run pulumi up again when the cloud answers.",
    server_error: "Run pulumi up again; if it stays, give the request id to the cloud's support.",
    rate_limited: "Lower nhncloud:maxConcurrentRequests, or run fewer stacks at once.",
};

/** The whole sentence: what we were doing, on what: what came back. What to do. */
export function sentence(doing: string, error: unknown): string {
    const cause = error instanceof Unfinished ? error.cause : error;
    const clause = visible(`${doing}: ${messageOf(cause).replace(/\.$/, "")}.`);
    const remedy = remedyOf(cause);
    return remedy ? `${clause} ${remedy}` : clause;
}

function remedyOf(error: unknown): string | undefined {
    if (error instanceof Failure) return error.remedy;
    if (!(error instanceof ApiError)) return undefined;
    const byReason = remediesByReason.find(({ pattern }) => pattern.test(error.reason));
    return remediesByCode[error.code] ?? byReason?.remedy;
}

export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
