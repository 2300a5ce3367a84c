import { createHash, randomUUID } from "node:crypto";

export function newId(): string {
    return randomUUID();
}

export function newHexId(): string {
    return randomUUID().replaceAll("-", "");
}

/** The same id on every start. */
export function stableId(path: string): string {
    const hex = createHash("sha256").update(path).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
