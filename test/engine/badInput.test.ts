import { Keypair, Server, type ServerArgs, VolumeAttachment } from "pulumi-nhncloud";
import { changingRequests } from "../../demo/cloudState";
import { expectOnlyKnownRequests, openScene, type Scene, STORY_TIMEOUT, smallServer } from "./scene";

jest.setTimeout(STORY_TIMEOUT);

describe("bad input", () => {
    let scene: Scene;

    beforeAll(async () => {
        scene = await openScene();
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expectOnlyKnownRequests(scene));
    afterAll(() => scene?.close());

    const server = (more: object) => () =>
        void new Server("web", { ...smallServer(scene), keyName: "mine", ...more } as ServerArgs);

    test.each<[string, () => void, RegExp]>([
        ["a server without networks", server({ networks: [] }), /networks/],
        ["a server with a misspelt power state", server({ powerState: "on" }), /powerState.*active/s],
        [
            "a server with two forms of user data",
            server({ userData: "a", userDataBase64: "YQ==" }),
            /userData/,
        ],
        [
            "a key pair with a slash in its name",
            () => void new Keypair("access", { name: "a/b" }),
            /letters, digits/,
        ],
        [
            "an attachment of something that is no volume id",
            () =>
                void new VolumeAttachment("data", {
                    serverId: "b1d0a1c5-9f20-4f2a-a2d6-4a1f1b1a1a1a",
                    volumeId: "data",
                }),
            /volumeId.*UUID/s,
        ],
    ])("%s is refused in the preview with one sentence and no call", async (_, declare, reason) => {
        scene.stack.program = async () => declare();
        const outcome = await scene.stack.attempt("preview");
        expect(outcome.failure).toMatch(reason);
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(scene.cloud.requests).toEqual([]);
    });

    test("what the cloud does not have is refused in the preview with one sentence each, and nothing changes", async () => {
        scene.stack.program = async () =>
            server({
                flavorId: "m2.c2m4",
                imageId: "ubuntu",
                availabilityZone: "kr-pub-c",
                securityGroups: ["webs", "twin"],
                networks: [{ uuid: "vpc9" }],
                blockDevices: undefined,
            })();
        const { failure, output } = await scene.stack.attempt("preview");
        const twins = [...scene.region.securityGroups.values()].filter(({ name }) => name === "twin");
        expect((failure ?? "").match(/(?<=has a problem: ).*/g)).toEqual([
            `flavorId "m2.c2m4" is no instance type of region KR1: that is a name, give the id "${scene.region.ids.bigFlavor}".`,
            'imageId "ubuntu" is no image of region KR1. List them with getImages().',
            'keyName "mine" is no keypair of this user. List them with getKeypairs(), or make a Keypair and pass its id.',
            'availabilityZone "kr-pub-c" is no availability zone of region KR1: did you mean "kr-pub-a"?',
            'securityGroups[0] "webs" is no security group of region KR1: did you mean "web"?',
            `securityGroups[1] "twin" names 2 security groups, ${twins.map(({ id }) => id).join(" and ")}: give the id instead.`,
            'networks[0].uuid "vpc9" is no network of region KR1. Check the id and the region.',
        ]);
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("a wrong password is one sentence of the preview, and is tried once", async () => {
        const locked = await openScene({ configuration: () => ({ "nhncloud:password": "wrong" }) });
        try {
            locked.stack.program = async () => server({})();
            const { failure } = await locked.stack.attempt("preview");
            expect(failure).toMatch(
                /Looking up what exists: .*HTTP 401.* Check nhncloud:username, nhncloud:password/,
            );
            expect(locked.cloud.requests).toHaveLength(1);
        } finally {
            await locked.close();
        }
    });

    test("missing credentials are one sentence that names every one and how to set it", async () => {
        const bare = await openScene({
            configuration: () => ({ "nhncloud:password": "", "nhncloud:username": "" }),
        });
        try {
            bare.stack.program = async () => void new Keypair("access");
            const outcome = await bare.stack.attempt("preview");
            expect(outcome.failure).toContain("pulumi config set nhncloud:username");
            expect(outcome.failure).toContain("pulumi config set --secret nhncloud:password");
            expect(bare.cloud.requests).toEqual([]);
        } finally {
            await bare.close();
        }
    });

    test("a region that the cloud does not have is one sentence of the preview, which names those it has", async () => {
        await scene.stack.configure({ "nhncloud:region": "KR9" });
        try {
            scene.stack.program = async () => void new Keypair("access");
            const { failure } = await scene.stack.attempt("preview");
            expect((failure ?? "").match(/(?<=has a problem: ).*/g)).toEqual([
                expect.stringMatching(
                    /^Looking up what exists: the service catalogue has no "compute" service in region "KR9", only in KR1, KR2: run /,
                ),
            ]);
            expect(changingRequests(scene.cloud.requests)).toEqual([]);
        } finally {
            await scene.stack.configure({ "nhncloud:region": "KR1" });
        }
    });

    test.each([
        ["refuses connections", "http://127.0.0.1:1/v2.0", /ECONNREFUSED/],
        ["has no such host", "http://cloud.invalid/v2.0", /ENOTFOUND|EAI_AGAIN/],
    ])("a cloud that %s is one warning of the preview, and soon", async (_, authUrl, reason) => {
        const away = await openScene({ configuration: () => ({ "nhncloud:authUrl": authUrl }) });
        try {
            away.stack.program = async () => {
                new Keypair("access");
                server({})();
            };
            const began = Date.now();
            const { failure, warnings } = await away.stack.attempt("preview");
            expect(failure).toBeUndefined();
            expect(warnings).toEqual([expect.stringMatching(reason)]);
            expect(Date.now() - began).toBeLessThan(25_000);
        } finally {
            await away.close();
        }
    });

    test("a password of the stack is not sent to the host of another cloud's OS_AUTH_URL", async () => {
        const other = await openScene();
        const { authUrl, ...credentials } = other.cloud.credentials;
        // The stack brings who logs in; the shell brings another cloud, its project and ways into it.
        const shell = await openScene({
            configuration: () => ({ "nhncloud:authUrl": "", "nhncloud:tenantId": "" }),
            environment: {
                OS_AUTH_URL: authUrl,
                OS_TENANT_ID: credentials.tenantId,
                OS_TOKEN: "a-token-of-the-shell",
                OS_APPLICATION_CREDENTIAL_ID: "of-the-shell",
                OS_APPLICATION_CREDENTIAL_SECRET: "of-the-shell",
            },
        });
        try {
            shell.stack.program = async () => void new Keypair("access");
            const refused = await shell.stack.attempt("preview");
            expect(refused.failure).toContain("OS_TENANT_ID is not read beside nhncloud:");
            const { tenantId, authUrl: own } = shell.cloud.credentials;
            await shell.stack.configure({ "nhncloud:tenantId": tenantId, "nhncloud:authUrl": own });
            expect((await shell.stack.attempt("up")).failure).toBeUndefined();
            expect(shell.region.keypairs.size).toBe(1);
            expect((await shell.stack.attempt("destroy")).failure).toBeUndefined();
            expect(other.cloud.requests).toEqual([]);
        } finally {
            await shell.close();
            await other.close();
        }
    });
});
