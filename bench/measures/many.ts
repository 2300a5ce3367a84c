import { startCloud } from "../../emulator";
import { type Measure, SETTINGS } from "../measure";
import type { Sample } from "../samples";

const SERVERS = 200;

/** Looks at a stack of 200 servers, which are there at once. */
export const many: Measure = {
    names: ["preview-200", "refresh-200"],
    async run({ runs, tools, report }) {
        const samples: Sample[] = [];
        for (const tool of tools) {
            const cloud = await startCloud({ seconds: { build: 0, delete: 0 } });
            const stack = await tool.open(cloud, { servers: SERVERS, volumeIds: [] });
            const parallel = SETTINGS.recommended;
            try {
                report(`${SERVERS} servers, ${tool.name}`);
                await stack.run("up", { parallel });
                for (let run = 1; run <= runs; run++) {
                    for (const operation of ["preview", "refresh"] as const) {
                        cloud.requests.length = 0;
                        const { seconds } = await stack.run(operation, { parallel });
                        const measure = `${operation}-200`;
                        const about = { measure, tool: tool.name, setting: "recommended", n: SERVERS, run };
                        samples.push(
                            { ...about, value: seconds, unit: "s" },
                            { ...about, value: cloud.requests.length, unit: "calls" },
                        );
                    }
                }
            } finally {
                await stack.close();
                await cloud.close();
            }
        }
        return samples;
    },
};
