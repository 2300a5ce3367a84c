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

/** Sends a create for servers; after a lost response, looks for its nonce before it is sent again. */
export async function createOnce<T>(
    context: Context,
    order: CreateRequest<T>,
): Promise<{ made: T; repeated: boolean }> {
    const { name, nonce } = order;
    return await sendOnce(context, {
        ...order,
        look: (cloud) => withNonce(cloud, order),
        traces: `server whose name starts with "${name}" and whose metadata has ${nonceKey}=${nonce}`,
    });
}

/** A request whose results bear a mark. */
export interface MarkedRequest<T, Found> {
    post(): Promise<T>;
    /** What bears the mark. */
    look(cloud: RegionClient): Promise<Found[]>;
    /** The same answer, from what is there although the answer was lost. */
    found(results: [Found, ...Found[]]): T;
    /** What to look for by hand. */
    traces: string;
}

/** Sends the request; after a lost response, looks for its mark before it is sent again. */
export async function sendOnce<T, Found>(
    context: Context,
    order: MarkedRequest<T, Found>,
): Promise<{ made: T; repeated: boolean }> {
    for (let post = 1; ; post++) {
        try {
            return { made: await order.post(), repeated: post > 1 };
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookUpPausesMs) {
                await context.clock.sleep(pause, context.signal);
                // Repeating the request without a look could create a second one.
                const [first, ...others] = await retryUntilAnswered(context, order.look).catch(() => {
                    throw lost(order, error);
                });
                if (first) return { made: order.found([first, ...others]), repeated: post > 1 };
            }
            if (post === mostPosts || isTimeUp(context)) throw lost(order, error);
        }
    }
}

function lost({ traces }: Pick<MarkedRequest<unknown, never>, "traces">, answer: Error): Failure {
    return new Failure(
        `${answer.message}; whether the request was carried out is unknown`,
        `Before the next pulumi up, delete any ${traces}.`,
    );
}

type Marked = Pick<CreateRequest<unknown>, "name" | "nonce">;

export async function withNonce(cloud: RegionClient, { name, nonce }: Marked): Promise<Server[]> {
    const found = await cloud.servers.list({ name: beginningWith(name) });
    return found.filter((server) => server.metadata[nonceKey] === nonce && !isGone(server));
}

/** {@link deleteDuplicates} of servers. */
export async function deleteTwins(context: Context, kept: readonly string[], marked: Marked): Promise<void> {
    await deleteDuplicates(context, kept, {
        about: `"${marked.name}" (metadata ${nonceKey}=${marked.nonce})`,
        look: (cloud) => withNonce(cloud, marked),
        remove: (cloud, id) => cloud.servers.delete(id),
        traces: "server with this metadata",
    });
}

/** What a repeated request may have left. */
export interface Duplicates {
    /** What was requested. */
    about: string;
    look(cloud: RegionClient): Promise<{ id: string }[]>;
    remove(cloud: RegionClient, id: string): Promise<unknown>;
    /** What to look for by hand. */
    traces: string;
}

/** A request that seemed lost may have been carried out late. Failing here must not lose what was created. */
export async function deleteDuplicates(
    context: Context,
    kept: readonly string[],
    { about, look, remove, traces }: Duplicates,
): Promise<void> {
    const cloud = isTimeUp(context) ? withGracePeriod(context) : context.cloud;
    try {
        const twins = (await look(cloud)).filter(({ id }) => !kept.includes(id));
        await Promise.all(twins.map(({ id }) => remove(cloud, id)));
    } catch (error) {
        context.warn(
            `The request for ${about} was sent again, and a duplicate may be left: ${messageOf(error)}. Delete any ${traces} that is not in the stack.`,
        );
    }
}
