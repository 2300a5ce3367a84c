import type { Toolchain, Trial } from "./trial";

export interface Packages {
    /** The packed tarball. */
    ours: string;
    oldestSdk: string;
}

/** What cannot work, and what the user is told: README has the remedies. */
export interface Refusal extends Toolchain {
    title: string;
    /** Returns all that the user is shown. */
    try(trial: Trial, packages: Packages): Promise<string>;
    expected: RegExp;
}

export const REFUSALS: readonly Refusal[] = [
    {
        title: "yarn 1 on Node.js 20 refuses the newest @pulumi/pulumi",
        program: "commonjs",
        manager: "yarn",
        node: "20",
        try: async (trial, { ours }) => {
            const { output, reported } = await trial.install(ours, "@pulumi/pulumi");
            return [...output, ...reported].join("\n");
        },
        expected: /@pulumi\/pulumi@\S+: The engine "node" is incompatible with this module/,
    },
    {
        title: "pnpm hides a package that is not a direct dependency",
        program: "transitive",
        manager: "pnpm",
        node: "22",
        try: async (trial, { ours, oldestSdk }) => {
            await trial.installBehind("infra", ours, oldestSdk);
            return await trial.failedPreview();
        },
        expected:
            /error: The plugin of pulumi-nhncloud cannot be loaded from \S+\/app: make pulumi-nhncloud a direct dependency of the program there, for example with "pnpm add pulumi-nhncloud"\.\n/,
    },
];
