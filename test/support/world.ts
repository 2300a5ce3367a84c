import { type Cloud, type CloudOptions, startCloud } from "../../emulator";
import { ManualClock } from "./manualClock";
import { type Provider, startProvider } from "./provider";

export type { Kind, ProviderError } from "./provider";

/** A local cloud and the runtime of the plugin, on one hand-moved clock: the time that something takes passes at once. */
export interface World extends Provider {
    cloud: Cloud;
    clock: ManualClock;
    /** What the engine was told to show. */
    statusLines: string[];
    warnings: string[];
    /** Requests so far, as "METHOD path", without logins. */
    calls(): string[];
    close(): Promise<void>;
}

export interface WorldOptions extends Omit<CloudOptions, "clock"> {
    environment?: Record<string, string>;
    /** Which credentials the environment brings. */
    credentials?: Parameters<Cloud["environment"]>[0];
}

export async function startWorld({
    environment,
    credentials,
    ...options
}: WorldOptions = {}): Promise<World> {
    const clock = new ManualClock();
    const cloud = await startCloud({ ...options, clock });
    const statusLines: string[] = [];
    const warnings: string[] = [];
    let random = 0;
    const provider = startProvider(
        {
            clock,
            adapter: clock.adapter,
            environment: { ...cloud.environment(credentials), ...environment },
            randomHex: (digits) => (++random).toString(16).padStart(digits, "0"),
            engine: {
                status: (_urn, text) => statusLines.push(text),
                warn: (_urn, text) => warnings.push(text),
            },
            trace: () => {},
        },
        (work) => clock.run(work),
    );
    return {
        ...provider,
        cloud,
        clock,
        statusLines,
        warnings,
        calls: () =>
            cloud.requests
                .filter(({ path }) => !path.startsWith("/identity"))
                .map(({ method, path }) => `${method} ${path}`),
        async close() {
            const unknown = [...cloud.unknownRequests];
            await cloud.close();
            expect(unknown).toEqual([]);
        },
    };
}
