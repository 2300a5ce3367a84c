import { createContext, Script } from "node:vm";

/** Beyond it, a pattern goes back and forth without end. */
const MOST_MILLISECONDS = 50;

const context = createContext({});
const script = new Script("names.map((name) => pattern.test(name))");

/** Which of the names fit; undefined where the pattern is none, or takes too long. */
export function matches(pattern: string, names: string[]): boolean[] | undefined {
    try {
        Object.assign(context, { pattern: new RegExp(pattern, "i"), names });
        return script.runInContext(context, { timeout: MOST_MILLISECONDS });
    } catch {
        return undefined;
    }
}
