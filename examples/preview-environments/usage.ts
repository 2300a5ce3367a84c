import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const USAGE = `An environment of its own for each branch.

npm run preview-env -- up    --branch NAME   make it, or bring it to what the branch has now
npm run preview-env -- down  --branch NAME   take it away, with all that it has
npm run preview-env -- list                  all environments
npm run preview-env -- sweep                 take away those whose time has ended, whose branch is gone, or that were never finished
npm run preview-env -- demo                  all of that on a local NHN Cloud

  --branch NAME          of up and down
  --commit ID            what is shown of the branch; the commit that is checked out by default
  --config KEY=VALUE     a value besides those of Pulumi.pr.yaml, as often as needed
  --time-to-live TIME    10h, 5d or infinite from now on; timeToLive of Pulumi.pr.yaml by default
  --pull-request NUMBER  where up and down write their comment: needs GITHUB_REPOSITORY, GITHUB_API_URL and GITHUB_TOKEN
  --remote NAME          whose branches sweep goes by; origin by default
  --no-wait              end at once where another run works on the environment
  --json                 the result as JSON
  --cwd DIRECTORY        where Pulumi.yaml and Pulumi.pr.yaml are; the example's own by default

Exit codes: 0 done; 1 failed; 2 no such command or option; 3 another run works on the environment
`;

export class UsageError extends Error {}

const COMMANDS = ["up", "down", "list", "sweep", "demo"] as const;
const OPTIONS = {
    branch: { type: "string" },
    commit: { type: "string" },
    config: { type: "string", multiple: true, default: [] as string[] },
    "time-to-live": { type: "string" },
    "pull-request": { type: "string" },
    remote: { type: "string", default: "origin" },
    "no-wait": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    cwd: { type: "string", default: __dirname },
    help: { type: "boolean", default: false },
} as const;

export interface Command {
    name: (typeof COMMANDS)[number] | "help";
    /** Empty for the commands that are about all of them. */
    branch: string;
    commit: string | undefined;
    config: Record<string, string>;
    timeToLive: string | undefined;
    pullRequest: number | undefined;
    remote: string;
    waits: boolean;
    json: boolean;
    directory: string;
}

/** Throws a UsageError that says what is wrong. */
export function readCommand(words: string[]): Command {
    const { values, positionals } = parse(words);
    const [word, ...others] = positionals;
    const name = values.help ? "help" : COMMANDS.find((command) => command === word);
    if (name === undefined || others.length > 0)
        throw new UsageError(`One of the commands ${COMMANDS.join(", ")} is needed.`);
    const { branch = "", commit } = values;
    if ((name === "up" || name === "down") && branch === "")
        throw new UsageError(`${name} needs --branch NAME.`);
    return {
        name,
        branch,
        commit,
        config: Object.fromEntries(values.config.map(readPair)),
        timeToLive: values["time-to-live"],
        pullRequest: readNumber(values["pull-request"]),
        remote: values.remote,
        waits: !values["no-wait"],
        json: values.json,
        directory: resolve(values.cwd),
    };
}

function parse(words: string[]) {
    try {
        return parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}

function readPair(text: string): [string, string] {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`--config takes KEY=VALUE, not "${text}".`);
    return [text.slice(0, at), text.slice(at + 1)];
}

function readNumber(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    if (!/^[1-9]\d{0,9}$/.test(text)) throw new UsageError(`--pull-request takes a number, not "${text}".`);
    return Number(text);
}
