import { Keypair, Server, type ServerArgs } from "pulumi-nhncloud";
import { changingRequests } from "../../demo/cloudState";
import { type Cloud, startCloud } from "../../emulator";
import type { Outcome } from "../../engine/outcome";
import { openScene, smallServer, useScene } from "./scene";

describe("bad input", () => {
    const scene = useScene();

    const server = (more: object) =>
        new Server("web", { ...smallServer(scene, "mine"), ...more } as ServerArgs);
    const problems = ({ failure }: Outcome) => (failure ?? "").match(/(?<=has a problem: ).*/g);

    test("is refused in the preview with one sentence for each mistake, and no call", async () => {
        scene.stack.program = async () => void server({ networks: [], powerState: "on" });
        const outcome = await scene.stack.attempt("preview");
        expect(problems(outcome)).toEqual([
            "networks must have at least 1 item, got 0.",
            'powerState must be "active", "stopped" or "shelved", got "on".',
        ]);
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(scene.cloud.requests).toEqual([]);
    });

    test("that names what the cloud does not have is refused in the preview with one sentence each, and nothing changes", async () => {
        scene.stack.program = async () =>
            void server({
                flavorId: "m2.c2m4",
                imageId: "ubuntu",
                availabilityZone: "kr-pub-c",
                securityGroups: ["webs", "twin"],
                networks: [{ uuid: "vpc9" }],
                blockDevices: undefined,
            });
        const outcome = await scene.stack.attempt("preview");
        const twins = [...scene.region.securityGroups.values()].filter(({ name }) => name === "twin");
        expect(problems(outcome)).toEqual([
            `flavorId "m2.c2m4" was not found among the flavors of region KR1: that is a name, use the id "${scene.region.ids.bigFlavor}".`,
            'imageId "ubuntu" was not found among the images of region KR1. List them with getImages().',
            'keyName "mine" was not found among the keypairs of this user. List them with getKeypairs(), or create a Keypair and pass its id.',
            'availabilityZone "kr-pub-c" was not found among the availability zones of region KR1: did you mean "kr-pub-a"?',
            'securityGroups[0] "webs" was not found among the security groups of region KR1: did you mean "web"?',
            `securityGroups[1] "twin" matches 2 security groups, ${twins.map(({ id }) => id).join(" and ")}: use the id instead.`,
            'networks[0].uuid "vpc9" was not found among the networks of region KR1. List them with getNetworks().',
        ]);
        expect(outcome.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("cannot be told while the cloud is away: that is one warning of the preview", async () => {
        await scene.stack.configure({ "nhncloud:authUrl": "http://127.0.0.1:1/v2.0" });
        scene.stack.program = async () => {
            new Keypair("access");
            server({});
        };
        const { warnings } = await scene.stack.preview();
        expect(warnings).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
    });
});

describe("a shell with OS_* of another cloud", () => {
    let other: Cloud;
    beforeAll(async () => {
        other = await startCloud();
    });
    afterAll(() => other.close());

    test("does not get the password of a stack that names no cloud of its own", async () => {
        const { authUrl, tenantId } = other.credentials;
        // The stack brings who logs in; the shell brings another cloud, its project and ways into it.
        const scene = await openScene({
            configuration: () => ({ "nhncloud:authUrl": "", "nhncloud:tenantId": "" }),
            environment: {
                OS_AUTH_URL: authUrl,
                OS_TENANT_ID: tenantId,
                OS_TOKEN: "a-token-of-the-shell",
                OS_APPLICATION_CREDENTIAL_ID: "of-the-shell",
                OS_APPLICATION_CREDENTIAL_SECRET: "of-the-shell",
            },
        });
        try {
            scene.stack.program = async () => void new Keypair("access");
            const { failure } = await scene.stack.attempt("preview");
            expect(failure).toContain("OS_TENANT_ID is ignored, since nhncloud:");
            const own = scene.cloud.credentials;
            await scene.stack.configure({
                "nhncloud:tenantId": own.tenantId,
                "nhncloud:authUrl": own.authUrl,
            });
            await scene.stack.up();
            expect(scene.region.keypairs.size).toBe(1);
            expect(other.requests).toEqual([]);
        } finally {
            await scene.close();
        }
    });
});
