/** Caches promises by key; a rejected one is dropped, so that it can be tried again. */
export class PromiseCache<T> {
    private readonly known = new Map<string, Promise<T>>();

    get(key: string, ask: () => Promise<T>): Promise<T> {
        const known = this.known.get(key);
        if (known) return known;
        const answer = ask();
        this.known.set(key, answer);
        answer.catch(() => this.known.delete(key));
        return answer;
    }
}
