import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../engine/command";

/** Why a checkout cannot be released under a tag, in one sentence; undefined if it can. */
export async function refusalOf(tag: string, root: string): Promise<string | undefined> {
    const { version } = JSON.parse(readFileSync(join(root, "provider/package.json"), "utf8"));
    if (tag !== `v${version}`)
        return `Releasing ${tag}: provider/package.json has version ${version}. Check out the tag of the version to release.`;
    const tagged = await git(root, "rev-parse", "--quiet", "--verify", `refs/tags/${tag}^{commit}`);
    if (tagged === "")
        return `Releasing ${tag}: there is no such tag. Run "npm run release:check", and then "git tag ${tag}".`;
    if (tagged !== (await git(root, "rev-parse", "HEAD")))
        return `Releasing ${tag}: another commit is checked out. Run "git checkout ${tag}".`;
    if ((await git(root, "status", "--porcelain")) !== "")
        return `Releasing ${tag}: files differ from the tag. Commit or remove what git status shows.`;
    return undefined;
}

export async function git(root: string, ...words: string[]): Promise<string> {
    return (await runCommand(["git", ...words], { cwd: root })).output.join("\n");
}
