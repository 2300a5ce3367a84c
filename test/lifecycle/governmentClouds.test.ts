import type { AxiosAdapter } from "axios";
import { serverInputs } from "../support/inputs";
import { startWorld, type World, type WorldOptions } from "../support/world";

/** The vendor's host names of the local cloud's services. */
const services = {
    "api-instance": "compute",
    "api-block-storage": "volume",
    "api-image": "image",
    "api-network": "network",
} as const;

const clouds = [
    { domain: "nhncloudservice.com", region: "KR1" },
    { domain: "gov-nhncloudservice.com", region: "KR1" },
    { domain: "gncloud.go.kr", region: "KR1" },
    { domain: "ngoic.com", region: "KR4" },
    { domain: "ngovc.com", region: "KR4" },
    { domain: "ngsc.go.kr", region: "KR4" },
    { domain: "ninc.go.kr", region: "KR4" },
];

describe.each(clouds)("the vendor's cloud at $domain, region $region", ({ domain, region }) => {
    let world: World;
    const hosts = new Set<string>();
    afterEach(async () => {
        hosts.clear();
        await world.close();
    });

    const hostOf = (service: string) => `${region.toLowerCase()}-${service}-infrastructure.${domain}`;
    const identity = `api-identity-infrastructure.${domain}`;

    /** The local cloud under the hosts and the region of this one. */
    const network =
        (adapter: AxiosAdapter): AxiosAdapter =>
        async (config) => {
            const { protocol, host, pathname, search } = new URL(String(config.url));
            expect(protocol).toBe("https:");
            hosts.add(host);
            const { url } = world.cloud;
            const [, service] = Object.entries(services).find(([name]) => hostOf(name) === host) ?? [];
            const base = host === identity ? `${url}/identity` : service && `${url}/kr1/${service}`;
            if (base === undefined) throw new Error(`A request went to ${host}.`);
            const response = await adapter({ ...config, url: base + pathname + search });
            if (typeof response.data !== "string" || host !== identity) return response;
            let catalogue = response.data.replaceAll('"KR1"', `"${region}"`);
            for (const [name, local] of Object.entries(services)) {
                catalogue = catalogue.replaceAll(`${url}/kr1/${local}`, `https://${hostOf(name)}`);
            }
            return { ...response, data: catalogue };
        };

    const start = async (options: WorldOptions) => {
        const environment = {
            NHNCLOUD_AUTH_URL: `https://${identity}/v2.0`,
            NHNCLOUD_REGION: region,
            NHNCLOUD_COMPUTE_URL: "",
        };
        world = await startWorld({ ...options, environment, network });
    };

    const makeServer = async () => {
        await world.create("Keypair", { name: "access" });
        const { id, outs } = await world.create("Server", serverInputs(world, { securityGroups: ["web"] }));
        const volumeId = world.cloud.region().addVolume();
        await world.create("VolumeAttachment", { serverId: id, volumeId });
        await world.delete("Server", id, outs);
    };

    it("is used with a ready token, which brings no catalogue", async () => {
        await start({ credentials: "token" });
        await makeServer();
        expect([...hosts].sort()).toEqual(Object.keys(services).map(hostOf).sort());
    });

    it("is used with its catalogue", async () => {
        await start({ credentials: "v2" });
        await makeServer();
        expect([...hosts].sort()).toEqual([...Object.keys(services).map(hostOf), identity].sort());
    });
});
