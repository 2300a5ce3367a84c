/**
 * Lets at most so many pieces of work run at once; the others wait their turn. `wait` may give up on a turn by
 * rejecting.
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
                // Not there any more: the turn came at the same moment, and is the next one's.
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
