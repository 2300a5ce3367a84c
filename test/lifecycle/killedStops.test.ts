import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";

describe("a server that a run was stopping when it was killed", () => {
    let world: World;
    let serverId: string;
    let outs: Record<string, unknown>;
    beforeEach(async () => {
        world = await startWorld({ seconds: { stop: 5 } });
        await world.create("Keypair", { name: "access" });
        ({ id: serverId, outs } = await world.create(
            "Server",
            serverInputs(world, { stopBeforeDelete: true }),
        ));
    });
    afterEach(() => world.close());

    const theServer = () => world.cloud.region().servers.get(serverId);
    /** It is ACTIVE for a while, and then it is not. */
    const beginToStop = async () => {
        const token = await login();
        const { tenantId } = world.cloud.credentials;
        await fetch(`${world.cloud.url}/kr1/compute/v2/${tenantId}/servers/${serverId}/action`, {
            method: "POST",
            headers: { "X-Auth-Token": token, "Content-Type": "application/json" },
            body: JSON.stringify({ "os-stop": null }),
        });
        expect(theServer()).toMatchObject({ status: "ACTIVE", taskState: "powering-off" });
    };
    const login = async () => {
        const { authUrl, tenantId, username, password } = world.cloud.credentials;
        const answer = await fetch(`${authUrl}/tokens`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ auth: { tenantId, passwordCredentials: { username, password } } }),
        });
        return ((await answer.json()) as { access: { token: { id: string } } }).access.token.id;
    };

    it("is deleted by the next run", async () => {
        await beginToStop();
        await world.nextRun().delete("Server", serverId, outs);
        expect(theServer()).toBeUndefined();
    });

    it("is made an image of by the next run", async () => {
        await beginToStop();
        const made = await world
            .nextRun()
            .create("ServerImage", { serverId, name: "golden", stopServer: true });
        expect(made.outs.status).toBe("active");
    });

    it("loses its volume by the next run", async () => {
        const inputs = { serverId, volumeId: world.cloud.region().addVolume(), stopBeforeDetach: true };
        const attachment = await world.create("VolumeAttachment", inputs);
        await beginToStop();
        await world.nextRun().delete("VolumeAttachment", attachment.id, attachment.outs);
        expect(theServer()?.attachments.filter(({ root }) => !root)).toEqual([]);
    });
});
