import { stripVTControlCharacters } from "node:util";

const longest = 400;
/** Control characters and those that change the text direction. */
const invisible = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** On one line, without control characters and escape sequences. All output goes through here. */
export function visible(text: string): string {
    return stripVTControlCharacters(text).replace(invisible, " ");
}

/** The cloud's text as part of a sentence: one line of visible characters, at most 400. */
export function oneLine(text: string): string {
    const line = visible(text).replace(/\s+/g, " ").trim();
    return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
