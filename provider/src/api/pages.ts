import type { ServiceClient } from "./auth/session";
import { ApiError } from "./errors";
import { oneLine } from "./oneLine";
import { pathOf } from "./paths";
import { listOf, object, type Shape, text } from "./shapes";

/** The most that the vendor returns in one page. */
export const pageSize = 1000;

type Query = Record<string, string | number | undefined>;

const linkList = listOf(object({ rel: text }));

/** All entries of a Compute list: each page starts after the last entry of the previous one. */
export async function allPages<T extends { id: string }>(
    compute: ServiceClient,
    path: readonly string[],
    name: string,
    entry: Shape<T>,
    query: Query,
): Promise<T[]> {
    const shape = object({ [name]: listOf(entry) });
    const found: T[] = [];
    for (;;) {
        const document = await compute.read(shape, "GET", path, {
            query: { ...query, limit: pageSize, marker: found.at(-1)?.id },
        });
        const page = document[name] ?? [];
        const links: unknown = document[`${name}_links`];
        assertGoesOn(path, found, page);
        found.push(...page);
        // A cloud may return smaller pages than requested.
        const hasNext =
            page.length === pageSize || (linkList(links) && links.some(({ rel }) => rel === "next"));
        if (page.length === 0 || !hasNext) return found;
    }
}

interface Listed {
    id: string;
}

/** A cloud that repeats a page would be asked forever. */
export function assertGoesOn(
    path: readonly string[],
    found: readonly Listed[],
    page: readonly Listed[],
): void {
    const last = page.at(-1)?.id;
    if (last === undefined || found.every(({ id }) => id !== last)) return;
    const reason = `the list of ${path[0]} never ends: the page after "${oneLine(last)}" repeats it`;
    throw new ApiError(reason, { code: "unexpected", method: "GET", path: pathOf(path) });
}
