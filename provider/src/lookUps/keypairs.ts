import type { Keypair } from "../api/keypairs";
import type { GetKeypairResult, GetKeypairsResult } from "../functions/keypairs";
import { argument, type LookUp, none } from "../runtime/lookUps";
import { text } from "../runtime/properties";

/** "List Keypairs" of the guide. */
export const getKeypairs: LookUp = {
    args: {},
    doing: () => "Looking up keypairs",
    find: async ({ cloud }): Promise<GetKeypairsResult[]> => (await cloud.keypairs.list()).map(listed),
};

/** "Get Keypair" of the guide. */
export const getKeypair: LookUp = {
    args: { name: argument(text(), "the name of a keypair") },
    doing: ({ name }) => `Looking up keypair "${name}"`,
    async find({ cloud, args }): Promise<GetKeypairResult> {
        const found = await cloud.keypairs.get(String(args.name));
        if (!found) throw none(cloud, "of that name", "getKeypairs");
        return { ...listed(found), userId: found.userId, createdAt: found.createdAt };
    },
};

function listed({ name, publicKey, fingerprint }: Keypair): GetKeypairsResult {
    return { name, publicKey, fingerprint };
}
