import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as plugin from "pulumi-nhncloud/plugin";
import {
    changingRequests,
    leftovers,
    liveServers,
    madeImages,
    securityGroupNames,
} from "../../demo/cloudState";
import { STACK, type StoredResource } from "../../engine/stack";
import { changedStepsOf, expectNothingToDo, requestsOf, type Scene, storedOf } from "./scene";
import { programOf, useEarlier, volumeOf } from "./states/earlier";

const kinds = {
    access: "Keypair",
    data: "VolumeAttachment",
    database: "SecurityGroupAssignment",
    golden: "ServerImage",
    web: "Server",
    worker: "ServerFleet",
};

const given =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

const nameOf = ({ urn }: StoredResource) => urn.split("::").at(-1) ?? "";

/** What a killed run leaves of a state: creates that have no end, which an import would drop, and others that never began. */
async function kill({ stack: { directory } }: Scene, begun: string[], notBegun: string[]): Promise<void> {
    const path = join(directory, ".pulumi", "stacks", "earlier", `${STACK}.json`);
    const state = JSON.parse(await readFile(path, "utf8"));
    const { latest } = state.checkpoint;
    const resources: StoredResource[] = latest.resources;
    latest.resources = resources.filter((resource) => ![...begun, ...notBegun].includes(nameOf(resource)));
    latest.pending_operations = resources
        .filter((resource) => begun.includes(nameOf(resource)))
        .map(({ id: _id, outputs: _outputs, ...resource }) => ({ type: "creating", resource }));
    await writeFile(path, JSON.stringify(state));
}

/** Without encrypted texts, which differ each time. */
async function storedBy({ stack }: Scene): Promise<StoredResource[]> {
    const text = JSON.stringify(await stack.storedResources());
    return JSON.parse(text, (key, value) => (key === "ciphertext" ? "" : value));
}

describe.each([
    ["without nonces and revisions", "withoutNonces"],
    ["with nonces, and with a fleet of two revisions", "withNonces"],
])("a state of an earlier version, %s", (_, file) => {
    const scene = useEarlier(file);
    const program = programOf(scene);
    let before: string[];
    let privateKey: string;

    const updates = {
        access: { timeouts: { delete: 90 } },
        data: { stopBeforeDetach: true },
        database: { timeouts: { delete: 90 } },
        golden: { stopServer: true },
        web: { name: "storefront", metadata: { role: "shop" }, securityGroups: ["default", "web"] },
        worker: { count: 3, metadata: { role: "worker" } },
    };
    const ids = () => liveServers(scene.region).map(({ id }) => id);
    const keyInState = async () => (await scene.stack.outputs()).privateKey?.value;

    beforeAll(async () => {
        privateKey = await keyInState();
        before = ids();
    });

    test("needs no change: neither a preview through either door nor a refresh finds anything to do", async () => {
        const stored = await storedBy(scene);
        scene.stack.program = program({}, plugin);
        await expectNothingToDo(scene);
        scene.stack.program = program();
        await expectNothingToDo(scene);
        expect(changedStepsOf(await scene.stack.refresh())).toEqual([]);
        // A later version may add what it knows besides.
        expect(await storedBy(scene)).toMatchObject(stored);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("takes an update of each kind in place, and keeps a generated private key", async () => {
        scene.stack.program = program(updates);
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome).sort()).toEqual(Object.keys(kinds).map((name) => `update ${name}`));
        expect(outcome.warnings).toEqual([]);
        expect(ids()).toHaveLength(4);
        expect(ids()).toEqual(expect.arrayContaining(before));
        const [web, ...workers] = liveServers(scene.region);
        const mark = new RegExp(`^${(await storedOf(scene, "worker")).id}:\\d+$`);
        for (const { metadata } of workers) expect(metadata["pulumi-nhncloud-fleet"]).toMatch(mark);
        expect(web).toMatchObject({ name: "storefront", metadata: { role: "shop" } });
        expect(securityGroupNames(scene.region, web?.securityGroupIds ?? [])).toEqual([
            "db",
            "default",
            "web",
        ]);
        expect(privateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
        expect(await keyInState()).toBe(privateKey);
    });

    test("still has the same pointers after the update", async () => {
        for (const [name, kind] of Object.entries(kinds)) {
            const pointer = `exports.handler = () => require("pulumi-nhncloud/runtime").v1("${kind}");`;
            const { inputs, outputs } = await storedOf(scene, name);
            expect([inputs?.__provider, outputs?.__provider]).toEqual([pointer, pointer]);
        }
    });

    test("takes another public key under the same name, and other user data, for which only the fleet's servers are replaced", async () => {
        const [web = ""] = before;
        const worker = { ...updates.worker, userData: "#!/bin/sh\necho other\n" };
        scene.stack.program = program({ ...updates, access: { publicKey: given }, worker });
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome).sort()).toEqual(["update access", "update worker"]);
        expect(ids()).toHaveLength(4);
        expect(ids().filter((id) => before.includes(id))).toEqual([web]);
        const [keypair] = scene.region.keypairs.values();
        expect(keypair?.publicKey).toContain(given);
    });

    test("leaves nothing in the cloud when it is destroyed", async () => {
        const outcome = await scene.stack.destroy();
        expect(outcome.changes).toEqual({ delete: 6 });
        expect(outcome.warnings).toEqual([]);
        expect(leftovers(scene.region)).toEqual([]);
        expect([...scene.region.volumes.keys()]).toEqual([volumeOf(scene)]);
    });
});

describe("creates that a killed run of an earlier version began", () => {
    const scene = useEarlier("withNonces");
    const ids = () => liveServers(scene.region).map(({ id }) => id);
    const images = () => madeImages(scene.region).map(({ id }) => id);

    test("are taken over by the next up, and what is on the server as well", async () => {
        const before = { ids: ids(), images: images() };
        await kill(scene, ["web", "golden"], ["data", "database"]);
        const outcome = await scene.stack.up();
        expect(changedStepsOf(outcome).sort()).toEqual([
            "create data",
            "create database",
            "create golden",
            "create web",
        ]);
        expect({ ids: ids(), images: images() }).toEqual(before);
        expect(requestsOf(scene, /^(POST .*\/(servers|volumes\/[^/]+\/action)|DELETE .*)$/)).toEqual([]);
        await expectNothingToDo(scene);
        await scene.stack.destroy();
        expect(leftovers(scene.region)).toEqual([]);
    });
});
