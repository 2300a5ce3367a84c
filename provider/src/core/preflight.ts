import type { Clock } from "../api/clock";
import { hasCode } from "../api/errors";
import { Failure, messageOf, sentence } from "../errors/failure";
import type { Engine } from "../platform/engine";
import type { ReportProblem } from "./properties";

/** How long a check waits for the cloud: a preview should be quick even if the cloud is unavailable. */
const longestMs = 15_000;

/** Runs checks against the cloud until it turns out to be unavailable. */
export class Preflight {
    private isUnavailable = false;

    constructor(
        private readonly clock: Clock,
        private readonly engine: Pick<Engine, "warn">,
    ) {}

    /** An unavailable cloud does not fail a check; refused credentials do. */
    async run(urn: string | undefined, work: () => Promise<void>, report: ReportProblem): Promise<void> {
        if (this.isUnavailable) return;
        try {
            await this.inTime(work());
        } catch (error) {
            if (error instanceof Failure || hasCode(error, "unauthorized", "untrusted")) {
                report(sentence("Looking up existing resources", error));
            } else if (isUnavailable(error)) this.skipTheRest(urn, messageOf(error));
        }
    }

    private async inTime(work: Promise<void>): Promise<void> {
        const over = new AbortController();
        const late = this.clock.sleep(longestMs, over.signal).then(() => {
            if (!over.signal.aborted) throw new NoAnswer();
        });
        try {
            await Promise.race([work, late]);
        } finally {
            over.abort();
        }
    }

    private skipTheRest(urn: string | undefined, reason: string): void {
        if (this.isUnavailable) return;
        this.isUnavailable = true;
        if (urn) {
            this.engine.warn(
                urn,
                `The cloud is unavailable (${reason}), so references to existing resources were not checked.`,
            );
        }
    }
}

class NoAnswer extends Error {
    constructor() {
        super(`no response within ${longestMs / 1000} s`);
    }
}

function isUnavailable(error: unknown): boolean {
    return (
        error instanceof NoAnswer ||
        hasCode(error, "unreachable", "no_answer", "server_error", "rate_limited")
    );
}
