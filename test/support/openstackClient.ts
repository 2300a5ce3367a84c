import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

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
    close(): Promise<void>;
}

/** The Python that the client's own script names. */
function interpreterOf(path: string): string {
    const [first = ""] = readFileSync(path, "utf8").split("\n", 1);
    return first.replace(/^#!\s*/, "");
}

/** `credentials` are the usual OS_* variables. */
export function openstackClient(path: string, credentials: Record<string, string>): OpenstackClient {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...credentials };
    const child = spawn(interpreterOf(path), [join(__dirname, "openstackClient.py")], {
        env,
        stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const client: OpenstackClient = {
        async run(...words) {
            child.stdin.write(`${JSON.stringify(words)}\n`);
            const { value, done } = await answers.next();
            if (done) throw new Error("The openstack client has ended.");
            const { code, output, errors } = JSON.parse(value);
            if (code !== 0) throw new Error(`openstack ${words.join(" ")}: ${errors}`);
            return output.trim();
        },
        show: (column, ...words) => client.run(...words, "-f", "value", "-c", column),
        list: async (column, ...words) => {
            const text = await client.show(column, ...words);
            return text === "" ? [] : text.split("\n").sort();
        },
        async close() {
            child.stdin.end();
            await ended;
        },
    };
    return client;
}
