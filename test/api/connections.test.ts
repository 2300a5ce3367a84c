import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../provider/src/api/clock";
import { createTransport } from "../../provider/src/api/transport";

test("requests one after another share a connection", async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end("{}"));
    server.on("connection", () => connections++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const transport = createTransport({
        clock: systemClock,
        random: () => 0,
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 10,
    });
    try {
        for (const path of ["servers", "images", "flavors"])
            await transport({ method: "GET", url: `http://127.0.0.1:${port}/${path}` });
        expect(connections).toBe(1);
    } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    }
});
