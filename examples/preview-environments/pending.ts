import type { automation } from "@pulumi/pulumi";
import { Keypair } from "pulumi-nhncloud";

interface State {
    resources?: { type: string }[];
    pending_operations?: unknown[];
}

/** Whether a stack has nothing but what a killed run began: for a destroy of that, the engine starts no provider. */
export function isOnlyPending({ deployment }: automation.Deployment): boolean {
    const { resources = [], pending_operations: pending = [] } = deployment as State;
    return pending.length > 0 && !resources.some(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
}

/** A program that is done at once; the destroy after it also takes away what is pending. */
export async function onlyAccess(): Promise<void> {
    new Keypair("access");
}
