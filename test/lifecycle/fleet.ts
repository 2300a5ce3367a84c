import type { Durations, ServerRecord } from "../../emulator";
import { serverInputs } from "../support/inputs";
import type { World } from "../support/world";
import { useWorld } from "./useWorld";

export type Values = Record<string, unknown>;

export interface FleetServer {
    id: string;
    name: string;
    status: string;
    accessIp: string;
    availabilityZone: string;
    revision: number;
    reservationId?: string;
}

export const serversOf = (state: Values | undefined) => (state?.servers ?? []) as FleetServer[];
export const idsOf = (state: Values | undefined) => serversOf(state).map(({ id }) => id);
export const statusesOf = (state: Values | undefined) => serversOf(state).map(({ status }) => status);

/** A world for fleets of workers. */
export interface FleetWorld extends World {
    inputs(more?: Values): Values;
    make(more?: Values): Promise<{ id: string; outs: Values }>;
    /** The servers that the cloud has. */
    live(): ServerRecord[];
    /** Requests so far that change something, as "METHOD path". */
    changes(): string[];
    /** Another image, as the arguments that replace a server. */
    otherImage(): Values;
    /** Does something that long after now, while other work goes on. */
    after(seconds: number, act: () => void): void;
    /** The most servers there were, and the least that were ACTIVE, while the work went on. */
    counted<T>(work: Promise<T>): Promise<{ most: number; leastServing: number; result: T }>;
}

/** One for each test of a `describe`. */
export function useFleetWorld(seconds: Partial<Durations> = {}): FleetWorld {
    const world = useWorld({ seconds: { build: 20, ...seconds } });
    const region = () => world.cloud.region();
    const fleet: Omit<FleetWorld, keyof World> = {
        inputs(more = {}) {
            const { name: _name, ...shared } = serverInputs(world);
            return { ...shared, namePrefix: "worker", count: 3, ...more };
        },
        make: (more) => world.create("ServerFleet", fleet.inputs(more)),
        live() {
            region().catchUp();
            const gone = ["DELETED", "SOFT_DELETED"];
            return [...region().servers.values()].filter(({ status }) => !gone.includes(status));
        },
        changes: () =>
            world
                .calls()
                .filter((call) => !call.startsWith("GET"))
                .map((call) => call.replace(/\/kr1\/compute\/v2\/[0-9a-f]+/, "")),
        otherImage() {
            const [device] = fleet.inputs().blockDevices as Values[];
            const images = [...region().images.values()];
            const rocky = String(images.find(({ name }) => name.startsWith("Rocky"))?.id);
            return { imageId: rocky, blockDevices: [{ ...device, uuid: rocky }] };
        },
        after: (seconds, act) => void world.clock.sleep(seconds * 1000).then(act),
        async counted(work) {
            const seen = { most: 0, leastServing: Number.POSITIVE_INFINITY };
            let over = false;
            const look = async () => {
                while (!over) {
                    const live = fleet.live();
                    const serving = live.filter(
                        ({ status, taskState }) => status === "ACTIVE" && taskState !== "deleting",
                    );
                    seen.most = Math.max(seen.most, live.length);
                    seen.leastServing = Math.min(seen.leastServing, serving.length);
                    await world.clock.sleep(200);
                }
            };
            const looking = look();
            const result = await work.finally(() => {
                over = true;
            });
            await world.clock.run(looking);
            return { ...seen, result };
        },
    };
    return Object.assign(world, fleet);
}
