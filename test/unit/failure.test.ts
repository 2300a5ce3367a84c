import { ApiError, codeOf, type ErrorDetails } from "../../provider/src/api/errors";
import { Failure, PartialError, sentence } from "../../provider/src/errors/failure";

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
            "Check nhncloud:username, nhncloud:password (NHN Cloud's API password, not the console's) and nhncloud:tenantId, or the token or application credential that is set.",
        ],
        [403, "Policy doesn't allow it", "Ask for a role in the project that allows it."],
        [
            403,
            "Quota exceeded for instances: Requested 1, but already used 10 of 10 instances",
            "Delete what is not needed, or ask for a larger quota.",
        ],
        [429, "Too many requests", "Lower nhncloud:maxConcurrentRequests, or run fewer stacks at once."],
        [
            500,
            "Unexpected API Error",
            "Run pulumi up again; if it stays, give the request id to the cloud's support.",
        ],
        [
            400,
            "Missing Block Device Mapping attribute",
            'Give blockDevices a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
        ],
        [
            400,
            "Only volume-backed servers are allowed for flavors with zero disk",
            'Give blockDevices a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.',
        ],
        [
            400,
            "The requested availability zone is not available",
            "List the zones with getAvailabilityZones().",
        ],
        [404, "Flavor nope could not be found", "List the instance types with getFlavors()."],
        [
            400,
            "Keypair data is invalid: failed to generate fingerprint",
            "Give publicKey an RSA key in OpenSSH format.",
        ],
        [
            409,
            "Multiple security_groups matching 'twin' found, use an ID to be more specific",
            "Give the group's id instead of its name.",
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
        ["no_answer", "Run pulumi up again when the cloud answers."],
        ["no_login", "Check nhncloud:authUrl."],
        [
            "untrusted",
            'Name the PEM file of the authority that signed it with "pulumi config set nhncloud:caFile PATH", or in OS_CACERT.',
        ],
        ["unreadable", "Check that no proxy answers in the cloud's place, and run pulumi up again."],
        ["cancelled", "Run pulumi up again to go on."],
        ["timed_out", "Run pulumi up again to go on, or allow more seconds in timeouts."],
    ])("%s names the request where no answer came", (code, hint) => {
        const error = new ApiError("cloud.test is silent", { code, method: "GET", path: "/servers" });
        expect(sentence(doing, error)).toBe(
            `Creating server "web": cloud.test is silent (no HTTP answer, GET /servers). ${hint}`,
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
