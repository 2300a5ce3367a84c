import { startWorld, type World, type WorldOptions } from "../support/world";

/** A world for each test of a `describe`, with a keypair for its servers; each test sees only its own requests. */
export function useWorld(options?: WorldOptions): World {
    const world = {} as World;
    beforeEach(async () => {
        Object.assign(world, await startWorld(options));
        await world.create("Keypair", { name: "access" });
        world.cloud.requests.length = 0;
    });
    afterEach(() => world.close());
    return world;
}
