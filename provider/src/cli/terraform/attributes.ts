import { isValues, type Values } from "../../core/properties";
import { Failure } from "../../errors/failure";

/** Attributes of an instance or of a block in it. Terraform writes what is not set as null, "", 0, false or an empty list. */
export class Attributes {
    constructor(
        private readonly values: Values,
        /** Paths of names, without indexes: `block_device.uuid`. */
        private readonly sensitive: readonly string[],
        private readonly path = "",
    ) {}

    isSet(name: string): boolean {
        const value = this.values[name];
        if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
        return Boolean(value);
    }

    /** Throws for a sensitive one: what is read ends up in the program. */
    text(name: string): string | undefined {
        const value = this.shown(name);
        return typeof value === "string" && value !== "" ? value : undefined;
    }

    /** What must not be shown. */
    hidden(name: string): string | undefined {
        const value = this.values[name];
        return typeof value === "string" && value !== "" ? value : undefined;
    }

    /** Throws if it is not set. */
    required(name: string): string {
        const value = this.text(name);
        if (value !== undefined) return value;
        throw new Failure(`its state has no ${this.path}${name}`);
    }

    /** Undefined for zero. */
    number(name: string): number | undefined {
        const value = this.shown(name);
        return typeof value === "number" && value !== 0 ? value : undefined;
    }

    isTrue(name: string): boolean {
        return this.shown(name) === true;
    }

    texts(name: string): string[] {
        const value = this.shown(name);
        return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    }

    /** The entries of a map of texts. A sensitive map may be read: its values are to become secrets. */
    entries(name: string): [string, string][] {
        const value = this.values[name];
        const entries = isValues(value) ? Object.entries(value) : [];
        return entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
    }

    /** Blocks of that name; a single one may be written without a list. */
    blocks(name: string): Attributes[] {
        const value = this.values[name];
        const blocks: unknown[] = Array.isArray(value) ? value : [value];
        return blocks
            .filter(isValues)
            .map((block) => new Attributes(block, this.sensitive, `${this.path}${name}.`));
    }

    isSensitive(name: string): boolean {
        const path = `${this.path}${name}.`;
        return this.sensitive.some((marked) => path.startsWith(`${marked}.`));
    }

    private shown(name: string): unknown {
        if (this.isSet(name) && this.isSensitive(name))
            throw new Failure(
                `its ${this.path}${name} is sensitive in Terraform, and a program would show it`,
            );
        return this.values[name];
    }
}
