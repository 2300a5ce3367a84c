import { isDeepStrictEqual } from "node:util";
import type { Changes } from "../../core/handler";
import { isValues, type Values } from "../../core/properties";

export type ChangeKind = "add" | "delete" | "update";

/** A change of one property at any depth, such as `metadata.role` or `networks[0].uuid`. */
export interface PathChange {
    path: string;
    kind: ChangeKind;
    isReplacing: boolean;
    /** Of an input; else of an output, such as the status of a server that failed to build. */
    isInput: boolean;
}

export function detailedDiff(changes: Changes, oldInputs: Values, inputs: Values): PathChange[] {
    const { replace, update } = changes;
    return [...new Set([...replace, ...update])].flatMap((name): PathChange[] => {
        const isReplacing = replace.includes(name);
        const paths = changedPaths(pathOf("", name), oldInputs[name], inputs[name]);
        // Equal where it was changed in the cloud, or where something is left to do.
        if (paths.length === 0)
            return [{ path: pathOf("", name), kind: "update", isReplacing, isInput: false }];
        return paths.map(([path, kind]) => ({ path, kind, isReplacing, isInput: true }));
    });
}

function changedPaths(path: string, before: unknown, after: unknown): [string, ChangeKind][] {
    if (isDeepStrictEqual(before, after)) return [];
    if (before === undefined || before === null) return [[path, "add"]];
    if (after === undefined || after === null) return [[path, "delete"]];
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) => index).flatMap((index) =>
            changedPaths(`${path}[${index}]`, before[index], after[index]),
        );
    }
    if (isValues(before) && isValues(after)) {
        const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
        return names.flatMap((name) => changedPaths(pathOf(path, name), before[name], after[name]));
    }
    return [[path, "update"]];
}

/** Quoted as the engine parses it. */
function pathOf(path: string, name: string): string {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === "" ? name : `${path}.${name}`;
}
