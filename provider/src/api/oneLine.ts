import { stripVTControlCharacters } from "node:util";

const longest = 400;
/** Control characters, and those that change the direction of what follows. */
const invisible = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** On one line, without control characters and escape sequences: whatever is shown goes through here. */
export function visible(text: string): string {
    return stripVTControlCharacters(text).replace(invisible, " ");
}

/** What the cloud says, fit for a sentence: no control characters or escape sequences, one line, at most 400 characters. */
export function oneLine(text: string): string {
    const line = visible(text).replace(/\s+/g, " ").trim();
    return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
