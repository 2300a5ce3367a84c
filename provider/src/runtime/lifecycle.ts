import type { Clock } from "../api/clock";
import type { Cloud } from "./cloud";
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
export interface Context {
    cloud: Cloud;
    clock: Clock;
    randomHex(digits: number): string;
    /** The status line on the resource's own row. */
    report: statusLine.Report;
    /** A warning that stays, for something that the user should act on. */
    warn(text: string): void;
    /** When the operation must be over: milliseconds since the epoch. */
    deadline: number;
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
    create(context: Context, inputs: Values): Promise<{ id: string; state: Values }>;
    /** Undefined where it is gone. A `get` brings no state: then all that is known of the inputs is filled in. */
    read(context: Context, id: string, state: Values | undefined): Promise<Values | undefined>;
    update(context: Context, id: string, state: Values, inputs: Values): Promise<Values>;
    delete(context: Context, id: string, state: Values): Promise<void>;
}

export interface Changes {
    replace: string[];
    update: string[];
    deleteBeforeReplace: boolean;
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
