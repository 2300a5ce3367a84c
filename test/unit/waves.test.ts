import { Waves } from "../../provider/src/core/waves";
import { ManualClock } from "../support/manualClock";

/** A resource of a program. */
interface Declared {
    seconds: number;
    /** The one whose id it refers to. */
    of?: string;
    /** What else it refers to, which the run did not create. */
    derived?: string[];
    inputs?: Record<string, unknown>;
    /** The next one is declared only after it. */
    isAwaited?: true;
    /** The delete of what it replaces takes so long. */
    replaces?: number;
}

/** Runs a program as the engine does: it checks the next resource when the one before has a place. */
async function notesOf(places: number, program: Record<string, Declared>): Promise<string[]> {
    const clock = new ManualClock();
    const notes: string[] = [];
    const waves = new Waves(clock, (text) => notes.push(text));
    const ended = new Map<string, Promise<void>>();
    const running = new Set<Promise<void>>();
    const create = async (name: string) => {
        const { seconds, of, derived = [], inputs = {}, replaces = 0 } = program[name] ?? { seconds: 0 };
        const resource = {
            urn: `urn:${name}`,
            derived: of ? ["of", ...derived] : derived,
            replaceOnChanges: [],
        };
        const given = { ...inputs, ...(of ? { of: `${of}-id` } : {}) };
        if (replaces > 0) waves.checked(resource, given);
        waves.checked(resource, {});
        await clock.sleep(replaces * 1000);
        while (running.size >= places) await Promise.race(running);
        const made = waves
            .during(resource, given, async () => {
                await clock.sleep(seconds * 1000);
                return { id: `${name}-id`, state: { ...given, status: "ACTIVE" } };
            })
            .then(() => void running.delete(work));
        const work: Promise<void> = made;
        running.add(work);
        ended.set(name, work);
    };
    const all = async () => {
        const pending = Object.keys(program);
        while (pending.length > 0) {
            // The first that refers to nothing unfinished, else the first of all.
            const finished = new Set<string>();
            for (const [name, work] of ended) if (!running.has(work)) finished.add(name);
            const isReady = (name: string) => finished.has(program[name]?.of ?? "") || !program[name]?.of;
            const next = pending.find(isReady);
            if (next === undefined) {
                await Promise.race(running);
                continue;
            }
            pending.splice(pending.indexOf(next), 1);
            await create(next);
            if (program[next]?.isAwaited) await ended.get(next);
        }
        await Promise.all(ended.values());
    };
    await clock.run(all());
    return notes;
}

function many(count: number, declared: Declared): Record<string, Declared> {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, declared]));
}

const note = (places: number, better: number, seconds: number) => [
    `The engine created ${places} resources at a time: pulumi up --parallel ${better}, or PULUMI_PARALLEL=${better}, would have taken about ${seconds} s less.`,
];

describe("a run whose creates wait for places says how many it needs, and what that saves", () => {
    test.each<[string, number, Record<string, Declared>, string[]]>([
        ["servers that depend on nothing", 4, many(10, { seconds: 15 }), note(4, 10, 30)],
        [
            "servers whose flavor is a function's",
            8,
            many(50, { seconds: 15, derived: ["flavorId"], inputs: { flavorId: "f1" } }),
            note(8, 50, 90),
        ],
        [
            "servers of a keypair that is created first",
            4,
            { key: { seconds: 1 }, ...many(9, { seconds: 20, of: "key" }) },
            note(4, 9, 40),
        ],
        [
            "servers and an attachment of the last one",
            2,
            { ...many(4, { seconds: 20 }), disk: { seconds: 3, of: "s3", inputs: { serverId: "s3-id" } } },
            note(2, 4, 20),
        ],
    ])("%s", async (_, places, program, expected) => {
        expect(await notesOf(places, program)).toEqual(expected);
    });
});

describe("a run says nothing", () => {
    test.each<[string, number, Record<string, Declared>]>([
        ["where everything has a place", 10, many(10, { seconds: 60 })],
        ["where it would save little", 4, many(8, { seconds: 4 })],
        [
            "where each depends on the one before",
            1,
            { a: { seconds: 30 }, b: { seconds: 30, of: "a" }, c: { seconds: 30, of: "b" } },
        ],
        ["where one takes as long as all others", 2, { long: { seconds: 60 }, ...many(12, { seconds: 5 }) }],
        [
            "where changes of one server run one at a time anyway",
            4,
            many(12, { seconds: 8, inputs: { serverId: "web" } }),
        ],
        [
            "where a create waits for the delete of what it replaces",
            4,
            { web: { seconds: 30, replaces: 40, inputs: { name: "web" } }, other: { seconds: 30 } },
        ],
    ])("%s", async (_, places, program) => {
        expect(await notesOf(places, program)).toEqual([]);
    });

    test("in a preview, which creates nothing", async () => {
        const clock = new ManualClock();
        const notes: string[] = [];
        const waves = new Waves(clock, (text) => notes.push(text));
        for (const urn of ["a", "b"]) waves.checked({ urn, derived: [], replaceOnChanges: [] }, {});
        clock.advance(100);
        expect(notes).toEqual([]);
    });

    test("twice", async () => {
        const first = many(6, { seconds: 20 });
        const program = { ...first, last: { seconds: 20, isAwaited: true as const } };
        const again = Object.fromEntries(Object.keys(first).map((name) => [`${name}b`, { seconds: 20 }]));
        expect(await notesOf(2, { ...program, ...again })).toHaveLength(1);
    });
});
