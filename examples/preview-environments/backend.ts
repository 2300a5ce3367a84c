import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { automation } from "@pulumi/pulumi";

export interface Backend {
    url: string;
    /** Variables by which every command of Pulumi uses it. */
    variables: Record<string, string>;
}

const NOT_LOGGED_IN = "PULUMI_ACCESS_TOKEN must be set for login";

/** Where Pulumi is logged in, else a directory beside the program. */
export async function findBackend(command: automation.PulumiCommand, directory: string): Promise<Backend> {
    const workspace = await automation.LocalWorkspace.create({ workDir: directory, pulumiCommand: command });
    try {
        const { url } = await workspace.whoAmI();
        return { url: url ?? "Pulumi Cloud", variables: {} };
    } catch (error) {
        if (!(error instanceof Error && error.message.includes(NOT_LOGGED_IN))) throw error;
    }
    if (process.env.CI)
        throw new Error(
            "Pulumi is not logged in, and a directory of this machine would be lost with it: " +
                "set PULUMI_ACCESS_TOKEN, or PULUMI_BACKEND_URL and PULUMI_CONFIG_PASSPHRASE.",
        );
    return localBackend(join(directory, ".state"));
}

async function localBackend(path: string): Promise<Backend> {
    // Whoever may read the directory may read its secrets: they need no passphrase then.
    await mkdir(path, { recursive: true, mode: 0o700 });
    // Without files of attributes, which the engine does not write in one piece: a kill would break them.
    const variables: Record<string, string> = { PULUMI_BACKEND_URL: `file://${path}?metadata=skip` };
    const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
    if (PULUMI_CONFIG_PASSPHRASE === undefined && PULUMI_CONFIG_PASSPHRASE_FILE === undefined)
        variables.PULUMI_CONFIG_PASSPHRASE = "";
    return { url: `file://${path}`, variables };
}
