/** How many pieces of work must end before one more may run at a time. */
const endsToGrow = 4;

/**
 * Runs at most `first`, later `most` pieces of work at a time; the others wait for their turn. `wait` may give up a turn by
 * rejecting.
 */
export function limit(most: number, first = most) {
    const waiting: (() => void)[] = [];
    let free = Math.min(first, most);
    let total = free;
    let ended = 0;
    const release = () => {
        const next = waiting.shift();
        if (next) next();
        else free++;
    };
    const grow = () => {
        if (total === most || ++ended % endsToGrow !== 0) return;
        total++;
        release();
    };
    return async <T>(
        work: () => Promise<T>,
        wait: (turn: Promise<void>) => Promise<void> = (turn) => turn,
    ): Promise<T> => {
        if (free > 0) free--;
        else {
            let take = () => {};
            const turn = new Promise<void>((resolve) => {
                take = resolve;
                waiting.push(take);
            });
            try {
                await wait(turn);
            } catch (error) {
                const place = waiting.indexOf(take);
                // No longer queued: its turn came at the same moment and passes to the next one.
                if (place === -1) release();
                else waiting.splice(place, 1);
                throw error;
            }
        }
        try {
            return await work();
        } finally {
            grow();
            release();
        }
    };
}
