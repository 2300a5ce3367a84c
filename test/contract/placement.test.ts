import { useCloud } from "./cloud";
import { localServer, makeKey, wireServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a placement policy", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    test("has the servers that were made in it, until it is deleted", async () => {
        const group = { name: cloud.name("apart"), policies: ["anti-affinity"] };
        const made = await cloud.compute("POST", "/os-server-groups", { server_group: group });
        expect(made.status).toBe(200);
        const placementPolicyId: string = made.body.server_group.id;
        const inputs = localServer(cloud, "apart", { placementPolicyId });
        const { id, outs } = await cloud.create("Server", inputs);
        const path = `/os-server-groups/${placementPolicyId}`;
        const { body } = await cloud.compute("GET", path);
        expect(body.server_group).toMatchObject({ ...group, members: [id] });
        expect((await cloud.diff("Server", outs, inputs)).changes).toBe(false);
        await cloud.delete("Server", id, outs);
        expect((await cloud.compute("DELETE", path)).status).toBe(204);
        expectRefusal(
            await cloud.compute("GET", path),
            404,
            "itemNotFound",
            `Instance group ${placementPolicyId} could not be found.`,
        );
    });

    test("that does not exist is a bad request for a server", async () => {
        const body = { ...wireServer(cloud, "nowhere"), "os:scheduler_hints": { group: NOBODY } };
        expectRefusal(
            await cloud.compute("POST", "/servers", body),
            400,
            "badRequest",
            `Instance group ${NOBODY} could not be found.`,
        );
    });
});
