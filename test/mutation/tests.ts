import { testsOf } from "./areas";

// All in one: Stryker's runner loads every file of tests for every fault, and each would load the provider anew.
for (const file of testsOf(process.env.MUTATION_AREA ?? "")) require(file);
