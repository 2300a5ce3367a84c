/** How long operations take, in seconds. */
export interface Durations {
    build: number;
    /** From ACTIVE until the system on the server serves its web page. */
    boot: number;
    delete: number;
    attach: number;
    detach: number;
    reboot: number;
    stop: number;
    start: number;
    resize: number;
    /** How long a server stays in VERIFY_RESIZE before the resize is confirmed automatically; Infinity: never. */
    confirmResize: number;
    shelve: number;
    unshelve: number;
    image: number;
    volume: number;
    /** How long a floating IP takes to be connected or disconnected. */
    floatingIp: number;
}

export const DEFAULT_DURATIONS: Durations = {
    build: 2,
    boot: 1,
    delete: 1,
    attach: 0.5,
    detach: 0.5,
    reboot: 1,
    stop: 1,
    start: 1,
    resize: 1,
    confirmResize: 0.5,
    shelve: 1,
    unshelve: 1,
    image: 1,
    volume: 0.5,
    floatingIp: 1,
};
