import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../emulator";
import { type Shape, shapeDifferences } from "./recordings/shape";
import { type Bench, type Reply, startBench } from "./support";

/** One request to a real Nova 26, Keystone, Glance or Cinder, with what matters of its answer. */
interface Recording {
    name: string;
    method: string;
    service: "nova" | "glance" | "cinder" | "keystone";
    path: string;
    status: number;
    token?: "none" | "bad";
    body?: unknown;
    /** what the answer was made of, where it was no refusal; nothing where it was empty */
    shape?: Shape;
    /** the whole of a refusal */
    answer?: unknown;
    /** where ids first appear in the answer, and how they were called there */
    learn?: [path: string, id: string][];
}

const FILE = join(__dirname, "recordings", "nova.jsonl");
const recordings = readFileSync(FILE, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recording);

const PROJECT = "3716092f22644ecb90d100c17b8a3e75";
const USER = "d42cef40bfd54281b873c8ae3ff8dd4e";
const IMAGE = "f795db4c-16cc-47a8-8c26-88be62ce03a4";
const NETWORK = "09c316a0-9e2f-48ce-8f46-59a71b932c29";
const SUBNET = "82c45b67-5790-4b7a-980b-37bcb3925dae";
const OTHER_NETWORK = "ee8672b0-b6e7-4363-840c-914d79006ba5";
const SECURITY_GROUPS: [string, string][] = [
    ["web", "947c8154-f6b7-435d-9fd6-bf001f7f8469"],
    ["db", "b68ddce8-2979-41f1-9904-2538dfacb45b"],
    ["default", "226898ea-cc81-4cfa-8c10-f10b8193b68f"],
];

/** Where the emulator answers otherwise, and why; nothing else may differ. A difference is told as "NAME: PLACE: WHAT". */
const DIFFERENT: [where: RegExp, why: string][] = [
    [/^003-/, "the vendor has v2.0 tokens; a stranger's login is refused"],
    [/ body\.flavors?(\[\])?\.extra_specs: extra$/, "the guide's types show what kind they are"],
    [
        /\.(hypervisor_type|login_username|os_architecture|os_distro|os_version): extra$/,
        "the vendor's images tell more of themselves",
    ],
    [/\.NHN-EXT-ATTR:protect: extra$/, "the vendor shows whether a server is protected against deletion"],
    [/^138-/, "the vendor makes images of U2 types only; of others, of the volume"],
    [/^(139|140|142)-/, "there is no image or snapshot after 138"],
    [/^157-/, "the vendor takes a subnet alone"],
    [/^177-/, "the vendor says: Missing Block Device Mapping attribute"],
    [/^22[78]-/, "a request that no API has names itself, so that a wrong one is found"],
];

const PREFIX = { nova: "/kr1/compute", glance: "/kr1/image", cinder: "/kr1/volume", keystone: "/identity" };

let bench: Bench;
const ids = new Map<string, string>();

function translate(text: string): string {
    return [...ids].reduce((done, [old, now]) => done.replaceAll(old, now), text);
}

/** Nova's own flavors, so that what was recorded with them can be asked for again. */
function addFlavors(cloud: Cloud): void {
    const region = cloud.region();
    const sizes: [string, number, number][] = [
        ["1", 512, 1],
        ["2", 2048, 20],
        ["3", 4096, 40],
        ["4", 8192, 80],
        ["99", 4096, 20],
    ];
    for (const [id, ramMb, diskGb] of sizes) {
        region.flavors.set(id, { id, name: `m1.${id}`, vcpus: 1, ramMb, diskGb, extraSpecs: {} });
    }
    const image = region.images.get(region.ids.image);
    if (image) image.minDiskGb = 20;
    ids.set(PROJECT, cloud.credentials.tenantId);
    ids.set("{project}", cloud.credentials.tenantId);
    ids.set(USER, "b6ab578c20c94306ac1f41ffc4415b29");
    ids.set(IMAGE, region.ids.image);
    ids.set(NETWORK, region.ids.network);
    ids.set(SUBNET, region.ids.subnet);
    ids.set(OTHER_NETWORK, region.ids.otherNetwork);
    ids.set("0f1c6a10-0000-4000-8000-000000000012", region.ids.flavor);
    ids.set("0f1c6a10-0000-4000-8000-000000000024", region.ids.bigFlavor);
    ids.set('"10.99.7.7"', '"192.168.7.7"');
    ids.set('"<scrubbed>"', JSON.stringify(cloud.credentials.password));
    ids.set('"name":"lab","domain"', `"name":${JSON.stringify(cloud.credentials.username)},"domain"`);
    for (const [name, old] of SECURITY_GROUPS) {
        const group = [...region.securityGroups.values()].find((other) => other.name === name);
        if (group) ids.set(old, group.id);
    }
}

beforeAll(async () => {
    bench = await startBench({ seconds: { confirmResize: Number.POSITIVE_INFINITY } });
    addFlavors(bench.cloud);
});
afterAll(() => bench.cloud.close());

function learn({ learn: places = [] }: Recording, reply: Reply): void {
    for (const [path, old] of places) {
        const found =
            path === "Location"
                ? reply.headers.get("location")?.split("/").at(-1)
                : path.split(".").reduce((value, key) => value?.[key], reply.body);
        if (typeof found === "string" && !ids.has(old)) ids.set(old, found);
    }
}

/** Without what is new with every request. */
function steady(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value ?? null).replaceAll(/req-[0-9a-f-]{36}/g, "req"));
}

/** Every way in which the answer is not as it was recorded. */
function differences({ name, status, shape, answer }: Recording, reply: Reply): string[] {
    const lines: string[] = [];
    if (reply.status !== status) lines.push(`status: ${reply.status} instead of ${status}`);
    if (answer !== undefined) {
        const wanted = JSON.stringify(steady(JSON.parse(translate(JSON.stringify(answer)))));
        const given = JSON.stringify(steady(reply.body));
        if (!isDeepStrictEqual(JSON.parse(given), JSON.parse(wanted)))
            lines.push(`answer: ${given} instead of ${wanted}`);
    } else if (shape !== undefined) {
        lines.push(...shapeDifferences(shape, reply.body));
    } else if (reply.body !== "") lines.push("body: something instead of nothing");
    return [...new Set(lines)].map((line) => `${name}: ${line}`);
}

const FAIL_BUILD = new Set(["186-server-create-too-big-ends-in-error", "195-server-create-in-group-2"]);

function rawBody({ name, body: recorded }: Recording, translated: string | undefined): string | undefined {
    if (name.endsWith("bad-json")) return String(recorded);
    if (name.endsWith("wrong-password"))
        return translated?.replace(bench.cloud.credentials.password, "wrong");
    return translated;
}

/** The recorded servers have no keypair, which the vendor's have. */
function withKeypair({ method, path, body }: Recording): unknown {
    const server = (body as { server?: Record<string, unknown> } | undefined)?.server;
    const isWhole = method === "POST" && path.endsWith("/servers") && server?.name !== undefined;
    if (!isWhole || server.flavorRef === undefined) return body;
    return { ...(body as object), server: { key_name: "rec-imported", ...server } };
}

async function replay(recording: Recording): Promise<Reply> {
    const soon = /right-after|while-building/.test(recording.name);
    if (!soon) bench.move(60);
    if (FAIL_BUILD.has(recording.name))
        bench.cloud.region().failNextBuild({ code: 500, message: "No valid host was found. " });
    const whole = withKeypair(recording);
    const body = whole === undefined ? undefined : translate(JSON.stringify(whole));
    const raw = rawBody(recording, body);
    const headers = { none: { "X-Auth-Token": "" }, bad: { "X-Auth-Token": "nonsense" }, good: {} }[
        recording.token ?? "good"
    ];
    return bench.call(recording.method, PREFIX[recording.service] + translate(recording.path), raw, headers);
}

const seen: string[] = [];

test.each(recordings)("$name is answered as recorded", async (recording) => {
    const reply = await replay(recording);
    learn(recording, reply);
    const found = differences(recording, reply);
    seen.push(...found);
    expect(found.filter((line) => !DIFFERENT.some(([where]) => where.test(line)))).toEqual([]);
});

test("every exception is needed, and the emulator knows every request but those of no API", () => {
    const unneeded = DIFFERENT.filter(([where]) => !seen.some((line) => where.test(line)));
    expect(unneeded.map(([where]) => String(where))).toEqual([]);
    expect(bench.cloud.unknownRequests.map(({ method, path }) => [method, path.split("/").at(-1)])).toEqual([
        ["GET", "nope"],
        ["PATCH", "servers"],
    ]);
});
