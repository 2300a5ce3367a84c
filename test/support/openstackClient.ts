import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The standard client: from the project's own virtual environment, or from PATH. */
export function findOpenstackClient(): string | undefined {
    const own = join(__dirname, "../../.work/openstackclient/bin/openstack");
    if (existsSync(own)) return own;
    try {
        return execFileSync("sh", ["-c", "command -v openstack"], { encoding: "utf8" }).trim();
    } catch {
        return undefined;
    }
}

export interface OpenstackClient {
    /** What the command prints, without space around it. */
    run(...words: string[]): Promise<string>;
    /** The value of one column: of a thing that is shown, or of each in a list, in the order of their names. */
    show(column: string, ...words: string[]): Promise<string>;
    list(column: string, ...words: string[]): Promise<string[]>;
}

/** `credentials` are the usual OS_* variables. */
export function openstackClient(path: string, credentials: Record<string, string>): OpenstackClient {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...credentials };
    const client: OpenstackClient = {
        run: async (...words) => (await run(path, words, { env })).stdout.trim(),
        show: (column, ...words) => client.run(...words, "-f", "value", "-c", column),
        list: async (column, ...words) => {
            const text = await client.show(column, ...words);
            return text === "" ? [] : text.split("\n").sort();
        },
    };
    return client;
}
