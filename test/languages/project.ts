import { cp, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { automation } from "@pulumi/pulumi";
import { type Cloud, startCloud } from "../../emulator";
import { findEngine } from "../../engine";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { INSTANT } from "../engine/scene";

const root = join(__dirname, "../..");

/** What `npm run test:languages` makes: language hosts, SDKs, a Python environment. */
export const tools = join(root, ".work", "languages");

export interface Project {
    cloud: Cloud;
    directory: string;
    stack: automation.Stack;
    close(): Promise<void>;
}

/** A copy of a folder with a Pulumi.yaml, on a local cloud; its programs run in their own language. */
export async function openProject(folder: string): Promise<Project> {
    const cloud = await startCloud({ seconds: INSTANT });
    const directory = await makeOwnDirectory(join(root, ".work"), "language");
    await cp(join(root, folder), directory, { recursive: true });
    const { command: pulumiCommand } = await findEngine();
    const stack = await automation.LocalWorkspace.createStack(
        { stackName: "test", workDir: directory },
        {
            pulumiCommand,
            envVars: await environmentOf(cloud, directory),
        },
    );
    const config = Object.entries(configurationOf(cloud)).map(([key, value]) => [key, { value }]);
    await stack.setAllConfig(Object.fromEntries(config));
    return {
        cloud,
        directory,
        stack,
        async close() {
            await rm(directory, { recursive: true, force: true });
            await cloud.close();
        },
    };
}

/** What the quickstart asks for. */
export function configurationOf(cloud: Cloud): Record<string, string> {
    const { image, flavor, network } = cloud.region().ids;
    return {
        imageId: image,
        flavorId: flavor,
        networkId: network,
        volumeId: cloud.region().addVolume(),
        securityGroup: "db",
    };
}

/** The plugin and the language hosts are on PATH. */
export async function environmentOf(cloud: Cloud, directory: string): Promise<Record<string, string>> {
    const { command } = await findEngine();
    const path = [join(tools, "bin"), join(root, "provider"), dirname(command.command), process.env.PATH];
    return {
        ...cloud.environment(),
        PATH: path.join(delimiter),
        PULUMI_BACKEND_URL: `file://${directory}`,
        PULUMI_CONFIG_PASSPHRASE: "only-for-this-machine",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}
