import type { Sample } from "./samples";
import type { Tool } from "./tools/tool";

export interface Context {
    /** How often each thing is measured. */
    runs: number;
    /** How many servers the stacks have. */
    sizes: readonly number[];
    /** The stack whose resources do nothing, the package, and what it is compared with. */
    tools: readonly Tool[];
    /** Where the programs are as JavaScript. */
    programs: string;
    report(sentence: string): void;
}

/** Some measurements that are made together. */
export interface Measure {
    /** What they are called, on the command line and in results/. */
    names: readonly string[];
    run(context: Context): Promise<Sample[]>;
}

/** Whose time it is: the package's, that of a stack whose resources do nothing, or the cloud's own. */
export const OURS = "pulumi-nhncloud";
export const OURS_AS_PLUGIN = "pulumi-nhncloud/plugin";
export const NOTHING = "nothing";
export const CLOUD = "cloud";

/** How many operations run at once: enough for all in one wave, or what the tool does unless it is told. */
export const SETTINGS: Record<string, number | undefined> = { recommended: 50, default: undefined };
