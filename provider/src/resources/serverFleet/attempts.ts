import type { Context } from "../../core/handler";
import { Failure, messageOf } from "../../errors/failure";
import { NotReady } from "../shared/readiness";
import type { Member } from "./members";
import { assertGoesOn, keptHint } from "./plan";

/** Why something failed for a server. */
export interface Failed {
    member: Member;
    reason: unknown;
}

export type Work = (context: Context, member: Member) => Promise<void>;

/** Does it to all servers even if some fail; the row shows how many are done. */
export async function attempt(
    context: Context,
    members: readonly Member[],
    what: string,
    work: Work,
): Promise<Failed[]> {
    assertGoesOn(context);
    let done = 0;
    const report: Context["report"] = (_, trouble) =>
        context.report(`${done} of ${members.length} ${what}`, trouble);
    const results = await Promise.allSettled(
        members.map(async (member) => {
            const own = { ...context, report };
            own.cloud = own.cloud.within(own);
            await work(own, member);
            // Time spent waiting for a lock does not count for later steps either.
            context.deadline = Math.max(context.deadline, own.deadline);
            done++;
        }),
    );
    return members.flatMap((member, index) => {
        const result = results[index];
        return result?.status === "rejected" ? [{ member, reason: result.reason as unknown }] : [];
    });
}

/** {@link attempt}, and fails with the first reason. */
export async function everyOne(...work: Parameters<typeof attempt>): Promise<void> {
    const failed = await attempt(...work);
    if (failed.length > 0) throw failureOf(failed);
}

/** `failed` has at least one. */
export function failureOf(failed: readonly Failed[]): Failure {
    const [first] = failed;
    const which = failed.length === 1 ? "server" : `${failed.length} servers failed, first`;
    return new Failure(
        `${which} "${first?.member.server.name}": ${messageOf(first?.reason)}`,
        first?.reason instanceof NotReady
            ? `${first.reason.hint} Its servers are kept in the stack.`
            : keptHint,
    );
}
