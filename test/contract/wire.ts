import axios from "axios";
import type { Site } from "./cloud";

export type Service = "compute" | "volume" | "image" | "network";

export interface Reply {
    status: number;
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    body: any;
    headers: Record<string, string | undefined>;
}

type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

export interface Wire {
    call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
    compute: Call;
    volume: Call;
    image: Call;
}

/** Requests as they are, with a token; whatever comes back is an answer. */
export function wireOf({ login, endpoints, adapter }: Pick<Site, "login" | "endpoints" | "adapter">): Wire {
    const send = async (
        method: string,
        url: string,
        data: unknown,
        headers: Record<string, string>,
    ): Promise<Reply> => {
        const answer = await axios.request({
            method,
            url,
            // As it is: axios would mend what is no JSON.
            data: typeof data === "string" ? data : JSON.stringify(data),
            transformRequest: (text) => text,
            headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
            validateStatus: () => true,
            maxRedirects: 0,
            ...(adapter && { adapter }),
        });
        return {
            status: answer.status,
            body: answer.data,
            headers: answer.headers as Record<string, string>,
        };
    };
    let token: Promise<string> | undefined;
    const tokenOnce = () => {
        token ??= send("POST", `${login.authUrl}/auth/tokens`, loginBody(login), {}).then(
            ({ headers }) => headers["x-subject-token"] ?? "",
        );
        return token;
    };
    const call: Wire["call"] = async (method, url, body, headers) =>
        send(method, url, body, { "X-Auth-Token": await tokenOnce(), ...headers });
    const at =
        (service: Service): Call =>
        (method, path, body) =>
            call(method, endpoints[service] + path, body);
    return { call, compute: at("compute"), volume: at("volume"), image: at("image") };
}

export function loginBody({ username, password, projectId }: Site["login"]): unknown {
    const user = { name: username, password, domain: { id: "default" } };
    const identity = { methods: ["password"], password: { user } };
    return { auth: { identity, scope: { project: { id: projectId } } } };
}

/** What every refusal has: its kind, the code again, and a sentence. */
export function expectRefusal(reply: Reply, status: number, kind: string, message: string | RegExp): void {
    const words = typeof message === "string" ? message : expect.stringMatching(message);
    expect([reply.status, reply.body]).toEqual([status, { [kind]: { code: status, message: words } }]);
}
