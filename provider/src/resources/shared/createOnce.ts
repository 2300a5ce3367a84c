import { beginningWith, type Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import type { RegionClient } from "../../cloud/regionClient";
import { type Context, withGracePeriod } from "../../core/handler";
import { Failure, messageOf } from "../../errors/failure";
import { isTimeUp, retryUntilAnswered } from "./lostAnswer";
import { nonceKey } from "./marks";
import { isGone } from "./serverTransitions";

/** How long to wait between looks for what a create made whose response was lost. */
export const lookUpPausesMs = [1000, 2000, 4000];
const mostPosts = 3;

/** A request for servers, whose names start with `name` and whose metadata has the nonce. */
export interface CreateRequest<T> {
    name: string;
    nonce: string;
    post(): Promise<T>;
    /** The same result, from servers that were found after the response was lost. */
    found(servers: [Server, ...Server[]]): T;
}

/** Sends the request; after a lost response, looks for its nonce before it is sent again. */
export async function createOnce<T>(
    context: Context,
    order: CreateRequest<T>,
): Promise<{ made: T; repeated: boolean }> {
    for (let post = 1; ; post++) {
        try {
            return { made: await order.post(), repeated: post > 1 };
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookUpPausesMs) {
                await context.clock.sleep(pause, context.signal);
                // Repeating the request without a look could create a second server.
                const look = (cloud: RegionClient) => withNonce(cloud, order);
                const [first, ...others] = await retryUntilAnswered(context, look).catch(() => {
                    throw lost(order, error);
                });
                if (first) return { made: order.found([first, ...others]), repeated: post > 1 };
            }
            if (post === mostPosts || isTimeUp(context)) throw lost(order, error);
        }
    }
}

function lost({ name, nonce }: Marked, answer: Error): Failure {
    return new Failure(
        `${answer.message}; whether the request was carried out is unknown`,
        `Before the next pulumi up, delete any server whose name starts with "${name}" and whose metadata has ${nonceKey}=${nonce}.`,
    );
}

type Marked = Pick<CreateRequest<unknown>, "name" | "nonce">;

export async function withNonce(cloud: RegionClient, { name, nonce }: Marked): Promise<Server[]> {
    const found = await cloud.servers.list({ name: beginningWith(name) });
    return found.filter((server) => server.metadata[nonceKey] === nonce && !isGone(server));
}

/** A request that seemed lost may have been carried out late. Failing here must not lose what was created. */
export async function deleteTwins(context: Context, kept: readonly string[], marked: Marked): Promise<void> {
    const cloud = isTimeUp(context) ? withGracePeriod(context) : context.cloud;
    const about = `"${marked.name}" (metadata ${nonceKey}=${marked.nonce})`;
    try {
        const twins = (await withNonce(cloud, marked)).filter(({ id }) => !kept.includes(id));
        await Promise.all(twins.map(({ id }) => cloud.servers.delete(id)));
    } catch (error) {
        context.warn(
            `The request for ${about} was sent again, and a duplicate may be left: ${messageOf(error)}. Delete any server with this metadata that is not in the stack.`,
        );
    }
}
