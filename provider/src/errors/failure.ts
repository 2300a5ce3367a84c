import { ApiError, type ErrorCode } from "../api/errors";
import { visible } from "../api/oneLine";

/** Why an operation failed: one clause, and what to do about it. */
export class Failure extends Error {
    override readonly name = "Failure";
    constructor(
        clause: string,
        readonly hint?: string,
    ) {
        super(clause);
    }
}

/** The operation failed, but `id` exists in the cloud: `actual` is what is true of it now. */
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

/** What to do, by the cloud's words, then by the kind of error. */
const hintsByReason: readonly { pattern: RegExp; hint: string }[] = [
    {
        pattern: /block.device.mapping|zero disk/i,
        hint: 'Give blockDevices a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
    },
    {
        pattern: /availability zone/i,
        hint: "List the zones with getAvailabilityZones().",
    },
    { pattern: /flavor/i, hint: "List the instance types with getFlavors()." },
    { pattern: /failed to generate fingerprint/i, hint: "Give publicKey an RSA key in OpenSSH format." },
    { pattern: /use an ID to be more specific/i, hint: "Give the group's id instead of its name." },
];

const hintsByCode: Readonly<Partial<Record<ErrorCode, string>>> = {
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
    const cause = error instanceof PartialError ? error.cause : error;
    const clause = visible(`${doing}: ${messageOf(cause).replace(/\.$/, "")}.`);
    const hint = hintOf(cause);
    return hint ? `${clause} ${hint}` : clause;
}

function hintOf(error: unknown): string | undefined {
    if (error instanceof Failure) return error.hint;
    if (!(error instanceof ApiError)) return undefined;
    const byReason = hintsByReason.find(({ pattern }) => pattern.test(error.reason));
    return hintsByCode[error.code] ?? byReason?.hint;
}

export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
