import type { Keypair } from "../../api/services/keypairs";
import { argument, type FunctionHandler, none } from "../../core/functions";
import { text } from "../../core/validators";
import type { GetKeypairResult, GetKeypairsResult } from "./types";

/** "List Keypairs" of the guide. */
export const getKeypairs: FunctionHandler = {
    args: {},
    describe: () => "Looking up keypairs",
    run: async ({ cloud }): Promise<GetKeypairsResult[]> => (await cloud.keypairs.list()).map(listed),
};

/** "Get Keypair" of the guide. */
export const getKeypair: FunctionHandler = {
    args: { name: argument(text(), "the name of a keypair") },
    describe: ({ name }) => `Looking up keypair "${name}"`,
    async run({ cloud, args }): Promise<GetKeypairResult> {
        const found = await cloud.keypairs.get(String(args.name));
        if (!found) throw none(cloud, "with that name", "getKeypairs");
        return { ...listed(found), userId: found.userId, createdAt: found.createdAt };
    },
};

function listed({ name, publicKey, fingerprint }: Keypair): GetKeypairsResult {
    return { name, publicKey, fingerprint };
}
