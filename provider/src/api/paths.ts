import { oneLine } from "./oneLine";

/** What cannot be escaped safely: URLs drop dot segments, and Nova and proxies decode %2F as a slash. */
const unsafe = /^\.{0,2}$|[/\\?#%\p{Cc}\p{Cs}]/u;

/** Whether a name or id can be part of a URL. */
export function isSegment(text: string): boolean {
    return !unsafe.test(text);
}

/** Joins the segments of a request path. All paths are made here; throws for a segment that could lead elsewhere. */
export function pathOf(segments: readonly string[]): string {
    const refused = segments.find((segment) => !isSegment(segment));
    if (refused !== undefined) {
        throw new Error(
            `"${oneLine(refused)}" cannot be part of a URL: ` +
                'a name or id in it must not be empty, "." or "..", or contain /, \\, ?, #, % or control characters',
        );
    }
    return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}

/** The path without ids and names, the same for all requests of a kind: a collection is followed by one of its members. */
export function routeOf(segments: readonly string[]): string {
    const isId = (segment: string, index: number) => index % 2 === 1 && segment !== "detail";
    return segments.map((segment, index) => `/${isId(segment, index) ? "{id}" : segment}`).join("");
}
