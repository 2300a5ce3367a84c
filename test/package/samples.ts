import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

export interface Sample {
    name: string;
    text: string;
}

/** The TypeScript blocks of a text, without the stars of a doc comment; those that import are whole programs. */
export function samplesOf(file: string): Sample[] {
    const text = readFileSync(join(root, file), "utf8").replace(/^ *\* ?/gm, "");
    const blocks = [...text.matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
    return blocks
        .filter((block) => /from "pulumi-nhncloud[/"]/.test(block))
        .map((block, index) => ({ name: `${file.replaceAll("/", ".")}.${index}.ts`, text: block }));
}

/** Where each resource, or function, has its samples. */
export const documented = readdirSync(join(root, "provider/src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^resources\/.+\/resource|^functions\/.+\/function)\.ts$/.test(file))
    .map((file) => `provider/src/${file}`);

const pages = readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`);

export const samples = [...documented, ...pages, "README.md", "provider/README.md"].flatMap(samplesOf);
