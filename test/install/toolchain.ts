import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runCommand } from "../../engine/command";
import { DIMENSIONS, type Row } from "./matrix";

/** The latest of lines that run on every Node.js of the matrix. */
const MANAGERS: Readonly<Record<Row["manager"], string>> = { npm: "11", yarn: "1", pnpm: "12" };

const TOOLS = join(__dirname, "../../.work/install-tools");
const FINISHED = "finished";

/** The command that adds packages to the program, or to the workspace `app`. */
export const addition: Readonly<
    Record<Row["manager"], (packages: string[], isWorkspace: boolean) => string[]>
> = {
    npm: (packages, isWorkspace) => [
        "npm",
        "install",
        ...(isWorkspace ? ["--workspace", "app"] : []),
        ...packages,
    ],
    yarn: (packages, isWorkspace) => [
        "yarn",
        ...(isWorkspace ? ["workspace", "app"] : []),
        "add",
        ...packages,
    ],
    pnpm: (packages, isWorkspace) => [
        "pnpm",
        ...(isWorkspace ? ["--filter", "app"] : []),
        "add",
        // A dependency of the SDK; pnpm fails if it is not told what to do with its install script.
        "--allow-build=protobufjs",
        ...packages,
    ],
};

/** Installs every Node.js and package manager of the matrix, once. */
export async function installToolchain(report: (line: string) => void): Promise<void> {
    for (const version of DIMENSIONS.node) await install(`node@${version}`, report);
    for (const manager of DIMENSIONS.manager) await install(`${manager}@${MANAGERS[manager]}`, report);
}

async function install(wanted: string, report: (line: string) => void): Promise<void> {
    const directory = join(TOOLS, wanted);
    if (existsSync(join(directory, FINISHED))) return;
    report(`Installing ${wanted}`);
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const { exitCode, reported } = await runCommand(["npm", "install", "--prefix", directory, wanted]);
    if (exitCode !== 0) throw new Error(`${wanted} cannot be installed: ${reported.at(-1)}`);
    await writeFile(join(directory, FINISHED), "");
}

/** With this Node.js and this package manager before all others. */
export function pathWith({ node, manager }: Pick<Row, "node" | "manager">, ...others: string[]): string {
    const programs = (wanted: string, ...below: string[]) => join(TOOLS, wanted, "node_modules", ...below);
    return [
        programs(`node@${node}`, "node", "bin"),
        programs(`${manager}@${MANAGERS[manager]}`, ".bin"),
        ...others,
        process.env.PATH,
    ].join(delimiter);
}
