import { setTimeout as sleep } from "node:timers/promises";
import { type Cloud, type Durations, startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import type { Operation } from "../../engine/operation";
import { type EngineStack, openStack } from "../../engine/stack";
import { type Comparison, compare, type Holdings, inCloud, inState, touched } from "./comparison";
import { run } from "./killedRun";
import { describeKill, planOf, type Stage } from "./plan";
import type { Parts } from "./programs";

/** What became of one case; all lists are empty where all is well. */
export interface CaseResult extends Comparison {
    seed: number;
    /** Where the runs were killed, in order. */
    kills: string[];
    /** What was there after destroy all the same. */
    left: string[];
    /** What of the neighbour's was changed or deleted. */
    touched: string[];
    /** Why the stack could not be brought to what its program says. */
    wedged: string[];
    seconds: number;
}

/** What must be empty. */
export const LISTS = ["lost", "doubled", "orphaned", "left", "touched", "wedged"] as const;

export function isClean(result: CaseResult): boolean {
    return LISTS.every((list) => result[list].length === 0);
}

const SECONDS: Partial<Durations> = {
    build: 0.5,
    delete: 0.2,
    attach: 0.2,
    detach: 0.2,
    resize: 0.3,
    confirmResize: 0.2,
    stop: 0.2,
    start: 0.2,
    image: 0.3,
    volume: 0.1,
};

/** The same for all stacks here: the neighbour differs in nothing but where its state is. */
const PROJECT = "kills";

/** A local cloud in which a neighbour has made what the cases make too. */
export interface Testbed {
    runCase(seed: number): Promise<CaseResult>;
    close(): Promise<void>;
}

export async function openTestbed(): Promise<Testbed> {
    const cloud = await startCloud({ seconds: SECONDS });
    const neighbour = await openNeighbour(cloud);
    return {
        runCase: (seed) => runCase(cloud, neighbour.holdings, seed),
        async close() {
            await neighbour.stack.close();
            await cloud.close();
        },
    };
}

async function openNeighbour(cloud: Cloud): Promise<{ stack: EngineStack; holdings: Holdings }> {
    const stack = await open(cloud);
    const parts = partsOf(cloud, "neighbour");
    const order = { directory: stack.directory, project: PROJECT, program: "created", parts } as const;
    const { answer } = await run(cloud, { ...order, operations: ["up"] });
    if (!answer || answer.failure !== undefined)
        throw new Error(`The neighbour could not be made: ${answer?.failure}`);
    return { stack, holdings: inCloud(cloud.region()) };
}

function open(cloud: Cloud): Promise<EngineStack> {
    return openStack({ project: PROJECT, program: async () => {}, configuration: credentialsOf(cloud) });
}

function partsOf(cloud: Cloud, owner: string): Parts {
    const region = cloud.region();
    return {
        owner,
        imageId: region.ids.image,
        flavorId: region.ids.flavor,
        largerFlavorId: region.ids.bigFlavor,
        networkId: region.ids.network,
        volumeId: region.addVolume(),
        securityGroup: "db",
    };
}

async function runCase(cloud: Cloud, neighbour: Holdings, seed: number): Promise<CaseResult> {
    const began = Date.now();
    const region = cloud.region();
    const result: CaseResult = {
        seed,
        kills: [],
        lost: [],
        orphaned: [],
        doubled: [],
        left: [],
        touched: [],
        wedged: [],
        seconds: 0,
    };
    const stack = await open(cloud);
    const parts = partsOf(cloud, "ours");
    try {
        for (const stage of planOf(seed)) {
            await runStage(cloud, stack, parts, stage, result);
            await look();
        }
        result.left.push(...(await stack.storedResources()).map(({ urn }) => urn));
    } catch (error) {
        if (!(error instanceof Wedged)) throw error;
        result.wedged.push(error.message);
        await look();
    } finally {
        await stack.close();
    }
    result.touched.push(...touched(inCloud(region), neighbour));
    clear(cloud, neighbour);
    return { ...result, seconds: (Date.now() - began) / 1000 };

    async function look(): Promise<void> {
        // What is being deleted is there for a moment more.
        const found = await settled(async () =>
            compare(inCloud(region), inState(await stack.storedResources()), neighbour),
        );
        for (const key of ["lost", "orphaned", "doubled"] as const)
            result[key].push(...found[key].filter((one) => !result[key].includes(one)));
    }
}

class Wedged extends Error {}

/** Kills the operation as often as the stage says, then lets it run to its end, as a user would. */
async function runStage(
    cloud: Cloud,
    stack: EngineStack,
    parts: Parts,
    { operation, program, kills }: Stage,
    result: CaseResult,
): Promise<void> {
    const order = { directory: stack.directory, project: PROJECT, program, parts };
    for (const kill of kills) {
        const { killedAt } = await run(cloud, { ...order, operations: [operation] }, kill);
        if (killedAt === undefined) continue;
        result.kills.push(`${operation} ${program}, ${describeKill(kill)}: ${killedAt}`);
        await stack.cancel().catch((error: Error) => {
            throw new Wedged(`pulumi cancel: ${error.message}`);
        });
    }
    const operations: Operation[] = operation === "destroy" ? ["destroy"] : [operation, "preview"];
    const { answer, killedAt } = await run(cloud, { ...order, operations });
    if (!answer) throw new Wedged(`${operation} ${program} did not end within ${killedAt}`);
    if (answer.failure !== undefined) throw new Wedged(answer.failure);
    const open = Object.keys(answer.changes).filter((change) => change !== "same");
    if (operation !== "destroy" && open.length > 0)
        throw new Wedged(`a preview after ${operation} ${program} shows ${open.join(", ")}`);
}

/** The comparison, once nothing is found or nothing more can be hoped for. */
async function settled(look: () => Promise<Comparison>): Promise<Comparison> {
    for (let looks = 1; ; looks++) {
        const found = await look();
        if (looks === 10 || Object.values(found).every((list) => list.length === 0)) return found;
        await sleep(100);
    }
}

/** Takes away what a case left behind, so that the next one finds only the neighbour. */
function clear(cloud: Cloud, neighbour: Holdings): void {
    const region = cloud.region();
    for (const key of inCloud(region).keys()) {
        if (neighbour.has(key)) continue;
        const [kind, id = ""] = key.split(" ");
        if (kind === "server") region.servers.delete(id);
        if (kind === "keypair") region.keypairs.delete(id);
        if (kind === "image") region.images.delete(id);
        if (kind === "volume") region.volumes.delete(id);
    }
}
