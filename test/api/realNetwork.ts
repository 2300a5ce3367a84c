import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../provider/src/api/clock";
import { noObserver } from "../../provider/src/api/observer";
import { createTransport, type Transport, type TransportOptions } from "../../provider/src/api/transport";

/** A transport on Node's own network, and on its time unless another clock is given. */
export function realTransport(options: Partial<TransportOptions> = {}): Transport {
    return createTransport({
        clock: systemClock,
        random: () => 0,
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 10,
        observer: noObserver,
        ...options,
    });
}

/** What `work` gives while the server listens. */
export async function listening<T>(server: Server, work: (port: number) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
        return await work((server.address() as AddressInfo).port);
    } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    }
}
