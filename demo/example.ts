import type { automation } from "@pulumi/pulumi";
import type { Cloud, RegionHandle } from "../emulator";
import type { Operation } from "../engine/operation";
import type { Outcome } from "../engine/outcome";
import type { Configuration } from "../engine/stack";

/** The local cloud as an example's steps see it. */
export interface Scene {
    cloud: Cloud;
    readonly region: RegionHandle;
}

/** A step that does not do what it should. */
export class Unexpected extends Error {}

export function demand(condition: boolean, otherwise: string): asserts condition {
    if (!condition) throw new Unexpected(otherwise);
}

export interface Step {
    title: string;
    operation: Operation;
    /** New configuration values. */
    configure?(scene: Scene): Configuration;
    /** What somebody else does to the cloud before the step. */
    meddle?(scene: Scene): void;
    /** Whether the stack's state is lost before the step. */
    forgets?: true;
    /** How many resources each operation of the engine must have. */
    changes: Record<string, number>;
    /** Demands that the cloud is as it should be afterwards. */
    check(scene: Scene, outcome: Outcome): void;
}

export interface Example {
    name: string;
    program: automation.PulumiFn;
    configuration(scene: Scene): Configuration;
    steps: Step[];
}
