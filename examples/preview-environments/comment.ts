import type { Gone, Ready } from "./environments";

const MOST_CHARACTERS = 60_000;

/** Marks the one comment of an environment; a reader does not see it. */
export function markOf(branch: string): string {
    return `<!-- preview-environment ${JSON.stringify(branch).replace(/--/g, "-\\u002d")} -->`;
}

export function pendingBody(branch: string, commit: string | undefined): string {
    return body(branch, `⏳ **Preview environment** of ${shown(branch, commit)}: it is being made.`);
}

export function readyBody(branch: string, ready: Ready): string {
    const { url, host, username, commit, servers, seconds, expires } = ready;
    return body(
        branch,
        `✅ **Preview environment** of ${shown(branch, commit)}: ${url}`,
        table(
            ["server", "status", "type", "address"],
            servers.map(({ name, status, flavor, address }) => [name, status, flavor, address]),
        ),
        `It took ${seconds} s. \`ssh ${username}@${host}\` · ${
            expires === undefined ? "It stays until it is destroyed." : `It is removed after ${expires}.`
        }`,
    );
}

export function failedBody(
    branch: string,
    commit: string | undefined,
    reason: string,
    log: string[],
): string {
    return body(
        branch,
        `❌ **Preview environment** of ${shown(branch, commit)}: it failed.`,
        fenced([reason]),
        `<details><summary>The log's end</summary>\n\n${fenced(log)}\n\n</details>`,
    );
}

export function goneBody({ branch, seconds }: Gone): string {
    return body(branch, `🗑️ **Preview environment** of ${shown(branch)}: destroyed, in ${seconds} s.`);
}

function body(branch: string, ...paragraphs: string[]): string {
    return [markOf(branch), ...paragraphs].join("\n\n").slice(0, MOST_CHARACTERS);
}

function shown(branch: string, commit?: string): string {
    const at = commit === undefined ? "" : ` at ${commit.slice(0, 12)}`;
    return `${code(branch)}${at}`;
}

function code(text: string): string {
    const fence = "`".repeat(1 + longestRun(text));
    return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function fenced(lines: string[]): string {
    const text = lines.join("\n");
    const fence = "`".repeat(Math.max(3, 1 + longestRun(text)));
    return `${fence}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function table(head: string[], rows: string[][]): string {
    const line = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
