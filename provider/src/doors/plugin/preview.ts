import { wasGiven } from "../../core/handler";
import { changesOf, type PropertyTable, unknownValue, type Values } from "../../core/properties";

/** The outputs that a create will have, as far as they are known before it. */
export function previewOfCreate(outputs: readonly string[], inputs: Values): Values {
    return { ...unknown(outputs), ...inputs };
}

/** Outputs that the update cannot change stay known, so that what depends on them is not affected. */
export function previewOfUpdate(
    table: PropertyTable,
    outputs: readonly string[],
    state: Values,
    inputs: Values,
): Values {
    const before = Object.fromEntries(Object.entries(state).filter(([name]) => wasGiven(state, name)));
    const { update } = changesOf(table, before, inputs);
    const affected = update.map((name) => table[name]?.affects);
    // Without a change of inputs, it goes on with what an earlier run left undone.
    const isOpen = update.length === 0 || affected.includes(undefined);
    const removed = update.filter((name) => outputs.includes(name));
    const changed = isOpen ? outputs : [...affected.flatMap((names) => names ?? []), ...removed];
    return { ...state, ...unknown(changed), ...inputs };
}

function unknown(names: readonly string[]): Values {
    return Object.fromEntries(names.map((name) => [name, unknownValue]));
}
