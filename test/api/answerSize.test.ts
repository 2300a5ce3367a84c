import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { ApiError } from "../../provider/src/api/errors";
import { isAmbiguous } from "../../provider/src/api/transport";
import { sentence } from "../../provider/src/errors/failure";
import { ManualClock } from "../support/manualClock";
import { realTransport } from "./realNetwork";

const mebibyte = Buffer.alloc(1024 * 1024, " ");

describe("an answer that is too large", () => {
    let server: Server;
    let sentMebibytes: number;
    let answer: (write: (chunk: Buffer) => Promise<boolean>) => Promise<void>;
    let headers: Record<string, string>;
    beforeEach(async () => {
        sentMebibytes = 0;
        headers = { "content-type": "application/json" };
        server = createServer(async (_request, response) => {
            response.writeHead(200, headers);
            await answer(
                (chunk) =>
                    new Promise((resolve) => {
                        response.write(chunk, (error) => resolve(!error));
                    }),
            );
            response.end();
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });

    const ask = async (method: "GET" | "POST") => {
        const clock = new ManualClock();
        const transport = realTransport({ clock, adapter: clock.adapter });
        const { port } = server.address() as AddressInfo;
        const work = transport({ method, url: `http://127.0.0.1:${port}/v2/servers` });
        return await clock.run(
            work.then(
                ({ status }) => status,
                (error: ApiError) => error,
            ),
        );
    };
    const says = (method: string) =>
        `Reading: the response cannot be read: it is larger than 32 MiB (no HTTP response, ${method} /v2/servers). ` +
        "Check for a proxy in front of the cloud, then run pulumi up again.";

    test("is not read to its end, however long it goes on, and may have been carried out", async () => {
        answer = async (write) => {
            while (sentMebibytes < 200 && (await write(mebibyte))) sentMebibytes++;
        };
        const error = await ask("POST");
        expect(sentence("Reading", error)).toBe(says("POST"));
        expect(isAmbiguous(error)).toBe(true);
        expect(sentMebibytes).toBeLessThan(100);
    });

    test("is known by what it is when it is unpacked", async () => {
        headers["content-encoding"] = "gzip";
        const packed = gzipSync(Buffer.alloc(100 * 1024 * 1024, " "));
        answer = async (write) => void (await write(packed));
        expect(sentence("Reading", await ask("POST"))).toBe(says("POST"));
    });

    test("is one of more than 32 MiB", async () => {
        answer = async (write) => {
            await write(Buffer.from('{"a":"'));
            for (let count = 0; count < 31; count++) await write(mebibyte);
            await write(Buffer.from('"}'));
        };
        expect(await ask("GET")).toBe(200);
    });
});
