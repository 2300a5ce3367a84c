import { startWorld, type World } from "../support/world";

describe("where a service has moved", () => {
    let world: World;
    afterEach(() => world.close());

    test.each([
        ["Identity", "/identity/", /^POST \/moved\/identity\/v2\.0\/tokens$/],
        ["Compute", "/kr1/compute/", /^GET \/moved\/kr1\/compute\/v2\/[0-9a-f]{32}\/os-keypairs\/access$/],
    ])("%s says so, and neither password nor token follows it", async (_service, place, last) => {
        world = await startWorld({
            network: (adapter) => (config) =>
                adapter({ ...config, url: String(config.url).replace(place, `/moved${place}`) }),
        });
        const { url, requests } = world.cloud;
        const error = await world.failure(world.read("Keypair", "access", {}));
        expect(error.message.replace(/req-[0-9a-f-]+/, "req-…")).toBe(
            `Reading keypair "access": ${new URL(url).host} redirects to ${url}, where the token is not sent: ` +
                "set nhncloud:authUrl, or the service's own key such as nhncloud:computeUrl, " +
                "to the final URL (HTTP 308, req-…).",
        );
        const seen = requests.map(({ method, path }) => `${method} ${path}`);
        expect(seen.filter((request) => request.includes("moved"))).toEqual([expect.stringMatching(last)]);
        expect(seen.at(-1)).toMatch(last);
    });
});
