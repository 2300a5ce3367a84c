import { type Configuration, readConfiguration } from "../configuration/configuration";
import { hintOf, messageOf } from "../errors/failure";
import type { Platform } from "../platform/platform";
import { cloudChecks } from "./cloudChecks";
import { type Finding, failed, ok, skipped } from "./finding";
import { machineChecks } from "./machineChecks";
import { stackConfiguration } from "./stackConfiguration";
import type { Surroundings } from "./surroundings";

export type DoctorPlatform = Pick<Platform, "clock" | "random" | "adapter" | "observer" | "environment">;

/** Checks whatever a run needs, in the order in which it needs it. Nothing is changed. */
export async function* doctor(
    surroundings: Surroundings,
    platform: DoctorPlatform,
    stack: string | undefined,
): AsyncGenerator<Finding> {
    yield* machineChecks(surroundings, platform.environment);
    let configuration: Configuration;
    try {
        const config = await stackConfiguration(surroundings, stack);
        configuration = readConfiguration((key) => config?.get(key), platform.environment);
        const source = config
            ? "the stack's configuration and the environment"
            : "the environment alone: no stack is selected";
        yield ok("Configuration", `${configuration.credentials.kind}, from ${source}`);
    } catch (error) {
        yield failed("Configuration", messageOf(error), hintOf(error));
        yield skipped("Cloud", "the other checks need a configuration");
        return;
    }
    yield* cloudChecks(configuration, platform);
}
