import { LISTS, openTestbed, type Testbed } from "./killing";

jest.setTimeout(300_000);

/** Each has a cloud of its own, so that they run side by side. `npm run test:faults` runs 200 kills. */
describe("runs that are killed at moments that a seed decides", () => {
    const seeds = [368, 532];
    let testbeds: Testbed[];

    beforeAll(async () => {
        testbeds = await Promise.all(seeds.map(() => openTestbed()));
    });
    afterAll(() => Promise.all(testbeds?.map((testbed) => testbed.close()) ?? []));

    test("lose nothing, double nothing, leave nothing behind and touch no neighbour", async () => {
        const results = await Promise.all(testbeds.map(({ runCase }, index) => runCase(seeds[index] ?? 0)));
        for (const result of results) {
            expect(result.kills).toBeGreaterThan(1);
            expect(result).toMatchObject(Object.fromEntries(LISTS.map((list) => [list, []])));
        }
    });
});
