import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

/** What the vendor writes into the metadata of a server. */
const cloudsOwn = { os_type: "linux", os_distro: "ubuntu", login_username: "ubuntu", description: "Ubuntu" };

describe("a server whose lists are exclusive", () => {
    const world = useWorld();

    const exclusive = (more: Values = {}) =>
        serverInputs(world, {
            securityGroups: ["web"],
            securityGroupsMode: "exclusive",
            metadata: { role: "web" },
            metadataMode: "exclusive",
            ...more,
        });
    const live = (id: string) => {
        const { servers, securityGroups } = world.cloud.region();
        const server = servers.get(id);
        return {
            groups: server?.securityGroupIds.map((group) => securityGroups.get(group)?.name),
            metadata: server?.metadata,
        };
    };
    /** Somebody else adds a group and two keys, and the cloud its own. */
    const meddle = async (id: string) => {
        await world.nextRun().create("SecurityGroupAssignment", { serverId: id, securityGroup: "db" });
        const server = world.cloud.region().servers.get(id);
        if (server) server.metadata = { ...server.metadata, ...cloudsOwn, owner: "somebody", role: "db" };
    };

    it("shows what others added as drift, and the next update takes it away, but nothing of the cloud's own", async () => {
        const { id, outs } = await world.create("Server", exclusive());
        expect((await world.diff("Server", outs, exclusive())).changes).toBe(false);
        await meddle(id);
        const { inputs, props } = await world.read("Server", id, outs);
        expect(inputs).toMatchObject({
            securityGroups: ["web", "db"],
            metadata: { role: "db", owner: "somebody" },
        });
        const drifted = props as Values;
        expect((await world.diff("Server", drifted, exclusive())).changes).toBe(true);
        const mended = await world.update("Server", id, drifted, exclusive());
        expect(live(id)).toEqual({
            groups: ["web"],
            metadata: { ...cloudsOwn, role: "web", "pulumi-nhncloud-nonce": expect.any(String) },
        });
        expect((await world.diff("Server", mended, exclusive())).changes).toBe(false);
        expect((await world.read("Server", id, mended)).props).toEqual(mended);
    });

    it("takes away what others added also when it only now becomes so", async () => {
        const additive = exclusive({ securityGroupsMode: "additive", metadataMode: undefined });
        const { id, outs } = await world.create("Server", additive);
        await meddle(id);
        const { props } = await world.read("Server", id, outs);
        expect(props).toMatchObject({ securityGroups: ["web"], metadata: { role: "db" } });
        expect((await world.diff("Server", outs, exclusive())).changes).toBe(true);
        await world.update("Server", id, outs, exclusive());
        expect(live(id)).toMatchObject({ groups: ["web"] });
        expect(live(id).metadata).not.toHaveProperty("owner");
        expect(live(id).metadata).toMatchObject(cloudsOwn);
    });
});
