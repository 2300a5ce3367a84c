import { counts } from "../../bench/counts";

// On a busy machine, the life of 50 servers takes more than the usual limit.
jest.setTimeout(60_000);

test("calls, bytes and loaded files are as few as they should be", async () => {
    const counted = await counts();
    expect(counted.length).toBeGreaterThan(8);
    expect(counted.filter(({ value, atMost }) => value > atMost)).toEqual([]);
});
