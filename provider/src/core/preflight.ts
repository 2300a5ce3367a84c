import type { Clock } from "../api/clock";
import { hasCode } from "../api/errors";
import { Failure, messageOf, sentence } from "../errors/failure";
import type { Engine } from "../platform/engine";
import type { ReportProblem } from "./properties";

/** How long a check waits for the cloud: a preview shall be quick also where the cloud is away. */
const longestMs = 15_000;

/** What the checks of a run look up in the cloud, until it turns out that it does not answer. */
export class Preflight {
    private isCloudAway = false;

    constructor(
        private readonly clock: Clock,
        private readonly engine: Engine,
    ) {}

    /** A cloud that cannot be asked now is no reason to refuse a program; one that refuses the credentials is. */
    async run(urn: string | undefined, look: () => Promise<void>, report: ReportProblem): Promise<void> {
        if (this.isCloudAway) return;
        try {
            await this.inTime(look());
        } catch (error) {
            if (error instanceof Failure || hasCode(error, "unauthorized", "untrusted")) {
                report(sentence("Looking up what exists", error));
            } else if (isAway(error)) this.skipTheRest(urn, messageOf(error));
        }
    }

    private async inTime(look: Promise<void>): Promise<void> {
        const over = new AbortController();
        const late = this.clock.sleep(longestMs, over.signal).then(() => {
            if (!over.signal.aborted) throw new NoAnswer();
        });
        try {
            await Promise.race([look, late]);
        } finally {
            over.abort();
        }
    }

    private skipTheRest(urn: string | undefined, reason: string): void {
        if (this.isCloudAway) return;
        this.isCloudAway = true;
        if (urn) {
            this.engine.warn(
                urn,
                `The cloud cannot be asked now (${reason}), so whether what this program names exists is not checked.`,
            );
        }
    }
}

class NoAnswer extends Error {
    constructor() {
        super(`no answer within ${longestMs / 1000} s`);
    }
}

function isAway(error: unknown): boolean {
    return (
        error instanceof NoAnswer ||
        hasCode(error, "unreachable", "no_answer", "server_error", "rate_limited")
    );
}
