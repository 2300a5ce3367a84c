import { serverInputs } from "../support/inputs";
import { hiddenInputs } from "../support/provider";
import { startWorld, type World } from "../support/world";

describe("two regions in one stack", () => {
    let world: World;
    beforeEach(async () => {
        world = await startWorld();
    });
    afterEach(() => world.close());

    it("have endpoints of their own, and one token", async () => {
        const { ids } = world.cloud.region("KR2");
        const far = {
            region: "kr2",
            imageId: ids.image,
            flavorId: ids.localFlavor,
            networks: [{ uuid: ids.network }],
            blockDevices: undefined,
        };
        await Promise.all([
            world.create("Keypair", { name: "access" }),
            world.create("Keypair", { name: "access", region: "KR2" }),
        ]);
        const [near, there] = await Promise.all([
            world.create("Server", serverInputs(world)),
            world.create("Server", serverInputs(world, far)),
        ]);
        expect(near.outs.region).toBe("KR1");
        expect([...world.cloud.region("KR1").servers.keys()]).toEqual([near.id]);
        expect([...world.cloud.region("KR2").servers.keys()]).toEqual([there.id]);
        expect(world.cloud.requests.filter(({ path }) => path.endsWith("/tokens"))).toHaveLength(1);
        await world.delete("Server", there.id, there.outs);
        expect((await world.read("Server", near.id, near.outs)).id).toBe(near.id);
    });

    it("do not move a resource, nor what replaces it, when only the configuration names another one", async () => {
        const { id, outs } = await world.create("Keypair", { name: "access" });
        const moved = await startWorld({ environment: { NHNCLOUD_REGION: "KR2" } });
        try {
            const { inputs } = await moved.check("Keypair", { name: "access" }, outs);
            expect(inputs.region).toBe("KR1");
            expect((await moved.check("Keypair", { name: "access" })).inputs.region).toBe("KR1");
            const other = hiddenInputs("Keypair", "other");
            expect((await moved.check("Keypair", { name: "access", ...other })).inputs.region).toBe("KR2");
            expect(id).toBe("access");
        } finally {
            await moved.close();
        }
    });

    it("that the cloud does not have are named, with those it has", async () => {
        const { sentences } = await world.check("Keypair", { name: "access", region: "KR9" });
        expect(sentences).toEqual([
            'Looking up existing resources: the service catalog has no "compute" service in region "KR9", only in KR1, KR2: ' +
                'run "pulumi config set nhncloud:region REGION" or "pulumi config set nhncloud:computeUrl URL".',
        ]);
    });
});
