import { createInterface } from "node:readline/promises";
import { sentence } from "../errors/failure";
import { systemPlatform } from "../platform/platform";
import { type Command, type Scene, wrongUsage } from "./command";
import { doctorCommand } from "./doctorCommand";
import { fromTerraformCommand } from "./fromTerraformCommand";
import { orphansCommand } from "./orphansCommand";
import { systemSurroundings } from "./surroundings";

const commands: Readonly<Record<string, Command>> = {
    doctor: doctorCommand,
    orphans: orphansCommand,
    "from-terraform": fromTerraformCommand,
};

const help = Object.values(commands)
    .map((command) => command.help)
    .join("\n");

async function main(): Promise<number> {
    const [name = "", ...words] = process.argv.slice(2);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (name === "--help" || (command && words.includes("--help"))) {
        process.stdout.write(command?.help ?? help);
        return 0;
    }
    if (!command) {
        process.stderr.write(help);
        return wrongUsage;
    }
    const scene: Scene = {
        surroundings: systemSurroundings(),
        platform: systemPlatform(),
        out: process.stdout,
        errors: process.stderr,
        ask,
    };
    return await command.run(words, scene).catch((error: unknown) => {
        process.stderr.write(`${sentence(`pulumi-nhncloud ${name}`, error)}\n`);
        return wrongUsage;
    });
}

async function ask(question: string): Promise<string | undefined> {
    if (!process.stdin.isTTY) return undefined;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
        return await terminal.question(question);
    } finally {
        terminal.close();
    }
}

main().then((code) => {
    process.exitCode = code;
});
