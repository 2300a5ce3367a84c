import { Session } from "../api/auth/session";
import type { Observer } from "../api/observer";
import { createTransport } from "../api/transport";
import { type Configuration, readConfiguration } from "../configuration/configuration";
import type { Platform } from "../platform/platform";
import { RegionClient } from "./regionClient";

export interface Configured {
    configuration: Configuration;
    /** One per region; they share the token. */
    cloud(region: string): RegionClient;
    observer: Observer;
}

/** Reads the configuration once. If it is invalid, every call throws the same error. */
export function connect(
    platform: Omit<Platform, "engine">,
    get: (key: string) => string | undefined,
): () => Configured {
    try {
        const configuration = readConfiguration(get, platform.environment);
        const { random, observer } = platform;
        const transport = createTransport({
            ...configuration,
            clock: platform.clock,
            random,
            observer,
            adapter: platform.adapter,
        });
        const { credentials, urls } = configuration;
        const session = new Session(transport, credentials, urls, platform.clock);
        const clouds = new Map<string, RegionClient>();
        const cloud = (region: string) => {
            const key = region.toLowerCase();
            const known = clouds.get(key) ?? new RegionClient(session, region, platform.clock, random);
            clouds.set(key, known);
            return known;
        };
        return () => ({ configuration, cloud, observer });
    } catch (error) {
        return () => {
            throw error;
        };
    }
}
