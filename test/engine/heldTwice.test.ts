import { Keypair, SecurityGroupAssignment, Server, type ServerArgs, VolumeAttachment } from "pulumi-nhncloud";
import { changingRequests, liveServers, securityGroupNames } from "../../demo/cloudState";
import { changedStepsOf, expectNothingToDo, smallServer, useScene } from "./scene";

interface Program {
    securityGroups?: ServerArgs["securityGroups"];
    /** Names of attachments of the one volume. */
    attachments?: string[];
    /** Groups of assignments, by the assignments' names. */
    assignments?: Record<string, string>;
    /** The name of the attachment on a second server, and perhaps what it was called before. */
    moved?: { name: string; aliases?: { name: string }[] };
}

describe("what a program holds under one name, and then under another", () => {
    const scene = useScene();
    let volumeId: string;
    /** Written out, so that the engine does not know that the server comes first. */
    let serverId: string | undefined;

    const program =
        ({ securityGroups = ["default"], attachments = [], assignments = {}, moved }: Program) =>
        async () => {
            const keypair = new Keypair("access");
            const args = { ...smallServer(scene, keypair.id), securityGroups };
            const id = serverId ?? new Server("web", args).id;
            for (const name of attachments) new VolumeAttachment(name, { serverId: id, volumeId });
            for (const [name, securityGroup] of Object.entries(assignments))
                new SecurityGroupAssignment(name, { serverId: id, securityGroup });
            if (serverId !== undefined) new Server("web", args);
            if (!moved) return;
            const { name, ...options } = moved;
            const worker = new Server("worker", args);
            new VolumeAttachment(name, { serverId: worker.id, volumeId }, options);
        };
    const up = async (what: Program) => {
        scene.stack.program = program(what);
        return changedStepsOf(await scene.stack.up()).sort();
    };
    const server = (role = "web") =>
        liveServers(scene.region).find(({ name }) => name.startsWith(`${role}-`));
    const groups = () => securityGroupNames(scene.region, server()?.securityGroupIds ?? []).sort();

    beforeAll(async () => {
        volumeId = scene.region.addVolume({ name: "data" });
        await up({
            securityGroups: ["default", "web"],
            attachments: ["data"],
            assignments: { database: "db" },
        });
    });

    test("an attachment that gets another name stays, and so do groups that move between the server's list and assignments", async () => {
        serverId = server()?.id;
        const steps = await up({
            securityGroups: ["default", "db"],
            attachments: ["disk"],
            assignments: { http: "web" },
        });
        expect(steps).toEqual(["create disk", "create http", "delete data", "delete database", "update web"]);
        expect(scene.region.volumes.get(volumeId)?.serverId).toBe(serverId);
        expect(groups()).toEqual(["db", "default", "web"]);
        await expectNothingToDo(scene);
    });

    test("two resources of one pair are refused in the preview, and nothing changes", async () => {
        scene.stack.program = program({ attachments: ["disk", "twin"] });
        const { failure } = await scene.stack.attempt("preview");
        expect(failure).toMatch(
            /volume "\S+" is already attached to server \S+ by VolumeAttachment "(disk|twin)": keep only one of the two\./,
        );
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
    });

    test("a volume goes to another server under another name where an alias tells the engine, as the error says", async () => {
        scene.stack.program = program({ moved: { name: "moved" } });
        const { failure } = await scene.stack.attempt("up");
        expect(failure).toMatch(
            /keeps it attached to server \S+ until the end of this run\. .* or an alias of it/,
        );
        await up({ moved: { name: "moved", aliases: [{ name: "disk" }] } });
        expect(scene.region.volumes.get(volumeId)?.serverId).toBe(server("worker")?.id);
    });

    test("a destroy takes everything away", async () => {
        await scene.stack.destroy();
        expect(liveServers(scene.region)).toEqual([]);
        expect(scene.region.volumes.get(volumeId)).toMatchObject({ status: "available", serverId: null });
    });
});
