import type { automation } from "@pulumi/pulumi";
import type { BlockDeviceArgs, ServerArgs } from "pulumi-nhncloud";
import { leftovers, unknownRequests } from "../../demo/cloudState";
import { type Cloud, type CloudOptions, type RegionHandle, startCloud } from "../../emulator";
import { DEFAULT_DURATIONS } from "../../emulator/cloud/durations";
import { credentialsOf } from "../../engine/credentials";
import type { Outcome } from "../../engine/outcome";
import { type Configuration, type EngineStack, openStack, type StoredResource } from "../../engine/stack";

/** One engine operation takes a few seconds, and a story has many. */
export const STORY_TIMEOUT = 120_000;

/** Whatever takes no time is done at the first look: waits cost each story a second, and have tests of their own. */
export const INSTANT = Object.fromEntries(Object.keys(DEFAULT_DURATIONS).map((name) => [name, 0]));

/** Durations at which the provider has to wait for everything. */
export const UNHURRIED = {
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
    readonly region: RegionHandle;
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
    configuration?(cloud: Cloud): Configuration;
}

/** A local cloud and a stack on the real engine. */
export async function openScene(options: SceneOptions = {}): Promise<Scene> {
    const cloud = await startCloud({ seconds: { ...INSTANT, ...options.seconds } });
    try {
        const stack = await openStack({
            project: options.project ?? "story",
            program: options.program ?? (async () => {}),
            configuration: { ...credentialsOf(cloud), ...options.configuration?.(cloud) },
            diff: true,
            ...(options.environment && { environment: options.environment }),
            ...(options.signal && { signal: options.signal }),
            ...(options.onEvent && { onEvent: options.onEvent }),
        });
        const close = async () => {
            await stack.close();
            await cloud.close();
        };
        return {
            cloud,
            get region() {
                return cloud.region();
            },
            stack,
            close,
        };
    } catch (error) {
        await cloud.close();
        throw error;
    }
}

/** One scene for all tests of a `describe`; each test sees only its own requests, and the cloud must know them all. */
export function useScene(options: SceneOptions = {}): Scene {
    const scene = {} as Scene;
    jest.setTimeout(STORY_TIMEOUT);
    beforeAll(async () => {
        // Object.assign would read the region once and for all.
        Object.defineProperties(scene, Object.getOwnPropertyDescriptors(await openScene(options)));
    });
    beforeEach(() => {
        scene.cloud.requests.length = 0;
    });
    afterEach(() => expect(unknownRequests(scene.cloud)).toEqual([]));
    afterAll(() => scene.close?.());
    return scene;
}

/** A preview right after an up must find nothing to do. */
export async function expectNothingToDo({ stack }: Scene): Promise<void> {
    const { steps } = await stack.preview();
    expect(
        steps.filter((step) => step.op !== "same").map(({ op, name, changed }) => ({ op, name, changed })),
    ).toEqual([]);
}

/** Destroys the stack, which must leave the cloud as it was. */
export async function destroyAll({ stack, region }: Scene): Promise<Outcome> {
    const outcome = await stack.destroy();
    expect(leftovers(region)).toEqual([]);
    return outcome;
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

/** A resource in state, which must be there once, secrets as they are stored. */
export async function storedOf({ stack }: Scene, name: string): Promise<StoredResource> {
    const found = (await stack.storedResources()).filter(({ urn }) => urn.endsWith(`::${name}`));
    expect(found).toHaveLength(1);
    return found[0] as StoredResource;
}

/** What may still be given user data. */
export type SmallServer = Omit<ServerArgs, "userData" | "userDataBase64">;

/** The arguments of the smallest server that boots from a volume. */
export function smallServer({ region }: Pick<Scene, "region">, keyName: ServerArgs["keyName"]): SmallServer {
    return {
        imageId: region.ids.image,
        flavorId: region.ids.flavor,
        keyName,
        networks: [{ uuid: region.ids.network }],
        blockDevices: [bootDisk(region.ids.image)],
    };
}

export function bootDisk(imageId: string): BlockDeviceArgs {
    return {
        sourceType: "image",
        uuid: imageId,
        destinationType: "volume",
        bootIndex: 0,
        volumeSize: 20,
        deleteOnTermination: true,
    };
}
