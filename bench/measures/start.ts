import { join } from "node:path";
import { startCloud } from "../../emulator";
import { runCommand } from "../../engine/command";
import { startPlugin } from "../../test/plugin/process";
import { type Context, type Measure, OURS } from "../measure";
import type { Sample } from "../samples";
import type { NodeProgram } from "../tools/nodeHost";
import { pulumi } from "../tools/pulumi";

const ROOT = join(__dirname, "../..");

/** Prints how long the package takes, after the SDK that every program loads. */
const LOAD = `require("@pulumi/pulumi");
const began = performance.now();
require("pulumi-nhncloud");
console.log(performance.now() - began);`;

/** What a program and the plugin cost before they do anything. */
export const start: Measure = {
    names: ["start", "compile"],
    run: async (context) => [...(await starts(context)), ...(await compiles(context))],
};

async function starts({ runs, report }: Context): Promise<Sample[]> {
    const samples: Sample[] = [];
    report("loading the package, starting the plugin");
    for (let run = 1; run <= runs; run++) {
        const about = { measure: "start", tool: OURS, n: 0, run, unit: "ms" } as const;
        const { output } = await runCommand([process.execPath, "-e", LOAD], { cwd: ROOT });
        samples.push({ ...about, setting: "package", value: Number(output[0]) });
        const began = performance.now();
        const plugin = await startPlugin();
        const listening = performance.now() - began;
        await plugin.check("Keypair", { name: "access" });
        const answered = performance.now() - began;
        await plugin.close();
        samples.push(
            { ...about, setting: "plugin listens", value: listening },
            { ...about, setting: "plugin answers", value: answered },
        );
    }
    return samples;
}

/** The ways to run a program in TypeScript. */
function ways(programs: string): Record<string, NodeProgram> {
    const file = join(__dirname, "../programs/servers.ts");
    const tsNode = { PULUMI_NODEJS_TYPESCRIPT: "true" };
    return {
        compiled: { file: join(programs, "servers.js") },
        tsx: { file, nodeArguments: ["--import", "tsx"] },
        "ts-node without types": { file, environment: { ...tsNode, PULUMI_NODEJS_TRANSPILE_ONLY: "true" } },
        "ts-node": { file, environment: tsNode },
    };
}

/** A preview of one server, which is the same but for how its program is run. */
async function compiles({ runs, programs, report }: Context): Promise<Sample[]> {
    const samples: Sample[] = [];
    const cloud = await startCloud();
    try {
        for (const [setting, program] of Object.entries(ways(programs))) {
            report(`a program, ${setting}`);
            const stack = await pulumi(OURS, program).open(cloud, { servers: 1, volumeIds: [] });
            try {
                for (let run = 1; run <= runs; run++) {
                    const { seconds } = await stack.run("preview");
                    samples.push({
                        measure: "compile",
                        tool: OURS,
                        setting,
                        n: 1,
                        run,
                        value: seconds,
                        unit: "s",
                    });
                }
            } finally {
                await stack.close();
            }
        }
    } finally {
        await cloud.close();
    }
    return samples;
}
