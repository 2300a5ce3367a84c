import type { KeyPairKeyObjectResult } from "node:crypto";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { Probe } from "../api/probe";
import type { RegionClient } from "../cloud/regionClient";
import type * as statusLine from "../platform/statusLine";
import type { Holding, Holdings } from "./holdings";
import type { PropertyTable, ReportProblem, Values } from "./properties";

export type Operation = "create" | "read" | "update" | "delete";

/** A resource of the program, as far as a door can tell. */
export interface Resource {
    /** Its name in the program. */
    name?: string | undefined;
    urn?: string | undefined;
    /** The URN that its state has, where the program has given it an alias since. */
    formerUrn?: string | undefined;
    /** ORGANIZATION/PROJECT/STACK */
    stack?: string | undefined;
    /** The inputs that may name what another resource of the program makes: in a preview it need not exist yet. */
    derived: readonly string[];
    /** The option `replaceOnChanges`. */
    replaceOnChanges: readonly string[];
}

/** What the cloud shows of a resource. */
export interface Actual {
    /** Inputs as the cloud has them; those that it does not show, or that are not given, are left out. */
    inputs: Values;
    outputs: Values;
}

/** What a failed operation did not change. */
export function unchanged(state: Values): Actual {
    return { inputs: {}, outputs: state };
}

/** What a preflight is given. */
export interface PreflightCheck {
    cloud: RegionClient;
    resource: Resource;
    oldInputs: Values;
    inputs: Values;
    report: ReportProblem;
}

/** What an operation on one resource is given. */
export interface Context extends Bounds {
    /** Its requests end with the operation. */
    cloud: RegionClient;
    clock: Clock;
    randomHex(digits: number): string;
    generateKeyPair(): Promise<KeyPairKeyObjectResult>;
    /** Connects to a server. */
    probe: Probe;
    /** The status line on the resource's own row. */
    report: statusLine.ReportStatus;
    /** A warning that stays, for something that the user should act on. */
    warn(text: string): void;
    stack: Stack;
}

/** What the stack has besides the resource. */
export interface Stack {
    /** Whether another resource has it, or this one has it and is replaced: then it cannot be taken over. */
    has(id: string): Promise<boolean>;
    /** Whether a resource of the program makes what bears that nonce: it may not have it yet. */
    makes(nonce: string | undefined): boolean;
    /** Takes over what exists: from here on it is not deleted in this run. */
    adopt(id: string): void;
    /** Another resource of the program that has the same on a server, as `Kind "name"`. */
    otherHolder(holding: Holding): Promise<string | undefined>;
}

/** Long enough for one answer, and short enough for somebody who cancelled the run. */
const gracePeriodMs = 1500;

/** For a last look at what failed work left, also after its deadline or a cancel. */
export function withGracePeriod({ cloud, clock }: Pick<Context, "cloud" | "clock">): RegionClient {
    return cloud.within({ deadline: clock.now() + gracePeriodMs, signal: new AbortController().signal });
}

/** What a kind of resource does; what is the same for all of them is in operations.ts. */
export interface ResourceHandler {
    properties: PropertyTable;
    /** Seconds, where the resource's `timeouts` say nothing. */
    timeouts: Readonly<Record<Exclude<Operation, "read">, number>>;
    /** The property that gets a name where the program gives none, from the resource's own name and random digits. */
    autoName?: { property: string; max: number; digits: number };
    /** What an operation does, on what: the beginning of each error. */
    describe(operation: Operation, state: Values, id: string | undefined): string;
    /** Fills in what follows from the configuration, before the check. */
    defaults?(inputs: Values, defaults: { metadata: Record<string, string> }): Values;
    /** Rules that need more than one input. */
    check?(inputs: Values, report: ReportProblem): void;
    /** Rules that need to know the cloud; each thing is looked up once a run. */
    preflight?(check: PreflightCheck): Promise<void>;
    /** Sharpens what the property table says. */
    diff?(changes: Changes, state: Values, inputs: Values): Changes;
    /** What it has on servers, and other resources can have too; its id and state are known once it is made. */
    holds?(inputs: Values, made: { id: string; state: Values } | undefined): Holdings;
    create(context: Context, inputs: Values): Promise<{ id: string; actual: Actual }>;
    /** Undefined where it is gone. A `get` brings no state: then all that is known of the inputs is filled in. */
    read(context: Context, id: string, state: Values | undefined): Promise<Actual | undefined>;
    /** `changed` names the inputs that differ from those of before. */
    update(
        context: Context,
        id: string,
        state: Values,
        inputs: Values,
        changed: readonly string[],
    ): Promise<Actual>;
    delete(context: Context, id: string, state: Values): Promise<void>;
    /** Where a killed run can leave something that another create would not find by itself. */
    recovery?: Recovery;
}

/** What becomes of a create that a killed run began; `begun` are the inputs that it began with. */
export interface Recovery {
    /** The ids of what it left in the cloud: only what is proved to be its own. */
    find(context: Context, begun: Values): Promise<string[]>;
    /** Goes on where it was killed. Without this, and where it returns undefined, what it left is deleted and made anew. */
    resume?(context: Context, id: string, begun: Values, inputs: Values): Promise<Actual | undefined>;
}

/** Which entries of a state were inputs: others of the same name are what the cloud chose. A `get` brings no such list. */
export const inputsKey = "__inputs";

/** Whether a property in a resource's state was an input. */
export function wasGiven({ [inputsKey]: given }: Values, property: string): boolean {
    return Array.isArray(given) && given.includes(property);
}

export interface Changes {
    replace: string[];
    update: string[];
    deleteBeforeReplace: boolean;
}

/** The engine cannot apply `replaceOnChanges` to a dynamic resource. */
export function isReplacedOnChange({ replaceOnChanges }: Resource, name: string): boolean {
    return replaceOnChanges.some((path) => path === "*" || path.split(/[.[]/)[0] === name);
}
