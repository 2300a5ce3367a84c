import { getEventListeners } from "node:events";
import { createServer } from "node:http";
import { systemClock } from "../../provider/src/api/clock";
import { failureOf } from "./network";
import { listening, realTransport } from "./realNetwork";

test("the clock of the system sleeps for longer than a timer takes, and wakes when it is cancelled", async () => {
    const controller = new AbortController();
    let awake = false;
    const sleep = systemClock.sleep(Number.POSITIVE_INFINITY, controller.signal).then(() => {
        awake = true;
    });
    // Node fires a timer that is too long after 1 ms, and so before this one.
    await systemClock.sleep(1);
    expect(awake).toBe(false);
    controller.abort();
    await sleep;
});

test("one signal ends many waits and requests, and has no more listeners than Node wants", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const transport = realTransport({ maxConcurrentRequests: 20 });
    let asked = 0;
    const server = createServer();
    const allAsked = new Promise<void>((resolve) => {
        // A run begins with four at a time.
        server.on("request", () => ++asked === 4 && resolve());
    });
    await listening(server, async (port) => {
        const url = `http://127.0.0.1:${port}/`;
        const bounds = { deadline: Date.now() + 60_000, signal };
        const sleeps = Array.from({ length: 20 }, () => systemClock.sleep(60_000, signal));
        const requests = Array.from({ length: 40 }, () =>
            failureOf(transport({ method: "GET", url, bounds })),
        );
        await allAsked;
        expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(10);
        controller.abort();
        await Promise.all(sleeps);
        const codes = (await Promise.all(requests)).map((error) => (error as { code?: string }).code);
        expect(codes).toEqual(Array(40).fill("cancelled"));
    });
});
