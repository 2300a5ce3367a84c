import { Failure } from "../errors/failure";

/** How a kind of resource is named if the program gives no name: by its default, not at all, or by a pattern. */
export type Naming = "default" | "disabled" | Pattern;

interface Pattern {
    pattern: string;
    /** Whether the result is the name as it is; otherwise the resource's name in it is adapted. */
    enforce: boolean;
}

/** What a pattern can refer to. */
export interface NameParts {
    /** Of the resource in the program. */
    name: string;
    /** ORGANIZATION/PROJECT/STACK */
    stack: string | undefined;
    /** A value of the project's configuration. */
    config(key: string): string | undefined;
    /** Lower-case hexadecimal digits. */
    randomHex(digits: number): string;
}

interface Section {
    mode?: string;
    pattern?: string;
    enforce?: boolean;
    providers?: Record<string, Section>;
    resources?: Record<string, Section>;
}

/** The setting `pulumi:autonaming`, whose form the engine has checked: the most specific section with a mode or pattern applies. */
export function namingOf(setting: string | undefined, type: string): Naming {
    const all = setting === undefined ? {} : (JSON.parse(setting) as Section);
    const provider = all.providers?.[type.split(":")[0] ?? ""];
    const sections = [provider?.resources?.[type], provider, all];
    const { mode, pattern, enforce } = sections.find((one) => one?.mode ?? one?.pattern) ?? {};
    if (pattern !== undefined) return { pattern, enforce: enforce === true };
    if (mode === "verbatim") return { pattern: expression("name"), enforce: true };
    return mode === "disabled" ? "disabled" : "default";
}

function expression(text: string): string {
    return `\${${text}}`;
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

/** What an expression such as `alphanum(4)` draws from. */
const alphabets = new Map([
    ["hex", `${digits}abcdef`],
    ["alphanum", letters + digits],
    ["string", letters],
    ["num", digits],
]);

const uuid = "hex(8)-hex(4)-hex(4)-hex(4)-hex(12)".replace(/hex\(\d+\)/g, expression);

const hint = `Use ${["name", "hex(N)", "alphanum(N)", "string(N)", "num(N)", "uuid", "organization", "project", "stack", "config.KEY"].map(expression).join(", ")}.`;

/** The name, at most `max` characters long unless it is enforced, and whether another resource could get the same. */
export function nameBy(
    { pattern, enforce }: Pattern,
    parts: NameParts,
    max: number,
): { name: string; isRandom: boolean } {
    const [organization, project, stack] = parts.stack?.split("/") ?? [];
    const known = new Map(Object.entries({ organization, project, stack }));
    let isRandom = false;
    const evaluate = (all: string, text: string): string => {
        const [, kind = "", count = ""] = /^(\w+)\((\d+)\)$/.exec(text) ?? [];
        const alphabet = alphabets.get(kind);
        if (alphabet !== undefined) {
            isRandom ||= Number(count) > 0;
            const draw = () => alphabet[Number.parseInt(parts.randomHex(4), 16) % alphabet.length];
            return Array.from({ length: Number(count) }, draw).join("");
        }
        if (text === "name") return all;
        const value = text.startsWith("config.") ? parts.config(text.slice(7)) : known.get(text);
        if (value !== undefined) return value;
        throw new Failure(`pulumi:autonaming has no value for ${all} of its pattern "${pattern}"`, hint);
    };
    const isName = /\$\{name\}/g;
    const anything = /\$\{([^}]*)\}/g;
    const rest = pattern.replaceAll(expression("uuid"), uuid).replace(anything, evaluate);
    const room = Math.max(0, max - rest.replace(isName, "").length);
    const adapted = parts.name.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, room);
    return { name: rest.replace(isName, () => (enforce ? parts.name : adapted)), isRandom };
}
