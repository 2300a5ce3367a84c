import { type Declaration, type Expression, type Members, Reference, Secret } from "./declaration";
import type { Names } from "./names";

const width = 110;
const step = 4;

/** The text of a program, as a formatter would leave it. Only what is referred to gets a variable. */
export function programOf(declarations: readonly Declaration[], names: Names): string {
    const all = declarations.map(({ args }) => args);
    const referred = new Set(partsOf(all).flatMap((part) => (part instanceof Reference ? [part.to] : [])));
    const variables = new Map<Declaration, string>();
    for (const one of declarations)
        if (referred.has(one)) variables.set(one, names.variable(one.kind, one.name));

    const hasSecrets = partsOf(all).some((part) => part instanceof Secret);
    const kinds = [...new Set(declarations.map(({ kind }) => kind))].sort();
    const lines = [
        ...(hasSecrets ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
        importOf(kinds),
        "",
        ...(hasSecrets ? ["const config = new pulumi.Config();"] : []),
        ...declarations.map((declaration) => statement(declaration, variables)),
    ];
    return `${lines.join("\n")}\n`;
}

function importOf(kinds: readonly string[]): string {
    const of = (names: string) => `import {${names}} from "pulumi-nhncloud";`;
    const line = of(` ${kinds.join(", ")} `);
    if (line.length <= width) return line;
    return of(`\n${kinds.map((kind) => `${pad(step)}${kind},\n`).join("")}`);
}

/** An expression and all within it. */
function partsOf(value: Expression): Expression[] {
    if (typeof value !== "object" || value instanceof Reference || value instanceof Secret) return [value];
    const members: (Expression | undefined)[] = Object.values(value);
    return [value, ...members.flatMap((member) => (member === undefined ? [] : partsOf(member)))];
}

type Variables = ReadonlyMap<Declaration, string>;

function statement(declaration: Declaration, variables: Variables): string {
    const { kind, name, id, args, customTimeouts } = declaration;
    const hasTimeouts = Object.values(customTimeouts).some((value) => value !== undefined);
    const options: Members = { import: id, customTimeouts: hasTimeouts ? customTimeouts : undefined };
    const variable = variables.get(declaration);
    const start = `${variable === undefined ? "" : `const ${variable} = `}new ${kind}(`;
    const call: Expression[] = [name, args, options];
    const line = `${start}${call.map((value) => onOneLine(value, variables)).join(", ")});`;
    if (line.length <= width) return line;
    const expanded = call.map((value) => `${pad(step)}${printed(value, step, step + 1, variables)},\n`);
    return `${start}\n${expanded.join("")});`;
}

/** `indent` is that of the line it begins on; `used` is what else is on that line, with the comma. */
function printed(value: Expression, indent: number, used: number, variables: Variables): string {
    const line = onOneLine(value, variables);
    if (used + line.length <= width) return line;
    const inner = indent + step;
    if (isList(value)) {
        const items = value.map((item) => `${pad(inner)}${printed(item, inner, inner + 1, variables)},\n`);
        return `[\n${items.join("")}${pad(indent)}]`;
    }
    if (!isMembers(value)) return line;
    const members = membersOf(value).map(([name, member]) => {
        const key = `${keyOf(name)}: `;
        const text = printed(member, inner, inner + key.length + 1, variables);
        const isTooLong = typeof member === "string" && inner + key.length + text.length + 1 > width;
        // Short keys are not worth a line of their own.
        const separator = isTooLong && name.length > step ? `\n${pad(inner + step)}` : " ";
        return `${pad(inner)}${key.trimEnd()}${separator}${text},\n`;
    });
    return `{\n${members.join("")}${pad(indent)}}`;
}

function onOneLine(value: Expression, variables: Variables): string {
    if (value instanceof Reference) return `${variables.get(value.to)}.id`;
    if (value instanceof Secret) return `config.requireSecret(${quoted(value.key)})`;
    if (isList(value)) return `[${value.map((item) => onOneLine(item, variables)).join(", ")}]`;
    if (!isMembers(value)) return typeof value === "string" ? quoted(value) : String(value);
    const members = membersOf(value).map(
        ([name, member]) => `${keyOf(name)}: ${onOneLine(member, variables)}`,
    );
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function isList(value: Expression): value is readonly Expression[] {
    return Array.isArray(value);
}

function isMembers(value: Expression): value is Members {
    return (
        typeof value === "object" &&
        !isList(value) &&
        !(value instanceof Reference || value instanceof Secret)
    );
}

function membersOf(members: Members): [string, Expression][] {
    return Object.entries(members).filter(
        (member): member is [string, Expression] => member[1] !== undefined,
    );
}

/** A literal of that key would set the prototype. */
function keyOf(name: string): string {
    if (name === "__proto__") return '["__proto__"]';
    return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** Control characters that JSON does not escape, and those that change the text direction. */
const invisible = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** In the quotes that need fewer escapes. */
function quoted(text: string): string {
    const count = (quote: string) => text.split(quote).length;
    const code = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
    const double = JSON.stringify(text).replace(invisible, code);
    if (count('"') <= count("'")) return double;
    return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function pad(columns: number): string {
    return " ".repeat(columns);
}
