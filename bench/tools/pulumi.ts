import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Cloud } from "../../emulator";
import { findEngine } from "../../engine";
import { credentialsOf } from "../../engine/credentials";
import { ENVIRONMENT, openStack, STACK } from "../../engine/stack";
import { type NodeProgram, startNodeHost } from "./nodeHost";
import { type Operation, type Size, type Tool, type ToolStack, timed } from "./tool";

const PROJECT = "bench";

const words: Record<Operation, string[]> = {
    preview: ["preview"],
    up: ["up", "--yes", "--skip-preview"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
};

/** `pulumi` on the command line, which runs the program in a process of its own. */
export function pulumi(name: string, program: NodeProgram): Tool {
    return { name, open: (cloud, size) => open(program, cloud, size) };
}

async function open(program: NodeProgram, cloud: Cloud, { servers, volumeIds }: Size): Promise<ToolStack> {
    const { command } = (await findEngine()).command;
    const { ids } = cloud.region();
    const stack = await openStack({
        project: PROJECT,
        program: async () => {},
        configuration: {
            ...credentialsOf(cloud),
            [`${PROJECT}:imageId`]: ids.image,
            [`${PROJECT}:flavorId`]: ids.flavor,
            [`${PROJECT}:networkId`]: ids.network,
            [`${PROJECT}:servers`]: String(servers),
            [`${PROJECT}:volumeIds`]: JSON.stringify(volumeIds),
        },
    });
    const host = await startNodeHost(program);
    // The launcher of the plugin lies beside the engine.
    const env = { ...process.env, ...ENVIRONMENT, PATH: `${dirname(command)}:${process.env.PATH}` };
    return {
        run: (operation, { parallel, mayFail = false } = {}) => {
            const needsProgram = operation === "up" || operation === "preview";
            const common = ["--stack", STACK, "--non-interactive", "--color", "never"];
            const wide = parallel === undefined ? [] : ["--parallel", String(parallel)];
            const flags = needsProgram ? host.flags : [];
            const line = [command, ...words[operation], ...common, ...wide, ...flags];
            return timed(line, { cwd: stack.directory, env, mayFail }, nameOfCreated);
        },
        state: async () => {
            const file = join(stack.directory, ".pulumi", "stacks", PROJECT, `${STACK}.json`);
            const text = await readFile(file, "utf8");
            const { resources } = JSON.parse(text).checkpoint.latest;
            const server = resources.find(({ urn }: { urn: string }) => urn.endsWith("::web-0"));
            return { all: text.length, server: JSON.stringify(server).length };
        },
        close: async () => {
            host.close();
            await stack.close();
        },
    };
}

/** ` +  pulumi-nodejs:dynamic/nhncloud/compute:Server web-0 created (5s)` */
function nameOfCreated(line: string): string | undefined {
    return /^ \+ {2}\S+ (\S+) created\b/.exec(line)?.[1];
}
