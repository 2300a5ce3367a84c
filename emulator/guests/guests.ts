import { createServer, type Server } from "node:http";
import type { ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { guestAddressesOf } from "./addresses";
import { type WebPage, webPageOf } from "./webPage";

/** What answers at one address and port. */
interface Guest {
    server: ServerRecord;
    page: WebPage;
}

/** How often it is looked whether a guest has begun or ceased to answer. */
const LOOK_EVERY_MILLISECONDS = 50;

/**
 * The systems that run on the servers, as far as they serve a web page: it is there while the server is ACTIVE, from when it
 * has booted, and its address refuses connections otherwise.
 */
export class Guests {
    private readonly pages = new WeakMap<ServerRecord, { page: WebPage | undefined }>();
    private readonly listeners = new Map<string, { listener: Server; guest: Guest }>();
    private settled = Promise.resolve();
    private readonly timer: NodeJS.Timeout;

    constructor(private readonly regions: ReadonlyMap<string, Region>) {
        this.timer = setInterval(() => void this.settle(), LOOK_EVERY_MILLISECONDS).unref();
    }

    /** Resolves when exactly those guests listen that have a page by now. */
    settle(): Promise<void> {
        this.settled = this.settled.then(() => this.look());
        return this.settled;
    }

    async close(): Promise<void> {
        clearInterval(this.timer);
        await this.settled;
        await Promise.all([...this.listeners.keys()].map((key) => this.end(key)));
    }

    private async look(): Promise<void> {
        const wanted = new Map<string, Guest>();
        for (const region of this.regions.values()) {
            if (![...region.servers.values()].some((server) => this.pageOf(server))) continue;
            region.catchUp();
            for (const [key, guest] of this.guestsIn(region)) wanted.set(key, guest);
        }
        const gone = [...this.listeners.keys()].filter((key) => !wanted.has(key));
        await Promise.all(gone.map((key) => this.end(key)));
        await Promise.all([...wanted].map(([key, guest]) => this.begin(key, guest)));
    }

    private *guestsIn(region: Region): Iterable<[key: string, guest: Guest]> {
        for (const server of region.servers.values()) {
            const page = this.pageOf(server);
            const hasBooted = region.timeline.time >= server.activeSince + region.seconds.boot * 1000;
            if (!page || server.status !== "ACTIVE" || !hasBooted) continue;
            for (const address of guestAddressesOf(region, server))
                yield [`${address}:${page.port}`, { server, page }];
        }
    }

    private pageOf(server: ServerRecord): WebPage | undefined {
        const known = this.pages.get(server) ?? { page: webPageOf(server.userData) };
        this.pages.set(server, known);
        return known.page;
    }

    private async begin(key: string, guest: Guest): Promise<void> {
        const known = this.listeners.get(key);
        if (known) {
            known.guest = guest;
            return;
        }
        const [host, port] = key.split(":");
        const listener = createServer(({ url = "/" }, out) => {
            const { page, server } = this.listeners.get(key)?.guest ?? guest;
            const file = url.replace(/^\/|\?.*$/g, "") || "index.html";
            const text = page.files.get(file) ?? (file === "index.html" ? `${server.name}\n` : undefined);
            // A connection that is kept would outlive the server.
            const headers = { "Content-Type": "text/html; charset=utf-8", Connection: "close" };
            out.writeHead(text === undefined ? 404 : 200, headers);
            out.end(text ?? "Not found\n");
        });
        this.listeners.set(key, { listener, guest });
        await new Promise<void>((resolve) => {
            listener.once("error", (error) => {
                process.stderr.write(`The web page of server ${guest.server.name}: ${error.message}\n`);
                resolve();
            });
            listener.listen(Number(port), host, resolve);
        });
    }

    private async end(key: string): Promise<void> {
        const known = this.listeners.get(key);
        this.listeners.delete(key);
        known?.listener.closeAllConnections();
        await new Promise((resolve) => known?.listener.close(resolve));
    }
}
