import { testsOf } from "./areas";

for (const file of testsOf(process.env.MUTATION_AREA ?? "")) require(file);
