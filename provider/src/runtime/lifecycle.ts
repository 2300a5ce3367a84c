import type { KeyPairKeyObjectResult } from "node:crypto";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { Cloud } from "./cloud";
import type { Holding, Holdings } from "./holdings";
import {
    flag,
    longestTimeoutSeconds,
    object,
    type PropertyTable,
    type Report,
    text,
    type Values,
    wholeNumber,
} from "./properties";
import type * as statusLine from "./statusLine";

export type Operation = "create" | "read" | "update" | "delete";

/** What an operation on one resource is given. */
export interface Context extends Bounds {
    /** Its requests end with the operation. */
    cloud: Cloud;
    clock: Clock;
    randomHex(digits: number): string;
    generateKeyPair(): Promise<KeyPairKeyObjectResult>;
    /** The status line on the resource's own row. */
    report: statusLine.Report;
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
const lastLookMs = 1500;

/** For a last look at what failed work left, also after its deadline or a cancel. */
export function lastLook({ cloud, clock }: Pick<Context, "cloud" | "clock">): Cloud {
    return cloud.within({ deadline: clock.now() + lastLookMs, signal: new AbortController().signal });
}

/** What a resource does; everything that is the same for all of them is in provider.ts. */
export interface Lifecycle {
    properties: PropertyTable;
    /** Seconds, where the resource's `timeouts` say nothing. */
    timeouts: Readonly<Record<Exclude<Operation, "read">, number>>;
    /** The property that gets a name where the program gives none, from the resource's own name and random digits. */
    autoName?: { property: string; max: number; digits: number };
    /** What an operation does, on what: the beginning of each error. */
    doing(operation: Operation, state: Values, id: string | undefined): string;
    /** Fills in what follows from the configuration, before the check. */
    defaults?(inputs: Values, defaults: { metadata: Record<string, string> }): Values;
    /** Rules that need more than one input. */
    check?(inputs: Values, report: Report): void;
    /** Rules that need to know the cloud; each thing is looked up once a run. */
    preflight?(cloud: Cloud, olds: Values, inputs: Values, report: Report): Promise<void>;
    /** Sharpens what the property table says. */
    diff?(changes: Changes, state: Values, inputs: Values): Changes;
    /** What it has on servers, and other resources can have too; its id and state are known once it is made. */
    holds?(inputs: Values, made: { id: string; state: Values } | undefined): Holdings;
    create(context: Context, inputs: Values): Promise<{ id: string; state: Values }>;
    /** Undefined where it is gone. A `get` brings no state: then all that is known of the inputs is filled in. */
    read(context: Context, id: string, state: Values | undefined): Promise<Values | undefined>;
    /** `changed` names the inputs that differ from those of before. */
    update(
        context: Context,
        id: string,
        state: Values,
        inputs: Values,
        changed: readonly string[],
    ): Promise<Values>;
    /** What `found` shows as an input although the program leaves it out, so that the next up changes it back. */
    drift?(state: Values, found: Values): Values;
    delete(context: Context, id: string, state: Values): Promise<void>;
    /** Where a killed run can leave something that another create would not find by itself. */
    recovery?: Recovery;
}

/** What becomes of a create that a killed run began; `begun` are the inputs that it began with. */
export interface Recovery {
    /** The ids of what it left in the cloud: only what is proved to be its own. */
    find(context: Context, begun: Values): Promise<string[]>;
    /** Goes on where it was killed. Without this, and where it returns undefined, what it left is deleted and made anew. */
    resume?(context: Context, id: string, begun: Values, inputs: Values): Promise<Values | undefined>;
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

/** The option `replaceOnChanges` of the resource; the engine cannot apply it to a dynamic resource. */
export function isReplacedOnChange({ __replaceOnChanges: options }: Values, name: string): boolean {
    if (!Array.isArray(options)) return false;
    return options.some((path) => path === "*" || String(path).split(/[.[]/)[0] === name);
}

const seconds = wholeNumber({ min: 1, max: longestTimeoutSeconds });

/** What every resource takes. */
export const commonProperties = {
    region: { rule: text(), onChange: "replace", canonical: (name) => String(name).toLowerCase() },
    adoptExisting: { rule: flag, onChange: "ignore" },
    timeouts: {
        rule: object({
            create: { rule: seconds, onChange: "update" },
            update: { rule: seconds, onChange: "update" },
            delete: { rule: seconds, onChange: "update" },
        }),
        onChange: "update",
    },
} as const satisfies PropertyTable;

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const uuid = text({ pattern: { matches: uuidPattern, means: "a UUID" } });

export function isUuid(value: string): boolean {
    return uuidPattern.test(value);
}
