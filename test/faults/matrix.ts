import { createPublicKey } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { RegionHandle } from "../../emulator";
import { isUuid } from "../../provider/src/api/uuid";
import { type Kind, startWorld, type World } from "../support/world";
import { compare, inCloud, inState } from "./comparison";
import { type FaultCase, faultTable } from "./faultTable";
import { type OperationCase, operations, type Scene, timeouts } from "./operations";
import { randomOf } from "./random";
import { type Declared, type Ended, type Fate, type Resource, Stack } from "./stack";
import { StruckNetwork } from "./struckNetwork";

/** One request of an operation, and what befalls it; as names, since it travels to other processes. */
export interface Case {
    operation: string;
    /** From 0. */
    number: number;
    fault: string;
}

/** What became of a case; all lists are empty where all is well. */
export interface CaseResult extends Case {
    kind: Kind;
    request: string;
    /** How the struck run ended: "done", "killed", or what the error said. */
    ended: string;
    /** In the state, and not in the cloud. */
    lost: string[];
    /** In the cloud twice. */
    doubled: string[];
    /** In the cloud, and in no state: after the run that went on, and after the stack was destroyed. */
    leaked: string[];
    /** What could not be brought to what the program says by one more run. */
    wedged: string[];
    /** What was dropped from the state because a forged 404 said that it is gone. */
    believed: string[];
    /** A server that was stopped for the work and did not run again; a refresh and an up have started it. */
    leftStopped: string[];
    /** Errors that do not say what came back. */
    unclear: string[];
    /** Operations that took longer than they may. */
    overdue: string[];
    /** The longest operation, on the clock. */
    slowestSeconds: number;
}

/** What must be empty. */
export const LISTS = ["lost", "doubled", "leaked", "wedged", "unclear", "overdue"] as const;

export function isClean(result: CaseResult): boolean {
    return LISTS.every((list) => result[list].length === 0);
}

/** Every request that an operation sends where nothing is wrong with it, and every fault. */
export async function allCases(): Promise<Case[]> {
    const cases: Case[] = [];
    for (const operation of operations) {
        const { run, network, world } = await setUp(operation);
        const ended = await run();
        await world.close();
        if (ended.how !== "done") throw new Error(`${operation.name}: ${JSON.stringify(ended)}`);
        for (const number of network.sent.keys())
            cases.push(
                ...faultTable.map(({ name: fault }) => ({ operation: operation.name, number, fault })),
            );
    }
    return cases;
}

/** The same ones for the same seed. */
export function sampleOf(cases: readonly Case[], seed: number, size: number): Case[] {
    const random = randomOf(seed);
    const left = [...cases];
    return Array.from({ length: Math.min(size, cases.length) }, () =>
        left.splice(Math.floor(random() * left.length), 1),
    ).flat();
}

interface Stage {
    world: World;
    network: StruckNetwork;
    stack: Stack;
    /** The program that holds in the end. */
    program: Declared[];
    run(fate?: Fate): Promise<Ended>;
}

async function setUp(operation: OperationCase): Promise<Stage> {
    const { before, after = before, refreshes, forgets = [], seconds } = operation;
    const network = new StruckNetwork();
    const world = await startWorld({
        network: (adapter) => network.connect(adapter),
        ...(seconds ? { seconds } : {}),
    });
    network.faults = world.cloud.faults;
    const region = world.cloud.region();
    const scene: Scene = { world, volumes: [region.addVolume(), region.addVolume()] };
    const stack = new Stack(world);
    const ended = await stack.up(before(scene));
    if (ended.how !== "done") {
        await world.close();
        throw new Error(`${operation.name}: ${JSON.stringify(ended)}`);
    }
    stack.resources = stack.resources.filter(({ name }) => !forgets.includes(name));
    stack.took.length = 0;
    const program = after(scene);
    const run = (fate?: Fate) => (refreshes ? stack.refresh(refreshes, fate) : stack.up(program, fate));
    return { world, network, stack, program, run };
}

export async function runCase(which: Case): Promise<CaseResult> {
    const { number } = which;
    const operation = named(operations, which.operation);
    const fault = named(faultTable, which.fault);
    const { world, network, stack, program, run } = await setUp(operation);
    const result: CaseResult = {
        ...which,
        kind: operation.kind,
        request: "",
        ended: "",
        lost: [],
        doubled: [],
        leaked: [],
        wedged: [],
        believed: [],
        leftStopped: [],
        unclear: [],
        overdue: [],
        slowestSeconds: 0,
    };
    try {
        const struck = await run(network.strike(number, fault));
        result.request = network.sent[number] ?? "";
        result.ended = struck.how === "failed" ? struck.why : struck.how;
        world.cloud.faults.clear();
        if (struck.how === "failed" && !isClear(struck.why, operation, fault))
            result.unclear.push(struck.why);
        if (struck.how !== "done") {
            const again = await run();
            if (again.how === "failed") result.wedged.push(again.why);
        }
        // What is still on its way arrives.
        await world.clock.run(world.clock.sleep(10_000));
        const region = world.cloud.region();
        let drift = await stack.drift(program);
        if (operation.stops && isDeepStrictEqual(drift, [operation.stops])) {
            result.leftStopped = drift;
            await stack.refresh(drift);
            await stack.up(program);
            drift = await stack.drift(program);
        }
        result.wedged.push(...drift.map((name) => `drift: ${name}`));
        const found = compare(
            inCloud(region),
            inState(stack.resources.map(({ kind: type, id, outputs }) => ({ type, id, outputs }))),
            new Map(),
        );
        result.lost.push(...found.lost, ...lostKeys(region, stack.resources));
        result.doubled.push(...found.doubled);
        result.leaked.push(...found.orphaned.filter((one) => !found.doubled.includes(one)));
        const destroyed = await stack.up([]);
        if (destroyed.how === "failed") result.wedged.push(destroyed.why);
        const isKnown = (key: string) =>
            [...result.doubled, ...result.leaked].some((one) => one.startsWith(key));
        result.leaked.push(
            ...[...inCloud(region).keys(), ...strayPorts(region)].filter((key) => !isKnown(key)),
        );
        if (fault.claimsAbsence) believe(result);
    } finally {
        await world.close();
    }
    result.slowestSeconds = Math.max(...stack.took.map(({ seconds }) => seconds));
    result.overdue = stack.took
        .filter(
            ({ operation: one, seconds }) =>
                seconds > LONGEST[one] + (operation.stops ? RESTART : LAST_LOOKS),
        )
        .map(({ operation: one, seconds }) => `${one} ${seconds} s`);
    return result;
}

/** Generated keypairs whose private half in state does not open the public one in the cloud. */
function lostKeys({ keypairs }: RegionHandle, resources: readonly Resource[]): string[] {
    const generated = resources.filter(({ kind, inputs }) => kind === "Keypair" && !inputs.publicKey);
    const isWhole = ({ id, outputs }: Resource) => {
        const { n = "" } = createPublicKey(String(outputs.privateKey)).export({ format: "jwk" });
        const [, blob = ""] = keypairs.get(id)?.publicKey.split(" ") ?? [];
        return Buffer.from(blob, "base64").includes(Buffer.from(n, "base64url"));
    };
    return generated
        .filter((one) => !one.outputs.privateKey || !isWhole(one))
        .map(({ id }) => `private key of ${id}`);
}

/** Ports that were made for a server and outlived it. */
function strayPorts({ ports, servers }: RegionHandle): string[] {
    const stray = [...ports.values()].filter(
        ({ owned, serverId }) => owned && !servers.has(String(serverId)),
    );
    return stray.map(({ id }) => `port ${id}`);
}

/** Of what is left in the cloud, or was still there for the next create, that which the struck request was about. */
function believe(result: CaseResult): void {
    const [, path = ""] = result.request.split(" ");
    const parts = path.split(/[/?]/).filter((part) => part !== "");
    const isNamed = (key: string) => key.split(/[ /]/).some((part) => parts.includes(part));
    const inTheWay = parts.filter((part) => isUuid(part) && result.wedged.some((one) => one.includes(part)));
    const left = [...result.doubled, ...result.leaked].filter(isNamed);
    result.believed = [...left, ...inTheWay];
    for (const list of ["doubled", "leaked"] as const)
        result[list] = result[list].filter((key) => !isNamed(key));
    // It differs from the program, and may be in the way of what takes its place.
    const ids = [...left.flatMap((key) => key.split(/[ /]/).slice(1, 2)), ...inTheWay];
    const follows = (one: string) => one.startsWith("drift: ") || ids.some((id) => one.includes(id));
    if (ids.length > 0) result.wedged = result.wedged.filter((one) => !follows(one));
}

function named<T extends { name: string }>(list: readonly T[], name: string): T {
    const found = list.find((one) => one.name === name);
    if (!found) throw new Error(`There is no "${name}".`);
    return found;
}

/** How long a server that was stopped for the work may take to run again, whatever time is left. */
const RESTART = 310;

/** After its deadline, an operation whose answer was lost still looks for what it made. */
const LAST_LOOKS = 10;

const LONGEST = { ...timeouts, read: 300, check: 16, diff: 1 };

/** Doing what, on what: what came back. What to do. */
function isClear(sentence: string, { stops }: OperationCase, { says }: FaultCase): boolean {
    const isWhole = /^[A-Z][^:\n]+: [^\n]+\.$/.test(sentence) && !/\p{Cc}| at \S+ \(/u.test(sentence);
    // A stop that comes late stops it again, whatever the cloud answered.
    const tellsOfStop =
        stops !== undefined &&
        /stopped for it, could not be started again: timed out after \d+ s .*; last status: SHUTOFF/.test(
            sentence,
        );
    return isWhole && (says.test(sentence) || tellsOfStop);
}
