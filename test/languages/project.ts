import { cp, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { type Cloud, startCloud } from "../../emulator";
import { findEngine } from "../../engine";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { INSTANT } from "../engine/scene";

const root = join(__dirname, "../..");

/** A copy of a folder with a Pulumi.yaml, as deep in the repository as an example, and a local cloud. */
export interface Folder {
    cloud: Cloud;
    directory: string;
    close(): Promise<void>;
}

export interface Project extends Folder {
    stack: automation.Stack;
}

export async function openFolder(folder: string): Promise<Folder> {
    const cloud = await startCloud({ seconds: INSTANT });
    const directory = await makeOwnDirectory(join(root, ".work"), "language");
    await cp(join(root, folder), directory, { recursive: true });
    return {
        cloud,
        directory,
        async close() {
            await rm(directory, { recursive: true, force: true });
            await cloud.close();
        },
    };
}

/** With a stack, whose program runs in its own language. */
export async function openProject(folder: string): Promise<Project> {
    const opened = await openFolder(folder);
    const { cloud, directory } = opened;
    const { command: pulumiCommand } = await findEngine();
    const stack = await automation.LocalWorkspace.createStack(
        { stackName: "test", workDir: directory },
        { pulumiCommand, envVars: await environmentOf(cloud, directory) },
    );
    const config = Object.entries(configurationOf(cloud)).map(([key, value]) => [key, { value }]);
    await stack.setAllConfig(Object.fromEntries(config));
    return { ...opened, stack };
}

/** What the quickstart asks for. */
function configurationOf(cloud: Cloud): Record<string, string> {
    const { image, flavor, network } = cloud.region().ids;
    return {
        imageId: image,
        flavorId: flavor,
        networkId: network,
        volumeId: cloud.region().addVolume(),
        securityGroup: "db",
    };
}

/** The plugin is on PATH, and YAML's language host where the engine installs it. */
export async function environmentOf(cloud: Cloud, directory: string): Promise<Record<string, string>> {
    const { command } = await findEngine();
    const path = [join(root, "provider"), dirname(command.command), process.env.PATH];
    return {
        ...cloud.environment(),
        PATH: path.join(delimiter),
        PULUMI_HOME: join(root, ".work/languages"),
        PULUMI_BACKEND_URL: `file://${directory}`,
        PULUMI_CONFIG_PASSPHRASE: "only-for-this-machine",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}
