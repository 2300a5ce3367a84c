import { join } from "node:path";
import { startPlugin } from "../../test/plugin/process";
import { hiddenInputs } from "../../test/support/provider";
import { type BenchCloud, startBenchCloud } from "../cloud";
import { type Context, type Measure, OURS, OURS_AS_PLUGIN, SETTINGS } from "../measure";
import { memoryOf } from "../memory";
import type { Sample } from "../samples";
import { pulumi } from "../tools/pulumi";
import type { Operation, ToolStack } from "../tools/tool";

/** How many servers the stack has. */
const SERVERS = 10;

const OPERATIONS: Readonly<Record<Operation, string>> = {
    up: `\`up\` of a keypair and ${SERVERS} servers with a volume each`,
    preview: "`preview` with nothing to do",
    refresh: "`refresh`",
    destroy: "`destroy`",
};

interface Door {
    tool: string;
    program: string;
    /** Its process; that of dynamic providers where it is left out. */
    command?: string[];
}

const DOORS: readonly Door[] = [
    { tool: OURS, program: "servers.js" },
    {
        tool: OURS_AS_PLUGIN,
        program: "plugin.js",
        command: [join(__dirname, "../../provider/pulumi-resource-nhncloud")],
    },
];

/** The dynamic provider and the provider plugin, on servers that take the same time. */
export const doors: Measure = {
    names: ["doors"],
    async run(context) {
        const cloud = await startBenchCloud();
        try {
            return [...(await processes(cloud, context)), ...(await lives(cloud, context))];
        } finally {
            await cloud.close();
        }
    },
};

async function processes(cloud: BenchCloud, { runs, report }: Context): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (let run = 1; run <= runs; run++) {
        report(`the processes of both doors, run ${run} of ${runs}`);
        for (const { tool, command } of DOORS) {
            const about = { measure: "doors", tool, n: 0, run };
            const began = performance.now();
            const plugin = await startPlugin(cloud.environment(), command);
            try {
                await plugin.configure({});
                await plugin.check("Keypair", { ...hiddenInputs("Keypair"), name: "access" });
                const value = (performance.now() - began) / 1000;
                samples.push({
                    ...about,
                    setting: "start of the process until its first answer",
                    value,
                    unit: "s",
                });
                const memory = await memoryOf(plugin.pid);
                samples.push({ ...about, setting: "memory of the process then", value: memory, unit: "MiB" });
            } finally {
                await plugin.close();
            }
        }
    }
    return samples;
}

/** In turn, so that what else the machine does is the same for both. */
async function lives(cloud: BenchCloud, { runs, programs, report }: Context): Promise<Sample[]> {
    const samples: Sample[] = [];
    const volumeIds = Array.from({ length: SERVERS }, () => cloud.region().addVolume());
    const stacks: { tool: string; stack: ToolStack }[] = [];
    try {
        for (const { tool, program } of DOORS) {
            const { open } = pulumi(tool, { file: join(programs, program) });
            stacks.push({ tool, stack: await open(cloud, { servers: SERVERS, volumeIds }) });
        }
        for (let run = 1; run <= runs; run++) {
            for (const { tool, stack } of stacks) {
                report(`${SERVERS} servers, ${tool}, run ${run} of ${runs}`);
                samples.push(...(await life(stack, cloud, { measure: "doors", tool, n: SERVERS, run })));
            }
        }
    } finally {
        for (const { stack } of stacks) await stack.close();
    }
    return samples;
}

async function life(
    stack: ToolStack,
    cloud: BenchCloud,
    about: Pick<Sample, "measure" | "tool" | "n" | "run">,
): Promise<Sample[]> {
    const samples: Sample[] = [];
    cloud.draw(about.run);
    for (const operation of Object.keys(OPERATIONS) as Operation[]) {
        cloud.requests.length = 0;
        const { seconds } = await stack.run(operation, { parallel: SETTINGS.recommended });
        const setting = OPERATIONS[operation];
        samples.push(
            { ...about, setting, value: seconds, unit: "s" },
            { ...about, setting, value: cloud.requests.length, unit: "calls" },
        );
    }
    return samples;
}
