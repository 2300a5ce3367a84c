import { startCloud } from "../../emulator";
import { type Measure, NOTHING, SETTINGS } from "../measure";
import type { Sample } from "../samples";
import type { Tool } from "../tools/tool";

const SERVERS = 100;
const REQUESTS_PER_SECOND = 10;

/** 100 servers go up on a cloud that allows 10 requests a second. */
export const politeness: Measure = {
    names: ["politeness"],
    async run({ runs, tools, report }) {
        const samples: Sample[] = [];
        for (const tool of tools.filter(({ name }) => name !== NOTHING)) {
            for (let run = 1; run <= runs; run++) {
                report(
                    `${SERVERS} servers, ${REQUESTS_PER_SECOND} requests a second, ${tool.name}, run ${run} of ${runs}`,
                );
                const found = await upWithin(REQUESTS_PER_SECOND, tool);
                const about = { measure: "politeness", tool: tool.name, n: SERVERS, run };
                samples.push(
                    { ...about, setting: "failed", value: found.failed, unit: "servers" },
                    { ...about, setting: "requests", value: found.calls, unit: "calls" },
                    { ...about, setting: "refused", value: (100 * found.refused) / found.calls, unit: "%" },
                    { ...about, setting: "up", value: found.seconds, unit: "s" },
                );
            }
        }
        return samples;
    },
};

async function upWithin(requestsPerSecond: number, tool: Tool) {
    const cloud = await startCloud({ seconds: { build: 5 }, requestsPerSecond });
    try {
        const stack = await tool.open(cloud, { servers: SERVERS, volumeIds: [] });
        try {
            const { seconds, created } = await stack.run("up", {
                parallel: SETTINGS.recommended,
                mayFail: true,
            });
            return {
                seconds,
                failed: SERVERS - [...created.keys()].filter((name) => name.startsWith("web-")).length,
                calls: cloud.requests.length,
                refused: cloud.requests.filter(({ status }) => status === 429).length,
            };
        } finally {
            await stack.close();
        }
    } finally {
        await cloud.close();
    }
}
