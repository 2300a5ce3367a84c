import { oneLine } from "./oneLine";

/** What leads elsewhere however it is escaped: a URL drops dot segments, and Nova and proxies take %2F for a slash. */
const unsafe = /^\.{0,2}$|[/\\?#%\p{Cc}\p{Cs}]/u;

/** Whether the cloud can have something by that name or id at a path of its own. */
export function isSegment(segment: string): boolean {
    return !unsafe.test(segment);
}

/** The path of a request, from its segments; all paths are made here. Throws where a segment could lead elsewhere. */
export function pathOf(segments: readonly string[]): string {
    const refused = segments.find((segment) => !isSegment(segment));
    if (refused !== undefined) {
        throw new Error(
            `"${oneLine(refused)}" cannot be part of a request's address: ` +
                'a name or id there is not empty, not "." or "..", and has no /, \\, ?, #, % or control character',
        );
    }
    return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}
