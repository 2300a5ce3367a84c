import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { transform } from "@swc/core";

/** Writes TypeScript files as JavaScript into a directory, for processes that would take longer to compile them than to run them. */
export async function compile(files: readonly string[], directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    for (const file of files) {
        const { code } = await transform(await readFile(file, "utf8"), {
            jsc: { parser: { syntax: "typescript" }, target: "es2022" },
            module: { type: "commonjs" },
        });
        const name = basename(file, ".ts");
        // In one piece: another process may be starting it.
        const incoming = join(directory, `${name}.${process.pid}`);
        await writeFile(incoming, code);
        await rename(incoming, join(directory, `${name}.js`));
    }
}
