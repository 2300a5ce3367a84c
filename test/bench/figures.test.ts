import { readFileSync } from "node:fs";
import { join } from "node:path";
import { limitOf, ratiosOf } from "../../bench/limit";
import { doorsTable, lifeTable } from "../../bench/page";
import { quantile, type Sample, summarize } from "../../bench/samples";
import { findTerraform } from "../../bench/tools/terraform";

const sample = (tool: string, run: number, value: number): Sample => ({
    measure: "up",
    tool,
    setting: "recommended",
    n: 10,
    run,
    value,
    unit: "s",
});

test("the limit is the median of the engine's time and then the cloud's, and a run is compared with its own", () => {
    const samples = [
        ...[1, 2, 9].map((value, run) => sample("nothing", run, value)),
        ...[8, 18, 10].map((value, run) => sample("cloud", run, value)),
        ...[11, 20, 18].map((value, run) => sample("pulumi-nhncloud", run, value)),
    ];
    expect(limitOf(samples, "up", 10)).toBe(12);
    const part = { measure: "up", tool: "pulumi-nhncloud", setting: "recommended", n: 10 };
    expect(ratiosOf(samples, part)).toEqual([1.1, 1, 1.5]);
    expect(ratiosOf(samples, { ...part, n: 50 })).toEqual([]);
});

test("an even number of values has its median between two", () => {
    expect(summarize([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4, count: 4 });
    expect(summarize([])).toBeUndefined();
    expect(quantile([0, 10, 20], 0.75)).toBe(15);
});

test("a Terraform that is not there is one sentence", async () => {
    const nowhere = join(__dirname, "nowhere");
    expect(await findTerraform(nowhere)).toBe(`There is no ${nowhere}: Terraform's rows are left out.`);
    expect(await findTerraform(process.execPath)).toMatch(
        /^There is no terraform-provider-openstack beside .*: Terraform's rows are left out[.]$/,
    );
});

test.each([
    ["docs/speed.md", lifeTable],
    ["docs/two-doors.md", doorsTable],
    ["README.md", doorsTable],
])("the table of %s is that of bench/results", async (page, table) => {
    expect(readFileSync(join(__dirname, "../..", page), "utf8")).toContain(await table());
});
