import { isDeepStrictEqual } from "node:util";
import { liveServers, madeImages, securityGroupNames } from "../../demo/cloudState";
import type { RegionHandle } from "../../emulator";
import type { StoredResource } from "../../engine/stack";

/** What there is, by kind and id ("server 4b29…"), with what shows that it is the same as before. */
export type Holdings = Map<string, { name: string; shape: unknown }>;

export interface Comparison {
    /** In a state, and not in the cloud. */
    lost: string[];
    /** In the cloud, and in no state. */
    orphaned: string[];
    /** Those of them of which the stack has another, and what two of its resources hold. */
    doubled: string[];
}

/** Everything in the cloud that somebody made there. */
export function inCloud(region: RegionHandle): Holdings {
    const servers = liveServers(region);
    const held: [string, string, unknown][] = [
        ...servers.map((server) => {
            const { id, name, status, flavorId, keyName, metadata } = server;
            return [`server ${id}`, name, { name, status, flavorId, keyName, metadata }] as [
                string,
                string,
                unknown,
            ];
        }),
        ...servers.flatMap(({ id, attachments }) =>
            attachments
                .filter(({ root }) => !root)
                .map(({ volumeId }): [string, string, unknown] => [
                    `attachment ${id}/${volumeId}`,
                    volumeId,
                    null,
                ]),
        ),
        ...servers.flatMap(({ id, securityGroupIds }) =>
            securityGroupNames(region, securityGroupIds)
                .filter((name) => name !== "default")
                .map((name): [string, string, unknown] => [`group ${id}/${name}`, name, null]),
        ),
        ...[...region.keypairs.values()].map(({ name, fingerprint }): [string, string, unknown] => [
            `keypair ${name}`,
            name,
            fingerprint,
        ]),
        ...madeImages(region).map(({ id, name, status }): [string, string, unknown] => [
            `image ${id}`,
            name,
            { name, status },
        ]),
        ...[...region.floatingIps.values()].map(
            ({ id, address, portId, label }): [string, string, unknown] => [
                `floatingip ${id}`,
                address,
                { portId, label },
            ],
        ),
        ...[...region.volumes.values()]
            .filter(({ imageId, serverId }) => imageId !== null && serverId === null)
            .map(({ id }): [string, string, unknown] => [`volume ${id}`, id, null]),
        // Those that a program made are marked; others are there from the start.
        ...[...region.volumes.values()]
            .filter(({ metadata }) => Object.hasOwn(metadata, "pulumi-nhncloud-nonce"))
            .map(({ id, name, status, metadata }): [string, string, unknown] => [
                `volume ${id}`,
                String(name),
                { name, status, metadata },
            ]),
        ...[...region.serverGroups.values()].map(({ id, name }): [string, string, unknown] => [
            `policy ${id}`,
            name,
            null,
        ]),
    ];
    return new Map(held.map(([key, name, shape]) => [key, { name, shape }]));
}

const KINDS: Record<string, string> = {
    Server: "server",
    Keypair: "keypair",
    ServerImage: "image",
    Volume: "volume",
    PlacementPolicy: "policy",
    VolumeAttachment: "attachment",
    SecurityGroupAssignment: "group",
    FloatingIp: "floatingip",
};

/** What a state says there is, once for each resource that says so. */
export function inState(resources: readonly Pick<StoredResource, "type" | "id" | "outputs">[]): string[] {
    return resources.flatMap(({ type, id, outputs }) => {
        const kind = type.slice(type.lastIndexOf(":") + 1);
        if (kind === "Server") return [`server ${id}`, ...groupsOf(id, outputs)];
        if (kind !== "ServerFleet") return [`${KINDS[kind]} ${id}`];
        const servers = (outputs?.servers ?? []) as { id: string }[];
        return servers.flatMap((server) => [`server ${server.id}`, ...groupsOf(server.id, outputs)]);
    });
}

function groupsOf(serverId: string | undefined, outputs: StoredResource["outputs"]): string[] {
    const groups = (outputs?.securityGroups ?? []) as string[];
    return groups.filter((name) => name !== "default").map((name) => `group ${serverId}/${name}`);
}

/** Of what is in the cloud, all but the neighbour's must be this state's, once. */
export function compare(cloud: Holdings, state: readonly string[], neighbour: Holdings): Comparison {
    const show = (key: string) => `${key} (${cloud.get(key)?.name})`;
    const orphans = [...cloud.keys()].filter((key) => !state.includes(key) && !neighbour.has(key));
    const known = new Set(state.map((key) => `${key.split(" ")[0]} ${stem(cloud.get(key)?.name)}`));
    const again = orphans.filter((key) => known.has(`${key.split(" ")[0]} ${stem(cloud.get(key)?.name)}`));
    const twice = state.filter((key, index) => state.indexOf(key) !== index);
    return {
        lost: state.filter((key) => !cloud.has(key)),
        orphaned: orphans.map(show),
        doubled: [...again, ...twice].map(show),
    };
}

/** What of the neighbour's is gone, or is not as it was. */
export function touched(cloud: Holdings, neighbour: Holdings): string[] {
    return [...neighbour]
        .filter(([key, before]) => !isDeepStrictEqual(cloud.get(key), before))
        .map(([key, { name }]) => `${key} (${name})`);
}

/** A made-up name without its digits. */
function stem(name: string | undefined): string | undefined {
    return name?.replace(/-[0-9a-f]{4,7}(-\d+)?$/, "");
}
