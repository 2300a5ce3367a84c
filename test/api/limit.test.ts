import { setImmediate as turn } from "node:timers/promises";
import { limit } from "../../provider/src/api/limit";

describe("a limit of two", () => {
    test("lets two run, and the next when one ends, also with an error", async () => {
        const inTurn = limit(2);
        const started: number[] = [];
        const ends: ((error?: Error) => void)[] = [];
        const work = [0, 1, 2, 3].map((index) =>
            inTurn(
                () =>
                    new Promise<number>((resolve, reject) => {
                        started.push(index);
                        ends[index] = (error) => (error ? reject(error) : resolve(index));
                    }),
            ),
        );
        await turn();
        expect(started).toEqual([0, 1]);
        ends[1]?.();
        await turn();
        expect(started).toEqual([0, 1, 2]);
        ends[0]?.(new Error("refused"));
        await expect(work[0]).rejects.toThrow("refused");
        await turn();
        expect(started).toEqual([0, 1, 2, 3]);
        ends[2]?.();
        ends[3]?.();
        expect(await Promise.all(work.slice(1))).toEqual([1, 2, 3]);
        expect(await inTurn(async () => "free again")).toBe("free again");
    });
});

test.each([
    [0, 1],
    [3, 1],
    [4, 2],
    [7, 2],
    [8, 3],
    [40, 3],
])("a limit that begins with one lets after %d ends %d run, of three at most", async (ends, atOnce) => {
    const inTurn = limit(3, 1);
    for (let nth = 0; nth < ends; nth++) await inTurn(async () => {});
    let started = 0;
    for (let nth = 0; nth < 5; nth++) void inTurn(() => new Promise(() => started++));
    await turn();
    expect(started).toBe(atOnce);
});

test("a turn that comes as its waiter gives up is the next one's", async () => {
    const inTurn = limit(1);
    let end = () => {};
    const first = inTurn(() => new Promise<void>((resolve) => (end = resolve)));
    const ran: string[] = [];
    const leaving = (turn: Promise<void>) => turn.then(() => Promise.reject(new Error("gave up")));
    const second = inTurn(async () => ran.push("second"), leaving);
    const third = inTurn(async () => ran.push("third"));
    end();
    await first;
    await expect(second).rejects.toThrow("gave up");
    await third;
    expect(ran).toEqual(["third"]);
});
