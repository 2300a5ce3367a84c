import { generateKeyPair, type KeyPairKeyObjectResult, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { AxiosAdapter } from "axios";
import { type Clock, systemClock } from "../api/clock";
import type { Connect } from "../api/probe";
import { connectEngine, type Engine } from "./engine";
import { exportParentStack } from "./parentStack";
import { type ExportStack, exitWithEngine, exportStack, whenCancelled } from "./pluginProcess";

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
    /** Where request lines go while NHNCLOUD_DEBUG=1. */
    trace(line: string): void;
    /** Aborted when the user cancels the run. */
    cancelled: AbortSignal;
    /** Reads the stack's state; undefined without an engine. */
    exportStack?: ExportStack;
}

export function systemPlatform(): Platform {
    return {
        clock: systemClock,
        environment: process.env,
        randomHex: (digits) =>
            randomBytes(Math.ceil(digits / 2))
                .toString("hex")
                .slice(0, digits),
        random: Math.random,
        generateKeyPair: () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 }),
        // The engine's address is the last argument of the plugin's command line.
        engine: connectEngine(process.argv.at(-1)),
        trace: (line) => void process.stderr.write(`nhncloud: ${line}\n`),
        cancelled: new AbortController().signal,
    };
}

/** For the process of the provider plugin, whose protocol tells when the run is cancelled. */
export function serverPlatform(cancelled: AbortSignal): Platform {
    exitWithEngine();
    return { ...systemPlatform(), cancelled, exportStack: exportParentStack };
}

/** For the process that the engine starts for dynamic resources. */
export function pluginPlatform(): Platform {
    exitWithEngine();
    return { ...systemPlatform(), cancelled: whenCancelled(), exportStack };
}
