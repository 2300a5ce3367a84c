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

    it.each([...lasting, ...passing])("that is %s is there: an update does not wait", async (status) => {
        const { id, outs, record } = await make();
        record.status = status;
        const update = world.update("Volume", id, outs, { ...inputs, description: "all of it" });
        expect(await seconds(update)).toBe(0);
        expect(record.description).toBe("all of it");
    });

    it.each(["creating", "downloading"])("that is %s is waited for by an update", async (status) => {
        const { id, outs, record } = await make();
        record.status = status;
        later(10, () => Object.assign(record, { status: "available" }));
        const update = world.update("Volume", id, outs, { ...inputs, description: "all of it" });
        expect(await seconds(update)).toBeGreaterThanOrEqual(10);
    });

    it.each(["creating", "downloading", ...passing])(
        "that is %s is deleted once it is available",
        async (status) => {
            const { id, outs, record } = await make();
            record.status = status;
            later(10, () => Object.assign(record, { status: "available" }));
            expect(await seconds(world.delete("Volume", id, outs))).toBeGreaterThanOrEqual(10);
            expect(world.cloud.region().volumes.size).toBe(0);
        },
    );

    it("that somebody deletes already is waited for, and not deleted again", async () => {
        const { id, outs, record } = await make();
        record.status = "deleting";
        later(10, () => world.cloud.region().volumes.delete(id));
        world.cloud.requests.length = 0;
        expect(await seconds(world.delete("Volume", id, outs))).toBeGreaterThanOrEqual(10);
        expect(world.calls().filter((call) => call.startsWith("DELETE"))).toEqual([]);
    });

    it.each(["available", "error", "error_restoring", "error_extending"])(
        "that is %s is deleted",
        async (status) => {
            world.cloud.region().seconds.volume = 10;
            const { id, outs, record } = await make();
            record.status = status;
            await world.delete("Volume", id, outs);
            expect(world.cloud.region().volumes.size).toBe(0);
        },
    );

    it.each(["reserved", "awaiting-transfer", "error_deleting", "error_backing-up"])(
        "that is %s is left to the cloud, which may refuse to delete it",
        async (status) => {
            const { id, outs, record } = await make();
            record.status = status;
            const body = { badRequest: { message: `It is ${status}.`, code: 400 } };
            world.cloud.faults.add({ method: "DELETE", kind: "respond", status: 400, body });
            const failure = world.failure(world.delete("Volume", id, outs));
            expect(await seconds(failure)).toBe(0);
            expect((await failure).message).toMatch(
                new RegExp(`^Deleting volume "data": It is ${status} \\(HTTP 400, `),
            );
        },
    );
});
