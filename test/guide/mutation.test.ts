import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { minimatch } from "minimatch";
import { areas, leftOut, testsOf } from "../mutation/areas";
import { explanations } from "../mutation/explained";

const root = join(__dirname, "../..");
const source = join(root, "provider/src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
);

test("faults are put in every file of the provider once, or it is named as left out", () => {
    const patterns = [...Object.values(areas).flatMap(({ faultsIn }) => faultsIn), ...leftOut];
    const times = files.map((file) => [file, patterns.filter((pattern) => minimatch(file, pattern)).length]);
    expect(times.filter(([, count]) => count !== 1)).toEqual([]);
    expect(patterns.filter((pattern) => !files.some((file) => minimatch(file, pattern)))).toEqual([]);
});

test.each(Object.keys(areas))("the tests of %s are there", (area) => {
    for (const file of testsOf(area)) expect(readFileSync(file, "utf8")).toMatch(/\b(test|it)\b/);
});

test("every fault that is explained is in the code", () => {
    const gone = explanations.filter(
        ({ file, row }) =>
            !readFileSync(join(root, file), "utf8")
                .split("\n")
                .some((line) => line.trim() === row),
    );
    expect(gone).toEqual([]);
});
