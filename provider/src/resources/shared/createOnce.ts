import { isAmbiguous } from "../../api/transport";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, withGracePeriod } from "../../core/handler";
import { Failure, messageOf } from "../../errors/failure";
import { isTimeUp, retryUntilAnswered } from "./lostAnswer";

/** How long to wait between looks for what a create made whose response was lost. */
export const lookUpPausesMs = [1000, 2000, 4000];
const mostPosts = 3;

/** How the result of one request is told from everything else in the cloud. */
export interface Mark {
    name: string;
    nonce: string;
}

/** Things that are found by their mark. */
export interface MarkedKind<T extends { id: string }> {
    noun: string;
    find(cloud: RegionClient, mark: Mark): Promise<T[]>;
    delete(cloud: RegionClient, id: string): Promise<unknown>;
    /** How a user finds it: "any volume TRAITS". */
    traits(mark: Mark): string;
}

/** A request with a mark. */
export interface CreateRequest<T, F extends { id: string }> extends Mark {
    kind: MarkedKind<F>;
    post(): Promise<T>;
    /** The same result, from what was found after the response was lost. */
    found(things: [F, ...F[]]): T;
}

/** Sends the request; after a lost response, looks for its mark before it is sent again. */
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
                // Repeating the request without a look could create a duplicate.
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
        `${answer.message}; whether the request was carried out is unknown`,
        `Before the next pulumi up, delete any ${order.kind.noun} ${order.kind.traits(order)}.`,
    );
}

/** A request that seemed lost may have been carried out late. Failing here must not lose what was created. */
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
            `The request for "${mark.name}" was sent again, and a duplicate may be left: ${messageOf(error)}. Delete any ${kind.noun} ${kind.traits(mark)} that is not in the stack.`,
        );
    }
}
