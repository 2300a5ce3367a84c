import { join } from "node:path";
import { startLanguageHost } from "./languageHost";

/** The program as the checkout has it now. */
function programIn(directory: string) {
    const file = join(directory, "index.ts");
    delete require.cache[file];
    return require(file);
}

startLanguageHost(programIn).then(({ flags }) => process.stdout.write(`${flags.join(" ")}\n`));
// It ends with whoever started it.
process.stdin.resume().once("close", () => process.exit());
