import { generateKeyPair, type KeyPairKeyObjectResult, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { AxiosAdapter } from "axios";
import { type Clock, systemClock } from "../api/clock";
import type { Observer } from "../api/observer";
import type { Connect } from "../api/probe";
import { observe } from "../observers/observe";
import { connectEngine, type Engine } from "./engine";
import { hearCalls, sdkServer } from "./engineCalls";
import { exportParentStack, isDestroy } from "./parentStack";
import {
    beforeEngineEnds,
    beforeExit,
    type ExportStack,
    exitWithEngine,
    exportStack,
    whenCancelled,
} from "./pluginProcess";

/** Everything the runtime takes from the outside world, so that tests can replace it. */
export interface Platform {
    clock: Clock;
    environment: Readonly<Record<string, string | undefined>>;
    /** Lower-case hexadecimal digits. */
    randomHex(digits: number): string;
    /** A number from 0 to 1, for times that vary. */
    random(): number;
    /** An RSA pair of 2048 bits. */
    generateKeyPair(): Promise<KeyPairKeyObjectResult>;
    /** The network; axios's own by default. */
    adapter?: AxiosAdapter;
    /** The network below HTTP; node:net's own where it is not given. */
    connect?: Connect;
    /** The engine that shows status lines. */
    engine: Engine;
    /** Sees what is done. */
    observer: Observer;
    /** Aborted when the user cancels the run. */
    cancelled: AbortSignal;
    /** Reads the stack's state; undefined without an engine. */
    exportStack?: ExportStack;
    /** Whether the run is known to be a `pulumi destroy`. */
    isDestroy?(): boolean;
}

/** That of the user's program, and of a command. */
export function systemPlatform(): Platform {
    return platformOf("program", beforeExit);
}

/** For the process of the provider plugin, whose protocol tells when the run is cancelled. */
export function serverPlatform(cancelled: AbortSignal): Platform {
    exitWithEngine();
    return {
        ...platformOf("plugin", beforeEngineEnds),
        cancelled,
        exportStack: exportParentStack,
        isDestroy,
    };
}

/** For the process that the engine starts for dynamic resources. */
export function pluginPlatform(): Platform {
    exitWithEngine();
    const server = sdkServer();
    const platform = platformOf("dynamic provider", beforeEngineEnds);
    if (process.env.PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT) hearCalls(server, platform.observer.called);
    return { ...platform, cancelled: whenCancelled(server), exportStack, isDestroy };
}

let observer: Observer | undefined;

function platformOf(name: string, atEnd: (close: () => Promise<void>) => void): Platform {
    // The engine's address is the last argument of the plugin's command line.
    const engine = connectEngine(process.argv.at(-1));
    // One for the whole process, since a program looks up with several configurations.
    observer ??= observe({
        environment: process.env,
        clock: systemClock,
        process: name,
        print: (line) => void process.stderr.write(`nhncloud: ${line}\n`),
        warn: (text) => engine.warn("", text),
        atEnd,
    });
    return {
        clock: systemClock,
        environment: process.env,
        randomHex: (digits) =>
            randomBytes(Math.ceil(digits / 2))
                .toString("hex")
                .slice(0, digits),
        random: Math.random,
        generateKeyPair: () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 }),
        engine,
        observer,
        cancelled: new AbortController().signal,
    };
}
