import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCommand } from "../engine/command";
import { git } from "./tag";
import { vulnerabilities } from "./vulnerabilities";

const root = join(__dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const manifest = JSON.parse(read("provider/package.json"));

const tag = `v${manifest.version}`;

async function isTagged(): Promise<boolean> {
    return (await git(root, "tag", "--points-at", "HEAD")).split("\n").includes(tag);
}

/** "owner/name" of an address, whichever protocol it is for. */
function pathOf(address: string): string | undefined {
    return /([^/:]+\/[^/]+?)(\.git)?$/.exec(address)?.[1];
}

interface Step {
    title: string;
    /** Returns what is wrong, in one sentence; undefined if nothing is. */
    check(): Promise<string | undefined>;
    /** Returns why it cannot be checked on this machine. */
    leftOut?(): Promise<string | undefined>;
}

/** Takes long, or needs a machine of its own. */
const slowCommands = ["test", "test:install", "test:faults", "test:openstack"];

const steps: Step[] = [
    {
        title: "Everything is committed",
        check: async () =>
            (await git(root, "status", "--porcelain")) === "" ? undefined : "git status is not empty.",
    },
    {
        title: `The tag ${tag} is new, or that of this commit`,
        check: async () =>
            (await git(root, "tag", "--list", tag)) === "" || (await isTagged())
                ? undefined
                : "It exists: raise the version in provider/package.json.",
    },
    {
        title: `CHANGELOG.md begins with ${manifest.version}`,
        check: async () => {
            const [, newest] = /^## (.+)$/m.exec(read("provider/CHANGELOG.md")) ?? [];
            return newest === manifest.version ? undefined : `It begins with ${newest}.`;
        },
    },
    {
        title: "The package's repository is that of this checkout",
        check: async () => {
            const [repository, origin] = [
                manifest.repository.url,
                await git(root, "remote", "get-url", "origin"),
            ];
            return pathOf(repository) === pathOf(origin)
                ? undefined
                : `provider/package.json has ${repository}, and git's origin is ${origin || "not set"}.`;
        },
    },
    {
        title: "The published dependencies have no known vulnerability",
        leftOut: async () =>
            (await vulnerabilities()) ? undefined : "the registry of this machine answers no audits",
        check: async () => {
            const found = (await vulnerabilities()) ?? [];
            return found.length === 0 ? undefined : `npm audit has ${found.join(", ")}.`;
        },
    },
    command("lint"),
    command("typecheck"),
];

function command(name: string): Step {
    return {
        title: `npm run ${name}`,
        check: async () => {
            const { exitCode, output, reported } = await runCommand(["npm", "run", "--silent", name], {
                cwd: root,
            });
            return exitCode === 0 ? undefined : [...output, ...reported].slice(-20).join("\n");
        },
    };
}

const HELP = `Walks the checklist of a release and ends with what is still to do.

npm run release:check -- [options]
  --quick   leaves out the long suites: ${slowCommands.join(", ")}
`;

async function main(): Promise<void> {
    const { values } = parseArgs({ options: { help: { type: "boolean" }, quick: { type: "boolean" } } });
    if (values.help) return void process.stdout.write(HELP);
    const walked = [...steps, ...(values.quick ? [] : slowCommands.map(command))];
    let open = 0;
    for (const { title, check, leftOut } of walked) {
        const reason = await leftOut?.();
        if (reason !== undefined) {
            process.stdout.write(`[-] ${title}: left out, since ${reason}.\n`);
            continue;
        }
        const problem = await check();
        if (problem !== undefined) open += 1;
        process.stdout.write(problem === undefined ? `[x] ${title}\n` : `[ ] ${title}: ${problem}\n`);
    }
    if (values.quick) process.stdout.write(`Left out: ${slowCommands.join(", ")}, since --quick is set.\n`);
    const tagging = (await isTagged()) ? "" : `git tag ${tag} && `;
    process.stdout.write(open === 0 ? `Ready: ${tagging}npm run release -- ${tag}\n` : `${open} to do.\n`);
    if (open > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
