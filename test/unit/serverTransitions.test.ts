import { ApiError } from "../../provider/src/api/errors";
import { whenFree } from "../../provider/src/lifecycle/serverTransitions";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";

const busy = new ApiError("Cannot 'resize' while it is in task_state rebooting", {
    code: "busy",
    method: "POST",
    path: "/servers/a/action",
    status: 409,
});

test("a request that waits for another task of the server ends at once where the run is cancelled", async () => {
    const clock = new ManualClock();
    const started = clock.now();
    const cancel = new AbortController();
    const context = { clock, deadline: started + 60_000, signal: cancel.signal };
    const work = whenFree(context, () => Promise.reject(busy));
    const end = clock.sleep(3000).then(() => cancel.abort());
    expect(await clock.run(failureOf(work))).toBe(busy);
    expect(clock.now() - started).toBe(3000);
    await end;
});

test("a request that waits for another task of the server is sent until the deadline, and no more", async () => {
    const clock = new ManualClock();
    const started = clock.now();
    const context = { clock, deadline: started + 5000, signal: new AbortController().signal };
    const sent: number[] = [];
    const work = whenFree(context, () => {
        sent.push(clock.now() - started);
        return Promise.reject(busy);
    });
    expect(await clock.run(failureOf(work))).toBe(busy);
    expect(sent).toEqual([0, 2000, 4000]);
});
