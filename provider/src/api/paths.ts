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
