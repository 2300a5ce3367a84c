/**
 * Runs at most `most` pieces of work at a time; the others wait for their turn. `wait` may give up a turn by rejecting.
 */
export function limit(most: number) {
    const waiting: (() => void)[] = [];
    let free = most;
    const release = () => {
        const next = waiting.shift();
        if (next) next();
        else free++;
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
            release();
        }
    };
}
