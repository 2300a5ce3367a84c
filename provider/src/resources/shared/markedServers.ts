import { beginningWith, type Server } from "../../api/services/servers";
import type { MarkedKind } from "./createOnce";
import { nonceKey } from "./marks";
import { isGone } from "./serverTransitions";

/** Servers whose names start with that of the mark, and whose metadata has its nonce. */
export const markedServers: MarkedKind<Server> = {
    noun: "server",
    async find(cloud, { name, nonce }) {
        const found = await cloud.servers.list({ name: beginningWith(name) });
        return found.filter((server) => server.metadata[nonceKey] === nonce && !isGone(server));
    },
    delete: (cloud, id) => cloud.servers.delete(id),
    traits: ({ name, nonce }) =>
        `whose name starts with "${name}" and whose metadata has ${nonceKey}=${nonce}`,
};
