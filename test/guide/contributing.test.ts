import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The hunks of CONTRIBUTING.md's diff. */
const hunks = [...read("CONTRIBUTING.md").matchAll(/^\+\+\+ b\/(\S+)\n@@ (.+)\n((?:\+(?!\+).*\n)+)/gm)].map(
    ([, file = "", where = "", lines = ""]) => ({ file, where, text: lines.replace(/^\+/gm, "") }),
);

test("a property of a server is five edits", () => {
    expect(hunks).toHaveLength(5);
});

test.each(hunks)("$file has its lines, behind $where", ({ file, where, text }) => {
    const source = read(file);
    const place = source.indexOf(where);
    expect(place).toBeGreaterThan(-1);
    expect(source.indexOf(text)).toBeGreaterThan(place);
});

test("every page that decisions/README.md names is there, and names tests that are there", () => {
    const pages = [...read("decisions/README.md").matchAll(/\]\((\S+\.md)\)/g)].map(([, page]) =>
        String(page),
    );
    expect(pages.length).toBeGreaterThan(5);
    const held = pages.flatMap((page) => [...read(`decisions/${page}`).matchAll(/`(test\/\S+\.ts)`/g)]);
    expect(held.length).toBeGreaterThan(5);
    for (const [, test] of held) expect(read(String(test))).toContain("test");
});
