import type * as pulumi from "@pulumi/pulumi";
import type { ResourceHandler } from "../../provider/src/core/handler";
import { createRuntime } from "../../provider/src/doors/dynamic";
import { observe } from "../../provider/src/observers/observe";
import { type Platform, systemPlatform } from "../../provider/src/platform/platform";
import { handlers } from "../../provider/src/resources/handlers";
import { FakeNetwork, isLogin, loginAnswer, type Reply, type Sent } from "../api/network";
import { ManualClock } from "../support/manualClock";

export type Values = Record<string, unknown>;
export type ResourceProvider = Required<pulumi.dynamic.ResourceProvider>;

export const environment = {
    NHNCLOUD_TENANT_ID: "tenant1",
    NHNCLOUD_USERNAME: "me@example.com",
    NHNCLOUD_PASSWORD: "correct horse",
    NHNCLOUD_AUTH_URL: "https://identity.test/v2.0",
} as const;

export const serverId = "4b293d31-ebd5-4a7f-be03-874b90021e54";
export const otherServerId = "5c3a4e42-fce6-4b80-8f14-985ca1132f65";
export const volumeId = "a07f71dc-8151-4e7d-a0cc-cd24a3f11113";
export const otherVolumeId = "b18082ed-9262-4f8e-b1dd-de35b4022224";

/** The runtime of the plugin process, on a fake network and a hand-moved clock. */
export interface Plugin {
    clock: ManualClock;
    network: FakeNetwork;
    /** What the engine was told to show. */
    shown: { urn: string; text: string }[];
    warned: string[];
    /** Lines of the engine's log that are no warnings. */
    told: { urn: string; text: string }[];
    traced: string[];
    provider(kind: string): ResourceProvider;
}

export interface PluginOptions {
    environment?: Platform["environment"];
    kinds?: Readonly<Record<string, ResourceHandler>>;
    /** Answers everything but logins. */
    reply?: (sent: Sent, nth: number) => Reply;
    exportStack?: Platform["exportStack"];
    observer?: Partial<Platform["observer"]>;
}

export function startPlugin(options: PluginOptions = {}): Plugin {
    const clock = new ManualClock();
    let asked = 0;
    const network = new FakeNetwork(clock, (sent) =>
        isLogin(sent) ? loginAnswer(clock) : (options.reply?.(sent, ++asked) ?? { status: 404 }),
    );
    const shown: Plugin["shown"] = [];
    const warned: string[] = [];
    const told: Plugin["told"] = [];
    const traced: string[] = [];
    let random = 0;
    const runtime = createRuntime(
        {
            clock,
            environment: options.environment ?? environment,
            randomHex: (digits) => (++random).toString(16).padStart(digits, "0"),
            random: () => 0.5,
            generateKeyPair: systemPlatform().generateKeyPair,
            adapter: network.adapter,
            engine: {
                status: (urn, text) => shown.push({ urn, text }),
                warn: (_urn, text) => warned.push(text),
                info: (urn, text) => told.push({ urn, text }),
            },
            observer: {
                ...observe({
                    environment: options.environment ?? environment,
                    clock,
                    process: "test",
                    print: (line) => traced.push(line),
                    warn: (text) => warned.push(text),
                    atEnd: () => {},
                }),
                ...options.observer,
            },
            cancelled: new AbortController().signal,
            ...(options.exportStack ? { exportStack: options.exportStack } : {}),
        },
        options.kinds ?? handlers,
    );
    return {
        clock,
        network,
        shown,
        warned,
        told,
        traced,
        provider: (kind) => runtime(kind) as ResourceProvider,
    };
}

/** What the stack's configuration says to `configure`. */
export function configuration(values: Record<string, string> = {}): pulumi.dynamic.ConfigureRequest {
    const config: pulumi.dynamic.Config = {
        get: (key) => values[key],
        require: (key) => {
            throw new Error(`${key} is missing.`);
        },
    };
    return { config };
}

/** The sentences of a check. */
export async function sentences(
    kind: string,
    inputs: Values,
    settings: Record<string, string> = {},
): Promise<string[]> {
    const { provider } = startPlugin({ environment: { ...environment, ...settings } });
    const { failures = [] } = await provider(kind).check({}, { __logicalName: "test", ...inputs });
    expect(failures.every(({ property }) => property === "")).toBe(true);
    return failures.map(({ reason }) => reason);
}

/** The inputs that a check completes. */
export async function checked(
    kind: string,
    inputs: Values,
    { olds = {}, settings = {} }: { olds?: Values; settings?: Record<string, string> } = {},
): Promise<Values> {
    const { provider } = startPlugin({ environment: { ...environment, ...settings } });
    const result = await provider(kind).check(olds, { __logicalName: "test", ...inputs });
    expect(result.failures).toEqual([]);
    return result.inputs as Values;
}

/** State as a create leaves it: the inputs, which of them were inputs, and what the cloud said. */
export function stateOf(inputs: Values, more: Values = {}): Values {
    const names = Object.keys(inputs).filter((name) => !name.startsWith("__"));
    return { ...inputs, ...more, __inputs: names };
}

export const smallServer = {
    name: "web",
    flavorId: "flavor1",
    imageId: "image1",
    keyName: "mine",
    networks: [{ subnet: "subnet1" }],
    region: "KR1",
    powerState: "active",
} as const;

export const disk = {
    sourceType: "image",
    uuid: "image1",
    destinationType: "volume",
    bootIndex: 0,
    volumeSize: 20,
} as const;
