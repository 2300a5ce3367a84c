import { useWorld } from "./useWorld";

const passing = [
    "attaching",
    "detaching",
    "extending",
    "retyping",
    "uploading",
    "maintenance",
    "backing-up",
    "restoring-backup",
];
const lasting = ["available", "in-use", "reserved", "awaiting-transfer"];

describe("a volume", () => {
    const world = useWorld();
    const inputs = { name: "data", size: 10 };

    const make = async () => {
        const { id, outs } = await world.create("Volume", inputs);
        const record = world.cloud.region().volumes.get(id);
        if (!record) throw new Error(`The cloud has no volume ${id}.`);
        return { id, outs, record };
    };
    const later = (seconds: number, work: () => void) =>
        world.cloud.region().timeline.after("cloud", seconds, work);
    const seconds = async (work: Promise<unknown>) => {
        const began = world.clock.now();
        await work;
        return (world.clock.now() - began) / 1000;
    };

    const isThere = (id: string) => world.cloud.region().volumes.has(id);

    it("that is there in any status is updated without a wait", async () => {
        for (const status of [...lasting, ...passing]) {
            const { id, outs, record } = await make();
            record.status = status;
            const update = world.update("Volume", id, outs, { ...inputs, description: "all of it" });
            expect([status, await seconds(update)]).toEqual([status, 0]);
            expect(record.description).toBe("all of it");
        }
    });

    it("that is still made is waited for by an update", async () => {
        for (const status of ["creating", "downloading"]) {
            const { id, outs, record } = await make();
            record.status = status;
            later(10, () => Object.assign(record, { status: "available" }));
            const update = world.update("Volume", id, outs, { ...inputs, description: "all of it" });
            expect(await seconds(update)).toBeGreaterThanOrEqual(10);
        }
    });

    it("that passes through a status is deleted once it is available", async () => {
        for (const status of ["creating", "downloading", ...passing]) {
            const { id, outs, record } = await make();
            record.status = status;
            later(10, () => Object.assign(record, { status: "available" }));
            expect(await seconds(world.delete("Volume", id, outs))).toBeGreaterThanOrEqual(10);
            expect([status, isThere(id)]).toEqual([status, false]);
        }
    });

    it("that somebody deletes already is waited for, and not deleted again", async () => {
        const { id, outs, record } = await make();
        record.status = "deleting";
        later(10, () => world.cloud.region().volumes.delete(id));
        world.cloud.requests.length = 0;
        expect(await seconds(world.delete("Volume", id, outs))).toBeGreaterThanOrEqual(10);
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toEqual([]);
    });

    it("that failed is deleted as one that is available", async () => {
        for (const status of ["available", "error", "error_restoring", "error_extending"]) {
            const { id, outs, record } = await make();
            world.cloud.region().seconds.volume = 10;
            record.status = status;
            await world.delete("Volume", id, outs);
            expect([status, isThere(id)]).toEqual([status, false]);
        }
    });

    it("that stays in another status is left to the cloud, which may refuse to delete it", async () => {
        for (const status of ["reserved", "awaiting-transfer", "error_deleting", "error_backing-up"]) {
            const { id, outs, record } = await make();
            record.status = status;
            const body = { badRequest: { message: `It is ${status}.`, code: 400 } };
            world.cloud.faults.add({ method: "DELETE", kind: "respond", status: 400, body });
            const failure = world.failure(world.delete("Volume", id, outs));
            expect(await seconds(failure)).toBe(0);
            expect((await failure).message).toMatch(
                new RegExp(`^Deleting volume "data": It is ${status} \\(HTTP 400, `),
            );
        }
    });
});
