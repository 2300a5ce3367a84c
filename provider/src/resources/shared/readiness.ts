import { type ProbeResponse, type ProbeTarget, urlOf } from "../../api/probe";
import { pollIntervalMs } from "../../cloud/pace";
import type { Context } from "../../core/handler";
import type { Property, ReportProblem, Values } from "../../core/properties";
import { text, wholeNumber } from "../../core/validators";
import { Failure } from "../../errors/failure";

/** What is to respond on a host, and how; as `Readiness` and the `readiness` of a fleet have it. */
export interface ReadinessCheck {
    port?: number | undefined;
    protocol?: ProbeTarget["protocol"] | undefined;
    path?: string | undefined;
    expectStatus?: number | undefined;
}

const visiblePath = /^\/[\x21-\x7e]*$/;

/** The properties of a check. */
export const readinessCheckProperties = {
    port: { validate: wholeNumber({ min: 1, max: 65_535 }), onChange: "update" },
    protocol: { validate: text({ oneOf: ["tcp", "http", "https"] }), onChange: "update" },
    path: {
        validate: text({ pattern: { matches: visiblePath, means: 'an absolute path, as in "/health"' } }),
        onChange: "update",
    },
    expectStatus: { validate: wholeNumber({ min: 100, max: 599 }), onChange: "update" },
} satisfies Record<keyof ReadinessCheck, Property>;

const defaultPorts = { tcp: undefined, http: 80, https: 443 } as const;

/** HTTP if anything of it is named, or nothing at all; else a connection is enough. */
export function protocolOf({ protocol, port, path, expectStatus }: ReadinessCheck): ProbeTarget["protocol"] {
    if (protocol !== undefined) return protocol;
    return path !== undefined || expectStatus !== undefined || port === undefined ? "http" : "tcp";
}

/** Rules that need more than one property; `prefix` is where they stand among the inputs. */
export function checkCheck(check: Values, report: ReportProblem, prefix = ""): void {
    if (check.protocol !== "tcp") return;
    if (check.port === undefined) report(`${prefix}port is required for tcp.`);
    for (const name of ["path", "expectStatus"].filter((key) => check[key] !== undefined))
        report(`${prefix}${name} is only for http and https: omit it, or change ${prefix}protocol.`);
}

export function targetOf(host: string, check: ReadinessCheck): ProbeTarget {
    const protocol = protocolOf(check);
    return { protocol, host, port: check.port ?? defaultPorts[protocol] ?? 0, path: check.path ?? "/" };
}

/** It does not respond as expected; the hint says what to check. */
export class NotReady extends Failure {}

/** Waits until it responds as expected; what it responds meanwhile is on the resource's row. */
export async function waitUntilReady(
    { probe, clock, deadline, signal, report }: Context,
    host: string,
    check: ReadinessCheck,
    setting: string,
): Promise<void> {
    const target = targetOf(host, check);
    const { expectStatus } = check;
    const isTcp = target.protocol === "tcp";
    const goal = isTcp ? "connected" : `HTTP ${expectStatus ?? "200 to 399"}`;
    const waitingFor = isTcp ? `a connection to ${urlOf(target)}` : `${goal} from ${urlOf(target)}`;
    const started = clock.now();
    const elapsed = () => `${Math.round((clock.now() - started) / 1000)} s`;
    let last = "none";
    const assertNotInterrupted = () => {
        if (!signal.aborted) return;
        throw new NotReady(
            `interrupted after ${elapsed()} waiting for ${waitingFor}; last response: ${last}`,
            "Run the same command again to continue waiting.",
        );
    };
    for (;;) {
        assertNotInterrupted();
        const response = await probe(target, { deadline, signal });
        if (isReady(response, expectStatus)) return;
        assertNotInterrupted();
        last = inWords(response);
        report(`${last} → ${goal}`);
        const now = clock.now();
        if (now >= deadline) {
            throw new NotReady(
                `timed out after ${elapsed()} waiting for ${waitingFor}; last response: ${last}`,
                `Check what the server runs and its security groups. Run pulumi up again to continue waiting, or increase ${setting}.`,
            );
        }
        await clock.sleep(Math.min(pollIntervalMs(now - started), deadline - now), signal);
    }
}

function isReady(response: ProbeResponse, expectStatus: number | undefined): boolean {
    if (response === "connected") return true;
    if ("failure" in response) return false;
    const { status } = response;
    return expectStatus === undefined ? status >= 200 && status < 400 : status === expectStatus;
}

function inWords(response: ProbeResponse): string {
    if (response === "connected") return response;
    return "failure" in response ? response.failure : `HTTP ${response.status}`;
}
