import assert from "node:assert";
import { isSecret } from "../../provider/src/core/secretValues";
import { resultKey } from "../../provider/src/resources/tokens";
import { type Kept, openServer, ServerError } from "./pluginServer";
import { type Door, failure, type Kind, type Provider } from "./provider";

type Values = Record<string, unknown>;

/** The server of the provider plugin, in this process, as the engine would call it over gRPC. */
export const startPluginProvider: Door = (platform, run = (work) => work) => {
    const opened = openServer(platform, run, () => {}).then(async (server) => {
        await server.configure({});
        return server;
    });
    /** As the engine keeps it, by the state that a test sees. */
    const kept = new WeakMap<Values, Kept>();
    const keep = (all: Kept): Values => {
        const state = revealed(all.state) as Values;
        kept.set(state, all);
        return state;
    };
    const keptOf = (state: Values): Kept => kept.get(state) ?? { state, inputs: state };
    /** As a program's class sends them. */
    const check = async (kind: Kind, inputs: Values, olds: Values = {}) =>
        (await opened).check(kind, { __derived: [], ...inputs }, olds);
    const checked = async (kind: Kind, inputs: Values, olds?: Values) => {
        const result = await check(kind, inputs, olds);
        assert.deepEqual(result.failures, []);
        return result.inputs;
    };
    const failing = async <T>(work: Promise<T>): Promise<T> => {
        try {
            return await work;
        } catch (error) {
            if (!(error instanceof ServerError) || !error.left) throw error;
            const { id, reasons } = error.left;
            throw Object.assign(new Error(error.message), { id, reasons, properties: keep(error.left) });
        }
    };

    const provider: Provider = {
        async check(kind, inputs, olds) {
            const result = await check(kind, inputs, olds && keptOf(olds).inputs);
            return { inputs: revealed(result.inputs) as Values, sentences: result.failures };
        },
        async create(kind, given) {
            const inputs = await checked(kind, given);
            const { id, state } = await failing((await opened).create(kind, inputs));
            return { id, outs: keep({ state, inputs }) };
        },
        async update(kind, id, state, given) {
            const before = keptOf(state);
            const inputs = await checked(kind, given, before.inputs);
            return keep({ state: await failing((await opened).update(kind, id, before, inputs)), inputs });
        },
        async read(kind, id, state) {
            const found = await failing((await opened).read(kind, id, keptOf(state)));
            if (found.id === "") return {};
            return { id: found.id, props: keep(found), inputs: revealed(found.inputs) as Values };
        },
        async delete(kind, id, state) {
            await failing((await opened).delete(kind, id, keptOf(state)));
        },
        async diff(kind, state, given, id = "id") {
            const before = keptOf(state);
            const { inputs } = await check(kind, given, before.inputs);
            const { changes, replaces, deleteBeforeReplace } = await (await opened).diff(
                kind,
                id,
                before,
                inputs,
            );
            return { changes, replaces, deleteBeforeReplace };
        },
        async lookUp(name, args = {}) {
            const answer = await (await opened).invoke(name, args);
            return answer[resultKey(name)] ?? answer;
        },
        failure,
        stop: () => void opened.then((server) => server.close()),
    };
    return provider;
};

/** Without the marks of secrets. */
function revealed(value: unknown): unknown {
    if (isSecret(value)) return revealed(value.value);
    if (Array.isArray(value)) return value.map(revealed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revealed(item)]));
}
