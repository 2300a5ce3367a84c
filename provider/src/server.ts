import { serve } from "./doors/plugin/server";
import { serverPlatform } from "./platform/platform";

/** The process of the provider plugin: the engine reads its port from the first line. */
async function main(): Promise<void> {
    const cancelled = new AbortController();
    const { port } = await serve(serverPlatform(cancelled.signal), () => cancelled.abort());
    process.stdout.write(`${port}\n`);
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
});
