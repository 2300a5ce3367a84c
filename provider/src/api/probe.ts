import { Agent as HttpsAgent } from "node:https";
import { connect, isIPv6 } from "node:net";
import type { AxiosAdapter } from "axios";
import { lazyClient } from "./axios";
import type { Bounds } from "./bounds";
import type { Clock } from "./clock";

/** Where something is to respond. */
export interface ProbeTarget {
    protocol: "tcp" | "http" | "https";
    host: string;
    port: number;
    /** For HTTP and HTTPS. */
    path: string;
}

/** The HTTP status, "connected" for TCP, or the reason why there is no response, in words. */
export type ProbeResponse = { status: number } | "connected" | { failure: string };

/** Connects once; never throws. */
export type Probe = (target: ProbeTarget, bounds: Bounds) => Promise<ProbeResponse>;

/** Opens a TCP connection and closes it again. */
export type Connect = (target: { host: string; port: number }, signal: AbortSignal) => Promise<void>;

export interface ProbeOptions {
    clock: Clock;
    /** The network for HTTP, replaced by tests. */
    adapter?: AxiosAdapter | undefined;
    /** The network for TCP, replaced by tests. */
    connect?: Connect | undefined;
}

/** Also for the last attempt, which begins at the deadline. */
const shortestTimeoutMs = 1000;
const longestTimeoutMs = 5000;

const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection reset",
    EHOSTUNREACH: "no route to host",
    ENETUNREACH: "network unreachable",
    ENOTFOUND: "host not found",
    ETIMEDOUT: "no response",
};

export function createProbe({ clock, adapter, connect: connectTo = connectTcp }: ProbeOptions): Probe {
    const client = lazyClient({
        // The address of a new server has no certificate, and nothing secret is sent.
        httpsAgent: new HttpsAgent({ rejectUnauthorized: false }),
        maxRedirects: 0,
        validateStatus: () => true,
        // Only the status is of interest.
        responseType: "stream",
        decompress: false,
        ...(adapter ? { adapter } : {}),
    });

    async function respond(target: ProbeTarget, signal: AbortSignal): Promise<ProbeResponse> {
        if (target.protocol === "tcp") {
            await connectTo(target, signal);
            return "connected";
        }
        const { status, data } = await client().get<{ destroy(): void }>(urlOf(target), { signal });
        data.destroy();
        return { status };
    }

    return async (target, { deadline, signal }) => {
        const timeoutMs = Math.min(Math.max(deadline - clock.now(), shortestTimeoutMs), longestTimeoutMs);
        const late = new AbortController();
        const settled = new AbortController();
        void clock.sleep(timeoutMs, settled.signal).then(() => {
            if (!settled.signal.aborted) late.abort();
        });
        try {
            return await respond(target, AbortSignal.any([signal, late.signal]));
        } catch (error) {
            if (late.signal.aborted)
                return { failure: `no response within ${Math.round(timeoutMs / 1000)} s` };
            const { code = "no response" } = error as { code?: string };
            return { failure: reasons[code] ?? code };
        } finally {
            settled.abort();
        }
    };
}

/** `http://192.168.0.5:8080/health`, or `192.168.0.5:22` for TCP. */
export function urlOf({ protocol, host, port, path }: ProbeTarget): string {
    const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    return protocol === "tcp" ? address : `${protocol}://${address}${path}`;
}

export const connectTcp: Connect = ({ host, port }, signal) =>
    new Promise((resolve, reject) => {
        const socket = connect({ host, port, signal });
        socket.on("error", reject);
        socket.once("connect", () => {
            socket.destroy();
            resolve();
        });
    });
