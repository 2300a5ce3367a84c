import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isValues, type Values } from "../../core/properties";
import { dynamicType, pluginToken } from "../../resources/tokens";
import { ofItem, type SecretPath } from "./wire";

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
    const kind = lastOf(token);
    const isKnown = [pluginToken(kind), dynamicType(kind)].includes(token);
    if (!isKnown || !schema.resources[pluginToken(kind)])
        throw new Error(`nhncloud has no resource type "${token}".`);
    return kind;
}

export function functionOfToken(token: string): string {
    if (!schema.functions[token]) throw new Error(`nhncloud has no function "${token}".`);
    return lastOf(token);
}

function lastOf(token: string): string {
    return token.slice(token.lastIndexOf(":") + 1);
}

/** The names of a kind's outputs. */
export function outputsOf(kind: string): string[] {
    return Object.keys(valuesOf(declared(kind).properties));
}

export function inputsOf(kind: string): string[] {
    return Object.keys(valuesOf(declared(kind).inputProperties));
}

/** What is always a secret of a kind. */
export function secretsOf(kind: string): SecretPath[] {
    const { inputProperties, properties } = declared(kind);
    return [...secretsAmong(inputProperties), ...secretsAmong(properties)];
}

function declared(kind: string): Values {
    return schema.resources[pluginToken(kind)] ?? {};
}

function secretsAmong(properties: unknown): SecretPath[] {
    return Object.entries(valuesOf(properties)).flatMap(([name, property]) =>
        secretsIn(valuesOf(property)).map((path) => [name, ...path]),
    );
}

function secretsIn({ secret, items, $ref: reference }: Values): SecretPath[] {
    if (secret === true) return [[]];
    if (isValues(items)) return secretsIn(items).map((path) => [ofItem, ...path]);
    return secretsAmong(schema.types[String(reference).replace("#/types/", "")]?.properties);
}

function valuesOf(value: unknown): Values {
    return isValues(value) ? value : {};
}
