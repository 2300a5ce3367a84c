import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { sentence } from "../../provider/src/errors/failure";
import { pairwise } from "../install/matrix";
import installed from "../install/results.json";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "llms.txt",
    ...readdirSync(join(root, "docs"))
        .filter((file) => file.endsWith(".md"))
        .map((file) => `docs/${file}`),
];

test.each(pages)("%s leads to files that exist", (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) =>
        String(target),
    );
    const missing = targets.filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
});

/** As the sites that show Markdown make them of a heading. */
function anchorOf(heading: string): string {
    return heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-");
}

function anchorsOf(page: string): string[] {
    return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(String(heading)));
}

test.each(pages)("%s leads to sections that exist", (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)].map(
        ([, file, anchor]) => ({ file: file ? join(dirname(page), file) : page, anchor: String(anchor) }),
    );
    expect(targets.filter(({ file, anchor }) => !anchorsOf(file).includes(anchor))).toEqual([]);
});

test("a stranger's ten questions have an answer each, on a page of the docs", () => {
    const rows = [...read("docs/questions.md").matchAll(/^\| (\d+) \| (.+\?.*) \| (.+) \|$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const answers = rows.map(([, , , answer]) => /\]\(([\w-]+\.md)/.exec(String(answer))?.[1]);
    expect(answers.filter((file) => !file || !existsSync(join(root, "docs", file)))).toEqual([]);
});

test("README has at most 200 lines", () => {
    expect(read("README.md").split("\n").length).toBeLessThanOrEqual(200);
});

describe("docs/errors.md", () => {
    const [, union = ""] = /type ErrorCode =(.*?);\n\n/s.exec(read("provider/src/api/errors.ts")) ?? [];
    const codes = [...union.matchAll(/\| "(\w+)"/g)].map(([, code]) => code as ErrorCode);
    const sections = new Map(
        read("docs/errors.md")
            .split(/^## /m)
            .slice(1)
            .map((section) => [section.slice(0, section.indexOf("\n")), section]),
    );

    test("has a section for each code, and no other", () => {
        expect(codes.length).toBeGreaterThan(10);
        expect([...sections.keys()].sort()).toEqual([...codes].sort());
    });

    test.each(codes)("has the remedy that an error with the code %s has", (code) => {
        const error = new ApiError("REASON", { code, method: "GET", path: "/" });
        const clause = sentence("DOING", Object.assign(new Error(error.message)));
        const hint = sentence("DOING", error).slice(clause.length).trim();
        expect(sections.get(code)).toContain(hint);
    });
});

describe("the results of npm run test:install", () => {
    test("are of rows in which each two values meet, and all of them passed", () => {
        const rows = installed.results.map(({ sdkVersion, error, ...row }) => row);
        expect(rows).toEqual(pairwise());
        expect([...installed.results, ...installed.refused].filter(({ error }) => error !== "")).toEqual([]);
    });

    test("are the table of docs/install.md", () => {
        const rows = installed.results.map(
            ({ program, manager, node, sdkVersion }) =>
                `| ${program} | ${manager} | ${node} | ${sdkVersion} | passed |\n`,
        );
        const [, table = ""] = read("docs/install.md").split("|---|---|---|---|---|\n");
        expect(table).toBe(rows.join(""));
    });
});
