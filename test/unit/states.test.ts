import type { RegionClient } from "../../provider/src/cloud/regionClient";
import { commonProperties } from "../../provider/src/core/commonProperties";
import {
    type Actual,
    ofTouched,
    type ResourceHandler,
    unchanged,
    withGracePeriod,
} from "../../provider/src/core/handler";
import { text } from "../../provider/src/core/validators";
import { failureOf } from "../api/network";
import { ManualClock } from "../support/manualClock";
import { environment, startPlugin, type Values } from "./plugin";

const hidden = {
    __logicalName: "access",
    __urn: "urn:a",
    __stack: "organization/project/dev",
    __provider: "exports.handler = 1",
    __derived: [],
    __replaceOnChanges: [],
};

/** A kind with a name of its own, whose operations do what a test says. */
function start(more: Partial<ResourceHandler> = {}, debug = "") {
    const handler: ResourceHandler = {
        properties: {
            ...commonProperties,
            name: { validate: text(), onChange: "update" },
            color: { validate: text(), onChange: "update" },
        },
        autoName: { property: "name", max: 255, digits: 0 },
        timeouts: { create: 1, update: 1, delete: 1 },
        describe: () => "Doing it",
        create: async () => ({ id: "thing1", actual: unchanged({}) }),
        read: async () => unchanged({}),
        update: async () => unchanged({}),
        delete: async () => {},
        ...more,
    };
    const plugin = startPlugin({
        kinds: { Thing: handler },
        environment: { ...environment, NHNCLOUD_DEBUG: debug },
    });
    return plugin.provider("Thing");
}

describe("a refresh", () => {
    const state = {
        ...hidden,
        name: "access-1",
        __nonce: "abc",
        __autoName: "access-1",
        __inputs: ["name", "region"],
        region: "KR1",
    };

    test("of something renamed keeps the mark and the name that were made up for it", async () => {
        const thing = start({ read: async () => ({ inputs: { name: "theirs" }, outputs: {} }) });
        const { inputs } = await thing.read("thing1", state);
        expect(inputs).toMatchObject({ name: "theirs", __nonce: "abc", __autoName: "access-1" });
        const { inputs: next } = await thing.check(inputs as Values, hidden);
        expect(next).toMatchObject({ name: "access-1", __nonce: "abc" });
    });

    test("takes for an input only what the cloud shows", async () => {
        const thing = start({
            read: async () => ({ inputs: { name: "theirs", color: undefined }, outputs: {} }),
        });
        const { props } = await thing.read("thing1", hidden);
        expect(props?.__inputs).toContain("name");
        expect(props?.__inputs).not.toContain("color");
    });
});

describe("a name", () => {
    test("that is null is made up, of the resource's name alone where no digits are wanted", async () => {
        expect((await start().check({}, { ...hidden, name: null })).inputs.name).toBe("access");
        expect((await start().check({ name: null }, hidden)).inputs.name).toBe("access");
    });
});

test("what our classes add reaches no handler", async () => {
    const seen: Values[] = [];
    const actual: Actual = { inputs: {}, outputs: {} };
    const thing = start({
        create: async (_context, inputs) => {
            seen.push(inputs);
            return { id: "thing1", actual };
        },
        read: async (_context, _id, state = {}) => {
            seen.push(state);
            return actual;
        },
        update: async (_context, _id, state, inputs) => {
            seen.push(state, inputs);
            return actual;
        },
        delete: async (_context, _id, state) => void seen.push(state),
    });
    const state = { ...hidden, color: "red", __inputs: ["color"] };
    await thing.create({ ...hidden, color: "red" });
    await thing.read("thing1", state);
    await thing.update("thing1", state, { ...hidden, color: "blue" });
    await thing.delete("thing1", state);
    const names = new Set(seen.flatMap((values) => Object.keys(values)));
    expect([...names].sort()).toEqual(["__inputs", "color"]);
    expect(seen).toHaveLength(5);
});

describe("while debugging, an error shows the lines", () => {
    test("of what it comes from", async () => {
        const cause = new Error("it broke");
        const create = async () => {
            throw cause;
        };
        expect((await failureOf(start({ create }, "1").create({}))).stack).toBe(cause.stack);
    });

    test("of its own where that has none", async () => {
        const create = async () => {
            throw "it broke";
        };
        expect((await failureOf(start({ create }, "1").create({}))).stack).toMatch(
            /^Error: Doing it: it broke\.\n/,
        );
    });
});

test("an input that an operation did not touch is not part of what it did", () => {
    const actual = { inputs: { name: "web", color: "red" }, outputs: { status: "ACTIVE" } };
    expect(ofTouched(actual, (name) => name === "color")).toEqual({
        inputs: { color: "red" },
        outputs: { status: "ACTIVE" },
    });
});

test("a last look has a second and a half, also past the deadline and after a cancel", () => {
    const clock = new ManualClock();
    const given: unknown[] = [];
    const cloud = { within: (bounds: unknown) => given.push(bounds) } as unknown as RegionClient;
    withGracePeriod({ cloud, clock });
    expect(given).toEqual([{ deadline: clock.now() + 1500, signal: expect.any(AbortSignal) }]);
});
