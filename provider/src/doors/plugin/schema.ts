import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isValues, type Values } from "../../core/properties";
import { dynamicType, pluginToken } from "../../resources/tokens";
import type { SecretPath } from "./wire";

const text = readFileSync(join(__dirname, "../../../schema.json"), "utf8");
const schema = JSON.parse(text) as Record<"types" | "resources" | "functions", Record<string, Values>> & {
    version: string;
};

/** The provider's schema, as text. */
export const schemaText = text;

export const { version } = schema;

/**
 * The kind of "nhncloud:compute:Server", or of the dynamic resource's type: the engine deletes by its new URN what is replaced
 * while a stack moves to the dynamic provider.
 */
export function kindOfToken(token: string): string {
    const kind = token.split(":").at(-1) ?? "";
    const isKnown = [pluginToken(kind), dynamicType(kind)].includes(token);
    if (!isKnown || !schema.resources[pluginToken(kind)])
        throw new Error(`nhncloud has no resource type "${token}".`);
    return kind;
}

export function functionOfToken(token: string): string {
    if (!schema.functions[token]) throw new Error(`nhncloud has no function "${token}".`);
    return token.split(":").at(-1) ?? "";
}

/** The names of a kind's outputs. */
export function outputsOf(kind: string): string[] {
    return Object.keys(valuesOf(schema.resources[pluginToken(kind)]?.properties));
}

export function inputsOf(kind: string): string[] {
    return Object.keys(valuesOf(schema.resources[pluginToken(kind)]?.inputProperties));
}

/** What is always a secret of a kind. */
export function secretsOf(kind: string): SecretPath[] {
    const { inputProperties, properties } = schema.resources[pluginToken(kind)] ?? {};
    return [...secretsAmong(inputProperties), ...secretsAmong(properties)];
}

function secretsAmong(properties: unknown): SecretPath[] {
    return Object.entries(valuesOf(properties)).flatMap(([name, property]) => {
        const { secret, $ref: reference } = valuesOf(property);
        if (secret === true) return [[name]];
        const type =
            typeof reference === "string" ? schema.types[reference.replace("#/types/", "")] : undefined;
        return secretsAmong(type?.properties).map((path) => [name, ...path]);
    });
}

function valuesOf(value: unknown): Values {
    return isValues(value) ? value : {};
}
