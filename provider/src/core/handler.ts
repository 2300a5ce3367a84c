import type { KeyPairKeyObjectResult } from "node:crypto";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { Observer } from "../api/observer";
import type { Probe } from "../api/probe";
import type { RegionClient } from "../cloud/regionClient";
import type * as statusLine from "../platform/statusLine";
import type { Holding, Holdings } from "./holdings";
import type { PropertyTable, ReportProblem, Values } from "./properties";

export type Operation = "create" | "read" | "update" | "delete";

/** A create with the option `import` has a description of its own. */
export type Described = Operation | "import";

/** How the description of an operation starts. */
export const verbs = {
    create: "Creating",
    import: "Importing",
    read: "Reading",
    update: "Updating",
    delete: "Deleting",
} as const satisfies Record<Described, string>;

/** A resource of the program, as far as the protocol tells. */
export interface Resource {
    /** Its name in the program. */
    name?: string | undefined;
    urn?: string | undefined;
    /** Its URN in state, if the program has since given it an alias. */
    formerUrn?: string | undefined;
    /** ORGANIZATION/PROJECT/STACK */
    stack?: string | undefined;
    /** Inputs that may refer to something another resource of the program creates, and which need not exist yet in a preview. */
    derived: readonly string[];
    /** The option `replaceOnChanges`. */
    replaceOnChanges: readonly string[];
    /** The option `import`: the id of what the create adopts. */
    importId?: string | undefined;
    /** The option `import` by which it came into the stack. */
    importedId?: string | undefined;
    /** The engine's own timeout of this operation, in seconds. */
    timeoutSeconds?: number | undefined;
    /** What the stack's configuration calls an unnamed resource; false if it must have a name. */
    configuredName?: string | false | undefined;
}

/** The actual state of a resource in the cloud. */
export interface Actual {
    /** Inputs as the cloud has them; those that it does not show, or that are not given, are left out. */
    inputs: Values;
    outputs: Values;
}

/** For an operation that failed and changed nothing. */
export function unchanged(state: Values): Actual {
    return { inputs: {}, outputs: state };
}

/** Inputs that an operation did not touch stay as they were. */
export function ofTouched({ inputs, outputs }: Actual, isTouched: (name: string) => boolean): Actual {
    const entries = Object.entries(inputs).filter(([name]) => isTouched(name));
    return { inputs: Object.fromEntries(entries), outputs };
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
    /** Bound to this operation: its requests end with it. */
    cloud: RegionClient;
    clock: Clock;
    randomHex(digits: number): string;
    generateKeyPair(): Promise<KeyPairKeyObjectResult>;
    /** Connects to a server. */
    probe: Probe;
    observer: Observer;
    /** The status line on the resource's own row. */
    report: statusLine.ReportStatus;
    /** A permanent warning, for something the user should act on. */
    warn(text: string): void;
    stack: Stack;
    /** The id of what the create adopts. */
    importId?: string | undefined;
}

/** What else is in the stack. */
export interface Stack {
    /** Whether a resource of the stack already has this id, so that it cannot be adopted. */
    has(id: string): Promise<boolean>;
    /** Whether the nonce belongs to a resource of the program, which may still be creating it. */
    makes(nonce: string | undefined): boolean;
    /** Marks an existing resource as adopted: it is not deleted during this run. */
    adopt(id: string): void;
    /** Another resource of the program that holds the same, as `Kind "name"`. */
    otherHolder(holding: Holding): Promise<string | undefined>;
}

/** Long enough for one response, short enough after a cancel. */
const gracePeriodMs = 1500;

/** For a last look after a failure, even past the deadline or a cancel. */
export function withGracePeriod({ cloud, clock }: Pick<Context, "cloud" | "clock">): RegionClient {
    return cloud.within({ deadline: clock.now() + gracePeriodMs, signal: new AbortController().signal });
}

/** Implements one kind of resource; operations.ts has what all kinds share. */
export interface ResourceHandler {
    properties: PropertyTable;
    /** Default timeouts in seconds. */
    timeouts: Readonly<Record<Exclude<Operation, "read">, number>>;
    /** The property that is auto-named: the resource's name and random digits. */
    autoName?: { property: string; max: number; digits: number };
    /** What an operation does, on what; starts every error message. */
    describe(operation: Described, state: Values, id: string | undefined): string;
    /** Outputs that repeat inputs, and are as secret as those. */
    repeats?: Readonly<Record<string, readonly string[]>>;
    /** Applies defaults from the configuration, before the check. */
    defaults?(inputs: Values, defaults: { metadata: Record<string, string> }): Values;
    /** Checks that involve more than one input. */
    check?(inputs: Values, report: ReportProblem): void;
    /** Checks against the cloud; each list is read once per run. */
    preflight?(check: PreflightCheck): Promise<void>;
    /** Refines the changes found with the property table. */
    diff?(changes: Changes, state: Values, inputs: Values): Changes;
    /** What it holds on servers that other resources can hold too; its id and state are known once it is created. */
    holds?(inputs: Values, made: { id: string; state: Values } | undefined): Holdings;
    create(context: Context, inputs: Values): Promise<{ id: string; actual: Actual }>;
    /**
     * What a create adopts: the one with `context.importId`, or else, if `adoptExisting` is set, the one with the name in the
     * inputs. Fails, listing the differences, if it would have to be replaced. Missing for kinds that have nothing in the cloud.
     */
    findExisting?(context: Context, inputs: Values): Promise<{ id: string; name?: string } | undefined>;
    /** Undefined if it no longer exists. A `get` has no state: all inputs are then read from the cloud. */
    read(context: Context, id: string, state: Values | undefined): Promise<Actual | undefined>;
    /** `changed` names the inputs that differ from the old ones. */
    update(
        context: Context,
        id: string,
        state: Values,
        inputs: Values,
        changed: readonly string[],
    ): Promise<Actual>;
    delete(context: Context, id: string, state: Values): Promise<void>;
    /** For kinds where a killed run can leave something behind that the next create would not find. */
    recovery?: Recovery;
}

/** Deals with a create that a killed run started; `begun` are its inputs. */
export interface Recovery {
    /** The ids of what it left in the cloud: only what is provably its own. */
    find(context: Context, begun: Values): Promise<string[]>;
    /** Continues the create. Without this, or if it returns undefined, what is left is deleted and created again. */
    resume?(context: Context, id: string, begun: Values, inputs: Values): Promise<Actual | undefined>;
}

/** In a state and its inputs: that they were read from the cloud, not given by a program. */
export const importedKey = "__imported";

/** In a state, the names that were inputs rather than values chosen by the cloud. Missing in a `get`. */
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

/** Whether `replaceOnChanges` covers the property: the engine cannot apply it to a dynamic resource. */
export function isReplacedOnChange({ replaceOnChanges }: Resource, name: string): boolean {
    return replaceOnChanges.some((path) => path === "*" || path.split(/[.[]/)[0] === name);
}
