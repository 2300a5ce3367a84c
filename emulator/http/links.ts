import type { RegionRequest } from "./router";

export type LinkRoots = Pick<RegionRequest, "root" | "bookmarkRoot">;

export function bookmark({ bookmarkRoot }: LinkRoots, collection: string, id: string): unknown {
    return { rel: "bookmark", href: `${bookmarkRoot}/${collection}/${id}` };
}

export function links(roots: LinkRoots, collection: string, id: string): unknown[] {
    return [{ rel: "self", href: `${roots.root}/${collection}/${id}` }, bookmark(roots, collection, id)];
}
