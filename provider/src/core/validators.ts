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

function wrongType(path: string, wanted: string, value: unknown, report: ReportProblem, secret?: true): void {
    report(`${path} must be ${wanted}, but is ${secret ? `of type ${typeof value}` : show(value)}.`);
}

interface TextOptions {
    max?: number;
    oneOf?: readonly string[];
    pattern?: { matches: Pick<RegExp, "test">; means: string };
    /** Never shown. */
    secret?: true;
}

export function text({ max, oneOf, pattern, secret }: TextOptions = {}): Validator {
    return (path, value, report) => {
        if (typeof value !== "string") {
            wrongType(path, "a string", value, report, secret);
        } else if (value === "") {
            report(`${path} is empty: leave it out, or give it a value.`);
        } else if (oneOf && !oneOf.includes(value)) {
            report(
                `${path} must be ${oneOf.map((option) => `"${option}"`).join(" or ")}, but is ${show(value)}.`,
            );
        } else if (max !== undefined && value.length > max) {
            const what = secret ? path : `${path} ${show(value)}`;
            report(`${what} has ${value.length} characters: ${max} are the most. Shorten it.`);
        } else if (pattern && !pattern.matches.test(value)) {
            report(`${path} must be ${pattern.means}, but is ${secret ? "something else" : show(value)}.`);
        }
    };
}

/** A name as Nova takes it: it refuses what cannot be printed or is beyond U+FFFF, and cuts off white space at the ends. */
export function printableName(max: number): Validator {
    return text({
        max,
        pattern: {
            matches: /^(?!\s)[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]+(?<!\s)$/u,
            means: "printable characters (no emoji) without white space at either end",
        },
    });
}

/** The largest number that OpenStack's databases take. */
export const largestInteger = 2_147_483_647;

export function wholeNumber({ min, max = Infinity }: { min?: number; max?: number } = {}): Validator {
    const wanted = min === undefined ? "a whole number" : `a whole number of ${min} or more`;
    return (path, value, report) => {
        const number = Number.isInteger(value) ? Number(value) : Number.NaN;
        if (!(number >= (min ?? -Infinity))) wrongType(path, wanted, value, report);
        else if (number > max) report(`${path} is ${number}: ${max} is the most.`);
    };
}

export const flag: Validator = (path, value, report) => {
    if (typeof value !== "boolean") wrongType(path, "true or false", value, report);
};

export function listOf(rule: Validator, { min = 0 }: { min?: number } = {}): Validator {
    return (path, value, report) => {
        if (!Array.isArray(value)) return wrongType(path, "a list", value, report);
        if (value.length < min) report(`${path} is empty: give at least ${min}.`);
        value.forEach((item, index) => {
            if (item !== unknownValue) rule(`${path}[${index}]`, item, report);
        });
    };
}

export function object(table: PropertyTable, { secret }: Pick<TextOptions, "secret"> = {}): Validator {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object", value, report, secret);
        checkProperties(table, value, report, `${path}.`);
    };
}

/** The keys that Nova takes, without those that cannot stand in a path. */
const metadataKey = /^(?!\.{1,2}$)[a-zA-Z0-9-_:. ]+$/;

/** An object of strings, as metadata is. */
export function textMap({ max }: { max: number }): Validator {
    return (path, value, report) => {
        if (!isValues(value)) return wrongType(path, "an object of strings", value, report);
        for (const [key, entry] of Object.entries(value)) {
            if (key === "" || key.length > max) {
                report(`${path} key ${show(key)} has ${key.length} characters: a key has 1 to ${max}.`);
            } else if (!metadataKey.test(key)) {
                report(
                    `${path} key ${show(key)} must be letters, digits, spaces and -_:. and neither "." nor "..".`,
                );
            }
            if (entry === unknownValue) continue;
            if (typeof entry !== "string") wrongType(`${path}.${key}`, "a string", entry, report);
            else if (entry.length > max) {
                report(`${path}.${key} has ${entry.length} characters: ${max} are the most. Shorten it.`);
            }
        }
    };
}

export const uuid = text({ pattern: { matches: { test: isUuid }, means: "a UUID" } });
