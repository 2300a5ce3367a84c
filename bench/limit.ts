import { CLOUD, NOTHING } from "./measure";
import { type Sample, select, summarize, valuesOf } from "./samples";

/**
 * What no program on this engine can beat: the same stack with resources that do nothing, and the cloud's own longest chain, of one run
 * or of the median one.
 */
export function limitOf(
    samples: readonly Sample[],
    measure: string,
    n: number,
    run?: number,
): number | undefined {
    const part = { measure, n, setting: "recommended", unit: "s" } as const;
    const engine = summarize(valuesOf(samples, { ...part, tool: NOTHING }));
    const cloud = summarize(valuesOf(samples, { ...part, tool: CLOUD, ...(run !== undefined && { run }) }));
    return engine && engine.median + (cloud?.median ?? 0);
}

/** The time of each run, as a multiple of its limit. */
export function ratiosOf(
    samples: readonly Sample[],
    part: Pick<Sample, "measure" | "tool" | "setting" | "n">,
): number[] {
    return select(samples, { ...part, unit: "s" }).flatMap(({ value, run }) => {
        const limit = limitOf(samples, part.measure, part.n, run);
        return limit === undefined ? [] : [value / limit];
    });
}
