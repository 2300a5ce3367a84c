import { type Cloud, type CloudOptions, startCloud } from "../../emulator";

export const START = Date.parse("2026-03-01T00:00:00Z");

export interface Reply {
    status: number;
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    body: any;
    headers: Headers;
}

/** The keypair of every server. */
const KEY = "access";
const PUBLIC_KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop";

/** A cloud whose clock moves only when a test says so. */
export interface Bench {
    cloud: Cloud;
    move(seconds: number): void;
    call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
    compute(method: string, path: string, body?: unknown): Promise<Reply>;
    volume(method: string, path: string, body?: unknown): Promise<Reply>;
    image(method: string, path: string): Promise<Reply>;
    network(method: string, path: string): Promise<Reply>;
    /** what a server of a non-U2 type needs at least */
    wanted(extra?: Record<string, unknown>): { server: Record<string, unknown> };
    localServer(extra?: Record<string, unknown>): { server: Record<string, unknown> };
    create(body: unknown): Promise<string>;
    active(body?: unknown): Promise<string>;
    status(id: string): Promise<[number, string?, (string | null)?]>;
}

async function request(
    url: string,
    method: string,
    body: unknown,
    headers: Record<string, string>,
): Promise<Reply> {
    const init: RequestInit = { method, headers: { Accept: "application/json", ...headers } };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(url, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") && text !== "";
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export async function startBench(options: CloudOptions = {}): Promise<Bench> {
    let now = START;
    const cloud = await startCloud({ clock: { now: () => now }, ...options });
    const token = cloud.environment("token").NHNCLOUD_TOKEN ?? "";
    const { ids } = cloud.region();
    const { tenantId } = cloud.credentials;
    const call: Bench["call"] = (method, path, body, headers) =>
        request(cloud.url + path, method, body, { "X-Auth-Token": token, ...headers });
    const compute: Bench["compute"] = (method, path, body) =>
        call(method, `/kr1/compute/v2/${tenantId}${path}`, body);
    const root = {
        source_type: "image",
        uuid: ids.image,
        boot_index: 0,
        volume_size: 20,
        destination_type: "volume",
    };
    const common = { name: "web", key_name: KEY, networks: [{ subnet: ids.subnet }] };
    const keypair = { name: KEY, public_key: PUBLIC_KEY };
    await compute("POST", "/os-keypairs", { keypair });
    cloud.requests.length = 0;
    const bench: Bench = {
        cloud,
        move: (seconds) => {
            now += seconds * 1000;
        },
        call,
        compute,
        volume: (method, path, body) => call(method, `/kr1/volume/v2/${tenantId}${path}`, body),
        image: (method, path) => call(method, `/kr1/image/v2${path}`),
        network: (method, path) => call(method, `/kr1/network/v2.0${path}`),
        wanted: (extra) => ({
            server: {
                ...common,
                imageRef: ids.image,
                flavorRef: ids.flavor,
                block_device_mapping_v2: [{ ...root, delete_on_termination: true }],
                ...extra,
            },
        }),
        localServer: (extra) => ({
            server: { ...common, imageRef: ids.image, flavorRef: ids.localFlavor, ...extra },
        }),
        create: async (body) => {
            const reply = await compute("POST", "/servers", body);
            if (reply.status !== 202) throw new Error(JSON.stringify(reply.body));
            return reply.body.server.id;
        },
        active: async (body) => {
            const id = await bench.create(body ?? bench.wanted());
            now += 10_000;
            return id;
        },
        status: async (id) => {
            const { status, body } = await compute("GET", `/servers/${id}`);
            return status === 200
                ? [status, body.server.status, body.server["OS-EXT-STS:task_state"]]
                : [status];
        },
    };
    return bench;
}
