import { exactly, type Server, type ServerRequest } from "../api/servers";
import { isAmbiguous } from "../api/transport";
import type { Cloud } from "../runtime/cloud";
import type { Context } from "../runtime/lifecycle";
import { nonceKey } from "./serverMetadata";
import { isGone } from "./serverTransitions";

/** How long to wait between looks for a server whose create got no answer. */
const lookAgainMs = [1000, 2000, 4000];
const mostPosts = 3;

/** Sends the request; after a lost answer the nonce tells whether the server is there before it is sent again. */
export async function createOnce(
    context: Context,
    request: ServerRequest,
    nonce: string,
): Promise<{ id: string; repeated: boolean }> {
    for (let post = 1; ; post++) {
        try {
            return { id: await context.cloud.servers.create(request), repeated: post > 1 };
        } catch (error) {
            if (!isAmbiguous(error)) throw error;
            for (const pause of lookAgainMs) {
                await context.clock.sleep(pause);
                const [found] = await withNonce(context, request.name, nonce);
                if (found) return { id: found.id, repeated: post > 1 };
            }
            if (post === mostPosts) throw error;
        }
    }
}

async function withNonce({ cloud }: Context, name: string, nonce: string): Promise<Server[]> {
    return (await serversNamed(cloud, name)).filter((server) => server.metadata[nonceKey] === nonce);
}

/** The servers of exactly that name. */
export async function serversNamed(cloud: Cloud, name: string): Promise<Server[]> {
    const found = await cloud.servers.list({ name: exactly(name) });
    return found.filter((server) => server.name === name && !isGone(server));
}

/** A request that was taken for lost may have been carried out late. */
export async function deleteTwins(context: Context, id: string, name: string, nonce: string): Promise<void> {
    const twins = (await withNonce(context, name, nonce)).filter((server) => server.id !== id);
    await Promise.all(twins.map((twin) => context.cloud.servers.delete(twin.id)));
}
