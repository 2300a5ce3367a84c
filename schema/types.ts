import ts from "typescript";
import type { Declarations, Member } from "./declarations";

export type Schema = Record<string, unknown>;

/** The Pulumi schema of TypeScript types; named ones are collected, and referred to. */
export class Types {
    readonly named: Record<string, Schema> = {};

    constructor(
        private readonly declarations: Declarations,
        private readonly token: (name: string) => string,
    ) {}

    /** An object's properties and the names of those that must be given. */
    object(members: readonly Member[], options: { isInput: boolean }): Schema {
        const properties = members.map((member) => [member.name, this.property(member, options)]);
        const required = members
            .filter((one) => !one.isOptional && !this.isOptional(one.type))
            .map(({ name }) => name);
        return { properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
    }

    property(
        { name, type, description, isSecret, deprecated }: Member,
        options: { isInput: boolean },
    ): Schema {
        return {
            ...this.of(type, name, options),
            ...(description && { description }),
            ...(isSecret && { secret: true }),
            ...(deprecated && { deprecationMessage: deprecated }),
        };
    }

    private isOptional(type: ts.Type): boolean {
        return this.plain(type).some((one) => one.flags & ts.TypeFlags.Undefined);
    }

    /** The members of a union, without the promises and outputs of an input. */
    private plain(type: ts.Type): ts.Type[] {
        const name = type.symbol?.name ?? type.aliasSymbol?.name;
        if (name === "OutputInstance" || type.aliasSymbol?.name === "Output")
            return this.plain(type.aliasTypeArguments?.[0] ?? argumentOf(type));
        const parts = type.isUnion() ? type.types : [type];
        const isWrapped = (one: ts.Type) => ["Promise", "OutputInstance"].includes(one.symbol?.name ?? "");
        const values = parts.filter((one) => !isWrapped(one));
        return values.length === 0 && parts[0] ? this.plain(argumentOf(parts[0])) : values;
    }

    private of(type: ts.Type, name: string, options: { isInput: boolean }): Schema {
        const { checker } = this.declarations;
        const parts = this.plain(type).filter((one) => !(one.flags & ts.TypeFlags.Undefined));
        const [first] = parts;
        if (!first) throw new Error(`${name} has no type.`);
        if (parts.every((one) => one.isStringLiteral()))
            return this.words(name, parts as ts.StringLiteralType[], options);
        if (parts.every((one) => one.flags & ts.TypeFlags.BooleanLike)) return { type: "boolean" };
        if (parts.length > 1) throw new Error(`${name} has several types: ${checker.typeToString(type)}`);
        if (first.flags & ts.TypeFlags.StringLike) return { type: "string" };
        if (first.flags & ts.TypeFlags.NumberLike) return { type: "integer" };
        if (first.flags & ts.TypeFlags.Unknown) return { $ref: "pulumi.json#/Any" };
        const items =
            checker.isArrayLikeType(first) && checker.getIndexTypeOfType(first, ts.IndexKind.Number);
        if (items) return { type: "array", items: this.of(items, name, options) };
        const values = checker.getIndexTypeOfType(first, ts.IndexKind.String);
        if (values) return { type: "object", additionalProperties: this.of(values, name, options) };
        return { $ref: `#/types/${this.reference(first, options)}` };
    }

    private reference(type: ts.Type, options: { isInput: boolean }): string {
        const token = this.token(typeName(type.symbol.name));
        if (!this.named[token]) {
            const { description } = this.declarations.documentation(type.symbol);
            const named: Schema = { type: "object", ...(description && { description }) };
            this.named[token] = named;
            Object.assign(named, this.object(this.declarations.members(type), options));
        }
        return token;
    }

    /** Any string is accepted as well: what is wrong with it is said by the provider. */
    private words(name: string, parts: ts.StringLiteralType[], { isInput }: { isInput: boolean }): Schema {
        if (!isInput) return { type: "string" };
        const token = this.token(name[0]?.toUpperCase() + name.slice(1));
        const values = parts.map(({ value }) => ({ value }));
        const known = this.named[token]?.enum;
        if (known && JSON.stringify(known) !== JSON.stringify(values))
            throw new Error(`${token} has two lists of values.`);
        this.named[token] = { type: "string", enum: values };
        return { type: "string", oneOf: [{ type: "string" }, { $ref: `#/types/${token}` }] };
    }
}

function argumentOf(type: ts.Type): ts.Type {
    const [argument] = (type as ts.TypeReference).typeArguments ?? type.aliasTypeArguments ?? [];
    if (!argument) throw new Error("A type has no argument.");
    return argument;
}

/** NetworkArgs is Network; an item of a list of getServers is ServerDetails, since Server is a resource. */
function typeName(name: string): string {
    return name.replace(/^Get(\w+?)s?Result$/, "$1Details").replace(/(Args|Result)$/, "");
}
