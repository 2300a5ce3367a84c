import { importedKey, inputsKey, wasGiven } from "./handler";
import { type PropertyTable, unknownValue, type Values } from "./properties";

// The cloud does not show all inputs of a resource, so an imported one comes without some.

/** What an imported resource has nevertheless, to satisfy checks. */
export function assumed(table: PropertyTable, inputs: Values): Values {
    if (inputs[importedKey] !== true) return {};
    const hidden = Object.entries(table).filter(([, property]) => property.hidden === "always");
    return Object.fromEntries(hidden.map(([name]) => [name, unknownValue]));
}

/** `pulumi import` writes an empty text or list into the program for a required input that it does not get. */
export function withoutPlaceholders(inputs: Values, oldInputs: Values): Values {
    if (oldInputs[importedKey] !== true) return inputs;
    const isPlaceholder = (value: unknown) => value === "" || (Array.isArray(value) && value.length === 0);
    return Object.fromEntries(
        Object.entries(inputs).filter(([name, value]) => name in oldInputs || !isPlaceholder(value)),
    );
}

/** The old inputs with those that an imported resource came without, as they are given now. */
export function completed(table: PropertyTable, oldInputs: Values, inputs: Values): Values {
    if (oldInputs[importedKey] !== true) return oldInputs;
    const hidden = Object.entries(table).filter(([, property]) => property.hidden);
    return { ...Object.fromEntries(hidden.map(([name]) => [name, inputs[name]])), ...oldInputs };
}

/** The same for a state. The engine keeps what a program gave before in `oldInputs` alone, if there was nothing to update. */
export function completedState(
    table: PropertyTable,
    state: Values,
    oldInputs: Values,
    inputs: Values,
): Values {
    if (state[importedKey] !== true) return state;
    const hidden = Object.entries(table).filter(([name, one]) => one.hidden && !wasGiven(state, name));
    const given = hidden.map(([name]) => name);
    const values = given.map((name) => [name, oldInputs[name] ?? inputs[name]]);
    // Nothing is replaced because a program does not repeat what the cloud shows.
    const isOpen = (name: string) => table[name]?.onChange === "replace" && !(name in inputs);
    const names = [...(state[inputsKey] as string[]).filter((name) => !isOpen(name)), ...given];
    return { ...state, ...Object.fromEntries(values), [inputsKey]: names };
}
