import type * as pulumi from "@pulumi/pulumi";
import type { Resource, ResourceHandler } from "../core/handler";
import {
    type AllOperations,
    createOperations,
    type OperationError,
    type Operations,
} from "../core/operations";
import { isValues, unknownValue, type Values } from "../core/properties";
import type { Platform } from "../platform/platform";
import { unknownText } from "./unknownText";

/** Dynamic providers for all kinds. Only this file knows the protocol, its errors, and the inputs that our classes add. */
export function createRuntime(
    platform: Platform,
    handlers: Readonly<Record<string, ResourceHandler>>,
): (kind: string) => pulumi.dynamic.ResourceProvider {
    const operations = createOperations(platform, handlers);
    const keepsStack = platform.environment.NHNCLOUD_DEBUG === "1";
    return (kind) => new DynamicProvider(operations.configure, operations.of(kind), keepsStack);
}

/** The inputs that the resource's class adds. */
const hiddenInputs = [
    "__logicalName",
    "__urn",
    "__stack",
    "__provider",
    "__derived",
    "__replaceOnChanges",
    "__import",
] as const;

class DynamicProvider implements pulumi.dynamic.ResourceProvider {
    constructor(
        private readonly setUp: AllOperations["configure"],
        private readonly operations: Operations,
        private readonly keepsStack: boolean,
    ) {}

    /** Completes synchronously: the SDK lets other calls run before the promise settles. */
    configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
        this.setUp((key) => request.config.get(key));
        return Promise.resolve();
    }

    async check(olds: Values, news: Values): Promise<pulumi.dynamic.CheckResult> {
        const resource = { ...resourceOf(news, olds), formerUrn: textOf(olds.__urn) };
        const { inputs, problems } = await this.operations.check(
            resource,
            fromWire(withoutHidden(olds)),
            fromWire(withoutHidden(news)),
        );
        return {
            inputs: toWire({ ...inputs, ...hiddenAmong(news) }),
            // Without a property, whose value the engine would print although it may be a secret.
            failures: problems.map((reason) => ({ property: "", reason })),
        };
    }

    async diff(id: string, olds: Values, news: Values): Promise<pulumi.dynamic.DiffResult> {
        const { replace, update, deleteBeforeReplace } = await this.operations.diff(
            resourceOf(news, olds),
            id,
            { state: withoutHidden(olds) },
            fromWire(withoutHidden(news)),
        );
        return { changes: replace.length + update.length > 0, replaces: replace, deleteBeforeReplace };
    }

    async create(inputs: Values): Promise<pulumi.dynamic.CreateResult> {
        return await this.plainly(inputs, async () => {
            const { id, state } = await this.operations.create(resourceOf(inputs), withoutHidden(inputs));
            return { id, outs: bag(state, inputs) };
        });
    }

    async read(id: string, props: Values): Promise<pulumi.dynamic.ReadResult> {
        return await this.plainly(props, async () => {
            const found = await this.operations.read(resourceOf(props), id, withoutHidden(props));
            if (!found) return {};
            return { id, props: bag(found.state, props), inputs: bag(found.inputs, props) };
        });
    }

    async update(id: string, olds: Values, news: Values): Promise<pulumi.dynamic.UpdateResult> {
        return await this.plainly(news, async () => {
            const state = await this.operations.update(
                resourceOf(news),
                id,
                { state: withoutHidden(olds) },
                withoutHidden(news),
            );
            return { outs: bag(state, news) };
        });
    }

    async delete(id: string, props: Values): Promise<void> {
        await this.plainly(props, () => this.operations.delete(resourceOf(props), id, withoutHidden(props)));
    }

    /**
     * Rethrows errors without anything that the SDK could misread: to it an own `id` means "created, but unfinished", and then
     * `properties` must include the pointer. The user sees only `reasons`.
     */
    private async plainly<T>(inputs: Values, work: () => Promise<T>): Promise<T> {
        try {
            return await work();
        } catch (error) {
            const { message, cause, partial } = error as OperationError;
            const plain = new Error(message);
            if (!this.keepsStack) plain.stack = message;
            else if (cause instanceof Error && cause.stack) plain.stack = cause.stack;
            if (!partial) throw plain;
            const properties = bag(partial.state, inputs);
            throw Object.assign(plain, { id: partial.id, properties, reasons: [message] });
        }
    }
}

function resourceOf(values: Values, olds: Values = {}): Resource {
    const { __derived: derived, __replaceOnChanges: replaceOnChanges, __import: importId } = values;
    return {
        name: textOf(values.__logicalName),
        urn: textOf(values.__urn),
        stack: textOf(values.__stack),
        derived: Array.isArray(derived) ? derived : [],
        replaceOnChanges: Array.isArray(replaceOnChanges) ? replaceOnChanges : [],
        importId: importId === unknownText ? undefined : textOf(importId),
        importedId: textOf(olds.__import),
    };
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

function isHidden(name: string): boolean {
    return (hiddenInputs as readonly string[]).includes(name);
}

function hiddenAmong(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => isHidden(name)));
}

function withoutHidden(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !isHidden(name)));
}

/** The values for the engine, as JSON. */
function bag(values: Values, inputs: Values): Values {
    return JSON.parse(JSON.stringify({ ...values, ...hiddenAmong(inputs) })) as Values;
}

function fromWire(values: Values): Values {
    return replaced(values, unknownText, unknownValue) as Values;
}

function toWire(values: Values): Values {
    return replaced(values, unknownValue, unknownText) as Values;
}

/** Replaces `before` by `after`, at any depth. */
function replaced(value: unknown, before: unknown, after: unknown): unknown {
    if (value === before) return after;
    if (Array.isArray(value)) return value.map((item) => replaced(item, before, after));
    if (!isValues(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, replaced(item, before, after)]),
    );
}
