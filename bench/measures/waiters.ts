import { startCloud } from "../../emulator";
import { startPlugin } from "../../test/plugin/process";
import { hiddenInputs } from "../../test/support/provider";
import { type Measure, OURS } from "../measure";
import { memoryOf } from "../memory";
import type { Sample } from "../samples";

const WAITERS = 1000;

/** One process of the plugin waits for 1,000 servers. */
export const waiters: Measure = {
    names: ["waiters"],
    async run({ runs, report }) {
        const samples: Sample[] = [];
        for (let run = 1; run <= runs; run++) {
            report(`${WAITERS} waiters, run ${run} of ${runs}`);
            const about = { measure: "waiters", tool: OURS, n: WAITERS, run };
            const { peak, idle, posts, lists } = await waitForAll();
            samples.push(
                { ...about, setting: "memory", value: peak, unit: "MiB" },
                { ...about, setting: "memory of none", value: idle, unit: "MiB" },
                { ...about, setting: "creates", value: posts, unit: "calls" },
                { ...about, setting: "polls", value: lists, unit: "calls" },
            );
        }
        return samples;
    },
};

async function waitForAll() {
    const cloud = await startCloud({ seconds: { build: 10 } });
    Object.assign(cloud.region().quota, { instances: WAITERS });
    const plugin = await startPlugin(cloud.environment());
    try {
        await plugin.configure({});
        const { ids } = cloud.region();
        const create = async (name: string) => {
            const { inputs } = await plugin.check("Server", {
                ...hiddenInputs("Server", name),
                name,
                imageId: ids.image,
                flavorId: ids.localFlavor,
                keyName: "access",
                networks: [{ uuid: ids.network }],
            });
            await plugin.create(inputs);
        };
        const keypair = await plugin.check("Keypair", { ...hiddenInputs("Keypair"), name: "access" });
        await plugin.create(keypair.inputs);
        const idle = await memoryOf(plugin.pid);
        cloud.requests.length = 0;
        await Promise.all(Array.from({ length: WAITERS }, (_, index) => create(`web-${index}`)));
        const posts = cloud.requests.filter(({ method }) => method === "POST").length;
        return { peak: await memoryOf(plugin.pid), idle, posts, lists: cloud.requests.length - posts };
    } finally {
        await plugin.close();
        await cloud.close();
    }
}
