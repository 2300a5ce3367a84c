import { RE2JS } from "re2js";

/** Which of the names fit; undefined where the pattern is none. Its time grows with the names, whatever the pattern is. */
export function matches(pattern: string, names: string[]): boolean[] | undefined {
    try {
        const wanted = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
        return names.map((name) => wanted.matcher(name).find());
    } catch {
        return undefined;
    }
}
