import { ratiosOf } from "./limit";
import { OURS } from "./measure";
import { toolsOf } from "./plots/series";
import { quantile, type Sample, summarize, valuesOf } from "./samples";

/** Something that the package promises, or that is worth knowing. */
export interface Target {
    what: string;
    /** Where it was measured. */
    measures: readonly string[];
    unit: string;
    atMost?: number;
    /** Undefined if it was not measured with that tool. */
    value(samples: readonly Sample[], tool: string): number | undefined;
}

const setting = "recommended";

const upOf = (n: number): Target => ({
    what: `up of ${n === 1 ? "1 server" : `${n} servers`}, over the limit`,
    measures: ["up"],
    unit: "×",
    atMost: 1.15,
    value: (samples, tool) => summarize(ratiosOf(samples, { measure: "up", tool, setting, n }))?.median,
});

/** How many of Terraform's calls are enough; undefined where it was not measured. */
const callsOf = (n: number): Target => ({
    what: `API calls of that up of ${n === 1 ? "1 server" : `${n} servers`}, over Terraform's`,
    measures: ["up"],
    unit: "×",
    atMost: 0.2,
    value: (samples, tool) => {
        const [, terraform] = toolsOf(samples);
        const callsBy = (name: string | undefined) =>
            name && summarize(valuesOf(samples, { tool: name, setting, n, unit: "calls" }))?.median;
        const [ours, theirs] = [callsBy(OURS), callsBy(terraform)];
        return tool === OURS && ours && theirs ? ours / theirs : undefined;
    },
});

const longestOf = (about: string, n: number): Target => ({
    what: `… the longest, ${n === 1 ? "1 server that builds" : `${n} servers that build`} for about ${about}`,
    measures: ["builds"],
    unit: "s",
    atMost: 1,
    value: (samples, tool) => summarize(valuesOf(samples, { tool, setting: about, n }))?.max,
});

type Figure = [measure: string, setting: string, what: string, unit: string, atMost?: number];

/** The median of all runs. */
const medianOf = ([measure, setting, what, unit, atMost]: Figure): Target => ({
    what,
    measures: [measure],
    unit,
    ...(atMost !== undefined && { atMost }),
    value: (samples, tool) => summarize(valuesOf(samples, { tool, setting }))?.median,
});

/** The worst of all runs. */
const mostOf = (figure: Figure): Target => ({
    ...medianOf(figure),
    value: (samples, tool) => summarize(valuesOf(samples, { tool, setting: figure[1] }))?.max,
});

export const targets: readonly Target[] = [
    ...[1, 10, 50].flatMap((n) => [upOf(n), callsOf(n)]),
    medianOf(["overshoot", setting, "a create returns so long after the cloud was done: median", "s", 0.5]),
    {
        what: "… 99 of 100",
        measures: ["overshoot"],
        unit: "s",
        atMost: 1,
        value: (samples, tool) => {
            const values = valuesOf(samples, { tool, setting }).sort((a, b) => a - b);
            return values.length > 0 ? quantile(values, 0.99) : undefined;
        },
    },
    ...["10 s", "60 s", "600 s"].flatMap((about) => [1, 50].map((n) => longestOf(about, n))),
    {
        what: "preview of 200 servers with nothing to do, over resources that do nothing",
        measures: ["preview-200"],
        unit: "×",
        atMost: 1.15,
        value: (samples, tool) =>
            summarize(ratiosOf(samples, { measure: "preview-200", tool, setting, n: 200 }))?.median,
    },
    {
        what: "refresh of 200 servers",
        measures: ["refresh-200"],
        unit: "calls",
        atMost: 10,
        value: (samples, tool) => summarize(valuesOf(samples, { tool, unit: "calls" }))?.max,
    },
    mostOf(["politeness", "failed", "100 servers, 10 requests a second allowed: not created", "servers", 0]),
    mostOf(["politeness", "refused", "… requests refused", "%", 5]),
    mostOf(["state", "server", "state of a server", "bytes", 3 * 1024]),
    medianOf(["start", "package", "loading the package in a program", "ms", 50]),
    medianOf(["start", "plugin listens", "the plugin's process, until the SDK listens", "ms"]),
    medianOf(["start", "plugin answers", "… until its first answer", "ms"]),
    medianOf(["compile", "compiled", "a preview of one server, of a program that was compiled before", "s"]),
    medianOf(["compile", "tsx", "… with `tsx`", "s"]),
    medianOf(["compile", "ts-node without types", "… with `ts-node`, types not checked", "s"]),
    medianOf(["compile", "ts-node", "… with `ts-node`, Pulumi's default", "s"]),
    medianOf(["waiters", "memory", "memory of a process in which 1,000 servers are waited for", "MiB", 200]),
    medianOf(["waiters", "memory of none", "… in which none is", "MiB"]),
    medianOf(["waiters", "polls", "calls of those waits besides the creates", "calls"]),
];
