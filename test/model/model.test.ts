import { runModel } from "./run";

jest.setTimeout(120_000);

test("after every update of two stacks beside an outsider there is exactly what their programs say", async () => {
    const { failure, ...figures } = await runModel({ seed: 1, runs: 60 });
    expect(failure).toBeUndefined();
    expect(figures.updates).toBeGreaterThan(60);
    expect(figures.faults + figures.kills).toBeGreaterThan(10);
});
