import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Fault } from "../cloud/faults";
import { newId } from "../cloud/ids";
import type { CloudState, RequestLogEntry } from "../cloud/state";
import type { Dispatch, Dispatched } from "./dispatch";
import { ErrorResponse, novaErrorBody, tooManyRequests } from "./errors";
import type { ApiResponse } from "./router";

const MAX_BODY_BYTES = 1024 ** 2;

/** Undefined where the body is too large; it is read only until that is known, and Node discards the rest. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
    if (Number(message.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of message.iterator({ destroyOnReturn: false })) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(): ErrorResponse {
    const message = `Request is too large. Larger than max_request_body_size (${MAX_BODY_BYTES}).<br /><br />\n\n\n`;
    const title = "Request Entity Too Large";
    return new ErrorResponse(413, { message, code: `413 ${title}`, title });
}

function textOf({ body }: ApiResponse): string {
    if (body === undefined) return "";
    return typeof body === "string" ? body : JSON.stringify(body);
}

function send(state: CloudState, out: ServerResponse, response: ApiResponse): void {
    const requestId = `req-${newId()}`;
    const text = textOf(response);
    out.writeHead(response.status, {
        "Content-Type": "application/json",
        "x-openstack-request-id": requestId,
        "x-compute-request-id": requestId,
        Date: new Date(state.clock.now()).toUTCString(),
        ...(response.status === 204 ? {} : { "Content-Length": String(Buffer.byteLength(text)) }),
        ...response.headers,
    });
    out.end(text);
}

async function execute(
    state: CloudState,
    dispatch: Dispatch,
    message: IncomingMessage,
    text: string | undefined,
): Promise<Dispatched> {
    try {
        if (!state.rateLimit.accepts()) throw tooManyRequests();
        if (text === undefined) throw tooLarge();
        return await dispatch(state, message, text);
    } catch (error) {
        if (error instanceof ErrorResponse) {
            const { status, body, headers } = error;
            return { response: { status, body, headers }, known: true };
        }
        // The stack is for whoever runs the emulator, not for its clients.
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        return { response: { status: 500, body: novaErrorBody(500, "The emulator failed.") }, known: true };
    }
}

function faultResponse({ status = 503, headers = {}, body }: Fault): ApiResponse {
    return { status, headers, body: body === undefined ? novaErrorBody(status, "Injected fault.") : body };
}

const MAX_REMEMBERED_REQUESTS = 10_000;

function remember(requests: RequestLogEntry[], entry: RequestLogEntry): void {
    requests.push(entry);
    if (requests.length > MAX_REMEMBERED_REQUESTS) requests.shift();
}

/** The action is the only member of the body. */
function actionIn(path: string, text: string): { action?: string } {
    const [, action] = /^\s*\{\s*"([^"]+)"/.exec(text) ?? [];
    return action !== undefined && path.endsWith("/action") ? { action } : {};
}

async function serve(
    state: CloudState,
    dispatch: Dispatch,
    message: IncomingMessage,
    out: ServerResponse,
): Promise<void> {
    const began = performance.now();
    const text = await readBody(message);
    const method = message.method ?? "GET";
    const path = message.url ?? "/";
    const log = (status: number): RequestLogEntry => {
        const ms = Math.round((performance.now() - began) * 100) / 100;
        const entry = { method, path, status, ms, ...actionIn(path, text ?? "") };
        remember(state.requests, entry);
        state.log(entry);
        return entry;
    };
    const fault = state.faults.take(method, path);
    if (fault && fault.kind !== "lose" && fault.kind !== "none") fault.onHit?.({ method, path });
    if (fault?.kind === "respond") {
        const response = faultResponse(fault);
        log(response.status);
        return send(state, out, response);
    }
    if (fault?.kind === "hang") return void log(0);
    if (fault?.kind === "reset") {
        log(0);
        return void message.socket.destroy();
    }
    if (fault?.kind === "late") {
        log(0);
        state.after(fault.seconds ?? 5, () => void execute(state, dispatch, message, text));
        return void message.socket.destroy();
    }
    const { response, known } = await execute(state, dispatch, message, text);
    const entry = log(response.status);
    if (!known) remember(state.unknownRequests, entry);
    if (fault?.kind === "lose") {
        fault.onHit?.({ method, path });
        return void message.socket.destroy();
    }
    send(state, out, fault?.kind === "garble" ? faultResponse(fault) : response);
    if (fault?.kind === "none") fault.onHit?.({ method, path });
}

/** Listens on loopback. */
export async function listen(state: CloudState, dispatch: Dispatch, port: number): Promise<Server> {
    const server = createServer((message, out) => {
        serve(state, dispatch, message, out).catch(() => message.socket.destroy());
    });
    // A client's idle connection must not be closed just as it sends its next request.
    server.keepAliveTimeout = 120_000;
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    state.url = `http://127.0.0.1:${address.port}`;
    return server;
}
