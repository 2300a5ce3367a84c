import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { settings } from "../provider/src/configuration/settings";
import type { PropertyTable } from "../provider/src/core/properties";
import { functionHandlers } from "../provider/src/functions/handlers";
import { handlers } from "../provider/src/resources/handlers";
import { dynamicType, pluginDownloadUrl, pluginToken, resultKey } from "../provider/src/resources/tokens";
import { Declarations, type Member } from "./declarations";
import { type Schema, Types } from "./types";

const provider = join(__dirname, "..", "provider");

/** Kinds of which a change replaces nothing but for the region, whatever the table of their servers says. */
const rolled: readonly string[] = ["ServerFleet"];

/** The schema of the plugin: TypeScript declarations, their comments, and the tables of properties. */
export function generateSchema(): Schema {
    const declarations = new Declarations(join(provider, "src"));
    const types = new Types(declarations, pluginToken);
    const kinds = Object.keys(handlers) as (keyof typeof handlers)[];
    const resources = kinds.map((kind) => [pluginToken(kind), resource(declarations, types, kind)]);
    const functions = Object.keys(functionHandlers).map((name) => [
        pluginToken(name),
        lookUp(declarations, types, name),
    ]);
    const { version, description, license, keywords, repository } = JSON.parse(
        readFileSync(join(provider, "package.json"), "utf8"),
    );
    return {
        name: "nhncloud",
        displayName: "NHN Cloud",
        version,
        description,
        keywords: [...keywords, "category/cloud", "kind/native"],
        license,
        repository: repository.url.replace(/^git\+|[.]git$/g, ""),
        publisher: "pulumi-nhncloud",
        pluginDownloadURL: pluginDownloadUrl,
        meta: { moduleFormat: "(.*)" },
        language: languages,
        config: { variables: configuration() },
        provider: {
            description: "The account, the region and the limits of requests.",
            inputProperties: configuration(),
        },
        types: sorted(types.named),
        resources: sorted(Object.fromEntries(resources)),
        functions: sorted(Object.fromEntries(functions)),
    };
}

const languages: Schema = {
    // The classes of the package itself, so that what `pulumi import` writes runs as it is.
    nodejs: { packageName: "pulumi-nhncloud/plugin", respectSchemaVersion: true },
    python: {
        packageName: "pulumi_nhncloud",
        // No modules: pulumi_nhncloud.Server.
        moduleNameOverrides: { compute: "" },
        pyproject: { enabled: true },
        respectSchemaVersion: true,
    },
    go: {
        importBasePath: "github.com/pulumi-nhncloud/pulumi-nhncloud/sdk/go/nhncloud",
        generateResourceContainerTypes: true,
        respectSchemaVersion: true,
    },
    csharp: { respectSchemaVersion: true },
};

/** The environment is read by the provider itself: a default from there would be kept in state. */
function configuration(): Schema {
    const entries = Object.entries(settings).map(([name, setting]) => [
        name,
        { type: "string", ...("secret" in setting && { secret: true }) },
    ]);
    return Object.fromEntries(entries);
}

function resource(declarations: Declarations, types: Types, kind: keyof typeof handlers): Schema {
    const { checker } = declarations;
    const symbol = declarations.exported(kind);
    const { description } = declarations.documentation(symbol);
    const args = declarations.members(checker.getDeclaredTypeOfSymbol(declarations.arguments(kind)));
    const outputs = declarations
        .members(checker.getDeclaredTypeOfSymbol(symbol))
        .filter(({ isDeclared, name }) => isDeclared && !["id", "urn"].includes(name));
    const inputs = types.object(args, { isInput: true });
    const { properties } = types.object(outputs, { isInput: false });
    const region = args.filter(({ name }) => name === "region");
    return {
        description: withoutExamples(description),
        aliases: [{ type: dynamicType(kind) }],
        inputProperties: withReplacements(kind, inputs.properties as Record<string, Schema>, args),
        ...(inputs.required ? { requiredInputs: inputs.required } : {}),
        ...types.object(outputs, { isInput: false }),
        properties,
        stateInputs: {
            description: "What is needed to find an existing one.",
            type: "object",
            properties: types.object(region, { isInput: true }).properties,
        },
    };
}

/** Stops where declarations and tables differ. */
function withReplacements(
    kind: keyof typeof handlers,
    properties: Record<string, Schema>,
    args: readonly Member[],
): Schema {
    const table: PropertyTable = handlers[kind].properties;
    const unknown = args.filter(({ name }) => !Object.hasOwn(table, name)).map(({ name }) => name);
    const undeclared = Object.keys(table).filter((name) => !Object.hasOwn(properties, name));
    if (unknown.length + undeclared.length > 0)
        throw new Error(
            `${kind}: declarations and table differ in ${[...unknown, ...undeclared].join(", ")}.`,
        );
    const isReplacing = (name: string) =>
        table[name]?.onChange === "replace" && (!rolled.includes(kind) || name === "region");
    return Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [
            name,
            isReplacing(name) ? { ...property, willReplaceOnChanges: true } : property,
        ]),
    );
}

function lookUp(declarations: Declarations, types: Types, name: string): Schema {
    const { checker } = declarations;
    const symbol = declarations.exported(name);
    const [signature] = checker.getSignaturesOfType(checker.getTypeOfSymbol(symbol), ts.SignatureKind.Call);
    const [parameter] = signature?.getParameters() ?? [];
    if (!signature || !parameter) throw new Error(`${name} is not a function of arguments.`);
    const args = declarations.members(checker.getTypeOfSymbol(parameter));
    const result = checker.getAwaitedType(signature.getReturnType()) as ts.Type;
    const { description } = declarations.documentation(symbol);
    const single = () => types.object(declarations.members(result), { isInput: false });
    const key = resultKey(name);
    const list = () => {
        const member = { name: key, type: result, isOptional: false, isDeclared: true };
        return types.object([{ ...member, description: "", isSecret: false }], { isInput: false });
    };
    return {
        description: withoutExamples(description),
        inputs: { type: "object", ...types.object(args, { isInput: true }) },
        outputs: { type: "object", ...(checker.isArrayType(result) ? list() : single()) },
    };
}

/** Examples of the package's own module are of no use in other languages. */
function withoutExamples(text: string): string {
    return text.replace(/\n*```ts\n[\s\S]*?```/g, "").trim();
}

function sorted<T>(entries: Record<string, T>): Record<string, T> {
    return Object.fromEntries(Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1)));
}
