import { useCloud } from "./cloud";
import { sentenceOf } from "./sentences";
import { localServer, makeKey } from "./servers";

type Values = Record<string, unknown>;

interface FleetServer {
    id: string;
    name: string;
    status: string;
    availabilityZone?: string;
}

describe("a fleet", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const fleet = (name: string, more: Values = {}): Values => {
        const { name: namePrefix, ...shared } = localServer(cloud, name);
        return { ...shared, namePrefix, count: 3, ...more };
    };
    const serversOf = (state: Values) => state.servers as FleetServer[];
    const idsOf = (state: Values) => serversOf(state).map(({ id }) => id);
    /** A cloud may show a deleted server for a moment. */
    const isDeleted = async (id: string) => {
        const { status, body } = await cloud.compute("GET", `/servers/${id}`);
        return status === 404 || body.server.status === "DELETED";
    };

    test("is made whole, grows, shrinks by the newest, and goes", async () => {
        const inputs = fleet("whole");
        const { id, outs } = await cloud.create("ServerFleet", inputs);
        expect(serversOf(outs).map(({ name, status }) => `${name} ${status}`)).toEqual(
            [1, 2, 3].map((number) =>
                expect.stringMatching(`^${inputs.namePrefix}-[0-9a-f]{4}-${number} ACTIVE$`),
            ),
        );
        expect(outs.reservationIds).toEqual([expect.stringMatching(/^r-/)]);
        expect((await cloud.read("ServerFleet", id, outs)).props).toEqual(outs);
        const grown = await cloud.update("ServerFleet", id, outs, fleet("whole", { count: 4 }));
        expect(idsOf(grown).slice(0, 3)).toEqual(idsOf(outs));
        const shrunk = await cloud.update("ServerFleet", id, grown, fleet("whole", { count: 2 }));
        expect(idsOf(shrunk)).toEqual(idsOf(outs).slice(0, 2));
        expect(await isDeleted(String(idsOf(grown)[3]))).toBe(true);
        await cloud.delete("ServerFleet", id, shrunk);
        for (const server of idsOf(shrunk)) expect(await isDeleted(server)).toBe(true);
        expect(await cloud.read("ServerFleet", id, shrunk)).toEqual({});
    });

    test("of more than ten takes several requests", async () => {
        const { id, outs } = await cloud.create("ServerFleet", fleet("many", { count: 12 }));
        expect(outs.servers).toHaveLength(12);
        expect(outs.reservationIds).toHaveLength(2);
        await cloud.delete("ServerFleet", id, outs);
    });

    test("is replaced server by server when its user data change", async () => {
        const { id, outs } = await cloud.create("ServerFleet", fleet("rolled", { count: 2 }));
        const next = fleet("rolled", { count: 2, userData: "#!/bin/sh\necho two\n" });
        expect((await cloud.diff("ServerFleet", outs, next)).replaces).toEqual([]);
        const rolled = await cloud.update("ServerFleet", id, outs, next);
        expect(idsOf(rolled).filter((server) => idsOf(outs).includes(server))).toEqual([]);
        expect(serversOf(rolled).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE"]);
        expect((await cloud.diff("ServerFleet", rolled, next)).changes).toBe(false);
        await cloud.delete("ServerFleet", id, rolled);
    });

    test("changes in place, is stopped by somebody else, and is mended", async () => {
        const inputs = fleet("changed", { count: 2, metadata: { role: "old" }, securityGroups: ["default"] });
        const { id, outs } = await cloud.create("ServerFleet", inputs);
        const next = { ...inputs, metadata: { role: "new" }, securityGroups: ["web"] };
        const changed = await cloud.update("ServerFleet", id, outs, next);
        const [first] = idsOf(changed);
        await cloud.act(String(first), { "os-stop": null });
        await cloud.settled(String(first), "SHUTOFF");
        const drifted = (await cloud.read("ServerFleet", id, changed)).props as Values;
        expect(drifted).toMatchObject({ powerState: "stopped", metadata: { role: "new" } });
        const mended = await cloud.update("ServerFleet", id, drifted, next);
        expect(serversOf(mended).map(({ status }) => status)).toEqual(["ACTIVE", "ACTIVE"]);
        expect(idsOf(mended)).toEqual(idsOf(outs));
        await cloud.delete("ServerFleet", id, mended);
    });

    test("that no host takes is kept, with the cloud's own reason, and completed later", async () => {
        const broken = fleet("broken", { count: 1, flavorId: cloud.brokenFlavor() });
        const error = await cloud.failure(cloud.create("ServerFleet", broken));
        expect(sentenceOf(error)).toMatch(
            /^Creating fleet "\S+-broken": server "\S+": unexpected status ERROR after \d+ s waiting for ACTIVE: No valid host was found\.( There are not enough hosts available\.)? Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it\.$/,
        );
        const state = error.properties ?? {};
        const done = await cloud.update(
            "ServerFleet",
            String(error.id),
            state,
            fleet("broken", { count: 1, flavorId: cloud.ids.smallFlavor }),
        );
        expect(serversOf(done).map(({ status }) => status)).toEqual(["ACTIVE"]);
        await cloud.delete("ServerFleet", String(error.id), done);
    });

    test("is in the zones that are listed; where none has room it names them, and is completed later", async () => {
        const { zone, smallFlavor } = cloud.ids;
        const more = { count: 1, availabilityZones: [zone] };
        const inputs = fleet("zones", { ...more, flavorId: cloud.brokenFlavor() });
        const error = await cloud.failure(cloud.create("ServerFleet", inputs));
        expect(sentenceOf(error)).toMatch(
            new RegExp(
                `^Creating fleet "\\S+-zones": there is no room in any of its availability zones \\(${zone}\\): server "\\S+": unexpected status ERROR after .*: No valid host was found\\. `,
            ),
        );
        const next = fleet("zones", { ...more, count: 2, flavorId: smallFlavor });
        const done = await cloud.update("ServerFleet", String(error.id), error.properties ?? {}, next);
        expect(
            serversOf(done).map(({ status, availabilityZone }) => `${status} in ${availabilityZone}`),
        ).toEqual(Array(2).fill(`ACTIVE in ${zone}`));
        expect((await cloud.diff("ServerFleet", done, next)).changes).toBe(false);
        await cloud.delete("ServerFleet", String(error.id), done);
    });

    test("is taken over by its name where that is wanted", async () => {
        const inputs = fleet("adopted", { count: 2 });
        const { id, outs } = await cloud.create("ServerFleet", inputs);
        const adopted = await cloud.nextRun().create("ServerFleet", { ...inputs, adoptExisting: true });
        expect(adopted.id).toBe(id);
        expect(idsOf(adopted.outs)).toEqual(idsOf(outs));
        await cloud.delete("ServerFleet", id, adopted.outs);
    });
});
