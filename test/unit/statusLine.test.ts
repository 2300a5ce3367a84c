import { connectEngine } from "../../provider/src/platform/engine";
import { statusLine } from "../../provider/src/platform/statusLine";
import { ManualClock } from "../support/manualClock";

function line(urn: string | undefined = "urn:a") {
    const clock = new ManualClock();
    const shown: string[] = [];
    const { report, clear } = statusLine({ status: (to, text) => shown.push(`${to} ${text}`) }, urn, clock);
    return { clock, shown, report, clear };
}

test("a status is shown with the seconds since the operation began", () => {
    const { clock, shown, report } = line();
    report("BUILD → ACTIVE");
    clock.advance(41.6);
    report("ACTIVE → ACTIVE");
    expect(shown).toEqual(["urn:a BUILD → ACTIVE · 0 s", "urn:a ACTIVE → ACTIVE · 42 s"]);
});

test("the same status is shown again only after half a minute, as a sign of life", () => {
    const { clock, shown, report } = line();
    for (let second = 0; second <= 61; second++) {
        report("BUILD → ACTIVE");
        clock.advance(1);
    }
    expect(shown).toEqual([0, 30, 60].map((second) => `urn:a BUILD → ACTIVE · ${second} s`));
});

test("what keeps a status from going on is shown beside it, and goes away with the next report", () => {
    const { clock, shown, report } = line();
    for (const trouble of [undefined, "retrying", "retrying", undefined]) {
        report("BUILD → ACTIVE", trouble);
        clock.advance(1);
    }
    expect(shown).toEqual([
        "urn:a BUILD → ACTIVE · 0 s",
        "urn:a BUILD → ACTIVE; retrying · 1 s",
        "urn:a BUILD → ACTIVE · 3 s",
    ]);
});

test("a status has no control characters, whatever the cloud calls something", () => {
    const clock = new ManualClock();
    const texts: string[] = [];
    const line = statusLine({ status: (_, text) => texts.push(text) }, "urn", clock);
    line.report("\u001b[31mBUILD\u001b]0;title\u0007 → ACTIVE", "a\nb\u009bc");
    expect(texts).toEqual(["BUILD → ACTIVE; a b · 0 s"]);
});

test("a status that comes back is shown at once", () => {
    const { shown, report } = line();
    for (const status of ["a", "b", "a"]) report(status);
    expect(shown).toHaveLength(3);
});

test("a text is taken away at the end, if there was one", () => {
    const { shown, report, clear } = line();
    clear();
    expect(shown).toEqual([]);
    report("BUILD → ACTIVE");
    clear();
    expect(shown).toEqual(["urn:a BUILD → ACTIVE · 0 s", "urn:a "]);
});

test("nothing is shown for a resource whose URN is not known", () => {
    const clock = new ManualClock();
    const status = jest.fn();
    const { report, clear } = statusLine({ status }, undefined, clock);
    report("BUILD → ACTIVE");
    clear();
    expect(status).not.toHaveBeenCalled();
});

test.each([undefined, "", "--help", "/some/file.js"])(
    "an engine at %s shows nothing and breaks nothing",
    (address) => {
        expect(() => connectEngine(address).status("urn:a", "BUILD")).not.toThrow();
    },
);
