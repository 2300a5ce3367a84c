import { createServer } from "node:http";
import { listening, realTransport } from "./realNetwork";

test("requests one after another share a connection", async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end("{}"));
    server.on("connection", () => connections++);
    const transport = realTransport();
    await listening(server, async (port) => {
        for (const path of ["servers", "images", "flavors"])
            await transport({ method: "GET", url: `http://127.0.0.1:${port}/${path}` });
        expect(connections).toBe(1);
    });
});
