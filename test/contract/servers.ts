import type { ContractCloud } from "./cloud";

type Values = Record<string, unknown>;

/** A keypair that the file's servers can use. */
export async function makeKey(cloud: ContractCloud): Promise<string> {
    return (await cloud.create("Keypair", { name: cloud.name("key") })).id;
}

/** Inputs of a Server that boots from a volume. */
export function volumeServer(cloud: ContractCloud, name: string, more: Values = {}): Values {
    const { image, flavor, network } = cloud.ids;
    return {
        name: cloud.name(name),
        imageId: image,
        flavorId: flavor,
        keyName: cloud.name("key"),
        networks: [{ uuid: network }],
        blockDevices: [
            {
                sourceType: "image",
                uuid: image,
                destinationType: "volume",
                bootIndex: 0,
                volumeSize: 20,
                deleteOnTermination: true,
            },
        ],
        ...more,
    };
}

/** Inputs of a Server whose disk is local. */
export function localServer(cloud: ContractCloud, name: string, more: Values = {}): Values {
    return volumeServer(cloud, name, { flavorId: cloud.ids.localFlavor, blockDevices: undefined, ...more });
}

/** The body of a request for a server with a local disk; its keypair is makeKey's. */
export function wireServer(cloud: ContractCloud, name: string, more: Values = {}): { server: Values } {
    const { image, smallFlavor, network } = cloud.ids;
    return {
        server: {
            name: cloud.name(name),
            imageRef: image,
            flavorRef: smallFlavor,
            key_name: cloud.name("key"),
            networks: [{ uuid: network }],
            ...more,
        },
    };
}

/** So many items of metadata. */
export function manyItems(count: number): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`item-${at}`, "value"]));
}

/** Asks for a server by a request; it is still being built. */
export async function beginServer(cloud: ContractCloud, name: string, more: Values = {}): Promise<string> {
    const reply = await cloud.compute("POST", "/servers", wireServer(cloud, name, more));
    expect([reply.status, reply.body]).toEqual([202, { server: expect.anything() }]);
    return reply.body.server.id;
}

/** A running server, made by a request. */
export async function makeServer(cloud: ContractCloud, name: string, more: Values = {}): Promise<string> {
    const id = await beginServer(cloud, name, more);
    await cloud.settled(id, "ACTIVE");
    return id;
}

/** For the provider it is at once; the cloud may show it as DELETED for another moment. */
export async function expectGone(
    cloud: ContractCloud,
    { id, outs }: { id: string; outs: Values },
): Promise<void> {
    expect(await cloud.read("Server", id, outs)).toEqual({});
    await cloud.gone(id);
    await cloud.delete("Server", id, outs);
}

/** An available volume. */
export async function makeVolume(cloud: ContractCloud, name: string): Promise<string> {
    const volume = { name: cloud.name(name), size: 1 };
    const { body } = await cloud.volume("POST", "/volumes", { volume });
    const { id } = body.volume;
    await cloud.until(
        () => volumeStatus(cloud, id),
        (status) => status === "available",
    );
    return id;
}

/** Undefined where there is no such volume. */
export async function volumeStatus(cloud: ContractCloud, id: string): Promise<string | undefined> {
    return (await cloud.volume("GET", `/volumes/${id}`)).body.volume?.status;
}
