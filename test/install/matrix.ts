/** What a user may come with. */
export const DIMENSIONS = {
    program: ["typescript", "commonjs", "esm", "workspace"],
    manager: ["npm", "yarn", "pnpm"],
    node: ["20", "22", "24"],
    sdk: ["oldest", "newest"],
} as const;

type Dimensions = typeof DIMENSIONS;
export type Row = { [Name in keyof Dimensions]: Dimensions[Name][number] };

const names = Object.keys(DIMENSIONS) as (keyof Dimensions)[];

/** Every combination. */
export function wholeMatrix(): Row[] {
    return names.reduce<Partial<Row>[]>(
        (rows, name) => rows.flatMap((row) => DIMENSIONS[name].map((value) => ({ ...row, [name]: value }))),
        [{}],
    ) as Row[];
}

/** Few rows in which every value meets every value of the other dimensions: most faults need no more than two. */
export function pairwise(): Row[] {
    const missing = new Set(wholeMatrix().flatMap(pairsOf));
    const rows: Row[] = [];
    while (missing.size > 0) {
        const gain = (row: Row) => pairsOf(row).filter((pair) => missing.has(pair)).length;
        const best = wholeMatrix().reduce((one, other) => (gain(other) > gain(one) ? other : one));
        for (const pair of pairsOf(best)) missing.delete(pair);
        rows.push(best);
    }
    return rows;
}

function pairsOf(row: Row): string[] {
    const values = names.map((name) => `${name}=${row[name]}`);
    return values.flatMap((one, index) => values.slice(index + 1).map((other) => `${one} ${other}`));
}
