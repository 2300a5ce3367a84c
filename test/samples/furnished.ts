import type { Cloud } from "../../emulator";

/** The ids that samples name stand for the reader's own. */
const samplesServer = "4b293d31-ebd5-4a7f-be03-874b90021e54";

/** A cloud that has what the samples name, by other ids. */
export interface Furnished {
    /** The sample as a reader would have it, with ids of the own project. */
    adapted(text: string): string;
    /** What the samples want to be configured. */
    configuration: Record<string, string | { secret: string }>;
}

/** Makes what the samples look up or change. `port` serves pages on this machine. */
export async function furnish(cloud: Cloud, port: number): Promise<Furnished> {
    const region = cloud.region();
    const { ids } = region;
    const compute = await client(cloud);
    const rename = (record: { name: string } | undefined, name: string) =>
        Object.assign(record ?? {}, { name });
    rename(region.networks.get(ids.network), "Default Network");
    rename(region.subnets.get(ids.subnet), "Default Network");
    region.securityGroups.set("monitoring", { id: "monitoring", name: "monitoring", description: "" });
    const publicKey = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAB me@example.com";
    await compute("/os-keypairs", { keypair: { name: "access", public_key: publicKey } });
    const server = async (name: string): Promise<string> => {
        const body = { name, imageRef: ids.image, flavorRef: ids.localFlavor, key_name: "access" };
        const made = await compute("/servers", { server: { ...body, networks: [{ subnet: ids.subnet }] } });
        return made.server.id;
    };
    for (const name of ["web-1", "worker-1"]) await server(name);
    const replacements: [string | RegExp, string][] = [
        [samplesServer, await server("bastion")],
        ["9956f822-29c9-4f81-9410-0c392d9c8c24", ids.image],
        // Without disks of its own, a server needs a flavor that has one.
        ["a4b6a0f7-aeff-4d78-a8d5-7de9f007012d", ids.localFlavor],
        [/(?<=subnet: ")b83863ff-0355-4c73-8c10-0bdf66a69aab/g, ids.subnet],
        [/(?<=uuid: ")b83863ff-0355-4c73-8c10-0bdf66a69aab/g, ids.network],
        ["a07f71dc-8151-4e7d-a0cc-cd24a3f11113", region.addVolume({ name: "data" })],
        ["0b3d2c34-6d5f-4b0c-9a4b-6a3d7a5c1c55", region.addVolume({ name: "logs" })],
        ["kr-pub-a", ids.zone],
        // A zone has two hosts here, and each takes one server of such a policy.
        ["count: 3", "count: 2"],
        [/host: (web\.accessIp|"192\.168\.0\.12", port: 5432)/g, `host: "127.0.0.1", port: ${port}`],
        ['region: "JP1"', `region: "KR2", authUrl: "${cloud.credentials.authUrl}"`],
    ];
    return {
        adapted: (text) => replacements.reduce((changed, [from, to]) => changed.replaceAll(from, to), text),
        configuration: {
            "samples:networkId": ids.network,
            "samples:release": "1",
            "samples:snapshotId": region.addSnapshot(region.addVolume({ name: "records" })),
            "samples:appkey": { secret: "appkey" },
            "samples:keyId": "key-1",
            "partner:tenantId": cloud.credentials.tenantId,
            "partner:username": cloud.credentials.username,
            "partner:password": { secret: cloud.credentials.password },
        },
    };
}

// biome-ignore lint/suspicious/noExplicitAny: each answer has a shape of its own.
type Post = (path: string, body: unknown) => Promise<any>;

async function client(cloud: Cloud): Promise<Post> {
    const token = cloud.environment("token").NHNCLOUD_TOKEN ?? "";
    const base = `${cloud.url}/kr1/compute/v2/${cloud.credentials.tenantId}`;
    return async (path, body) => {
        const headers = { "X-Auth-Token": token, "Content-Type": "application/json" };
        const answer = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(await answer.text());
        return await answer.json();
    };
}
