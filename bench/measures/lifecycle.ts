import { type BenchCloud, LONGEST_DELETE, startBenchCloud } from "../cloud";
import { CLOUD, type Context, type Measure, NOTHING, OURS, SETTINGS } from "../measure";
import type { Sample } from "../samples";
import type { Operation, Tool, ToolStack } from "../tools/tool";

const OPERATIONS: readonly Operation[] = ["up", "preview", "refresh", "destroy"];

/** A stack of n servers goes up, has nothing to do, is refreshed and goes down, with each tool in turn. */
export const lifecycle: Measure = {
    names: [...OPERATIONS, "overshoot", "state"],
    async run(context) {
        const cloud = await startBenchCloud();
        try {
            const samples: Sample[] = [];
            for (const n of context.sizes) samples.push(...(await ofSize(n, cloud, context)));
            return samples;
        } finally {
            await cloud.close();
        }
    },
};

async function ofSize(n: number, cloud: BenchCloud, context: Context): Promise<Sample[]> {
    const { runs, tools, report } = context;
    const volumeIds = Array.from({ length: n }, () => cloud.region().addVolume());
    // One server and its keypair are one wave at any setting.
    const settings = Object.entries(SETTINGS).slice(0, n === 1 ? 1 : undefined);
    const samples: Sample[] = [];
    const stacks: { tool: Tool; stack: ToolStack }[] = [];
    try {
        for (const tool of tools)
            stacks.push({ tool, stack: await tool.open(cloud, { servers: n, volumeIds }) });
        for (let run = 1; run <= runs; run++) {
            for (const [setting, parallel] of settings) {
                for (const { tool, stack } of stacks) {
                    // What the engine needs for nothing is only compared where it does all at once.
                    if (tool.name === NOTHING && setting === "default") continue;
                    report(`${n} servers, ${tool.name}, ${setting} parallelism, run ${run} of ${runs}`);
                    const about = { tool: tool.name, setting, n, run };
                    samples.push(...(await life(stack, parallel, cloud, about)));
                }
            }
        }
    } finally {
        for (const { stack } of stacks) await stack.close();
    }
    return samples;
}

async function life(
    stack: ToolStack,
    parallel: number | undefined,
    cloud: BenchCloud,
    about: Pick<Sample, "tool" | "setting" | "n" | "run">,
): Promise<Sample[]> {
    const samples: Sample[] = [];
    cloud.draw(about.run);
    for (const operation of OPERATIONS) {
        cloud.requests.length = 0;
        const { seconds, created } = await stack.run(operation, { parallel });
        samples.push(
            { ...about, measure: operation, value: seconds, unit: "s" },
            { ...about, measure: operation, value: cloud.requests.length, unit: "calls" },
        );
        if (operation !== "up") continue;
        for (const [setting, value] of Object.entries(await stack.state()))
            samples.push({ ...about, measure: "state", setting, value, unit: "bytes" });
        for (const [name, doneAt] of cloud.doneAt()) {
            const seen = created.get(name);
            if (seen === undefined) throw new Error(`${about.tool} did not say that ${name} was created.`);
            samples.push({ ...about, measure: "overshoot", value: (seen - doneAt) / 1000, unit: "s" });
        }
        if (about.tool === OURS)
            samples.push(
                { ...about, tool: CLOUD, measure: "up", value: cloud.longestCreate(), unit: "s" },
                { ...about, tool: CLOUD, measure: "destroy", value: LONGEST_DELETE, unit: "s" },
            );
    }
    return samples;
}
