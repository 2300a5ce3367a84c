import { isIP } from "node:net";
import { isUuid } from "../api/uuid";
import {
    checkProperties,
    isValues,
    type PropertyTable,
    type ReportProblem,
    unknownValue,
    type Validator,
} from "./properties";

const longestShown = 40;

/** A part of a value that is never shown. */
const secretKey = "appkey";

export function show(value: unknown): string {
    const visible = (key: string, part: unknown) => (key === secretKey ? "[secret]" : part);
    const text = JSON.stringify(value, visible) ?? String(value);
    return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function wrongType(
    path: string,
    expected: string,
    value: unknown,
    report: ReportProblem,
    secret?: true,
): void {
    report(`${path} must be ${expected}, got ${secret ? `a value of type ${typeof value}` : show(value)}.`);
}

/** `"a", "b" or "c"` */
function alternatives(options: readonly string[]): string {
    const quoted = options.map((option) => `"${option}"`);
    return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(quoted);
}

interface TextOptions {
    max?: number;
    oneOf?: readonly string[];
    pattern?: { matches: Pick<RegExp, "test">; means: string };
    /** Never shown in a message. */
    secret?: true;
}

export function text({ max, oneOf, pattern, secret }: TextOptions = {}): Validator {
    return (path, value, report) => {
        if (typeof value !== "string") {
            wrongType(path, "a string", value, report, secret);
        } else if (value === "") {
            report(`${path} must not be empty: set a value or omit it.`);
        } else if (oneOf && !oneOf.includes(value)) {
            wrongType(path, alternatives(oneOf), value, report);
        } else if (max !== undefined && value.length > max) {
            report(`${path} must be at most ${max} characters long, got ${value.length}.`);
        } else if (pattern && !pattern.matches.test(value)) {
            if (secret) report(`${path} must be ${pattern.means}.`);
            else wrongType(path, pattern.means, value, report);
        }
    };
}

/** A name that Nova accepts: it refuses unprintable characters and those beyond U+FFFF, and strips surrounding whitespace. */
export function printableName(max: number): Validator {
    return text({
        max,
        pattern: {
            matches: /^(?!\s)[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]+(?<!\s)$/u,
            means: "printable characters (no emoji) without leading or trailing whitespace",
        },
    });
}

/** The largest number that OpenStack's databases take. */
export const largestInteger = 2_147_483_647;

export function wholeNumber({ min, max = Infinity }: { min?: number; max?: number } = {}): Validator {
    const expected = min === undefined ? "an integer" : `an integer of at least ${min}`;
    return (path, value, report) => {
        const number = Number.isInteger(value) ? Number(value) : Number.NaN;
        if (!(number >= (min ?? -Infinity))) wrongType(path, expected, value, report);
        else if (number > max) wrongType(path, `at most ${max}`, value, report);
    };
}

export const flag: Validator = (path, value, report) => {
    if (typeof value !== "boolean") wrongType(path, "true or false", value, report);
};

export function listOf(validate: Validator, { min = 0 }: { min?: number } = {}): Validator {
    return (path, value, report) => {
        if (!Array.isArray(value)) return wrongType(path, "a list", value, report);
        if (value.length < min) report(`${path} must have at least ${min} item, got ${value.length}.`);
        value.forEach((item, index) => {
            if (item !== unknownValue) validate(`${path}[${index}]`, item, report);
        });
    };
}

export function object(table: PropertyTable, { secret }: Pick<TextOptions, "secret"> = {}): Validator {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object", value, report, secret);
        checkProperties(table, value, report, `${path}.`);
    };
}

/** The keys that Nova accepts, except those that cannot be part of a URL. */
const metadataKey = /^(?!\.{1,2}$)[a-zA-Z0-9-_:. ]+$/;

/** An object whose values are strings, such as metadata. */
export function textMap({ max }: { max: number }): Validator {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object whose values are strings", value, report);
        for (const [key, entry] of Object.entries(value)) {
            if (key === "" || key.length > max) {
                report(`${path} key ${show(key)} must be 1 to ${max} characters long, got ${key.length}.`);
            } else if (!metadataKey.test(key)) {
                report(
                    `${path} key ${show(key)} must be letters, digits, spaces and -_:. other than "." and "..".`,
                );
            }
            if (entry === unknownValue) continue;
            if (typeof entry !== "string") wrongType(`${path}.${key}`, "a string", entry, report);
            else if (entry.length > max) {
                report(`${path}.${key} must be at most ${max} characters long, got ${entry.length}.`);
            }
        }
    };
}

export const ipAddress = text({
    pattern: { matches: { test: (ip) => isIP(ip) !== 0 }, means: "an IP address" },
});

export const uuid = text({ pattern: { matches: { test: isUuid }, means: "a UUID" } });
