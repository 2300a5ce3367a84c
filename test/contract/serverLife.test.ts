import { useCloud } from "./cloud";
import { sentenceOf } from "./sentences";
import { expectGone, localServer, makeKey, volumeServer } from "./servers";

type Values = Record<string, unknown>;

describe("a server", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const live = async (id: string) => (await cloud.compute("GET", `/servers/${id}`)).body.server;

    /** An update after which the cloud shows what was asked for, and there is nothing more to do. */
    async function change(id: string, state: Values, inputs: Values): Promise<Values> {
        const outs = await cloud.update("Server", id, state, inputs);
        expect((await cloud.diff("Server", outs, inputs)).changes).toBe(false);
        return outs;
    }

    test("with a local disk is created, read without drift, and deleted until it is gone", async () => {
        const inputs = localServer(cloud, "local", { metadata: { role: "web" }, userData: "#!/bin/sh\n" });
        const { id, outs } = await cloud.create("Server", inputs);
        expect(outs).toMatchObject({
            status: "ACTIVE",
            vmState: "active",
            power: "on",
            imageId: cloud.ids.image,
            availabilityZone: cloud.ids.zone,
            attachedVolumeIds: [],
            allMetadata: { role: "web", "pulumi-nhncloud-nonce": expect.stringMatching(/^[0-9a-f]{32}$/) },
            launchedAt: expect.stringMatching(/^\d{4}-/),
        });
        expect(outs.accessIp).toBe((outs.addresses as { address: string }[])[0]?.address);
        const { props } = await cloud.read("Server", id, outs);
        expect((await cloud.diff("Server", props as Values, inputs)).changes).toBe(false);
        await cloud.delete("Server", id, outs);
        await expectGone(cloud, { id, outs });
    });

    test("that boots from a volume has that volume, which goes with it", async () => {
        const { id, outs } = await cloud.create("Server", volumeServer(cloud, "volume"));
        expect(outs).toMatchObject({ status: "ACTIVE", imageId: cloud.ids.image });
        const [root] = outs.attachedVolumeIds as string[];
        const { body } = await cloud.volume("GET", `/volumes/${root}`);
        expect(body.volume).toMatchObject({ status: "in-use", size: 20, bootable: "true" });
        expect((await live(id)).image.id).toBe(cloud.ids.image);
        await cloud.delete("Server", id, outs);
        await cloud.until(
            async () => (await cloud.volume("GET", `/volumes/${root}`)).status,
            (status) => status === 404,
        );
    });

    test("joins every network that it is given", async () => {
        const networks = [{ uuid: cloud.ids.network }, { uuid: cloud.ids.otherNetwork }];
        const inputs = localServer(cloud, "networks", { networks });
        const { id, outs } = await cloud.create("Server", inputs);
        const addresses = outs.addresses as { network: string; type: string }[];
        expect(addresses.map(({ network, type }) => `${network} ${type}`).sort()).toEqual([
            "vpc1 fixed",
            "vpc2 fixed",
        ]);
        expect((await cloud.diff("Server", outs, inputs)).changes).toBe(false);
        await cloud.delete("Server", id, outs);
    });

    test("changes its name, its metadata and its groups in place", async () => {
        const before = localServer(cloud, "before", {
            metadata: { keep: "1", drop: "2" },
            securityGroups: ["default"],
        });
        const { id, outs } = await cloud.create("Server", before);
        const inputs = {
            ...before,
            name: cloud.name("after"),
            metadata: { keep: "one", add: "3" },
            securityGroups: ["web", "db"],
        };
        expect((await cloud.diff("Server", outs, inputs)).replaces).toEqual([]);
        const changed = await change(id, outs, inputs);
        expect(changed.allMetadata).toMatchObject({ keep: "one", add: "3" });
        expect(changed.allMetadata).not.toHaveProperty("drop");
        const { name, security_groups: groups } = await live(id);
        expect(name).toBe(inputs.name);
        expect(groups.map((group: { name: string }) => group.name).sort()).toEqual(["db", "web"]);
        await cloud.delete("Server", id, changed);
    });

    test("is stopped, started, shelved and unshelved by its power state", async () => {
        const inputs = localServer(cloud, "power");
        const { id, outs } = await cloud.create("Server", inputs);
        let state = outs;
        const reach = async (powerState: string, status: RegExp) => {
            state = await change(id, state, { ...inputs, powerState });
            expect(state.status).toMatch(status);
        };
        await reach("stopped", /^SHUTOFF$/);
        await reach("shelved", /^SHELVED(_OFFLOADED)?$/);
        await reach("active", /^ACTIVE$/);
        await reach("shelved", /^SHELVED(_OFFLOADED)?$/);
        await reach("stopped", /^SHUTOFF$/);
        await reach("active", /^ACTIVE$/);
        await cloud.delete("Server", id, state);
    });

    test.each(["SOFT", "HARD"])(
        "is rebooted (%s) by its trigger, and by nothing else",
        async (rebootType) => {
            const inputs = localServer(cloud, "reboot", { rebootType, rebootTrigger: "1" });
            const { id, outs } = await cloud.create("Server", inputs);
            const rebooted = await change(id, outs, { ...inputs, rebootTrigger: "2" });
            expect(rebooted.status).toBe("ACTIVE");
            await cloud.delete("Server", id, rebooted);
        },
    );

    test("shows in a refresh what somebody else changed, and an update mends it", async () => {
        const inputs = localServer(cloud, "drift", { securityGroups: ["default", "web"] });
        const { id, outs } = await cloud.create("Server", inputs);
        await cloud.compute("PUT", `/servers/${id}`, { server: { name: cloud.name("by-hand") } });
        await cloud.act(id, { removeSecurityGroup: { name: "web" } });
        await cloud.act(id, { "os-stop": null });
        await cloud.settled(id, "SHUTOFF");
        const drifted = (await cloud.read("Server", id, outs)).props as Values;
        expect(drifted).toMatchObject({
            name: cloud.name("by-hand"),
            powerState: "stopped",
            securityGroups: ["default"],
        });
        const mended = await change(id, drifted, inputs);
        expect(mended).toMatchObject({ name: inputs.name, status: "ACTIVE" });
        await cloud.delete("Server", id, mended);
    });

    test("that no host takes is kept, with the cloud's own reason, to be replaced", async () => {
        const inputs = localServer(cloud, "broken", { flavorId: cloud.brokenFlavor() });
        const error = await cloud.failure(cloud.create("Server", inputs));
        expect(sentenceOf(error)).toMatch(
            /^Creating server "\S+-broken": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\.( There are not enough hosts available\.)? It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it\.$/,
        );
        expect(error.properties).toMatchObject({ status: "ERROR" });
        const state = error.properties ?? {};
        expect((await cloud.diff("Server", state, inputs)).replaces).toEqual(["status"]);
        await cloud.delete("Server", String(error.id), state);
        await expectGone(cloud, { id: String(error.id), outs: state });
    });

    test("that no host takes tells why also where several are waited for at once", async () => {
        const create = (name: string) =>
            cloud.create("Server", localServer(cloud, name, { flavorId: cloud.brokenFlavor() }));
        const errors = await Promise.all(
            ["broken-1", "broken-2", "broken-3", "broken-4"].map((name) => cloud.failure(create(name))),
        );
        for (const error of errors) expect(error.message).toMatch(/: No valid host was found\./);
        for (const { id, properties = {} } of errors) await cloud.delete("Server", String(id), properties);
    });

    test("of a name that exists is taken over where that is wanted", async () => {
        const inputs = localServer(cloud, "adopted");
        const { id } = await cloud.create("Server", inputs);
        const adopted = await cloud.nextRun().create("Server", { ...inputs, adoptExisting: true });
        expect(adopted.id).toBe(id);
        await cloud.delete("Server", id, adopted.outs);
    });
});
