import type { Surroundings } from "./surroundings";

/** Undefined where no stack is selected, and none was asked for. */
export async function stackConfiguration(
    { pulumi }: Surroundings,
    stack: string | undefined,
): Promise<Map<string, string | undefined> | undefined> {
    const words = ["config", "--json", "--show-secrets", ...(stack === undefined ? [] : ["--stack", stack])];
    const printed = await pulumi(...words).catch((error: unknown) => {
        if (stack !== undefined) throw error;
        return undefined;
    });
    if (printed === undefined) return undefined;
    const entries: Record<string, { value?: string }> = JSON.parse(printed);
    return new Map(Object.entries(entries).map(([key, { value }]) => [key, value]));
}
