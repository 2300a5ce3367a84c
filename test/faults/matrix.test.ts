import { allCases, LISTS, runCase, sampleOf } from "./matrix";

jest.setTimeout(300_000);

const SEED = 1;

const NOTHING = Object.fromEntries(LISTS.map((list) => [list, []]));

/** `npm run test:faults` runs all of them. */
test("of a seeded part of all requests and faults, none loses, doubles or leaves anything, and all are told", async () => {
    const cases = sampleOf(await allCases(), SEED, 120);
    for (const one of cases) {
        expect(await runCase(one)).toMatchObject({ ...one, ...NOTHING });
    }
    expect(cases).toHaveLength(120);
});
