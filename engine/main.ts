import { findEngine } from "./index";

// Only an orderly exit removes what a half-done build leaves behind.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

async function main(): Promise<void> {
    const engine = await findEngine(console.error);
    console.log(`Pulumi engine ${engine.version}, ${engine.source}`);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
