import type { Outcome } from "../../engine/outcome";
import { type EngineStack, openStack } from "../../engine/stack";
import { type ContractCloud, openCloud } from "../contract/cloud";
import { changedStepsOf as stepsInOrder } from "../engine/scene";
import type { Example } from "./examples";
import { readValues } from "./values";

/** A stack of an example on the real engine, and the real cloud that it uses. */
export interface Scene {
    cloud: ContractCloud;
    stack: EngineStack;
    /** Destroys what the stack still has; a test that failed leaves nothing behind. */
    close(): Promise<void>;
}

export async function openScene({
    name,
    program,
    configuration,
}: Pick<Example, "name" | "program" | "configuration">): Promise<Scene> {
    const cloud = await openCloud();
    const { authUrl, username, password, projectId, region } = readValues(valuesPath());
    const stack = await openStack({
        project: name,
        program,
        configuration: {
            "nhncloud:authUrl": authUrl,
            "nhncloud:username": username,
            "nhncloud:password": { secret: password },
            "nhncloud:projectId": projectId,
            "nhncloud:region": region,
            ...(await configuration(cloud)),
        },
    });
    const close = async () => {
        await stack.attempt("destroy");
        await stack.close();
        await cloud.close();
    };
    return { cloud, stack, close };
}

export function valuesPath(): string {
    const path = process.env.REAL_CLOUD_VALUES;
    if (path === undefined) throw new Error("REAL_CLOUD_VALUES does not say which cloud this is for.");
    return path;
}

/** "update web", for everything that was not left as it is; a real cloud is done with it in any order. */
export function changedStepsOf(outcome: Outcome): string[] {
    return stepsInOrder(outcome).sort();
}
