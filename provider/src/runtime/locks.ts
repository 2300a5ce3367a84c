/** Runs the work of one key one after another, in the order in which it was asked for. */
export class Locks {
    private readonly tails = new Map<string, Promise<unknown>>();

    async hold<T>(key: string, work: () => Promise<T>): Promise<T> {
        const before = this.tails.get(key) ?? Promise.resolve();
        const turn = before.then(work, work);
        this.tails.set(key, turn);
        try {
            return await turn;
        } finally {
            if (this.tails.get(key) === turn) this.tails.delete(key);
        }
    }
}
