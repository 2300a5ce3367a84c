import { ApiError, codeOf, type ErrorDetails } from "../../provider/src/api/errors";
import { Failure, noLongerExists, PartialError, sentence } from "../../provider/src/errors/failure";

const doing = 'Creating server "web"';

function refusal(status: number, reason: string, more: Partial<ErrorDetails> = {}): ApiError {
    const code = codeOf(status, reason);
    return new ApiError(reason, {
        code,
        status,
        method: "POST",
        path: "/servers",
        requestId: "req-1",
        ...more,
    });
}

describe("the sentence of a refusal: what we did, what came back, what to do", () => {
    test.each<[number, string, string]>([
        [
            401,
            "Invalid user / password",
            "Check nhncloud:username, nhncloud:password (the API password, not the console password) and nhncloud:tenantId, or the token or application credential that is set.",
        ],
        [403, "Policy doesn't allow it", "Ask for a role in the project that permits it."],
        [
            403,
            "Quota exceeded for instances: Requested 1, but already used 10 of 10 instances",
            "Delete unused resources, or request a higher quota.",
        ],
        [
            429,
            "Too many requests",
            "Lower nhncloud:maxConcurrentRequests, or run fewer stacks at the same time.",
        ],
        [
            500,
            "Unexpected API Error",
            "Run pulumi up again; if the error persists, contact the cloud's support with the request id.",
        ],
        [
            400,
            "Missing Block Device Mapping attribute",
            'Add a root volume to blockDevices, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
        ],
        [
            400,
            "Only volume-backed servers are allowed for flavors with zero disk",
            'Add a root volume to blockDevices, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
        ],
        [
            400,
            "The requested availability zone is not available",
            "List availability zones with getAvailabilityZones().",
        ],
        [404, "Flavor nope could not be found", "List flavors with getFlavors()."],
        [
            400,
            "Keypair data is invalid: failed to generate fingerprint",
            "Set publicKey to an RSA key in OpenSSH format.",
        ],
        [
            409,
            "Multiple security_groups matching 'twin' found, use an ID to be more specific",
            "Use the security group's id instead of its name.",
        ],
    ])("%i %s", (status, reason, hint) => {
        expect(sentence(doing, refusal(status, reason))).toBe(
            `Creating server "web": ${reason} (HTTP ${status}, req-1). ${hint}`,
        );
    });

    test("has no advice where there is none to give", () => {
        expect(sentence('Creating keypair "mine"', refusal(409, "Key pair 'mine' already exists"))).toBe(
            "Creating keypair \"mine\": Key pair 'mine' already exists (HTTP 409, req-1).",
        );
    });

    test.each<[ErrorDetails["code"], string]>([
        ["unreachable", "Check the network, nhncloud:authUrl and nhncloud:region."],
        ["no_answer", "Run pulumi up again once the cloud responds."],
        ["no_login", "Check nhncloud:authUrl."],
        [
            "untrusted",
            'Set the PEM file of the CA that signed it with "pulumi config set nhncloud:caFile PATH", or in OS_CACERT.',
        ],
        ["unreadable", "Check for a proxy in front of the cloud, then run pulumi up again."],
        ["cancelled", "Run pulumi up again to continue."],
        ["timed_out", "Run pulumi up again to continue, or increase timeouts."],
    ])("%s names the request where no answer came", (code, hint) => {
        const error = new ApiError("cloud.test is silent", { code, method: "GET", path: "/servers" });
        expect(sentence(doing, error)).toBe(
            `Creating server "web": cloud.test is silent (no HTTP response, GET /servers). ${hint}`,
        );
    });
});

describe("the sentence of other errors", () => {
    test("a failure brings its own advice", () => {
        expect(sentence(doing, new Failure("it is gone", "Run pulumi refresh."))).toBe(
            'Creating server "web": it is gone. Run pulumi refresh.',
        );
        expect(sentence(doing, new Failure("it is gone"))).toBe('Creating server "web": it is gone.');
    });

    test("unfinished work tells its cause", () => {
        const cause = refusal(403, "Policy doesn't allow it");
        expect(sentence(doing, new PartialError("server1", cause))).toBe(sentence(doing, cause));
    });

    test("has one full stop at its end", () => {
        expect(sentence(doing, new Error("Broken."))).toBe('Creating server "web": Broken.');
    });

    test("something that is no error is shown as it is", () => {
        expect(sentence(doing, "broken")).toBe('Creating server "web": broken.');
        expect(sentence(doing, undefined)).toBe('Creating server "web": undefined.');
    });
});

test("unfinished work carries the id, the state and the cause", () => {
    const cause = new Error("broken");
    const error = new PartialError("server1", cause, { inputs: {}, outputs: { status: "ERROR" } });
    expect(error).toMatchObject({
        id: "server1",
        actual: { outputs: { status: "ERROR" } },
        cause,
        message: "broken",
    });
});

test("the sentence about something that is gone says how it comes back", () => {
    expect(sentence(doing, noLongerExists("volume data"))).toBe(
        'Creating server "web": volume data no longer exists. Run pulumi refresh, then pulumi up, to create it again.',
    );
});
