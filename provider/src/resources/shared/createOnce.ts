import { isAmbiguous } from "../../api/transport";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, withGracePeriod } from "../../core/handler";
import { Failure, messageOf } from "../../errors/failure";
import { isTimeUp, retryUntilAnswered } from "./lostAnswer";

/** How long to wait between looks for what a create without an answer made. */
export const lookUpPausesMs = [1000, 2000, 4000];
const mostPosts = 3;

/** How what one request makes is told from everything else in the cloud. */
export interface Mark {
    name: string;
    nonce: string;
}

/** What is found by its mark. */
export interface MarkedKind<T extends { id: string }> {
    /** In the plural. */
    noun: string;
    find(cloud: RegionClient, mark: Mark): Promise<T[]>;
    delete(cloud: RegionClient, id: string): Promise<unknown>;
    /** By what somebody finds it: "volumes TRAITS". */
    traits(mark: Mark): string;
}

/** A request that bears a mark. */
export interface CreateRequest<T, F extends { id: string }> extends Mark {
    kind: MarkedKind<F>;
    post(): Promise<T>;
    /** The same answer, from what is there although the answer was lost. */
    found(things: [F, ...F[]]): T;
}

/** Sends the request; after a lost answer the mark tells whether what it makes is there before it is sent again. */
export async function createOnce<T, F extends { id: string }>(
    context: Context,
    order: CreateRequest<T, F>,
): Promise<{ made: T; repeated: boolean }> {
    for (let post = 1; ; post++) {
        try {
            return { made: await order.post(), repeated: post > 1 };
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookUpPausesMs) {
                await context.clock.sleep(pause, context.signal);
                // A request that is sent again without a look may make a second one.
                const look = (cloud: RegionClient) => order.kind.find(cloud, order);
                const [first, ...others] = await retryUntilAnswered(context, look).catch(() => {
                    throw lost(order, error);
                });
                if (first) return { made: order.found([first, ...others]), repeated: post > 1 };
            }
            if (post === mostPosts || isTimeUp(context)) throw lost(order, error);
        }
    }
}

function lost<T, F extends { id: string }>(order: CreateRequest<T, F>, answer: Error): Failure {
    return new Failure(
        `${answer.message}; whether the request was carried out could not be told`,
        `Before the next pulumi up, look for ${order.kind.noun} ${order.kind.traits(order)}, and delete them.`,
    );
}

/** A request that was taken for lost may have been carried out late. A failure here is no reason to lose what was made. */
export async function deleteTwins<F extends { id: string }>(
    context: Context,
    kept: readonly string[],
    { kind, ...mark }: Mark & { kind: MarkedKind<F> },
): Promise<void> {
    const cloud = isTimeUp(context) ? withGracePeriod(context) : context.cloud;
    try {
        const twins = (await kind.find(cloud, mark)).filter(({ id }) => !kept.includes(id));
        await Promise.all(twins.map(({ id }) => kind.delete(cloud, id)));
    } catch (error) {
        context.warn(
            `The request for "${mark.name}" was sent again, and a second copy may be left: ${messageOf(error)}. Look for ${kind.noun} ${kind.traits(mark)}, and delete any that is not in the stack.`,
        );
    }
}
