import { PromiseCache } from "../../provider/src/cloud/promiseCache";

describe("an answer of the cloud", () => {
    test("is asked for once, however many need it at a time or later", async () => {
        const answers = new PromiseCache<number>();
        const ask = jest.fn(async () => 1);
        expect(await Promise.all([answers.get("a", ask), answers.get("a", ask)])).toEqual([1, 1]);
        expect(await answers.get("a", ask)).toBe(1);
        expect(ask).toHaveBeenCalledTimes(1);
        await answers.get("b", ask);
        expect(ask).toHaveBeenCalledTimes(2);
    });

    test("that failed is asked for again", async () => {
        const answers = new PromiseCache<number>();
        await expect(answers.get("a", () => Promise.reject(new Error("busy")))).rejects.toThrow("busy");
        expect(await answers.get("a", async () => 2)).toBe(2);
    });
});
