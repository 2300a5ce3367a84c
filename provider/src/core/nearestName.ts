/** The known name that was most likely meant: at most a third of it differs. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
    const [best] = known
        .map((candidate) => ({
            candidate,
            distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
        }))
        .sort((left, right) => left.distance - right.distance);
    return best && best.distance <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(left: string, right: string): number {
    let row = Array.from({ length: right.length + 1 }, (_, index) => index);
    for (const [index, letter] of [...left].entries()) {
        const next = [index + 1];
        for (const [column, other] of [...right].entries()) {
            const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
            next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
        }
        row = next;
    }
    return row.at(-1) ?? 0;
}
