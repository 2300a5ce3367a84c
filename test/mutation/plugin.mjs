// Some of Stryker's processes know no TypeScript.
import "tsx/cjs";
import { createRequire } from "node:module";

export const { strykerPlugins } = createRequire(import.meta.url)("./runner.ts");
