import type { NameRule, Schema } from "../http/validation";

/** One letter of the first plane that can be seen, or a space. */
const PRINTABLE = String.raw`[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]`;
const VISIBLE = String.raw`[^\p{C}\p{Z}\u{10000}-\u{10FFFF}]`;

// Python's $ also matches before a line break at the end.
const WITH_SPACES: NameRule = {
    pattern: new RegExp(`^(?=\\p{Zs}*${VISIBLE})${PRINTABLE}+\\n?$`, "u"),
    reason: "printable characters with at least one non space character",
};
const TRIMMED: NameRule = {
    pattern: new RegExp(`^(?!\\p{Zs})${PRINTABLE}*(?<!\\p{Zs})\\n?$`, "u"),
    reason: "printable characters. Can not start or end with whitespace.",
};

const TEXT: Schema = { type: "string", minLength: 1, maxLength: 255 };

/** Of what Nova takes with spaces around it, which it leaves out where it gives the name. */
export const NAME_SCHEMA: Schema = { ...TEXT, name: WITH_SPACES };
export const TRIMMED_NAME_SCHEMA: Schema = { ...TEXT, name: TRIMMED };
