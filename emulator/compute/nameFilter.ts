import { RE2JS } from "re2js";

/** Which names match; undefined where the pattern is invalid. RE2 takes linear time, whatever the pattern. */
export function matchNames(pattern: string, names: string[]): boolean[] | undefined {
    try {
        const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
        return names.map((name) => compiled.matcher(name).find());
    } catch {
        return undefined;
    }
}
