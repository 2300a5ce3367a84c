import { setTimeout as sleep } from "node:timers/promises";
import { type Cloud, type Durations, startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import { type EngineStack, openStack } from "../../engine/stack";
import { type Comparison, compare, type Holdings, inCloud, inState, touched } from "./comparison";
import { type Order, type Run, run } from "./killedRun";
import { describeStrike, planOf, type Stage } from "./plan";
import type { Parts } from "./programs";

/** What became of one case; all lists are empty where all is well. */
export interface CaseResult extends Comparison {
    seed: number;
    /** Where the runs were killed or interrupted, in order. */
    strikes: string[];
    kills: number;
    interrupts: number;
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
    /** The seed's plan, or another one. */
    runCase(seed: number, stages?: Stage[]): Promise<CaseResult>;
    close(): Promise<void>;
}

export async function openTestbed(): Promise<Testbed> {
    const cloud = await startCloud({ seconds: SECONDS });
    const neighbour = await openNeighbour(cloud);
    return {
        runCase: (seed, stages = planOf(seed)) => runCase(cloud, neighbour.holdings, seed, stages),
        async close() {
            await neighbour.stack.close();
            await cloud.close();
        },
    };
}

async function openNeighbour(cloud: Cloud): Promise<{ stack: EngineStack; holdings: Holdings }> {
    const stack = await open(cloud);
    const parts = partsOf(cloud, "neighbour");
    await finish(cloud, {
        directory: stack.directory,
        operation: "up",
        program: "created",
        door: "dynamic",
        parts,
    });
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

async function runCase(
    cloud: Cloud,
    neighbour: Holdings,
    seed: number,
    stages: Stage[],
): Promise<CaseResult> {
    const began = Date.now();
    const region = cloud.region();
    const result: CaseResult = {
        seed,
        strikes: [],
        kills: 0,
        interrupts: 0,
        lost: [],
        orphaned: [],
        doubled: [],
        left: [],
        touched: [],
        wedged: [],
        seconds: 0,
    };
    // Since when nothing was compared: until then, something may be left in the cloud alone.
    let killed = false;
    const stack = await open(cloud);
    const parts = partsOf(cloud, "ours");
    try {
        const lastUp = stages.findLast(({ operation }) => operation === "up");
        for (const stage of stages) {
            await runStage(stage);
            if (stage.givenUp) continue;
            // A refresh deals with nothing that a killed run left.
            const leavesPending = stage.leavesPending || stage.operation === "refresh";
            await look(...(leavesPending ? (["lost"] as const) : COMPARED));
            killed &&= leavesPending;
            // What a preview would still find after the others, the next stage does.
            if (stage === lastUp) await finish(cloud, orderOf(stage, "preview"));
        }
        result.left.push(...(await stack.storedResources()).map(({ urn }) => urn));
    } catch (error) {
        if (!(error instanceof Wedged)) throw error;
        result.wedged.push(error.message);
        await look(...COMPARED);
    } finally {
        await stack.close();
    }
    result.touched.push(...touched(inCloud(region), neighbour));
    clear(cloud, neighbour);
    return { ...result, seconds: (Date.now() - began) / 1000 };

    /** Strikes the operation as often as the stage says, then lets it run to its end, as a user would. */
    async function runStage(stage: Stage): Promise<void> {
        for (const [index, strike] of stage.strikes.entries()) {
            const order = orderOf(stage, stage.operation, index);
            const struck = await run(cloud, order, strike);
            if (struck.struckAt === undefined) return assertDone(order, struck);
            result.strikes.push(
                `${order.operation} ${order.program} (${order.door}), ${describeStrike(strike)}: ${struck.struckAt}`,
            );
            if (struck.wrong) throw new Wedged(`${order.operation} ${order.program} ${struck.wrong}`);
            if (strike.blow === "interrupt") {
                result.interrupts += 1;
                // What is being deleted may still be in state.
                if (!killed) await look("orphaned", "doubled");
                if (result.orphaned.length > 0) result.strikes.push(struck.output);
            } else {
                result.kills += 1;
                killed = true;
            }
            // A killed engine leaves its lock.
            if (strike.blow !== "kill" && strike.blow !== "killEngine") continue;
            await stack.cancel().catch((error: Error) => {
                throw new Wedged(`pulumi cancel: ${error.message}`);
            });
        }
        if (!stage.givenUp) await finish(cloud, orderOf(stage, stage.operation));
    }

    function orderOf(
        { program, doors }: Stage,
        operation: Order["operation"],
        run = doors.length - 1,
    ): Order {
        return { directory: stack.directory, operation, program, door: doors[run] ?? "dynamic", parts };
    }

    async function look(...keys: (keyof Comparison)[]): Promise<void> {
        // What is being deleted is there for a moment more.
        const found = await settled(async () =>
            compare(inCloud(region), inState(await stack.storedResources()), neighbour),
        );
        for (const key of keys) result[key].push(...found[key].filter((one) => !result[key].includes(one)));
    }
}

const COMPARED = ["lost", "orphaned", "doubled"] as const;

class Wedged extends Error {}

async function finish(cloud: Cloud, order: Order): Promise<void> {
    assertDone(order, await run(cloud, order));
}

function assertDone({ operation, program }: Order, { code, output, wrong }: Run): void {
    if (wrong) throw new Wedged(`${operation} ${program} ${wrong}`);
    if (code !== 0) throw new Wedged(`${operation} ${program} failed: ${output.trim()}`);
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
