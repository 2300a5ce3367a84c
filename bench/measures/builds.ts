import { serverInputs } from "../../test/support/inputs";
import { startWorld } from "../../test/support/world";
import { drawBuilds } from "../cloud";
import { type Measure, OURS } from "../measure";
import type { Sample } from "../samples";

/** About how long the servers build, in seconds. */
const BUILDS = [10, 30, 60, 300, 600];

/** How many build at once, and how often that is done. */
const CROWDS = [
    { n: 1, times: 10 },
    { n: 50, times: 1 },
];

/** How long after its server was ACTIVE a create returns, for builds that nobody wants to wait for: on a hand-moved clock. */
export const builds: Measure = {
    names: ["builds"],
    async run({ report }) {
        const samples: Sample[] = [];
        for (const build of BUILDS) {
            for (const { n, times } of CROWDS) {
                report(`${n} servers that build for about ${build} s, on a hand-moved clock`);
                for (let run = 1; run <= times; run++) {
                    const about = { measure: "builds", tool: OURS, setting: `${build} s`, n, run };
                    for (const value of await overshoots(build, n, run))
                        samples.push({ ...about, value, unit: "s" });
                }
            }
        }
        return samples;
    },
};

/** Servers build for up to a fifth longer or shorter. */
async function overshoots(build: number, n: number, run: number): Promise<number[]> {
    const world = await startWorld();
    try {
        drawBuilds(world.cloud, build * 0.8, build * 1.2)(run);
        await world.create("Keypair", { name: "access" });
        const create = async (name: string) => {
            const { id } = await world.create("Server", serverInputs(world, { name }));
            const returned = world.clock.now();
            return (returned - Number(world.cloud.region().servers.get(id)?.launchedAt)) / 1000;
        };
        return await Promise.all(Array.from({ length: n }, (_, at) => create(`web-${at}`)));
    } finally {
        await world.close();
    }
}
