import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { automation } from "@pulumi/pulumi";
import * as dynamic from "pulumi-nhncloud";
import type * as plugin from "pulumi-nhncloud/plugin";
import { findEngine } from "../../../engine";
import { ENVIRONMENT, STACK, type StoredResource } from "../../../engine/stack";
import { type Scene, smallServer, useScene } from "../scene";
import { remake } from "./remake";

/** A program chooses one by the line that imports it. */
export type Library = typeof dynamic | typeof plugin;

/** A stack with a kept state, and a cloud that has what the state says. */
export function useEarlier(file: string): Scene {
    const scene = useScene({ project: "earlier" });
    beforeAll(async () => {
        const text = await readFile(join(__dirname, `${file}.json`), "utf8");
        await importInto(scene, await remake(scene.cloud, text));
        scene.stack.program = programOf(scene)();
    });
    return scene;
}

/** The engine encrypts the secrets. */
async function importInto({ stack: { directory } }: Scene, resources: StoredResource[]): Promise<void> {
    const { command: pulumiCommand } = await findEngine();
    const stack = await automation.LocalWorkspace.selectStack(
        { stackName: STACK, workDir: directory },
        { pulumiCommand, envVars: ENVIRONMENT },
    );
    const { version, deployment } = await stack.exportStack();
    await stack.importStack({ version, deployment: { ...deployment, resources } });
}

/** The program that made the kept states, with changes. */
export const programOf =
    (scene: Scene) =>
    (changes: Record<string, object> = {}, nhncloud: Library = dynamic) =>
    async () => ({ privateKey: declare(scene, changes, nhncloud).access.privateKey });

/** The resources that all of them have. */
export function declare(scene: Scene, changes: Record<string, object>, nhncloud: Library) {
    const access = new nhncloud.Keypair("access", { ...changes.access });
    const { blockDevices, ...shared } = smallServer(scene, access.id);
    const web = new nhncloud.Server("web", {
        ...shared,
        blockDevices,
        securityGroups: ["default"],
        metadata: { role: "web" },
        userData: "#!/bin/sh\necho web\n",
        ...changes.web,
    });
    const attachment = { serverId: web.id, volumeId: volumeOf(scene) };
    new nhncloud.VolumeAttachment("data", { ...attachment, ...changes.data });
    const assignment = { serverId: web.id, securityGroup: "db" };
    new nhncloud.SecurityGroupAssignment("database", { ...assignment, ...changes.database });
    new nhncloud.ServerImage("golden", { serverId: web.id, ...changes.golden });
    new nhncloud.ServerFleet("worker", {
        ...shared,
        flavorId: scene.region.ids.localFlavor,
        availabilityZone: scene.region.ids.zone,
        count: 2,
        userData: "#!/bin/sh\necho worker\n",
        ...changes.worker,
    });
    return { access, web };
}

export function volumeOf({ region }: Scene): string {
    const data = [...region.volumes.values()].find(({ name }) => name === "data");
    return String(data?.id);
}
