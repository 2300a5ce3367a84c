import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handlers } from "../../provider/src/resources/handlers";

const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");

test.each(Object.entries(handlers))("README tells how long a %s may take", (kind, { timeouts }) => {
    const { create, update, delete: remove } = timeouts;
    expect(readme).toContain(`| \`${kind}\` | ${create} s | ${update} s | ${remove} s |`);
});
