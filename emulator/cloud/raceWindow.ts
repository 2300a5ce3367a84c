/**
 * Between what a request reads and what it writes, a real cloud lets others in. Here requests meet in that gap: when no
 * further one has come for some milliseconds of the machine's own time, they go on, the newest first.
 */
export class Gap {
    private waiting: (() => void)[] = [];
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly milliseconds: number) {}

    async pass(): Promise<void> {
        if (this.milliseconds === 0) return;
        await new Promise<void>((resolve) => {
            this.waiting.unshift(resolve);
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.open(), this.milliseconds);
        });
    }

    private open(): void {
        const all = this.waiting;
        this.waiting = [];
        for (const goOn of all) goOn();
    }
}
