import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The branches of a remote, which is a name or an address. */
export async function branchesOf(remote: string): Promise<Set<string>> {
    const { stdout } = await run("git", ["ls-remote", "--heads", "--", remote], {
        // Without a terminal, a question for a password would hang.
        env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
        maxBuffer: 64 * 1024 ** 2,
    });
    const heads = stdout.matchAll(/^\S+\trefs\/heads\/(.+)$/gm);
    return new Set([...heads].map(([, branch = ""]) => branch));
}

/** The commit that is checked out here, where this is a repository. */
export async function currentCommit(): Promise<string | undefined> {
    try {
        const { stdout } = await run("git", ["rev-parse", "HEAD"]);
        return stdout.trim();
    } catch {
        return undefined;
    }
}
