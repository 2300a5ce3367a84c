/**
 * In a real cloud other requests run between what a request reads and what it writes. Here requests wait for each other
 * in that window: once no new one has arrived for some milliseconds of real time, all go on, the newest first.
 */
export class RaceWindow {
    private waiting: (() => void)[] = [];
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly milliseconds: number) {}

    async pass(): Promise<void> {
        if (this.milliseconds === 0) return;
        await new Promise<void>((resolve) => {
            this.waiting.unshift(resolve);
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.release(), this.milliseconds);
        });
    }

    private release(): void {
        const released = this.waiting;
        this.waiting = [];
        for (const resume of released) resume();
    }
}
