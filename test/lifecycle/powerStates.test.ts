import { serverInputs } from "../support/inputs";
import { useWorld } from "./useWorld";

type Values = Record<string, unknown>;

const powerStates = ["active", "stopped", "shelved"] as const;
type PowerState = (typeof powerStates)[number];

const statusOf: Record<PowerState, string> = {
    active: "ACTIVE",
    stopped: "SHUTOFF",
    shelved: "SHELVED_OFFLOADED",
};

/** What leads from where a server is to where it shall be. */
const toActive: Record<string, string[]> = {
    SHUTOFF: ["os-start"],
    SHELVED: ["unshelve"],
    SHELVED_OFFLOADED: ["unshelve"],
};
const toStopped: Record<string, string[]> = {
    ACTIVE: ["os-stop"],
    ERROR: ["os-stop"],
    SHELVED: ["unshelve", "os-stop"],
    SHELVED_OFFLOADED: ["unshelve", "os-stop"],
};
const toShelved: Record<string, string[]> = { ACTIVE: ["shelve"], SHUTOFF: ["os-start", "shelve"] };
const ways: Record<PowerState, Record<string, string[]>> = {
    active: toActive,
    stopped: toStopped,
    shelved: toShelved,
};

describe("a server", () => {
    const world = useWorld();

    const actions = () => world.cloud.requests.flatMap(({ action }) => action ?? []);
    const shown = (id: string) => world.cloud.region().servers.get(id)?.status;
    const make = async (powerState: PowerState) => {
        const made = await world.create("Server", serverInputs(world, { powerState }));
        world.cloud.requests.length = 0;
        return made;
    };
    const isChanged = async (state: Values, powerState: PowerState) =>
        (await world.diff("Server", state, serverInputs(world, { powerState }))).changes;

    const pairs = powerStates.flatMap((from) =>
        powerStates.flatMap((to) => (from === to ? [] : [[from, to] as const])),
    );

    test.each(pairs)("that is %s becomes %s, and stays so", async (from, to) => {
        const { id, outs } = await make(from);
        expect(shown(id)).toBe(statusOf[from]);
        const after = await world.update("Server", id, outs, serverInputs(world, { powerState: to }));
        expect(actions()).toEqual(ways[to][statusOf[from]]);
        expect(shown(id)).toBe(statusOf[to]);
        expect(await isChanged(after, to)).toBe(false);
        const { props } = await world.read("Server", id, after);
        expect(await isChanged(props as Values, to)).toBe(false);
    });

    const statuses = [
        "ACTIVE",
        "SHUTOFF",
        "SHELVED",
        "SHELVED_OFFLOADED",
        "PAUSED",
        "SUSPENDED",
        "RESCUE",
        "ERROR",
    ];
    const drifts = powerStates.flatMap((wanted) => statuses.map((status) => [wanted, status] as const));

    test.each(drifts)(
        "that shall be %s and is found %s is mended, or the update says why not",
        async (wanted, status) => {
            const { id, outs } = await make(wanted);
            world.cloud.region().setStatus(id, status);
            // One that was offloaded has no host.
            Object.assign(world.cloud.region().servers.get(id) ?? {}, { hostId: "host" });
            const { props } = await world.read("Server", id, outs);
            // Both names of shelved are the same, and a broken server that shall run may come back by itself.
            const isAsWanted =
                status.startsWith(statusOf[wanted].slice(0, 7)) ||
                (wanted === "active" && status === "ERROR");
            expect(await isChanged(props as Values, wanted)).toBe(!isAsWanted);
            if (isAsWanted) return;
            const update = world.update(
                "Server",
                id,
                props as Values,
                serverInputs(world, { powerState: wanted }),
            );
            const way = ways[wanted][status];
            if (way) {
                const after = await update;
                expect(actions()).toEqual(way);
                expect(await isChanged(after, wanted)).toBe(false);
            } else {
                const { message, id: kept } = await world.failure(update);
                expect(message).toBe(
                    `Updating server "web": powerState cannot change to "${wanted}" while the server is ${status}. Bring the server to ACTIVE or SHUTOFF, then run pulumi up again.`,
                );
                expect(kept).toBe(id);
                expect(actions()).toEqual([]);
            }
        },
    );
});
