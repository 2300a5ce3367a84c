import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { newId } from "../cloud/clock";
import type { Fault } from "../cloud/faults";
import type { CloudState, RequestLogEntry } from "../cloud/state";
import { answerRequest } from "./dispatch";
import { envelope, Refusal } from "./errors";
import type { Answer } from "./router";

const MOST_BODY_BYTES = 1024 ** 2;

/** Undefined where it is too large, read no further than until that is known; Node throws the rest away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
    if (Number(request.headers["content-length"] ?? 0) > MOST_BODY_BYTES) return undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        size += chunk.length;
        if (size > MOST_BODY_BYTES) return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function tooLarge(): Refusal {
    const message = `Request is too large. Larger than max_request_body_size (${MOST_BODY_BYTES}).<br /><br />\n\n\n`;
    const title = "Request Entity Too Large";
    return new Refusal(413, { message, code: `413 ${title}`, title });
}

function send(state: CloudState, response: ServerResponse, answer: Answer): void {
    const requestId = `req-${newId()}`;
    const text =
        answer.body === undefined
            ? ""
            : typeof answer.body === "string"
              ? answer.body
              : JSON.stringify(answer.body);
    response.writeHead(answer.status, {
        "Content-Type": "application/json",
        "x-openstack-request-id": requestId,
        "x-compute-request-id": requestId,
        Date: new Date(state.clock.now()).toUTCString(),
        ...(answer.status === 204 ? {} : { "Content-Length": String(Buffer.byteLength(text)) }),
        ...answer.headers,
    });
    response.end(text);
}

async function carryOut(
    state: CloudState,
    request: IncomingMessage,
    text: string | undefined,
): Promise<{ answer: Answer; known: boolean }> {
    try {
        if (text === undefined) throw tooLarge();
        return await answerRequest(state, request, text);
    } catch (error) {
        if (error instanceof Refusal) {
            const { status, body, headers } = error;
            return { answer: { status, body, headers }, known: true };
        }
        // Where it failed is for who runs the emulator, not for its clients.
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        return { answer: { status: 500, body: envelope(500, "The emulator failed.") }, known: true };
    }
}

function answerOfFault({ status, headers, body }: Fault): Answer {
    const code = status ?? 503;
    return {
        status: code,
        headers: headers ?? {},
        body: body === undefined ? envelope(code, "A fault was asked for.") : body,
    };
}

const MOST_REMEMBERED = 10_000;

function remember(requests: RequestLogEntry[], entry: RequestLogEntry): void {
    requests.push(entry);
    if (requests.length > MOST_REMEMBERED) requests.shift();
}

/** An action is the only member of its body. */
function actionIn(path: string, text: string): { action?: string } {
    const [, action] = /^\s*\{\s*"([^"]+)"/.exec(text) ?? [];
    return action !== undefined && path.endsWith("/action") ? { action } : {};
}

async function serve(state: CloudState, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const text = await readBody(request);
    const method = request.method ?? "GET";
    const path = request.url ?? "/";
    const note = (status: number): RequestLogEntry => {
        const ms = Math.round((performance.now() - began) * 100) / 100;
        const entry = { method, path, status, ms, ...actionIn(path, text ?? "") };
        remember(state.requests, entry);
        state.log(entry);
        return entry;
    };
    const fault = state.faults.take(method, path);
    if (fault && fault.kind !== "lose" && fault.kind !== "none") fault.onHit?.({ method, path });
    if (fault?.kind === "respond") {
        const answer = answerOfFault(fault);
        note(answer.status);
        return send(state, response, answer);
    }
    if (fault?.kind === "hang") return void note(0);
    if (fault?.kind === "reset") {
        note(0);
        return void request.socket.destroy();
    }
    if (fault?.kind === "late") {
        note(0);
        state.after(fault.seconds ?? 5, () => void carryOut(state, request, text));
        return void request.socket.destroy();
    }
    const { answer, known } = await carryOut(state, request, text);
    const entry = note(answer.status);
    if (!known) remember(state.unknownRequests, entry);
    if (fault?.kind === "lose") {
        fault.onHit?.({ method, path });
        return void request.socket.destroy();
    }
    send(state, response, fault?.kind === "garble" ? answerOfFault(fault) : answer);
    if (fault?.kind === "none") fault.onHit?.({ method, path });
}

/** Listens on loopback and answers for the whole cloud. */
export async function listen(state: CloudState, port: number): Promise<Server> {
    const server = createServer((request, response) => {
        serve(state, request, response).catch(() => request.socket.destroy());
    });
    // A client's idle connection must not be closed under its next request.
    server.keepAliveTimeout = 120_000;
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    state.url = `http://127.0.0.1:${address.port}`;
    return server;
}
