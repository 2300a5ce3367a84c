import * as pulumi from "@pulumi/pulumi";
import { longestTimeoutSeconds } from "../api/clock";

const operations = ["create", "update", "delete"] as const;

/** They would start another plugin process, which shares no token, lock or poll with the others. */
const refused = ["version", "pluginDownloadURL"] as const;

/**
 * The arguments with what the engine does not pass on to a dynamic resource: the option `customTimeouts` as `timeouts`. Throws
 * a sentence about an option that cannot work.
 */
export function withOptions(
    resource: string,
    args: { timeouts?: unknown },
    options: pulumi.CustomResourceOptions,
): object {
    const refuse = (text: string) => new pulumi.RunError(`${resource} has a problem: ${text}`);
    for (const name of refused)
        if (options[name] !== undefined)
            throw refuse(`the option ${name} does not apply to pulumi-nhncloud: omit it.`);
    const custom = Object.entries(options.customTimeouts ?? {}).filter(([, text]) => text);
    if (custom.length === 0) return args;
    const seconds = Object.fromEntries(
        custom.map(([operation, text]) => {
            if (!(operations as readonly string[]).includes(operation))
                throw refuse(`customTimeouts.${operation} does not apply to pulumi-nhncloud: omit it.`);
            const parsed = Math.ceil(secondsOf(text));
            if (parsed >= 1 && parsed <= longestTimeoutSeconds) return [operation, parsed];
            throw refuse(
                `customTimeouts.${operation} must be a duration from 1 second to a week, such as "10m" or "1h30m", got ${JSON.stringify(text)}.`,
            );
        }),
    );
    const merged = (own: unknown = {}) => {
        // The check refuses anything else.
        if (typeof own !== "object" || own === null) return own;
        const [both] = Object.keys(seconds).filter((operation) => operation in own);
        if (both === undefined) return { ...own, ...seconds };
        throw refuse(
            `timeouts.${both} and the option customTimeouts.${both} are mutually exclusive: set only one of them.`,
        );
    };
    const { timeouts } = args;
    const isOpen = pulumi.Output.isInstance(timeouts) || timeouts instanceof Promise;
    return { ...args, timeouts: isOpen ? pulumi.output(timeouts).apply(merged) : merged(timeouts) };
}

const secondsPer: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 1e-3,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
};

/** A duration of Pulumi, which is one of Go: `1h30m`. */
function secondsOf(text: unknown): number {
    const part = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/g;
    const parts = [...String(text).matchAll(part)];
    if (parts.map(([all]) => all).join("") !== text) return Number.NaN;
    return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (secondsPer[unit] ?? 0), 0);
}
