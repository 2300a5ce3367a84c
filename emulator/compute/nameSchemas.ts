import type { NameFormat, Schema } from "../http/validation";

/** A printable character of the Basic Multilingual Plane. */
const PRINTABLE = String.raw`[^\p{C}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]`;
const VISIBLE = String.raw`[^\p{C}\p{Z}\u{10000}-\u{10FFFF}]`;

// In Python, $ also matches before a final line break.
const WITH_SPACES: NameFormat = {
    pattern: new RegExp(`^(?=\\p{Zs}*${VISIBLE})${PRINTABLE}+\\n?$`, "u"),
    reason: "printable characters with at least one non space character",
};
const TRIMMED: NameFormat = {
    pattern: new RegExp(`^(?!\\p{Zs})${PRINTABLE}*(?<!\\p{Zs})\\n?$`, "u"),
    reason: "printable characters. Can not start or end with whitespace.",
};

const TEXT: Schema = { type: "string", minLength: 1, maxLength: 255 };

/** Nova accepts spaces around these names, and removes them. */
export const NAME_SCHEMA: Schema = { ...TEXT, name: WITH_SPACES };
export const TRIMMED_NAME_SCHEMA: Schema = { ...TEXT, name: TRIMMED };
