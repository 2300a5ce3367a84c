import type { ResourceHandler } from "../../core/handler";
import { checkProperties, unknownValue, type Values } from "../../core/properties";
import { Failure, messageOf } from "../../errors/failure";
import type { Kind } from "../../resources/cloudResource";
import { handlers } from "../../resources/handlers";
import type { Attributes } from "./attributes";
import { connectionTypes } from "./connections";
import type { Convert, Surroundings } from "./conversion";
import { type Declaration, type Expression, type Members, Reference, Secret } from "./declaration";
import { conversions } from "./kinds";
import { Names } from "./names";
import { programOf } from "./program";
import type { Instance } from "./state";

/** A sentence about a resource of the state. */
export interface Remark {
    address: string;
    text: string;
}

/** A value of the stack's configuration that the program requires. */
export interface RequiredSecret {
    key: string;
    address: string;
    /** What it is. */
    about: string;
}

export interface Converted {
    /** Empty if there is nothing to import. */
    program: string;
    imports: { address: string; kind: Kind; name: string; id: string }[];
    /** All that the stack has then, so that it may leave Terraform. */
    taken: string[];
    /** What stays in Terraform. */
    left: Remark[];
    /** What the program does not have of an imported resource. */
    notes: Remark[];
    secrets: RequiredSecret[];
    regions: string[];
}

/**
 * The program that imports what of a state has a kind here. What refers to something else, or to a data source, has its id.
 * Secrets are in none of the results: the program requires them of the stack's configuration.
 */
export function convert(instances: readonly Instance[]): Converted {
    const managed = instances.filter(({ isData }) => !isData);
    const order = Object.keys(conversions);
    const own = managed.filter(({ bareType }) => order.includes(bareType));
    own.sort((one, other) => order.indexOf(one.bareType) - order.indexOf(other.bareType));
    const shown = own.filter(({ attributes }) => !attributes.isSensitive("region"));
    const regions = [...new Set(shown.flatMap(({ attributes }) => attributes.text("region") ?? []))].sort();

    const names = new Names();
    const declarer = new Declarer(instances, names, regions.length > 1);
    const taken: string[] = [];
    const left: Remark[] = [];
    const all: Declared[] = [];
    const isMerged = (address: string) => all.some(({ merged }) => merged.includes(address));
    for (const instance of own) {
        if (isMerged(instance.address)) continue;
        try {
            const declared = declarer.declare(instance);
            all.push(declared);
            taken.push(instance.address, ...declared.merged);
        } catch (error) {
            left.push({ address: instance.address, text: `${messageOf(error)}.` });
        }
    }
    for (const { address, type, bareType } of managed) {
        if (order.includes(bareType) || isMerged(address)) continue;
        const isConnection = connectionTypes.includes(bareType);
        const text = isConnection
            ? "its floating IP is not in the program."
            : `there is no kind for ${type}.`;
        left.push({ address, text });
    }
    const declarations = all.flatMap((declared) => declared.declarations);
    return {
        program: declarations.length === 0 ? "" : programOf(declarations, names),
        imports: declarations.map(({ address, kind, name, id }) => ({ address, kind, name, id })),
        taken,
        left,
        notes: all.flatMap(({ notes }) => notes),
        secrets: all.flatMap(({ secrets }) => secrets),
        regions,
    };
}

interface Declared {
    declarations: Declaration[];
    /** Addresses of other resources that are part of it. */
    merged: string[];
    notes: Remark[];
    secrets: RequiredSecret[];
}

/** Remembers what is declared already, since the next ones may refer to it. */
class Declarer {
    private readonly declarations = new Map<string, Declaration>();
    /** By the value: what several resources share is set once. */
    private readonly keys = new Map<string, string>();

    constructor(
        private readonly instances: readonly Instance[],
        private readonly names: Names,
        private readonly hasRegions: boolean,
    ) {}

    /** Throws why it cannot be imported as it is. */
    declare({ address, names, index, bareType, attributes, unfit }: Instance): Declared {
        if (unfit !== undefined) throw new Failure(unfit);
        const region = attributes.text("region");
        const declared = { merged: [] as string[], notes: [] as Remark[], secrets: [] as RequiredSecret[] };
        const known = (kind: Kind, id: string) => this.declarations.get(keyOf(kind, region, id));
        const surroundings: Surroundings = {
            instances: this.instances,
            refer: (kind, id) => {
                const declaration = known(kind, id);
                return declaration === undefined ? id : new Reference(declaration);
            },
            secret: (value, purpose, about) => {
                const key = this.keys.get(value) ?? this.names.configurationKey(names.join(" "), purpose);
                this.keys.set(value, key);
                declared.secrets.push({ key, address, about });
                return new Secret(key);
            },
            note: (text) => declared.notes.push({ address, text }),
            merge: (instance) => declared.merged.push(instance.address),
        };
        const all = [(conversions[bareType] as Convert)(attributes, surroundings)].flat();
        for (const { kind, id, args } of all) {
            const twin = known(kind, id);
            if (twin) throw new Failure(`it is the same ${kind} as ${twin.address}`);
            assertValid(kind, args);
        }
        const declarations = all.map(({ kind, part, id, args }) => ({
            address,
            kind,
            name: this.names.resource(kind, [...names, ...index, ...(part === undefined ? [] : [part])]),
            id,
            args: this.hasRegions ? { ...args, region } : args,
            customTimeouts: timeoutsOf(attributes),
        }));
        for (const declaration of declarations)
            this.declarations.set(keyOf(declaration.kind, region, declaration.id), declaration);
        return { ...declared, declarations };
    }
}

function keyOf(kind: Kind, region: string | undefined, id: string): string {
    return [kind, region, id].join(" ");
}

function timeoutsOf(attributes: Attributes): Members {
    const [timeouts] = attributes.blocks("timeouts");
    return Object.fromEntries(["create", "update", "delete"].map((name) => [name, timeouts?.text(name)]));
}

/** Throws what a preview would say of the arguments. */
function assertValid(kind: Kind, args: Members): void {
    const { properties, defaults, check }: ResourceHandler = handlers[kind];
    const problems: string[] = [];
    const report = (problem: string) => void problems.push(problem.replace(/\.$/, ""));
    const given = known(args) as Values;
    const inputs = defaults?.(given, { metadata: {} }) ?? given;
    checkProperties(properties, inputs, report);
    if (problems.length === 0) check?.(inputs, report);
    if (problems.length > 0) throw new Failure(problems.join("; "));
}

/** What refers to something is not known before a run. */
function known(value: Expression | undefined): unknown {
    if (value instanceof Reference || value instanceof Secret) return unknownValue;
    if (Array.isArray(value)) return value.map(known);
    if (typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, known(member)]));
}
