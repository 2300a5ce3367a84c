import { ApiError, type ErrorCode } from "../../provider/src/api/errors";
import { Preflight } from "../../provider/src/core/preflight";
import { Failure } from "../../provider/src/errors/failure";
import { ManualClock } from "../support/manualClock";

function start() {
    const clock = new ManualClock();
    const warnings: string[] = [];
    const problems: string[] = [];
    const engine = {
        warn: (urn: string, text: string) => warnings.push(`${urn}: ${text}`),
    };
    const preflight = new Preflight(clock, engine);
    const run = (work: () => Promise<void>, urn: string | undefined = "urn:a") =>
        clock.run(preflight.run(urn, work, (problem) => problems.push(problem)));
    return { run, clock, warnings, problems };
}

const failing = (code: ErrorCode) => async () => {
    throw new ApiError("it said no", { code, method: "GET", path: "/servers" });
};
const skipped = (reason: string) =>
    `urn:a: The cloud is unavailable (${reason}), so references to existing resources were not checked.`;

describe("a check against the cloud", () => {
    test.each<ErrorCode>(["unreachable", "no_answer", "server_error", "rate_limited"])(
        "that ends in %s is one warning, and no other check of the run asks",
        async (code) => {
            const { run, warnings, problems } = start();
            await run(failing(code));
            const later = jest.fn(async () => {});
            await run(later);
            expect(warnings).toEqual([skipped("it said no (no HTTP response, GET /servers)")]);
            expect([problems, later.mock.calls]).toEqual([[], []]);
        },
    );

    test("of a resource that has no row in the engine's display warns nobody", async () => {
        const { run, warnings, problems } = start();
        await run(failing("unreachable"), "");
        expect([warnings, problems]).toEqual([[], []]);
    });

    test.each<ErrorCode>(["unauthorized", "untrusted"])("that ends in %s is a problem", async (code) => {
        const { run, warnings, problems } = start();
        await run(failing(code));
        await run(failing(code));
        expect(problems).toHaveLength(2);
        expect(problems[0]).toMatch(/^Looking up existing resources: it said no/);
        expect(warnings).toEqual([]);
    });

    test("that finds a failure is a problem with its hint", async () => {
        const { run, problems } = start();
        await run(async () => {
            throw new Failure("there is no such region", "Use KR1.");
        });
        expect(problems).toEqual(["Looking up existing resources: there is no such region. Use KR1."]);
    });

    test("that is forbidden says nothing, and the next one is made", async () => {
        const { run, warnings, problems } = start();
        await run(failing("forbidden"));
        const later = jest.fn(async () => {});
        await run(later);
        expect([warnings, problems, later.mock.calls.length]).toEqual([[], [], 1]);
    });

    test("that takes longer than 15 s is given up", async () => {
        const { run, clock, warnings } = start();
        const began = clock.now();
        await run(() => new Promise(() => {}));
        expect(clock.now() - began).toBe(15_000);
        expect(warnings).toEqual([skipped("no response within 15 s")]);
    });

    test("that ends in time takes no longer than it takes", async () => {
        const { run, clock, warnings } = start();
        const began = clock.now();
        await run(() => clock.sleep(14_000));
        expect(clock.now() - began).toBe(14_000);
        expect(clock.sleeping).toBe(0);
        expect(warnings).toEqual([]);
    });

    test("is one warning where several fail at once, and none without a URN", async () => {
        const { run, warnings } = start();
        await Promise.all([run(failing("no_answer")), run(failing("no_answer"))]);
        expect(warnings).toHaveLength(1);
        const other = start();
        await other.clock.run(
            new Preflight(other.clock, { warn: (urn) => other.warnings.push(urn) }).run(
                undefined,
                failing("no_answer"),
                () => {},
            ),
        );
        expect(other.warnings).toEqual([]);
    });
});
