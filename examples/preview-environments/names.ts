import { createHash } from "node:crypto";

/** Stacks of the project that a person made have other names, and are never touched. */
export const PREFIX = "pr-";

const LONGEST_SLUG = 50;
const BRANCH = /^[^\p{Cc}\s~^:?*[\\]{1,250}$/u;

/** The stack of a branch. A digest tells apart what reads the same without its slashes and capitals. */
export function stackNameOf(branch: string): string {
    if (!BRANCH.test(branch) || branch.startsWith("-"))
        throw new Error(`"${branch}" cannot be the name of a branch.`);
    const slug = branch
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, LONGEST_SLUG)
        .replace(/^-|-$/g, "");
    if (slug === branch) return PREFIX + slug;
    const digest = createHash("sha256").update(branch).digest("hex").slice(0, 6);
    return [PREFIX + slug, digest].join(slug ? "-" : "");
}
