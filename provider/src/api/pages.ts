import type { Service } from "./session";

/** The most that the vendor lists in one answer. */
export const pageSize = 1000;

type Query = Record<string, string | number | undefined>;

/** All entries of a list of compute's: each page begins behind the last entry of the one before. */
export async function allPages<T extends { id: string }>(
    compute: Service,
    path: string,
    name: string,
    query: Query,
): Promise<T[]> {
    const found: T[] = [];
    for (;;) {
        const answer = await compute("GET", path, {
            query: { ...query, limit: pageSize, marker: found.at(-1)?.id },
        });
        const body = answer.body as Record<string, unknown>;
        const page = body[name] as T[];
        const links = (body[`${name}_links`] ?? []) as { rel: string }[];
        found.push(...page);
        // A cloud may cap a page below what was asked for.
        const hasNext = page.length === pageSize || links.some(({ rel }) => rel === "next");
        if (page.length === 0 || !hasNext) return found;
    }
}
