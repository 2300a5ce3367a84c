import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSchema } from "./generate";

const file = join(__dirname, "..", "provider", "schema.json");
writeFileSync(file, `${JSON.stringify(generateSchema(), undefined, 4)}\n`);
