import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handlers } from "../../provider/src/resources/handlers";

const page = readFileSync(join(__dirname, "../../docs/waiting.md"), "utf8");

test.each(Object.entries(handlers))("docs/waiting.md tells how long a %s may take", (kind, { timeouts }) => {
    const { create, update, delete: remove } = timeouts;
    expect(page).toContain(`| \`${kind}\` | ${create} s | ${update} s | ${remove} s |`);
});
