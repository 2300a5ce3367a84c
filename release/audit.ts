import { vulnerabilities } from "./vulnerabilities";

/** For every run of CI: fails if something is found, and says so where it cannot look. */
async function main(): Promise<void> {
    const found = await vulnerabilities();
    if (!found) return console.error("Left out: the registry of this machine answers no audits.");
    if (found.length === 0) return console.log("The published dependencies have no known vulnerability.");
    throw new Error(`The published dependencies have known vulnerabilities: ${found.join(", ")}.`);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
