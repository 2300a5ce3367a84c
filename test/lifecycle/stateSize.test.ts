import { pointer } from "../../provider/src/resources/pointer";
import { serverInputs } from "../support/inputs";
import { hiddenInputs } from "../support/provider";
import { startWorld } from "../support/world";

test("the state of a server has at most 3 KB, inputs and outputs together", async () => {
    const world = await startWorld();
    await world.create("Keypair", { name: "access" });
    const declared = {
        ...hiddenInputs("Server", "web-server-of-the-shop"),
        ...serverInputs(world, {
            securityGroups: ["default", "web"],
            metadata: { team: "shop", stage: "live" },
        }),
        __provider: pointer("Server"),
        __derived: ["imageId", "flavorId", "keyName"],
    };
    const { inputs } = await world.check("Server", declared);
    const { outs } = await world.create("Server", declared);
    const state = JSON.stringify({ inputs, outputs: outs });
    expect(Buffer.byteLength(state)).toBeLessThanOrEqual(3 * 1024);
    await world.close();
});
