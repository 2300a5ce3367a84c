import type { Environment, Gone, Ready, Sweep } from "./environments";

export function readyText({ url, host, username, seconds, expires }: Ready): string {
    return [
        `${url} answers, after ${seconds} s.`,
        `ssh ${username}@${host}`,
        expires === undefined ? "It stays until it is destroyed." : `It is removed after ${expires}.`,
    ].join("\n");
}

export function goneText({ status, stack, branch, seconds }: Gone): string {
    return status === "absent"
        ? `${branch} has no environment.`
        : `${stack} is destroyed, after ${seconds} s.`;
}

export function listText(environments: Environment[]): string {
    if (environments.length === 0) return "There are no environments.";
    const rows = environments.map(({ stack, branch, url, expires }) => [
        stack,
        branch ?? "",
        url ?? "not finished",
        expires ?? "never",
    ]);
    return table([["stack", "branch", "address", "removed after"], ...rows]);
}

export function sweepText({ removed, kept, failed }: Sweep): string {
    return [
        ...removed.map(({ stack, reason }) => `Removed ${stack}: ${reason}.`),
        ...failed.map(({ stack, reason }) => `Not removed: ${stack}: ${reason}`),
        `${removed.length} removed, ${kept.length} kept, ${failed.length} failed.`,
    ].join("\n");
}

function table(rows: string[][]): string {
    const widths =
        rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    return rows
        .map((row) =>
            row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}
