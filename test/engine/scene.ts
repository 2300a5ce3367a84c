import type { automation } from "@pulumi/pulumi";
import type { ServerArgs } from "pulumi-nhncloud";
import { unknownRequests } from "../../demo/cloudState";
import { type Cloud, type CloudOptions, type RegionHandle, startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import type { Outcome } from "../../engine/outcome";
import { type Configuration, type EngineStack, openStack } from "../../engine/stack";

/** One engine operation takes a few seconds, and a story has many. */
export const STORY_TIMEOUT = 120_000;

const QUICK = {
    build: 0.6,
    delete: 0.2,
    attach: 0.2,
    detach: 0.2,
    resize: 0.3,
    confirmResize: 0.3,
    stop: 0.2,
    start: 0.2,
};

export interface Scene {
    cloud: Cloud;
    region: RegionHandle;
    stack: EngineStack;
    close(): Promise<void>;
}

export interface SceneOptions {
    project?: string;
    program?: automation.PulumiFn;
    environment?: Record<string, string>;
    signal?: AbortSignal;
    onEvent?(event: automation.EngineEvent): void;
    seconds?: CloudOptions["seconds"];
    configuration?(region: RegionHandle): Configuration;
}

/** A local cloud and a stack on the real engine. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
    const cloud = await startCloud({ seconds: { ...QUICK, ...options.seconds } });
    const region = cloud.region();
    try {
        const stack = await openStack({
            project: options.project ?? "story",
            program: options.program ?? (async () => {}),
            configuration: { ...credentialsOf(cloud), ...options.configuration?.(region) },
            diff: true,
            ...(options.environment && { environment: options.environment }),
            ...(options.signal && { signal: options.signal }),
            ...(options.onEvent && { onEvent: options.onEvent }),
        });
        const close = async () => {
            await stack.close();
            await cloud.close();
        };
        return { cloud, region, stack, close };
    } catch (error) {
        await cloud.close();
        throw error;
    }
}

export function expectOnlyKnownRequests(scene: Scene): void {
    expect(unknownRequests(scene.cloud)).toEqual([]);
}

/** A preview right after an up must find nothing to do. */
export async function expectNothingToDo({ stack }: Scene): Promise<void> {
    const { steps } = await stack.preview();
    expect(
        steps.filter((step) => step.op !== "same").map(({ op, name, changed }) => ({ op, name, changed })),
    ).toEqual([]);
}

/** "create web", in the order in which the engine started them. */
export function stepsOf(outcome: Outcome): string[] {
    return outcome.steps.map(({ op, name }) => `${op} ${name}`);
}

export function changedStepsOf(outcome: Outcome): string[] {
    return stepsOf(outcome).filter((step) => !step.startsWith("same "));
}

/** "POST /servers" and the like, without the part of the path that is the same for all. */
export function requestsOf({ cloud }: Scene, pattern: RegExp): string[] {
    return cloud.requests
        .map(({ method, path }) => `${method} ${path.split("?")[0]}`)
        .filter((line) => pattern.test(line));
}

/** The arguments of the smallest server that boots from a volume. */
export function smallServer({ region }: Scene): Omit<ServerArgs, "keyName"> {
    return {
        imageId: region.ids.image,
        flavorId: region.ids.flavor,
        networks: [{ uuid: region.ids.network }],
        blockDevices: [
            {
                sourceType: "image",
                uuid: region.ids.image,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: 20,
                deleteOnTermination: true,
            },
        ],
    };
}
