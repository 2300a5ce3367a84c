import { readFileSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { commandsOf, comparable } from "../examples/readme";

const file = join(__dirname, "../../docs/pictures/up.svg");
const text = readFileSync(file, "utf8");

/** Its lines, with a space between what is in different columns. */
const lines = [...text.matchAll(/<text .*?<\/text>/g)].map(([line]) =>
    line.replace(/<\/tspan><tspan/g, "</tspan> <tspan").replace(/<[^>]*>/g, ""),
);

describe("README's picture of a run", () => {
    test("ends with what the quickstart prints, as its README has it and a test runs it", () => {
        const { expected = "" } =
            commandsOf("quickstart").find(({ line, expected }) => line === "pulumi up --yes" && expected) ??
            {};
        const end = lines.slice(lines.indexOf("⋮") + 1);
        expect(comparable(end.join("\n"))).toEqual(comparable(expected));
    });

    test("shows what the servers wait for before that", () => {
        const waiting = lines.slice(0, lines.indexOf("⋮")).filter((line) => / → ACTIVE · \d+ s$/.test(line));
        expect(waiting).toHaveLength(2);
    });

    test("is small, and says nothing of the machine", () => {
        expect(statSync(file).size).toBeLessThan(30 * 1024);
        for (const word of [hostname(), userInfo().username, "/home/", "/root", "/tmp"])
            expect(lines.join("\n")).not.toContain(word);
    });
});
