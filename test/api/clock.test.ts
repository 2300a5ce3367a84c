import { getEventListeners } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../provider/src/api/clock";
import { createTransport } from "../../provider/src/api/transport";
import { failureOf } from "./network";

test("the clock of the system sleeps for longer than a timer takes, and wakes when it is cancelled", async () => {
    const controller = new AbortController();
    let awake = false;
    const sleep = systemClock.sleep(Number.POSITIVE_INFINITY, controller.signal).then(() => {
        awake = true;
    });
    await systemClock.sleep(20);
    expect(awake).toBe(false);
    controller.abort();
    await sleep;
});

test("one signal ends many waits and requests, and has no more listeners than Node wants", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let asked = 0;
    const server = createServer(() => asked++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const transport = createTransport({
        clock: systemClock,
        random: () => 0,
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 20,
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const bounds = { deadline: Date.now() + 60_000, signal };
    const sleeps = Array.from({ length: 20 }, () => systemClock.sleep(60_000, signal));
    const requests = Array.from({ length: 40 }, () => failureOf(transport({ method: "GET", url, bounds })));
    while (asked < 20) await systemClock.sleep(5);
    expect(getEventListeners(signal, "abort").length).toBeLessThanOrEqual(10);
    controller.abort();
    await Promise.all(sleeps);
    const codes = (await Promise.all(requests)).map((error) => (error as { code?: string }).code);
    expect(codes).toEqual(Array(40).fill("cancelled"));
    server.closeAllConnections();
    server.close();
});
