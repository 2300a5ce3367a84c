import { Locks } from "../../provider/src/runtime/locks";

function piece() {
    let finish = () => {};
    let fail = (_error: Error) => {};
    const done = new Promise<void>((resolve, reject) => {
        finish = resolve;
        fail = reject;
    });
    return { done, finish, fail };
}

const turns = () => new Promise((resolve) => setImmediate(resolve));

test("the work of one key comes one after another, in the order in which it was asked for", async () => {
    const locks = new Locks();
    const events: string[] = [];
    const pieces = [piece(), piece(), piece()] as const;
    const works = pieces.map(({ done }, index) =>
        locks.hold("server1", async () => {
            events.push(`begin ${index}`);
            await done;
            events.push(`end ${index}`);
        }),
    );
    await turns();
    expect(events).toEqual(["begin 0"]);
    for (const { finish } of [...pieces].reverse()) finish();
    await Promise.all(works);
    expect(events).toEqual(["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]);
});

test("the work of two keys goes on at once", async () => {
    const locks = new Locks();
    const slow = piece();
    const first = locks.hold("server1", () => slow.done);
    expect(await locks.hold("server2", async () => "done")).toBe("done");
    slow.finish();
    await first;
});

test("work that fails tells its own caller only, and the next one gets its turn", async () => {
    const locks = new Locks();
    const first = piece();
    const failing = locks.hold("server1", () => first.done);
    const next = locks.hold("server1", async () => "done");
    first.fail(new Error("broken"));
    await expect(failing).rejects.toThrow("broken");
    expect(await next).toBe("done");
});

test("a key that was free again is free", async () => {
    const locks = new Locks();
    await locks.hold("server1", async () => {});
    expect(await locks.hold("server1", async () => "again")).toBe("again");
});
