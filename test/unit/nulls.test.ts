import { withoutNulls } from "../../provider/src/core/properties";
import { checked, disk, sentences, smallServer, startPlugin, stateOf, type Values } from "./plugin";

const { name: _ofOneServer, ...ofServers } = smallServer;
const nulls: Values = {
    networks: [{ uuid: null, subnet: "subnet1", port: null, fixedIp: null }],
    blockDevices: [{ ...disk, volumeType: null, deviceName: null }],
    metadata: { team: "blue", stage: null },
    timeouts: { create: 60, update: null },
};
const none: Values = {
    networks: [{ subnet: "subnet1" }],
    blockDevices: [disk],
    metadata: { team: "blue" },
    timeouts: { create: 60 },
};

describe("null, wherever it stands in an object, is as if it were left out", () => {
    test.each<[string, Values]>([
        ["Server", smallServer],
        ["ServerFleet", { ...ofServers, count: 2 }],
    ])("in a check of a %s", async (kind, inputs) => {
        const withNulls = await checked(kind, { ...inputs, ...nulls });
        expect(withNulls).toMatchObject(none);
        expect(withNulls).toEqual(await checked(kind, { ...inputs, ...none }));
    });

    test("in a diff with a state that still has it, and in the order of a replacement", async () => {
        const state = stateOf({ ...smallServer, ...nulls });
        const server = startPlugin().provider("Server");
        const same = await server.diff("id", state, { ...smallServer, ...none });
        expect(same).toMatchObject({ changes: false, replaces: [] });
        const other = await checked("Server", { ...smallServer, ...nulls, imageId: "image2" });
        expect(await server.diff("id", state, other)).toMatchObject({
            replaces: ["imageId"],
            deleteBeforeReplace: false,
        });
    });

    test("but an item of a list that is null is told, not dropped", async () => {
        expect(await sentences("Server", { ...smallServer, networks: [null] })).toEqual([
            "networks[0] must be an object, got null.",
        ]);
        expect(await sentences("Server", { ...smallServer, securityGroups: ["web", null] })).toEqual([
            "securityGroups[1] must be a string, got null.",
        ]);
    });

    test("and all other values stay what they are", () => {
        const values = {
            a: "",
            b: 0,
            c: false,
            d: [],
            e: {},
            f: [[{ g: null, h: undefined }]],
            __proto__: 1,
        };
        expect(withoutNulls(values)).toEqual({ a: "", b: 0, c: false, d: [], e: {}, f: [[{}]] });
        const inherited = JSON.parse('{"__proto__": {"x": null}, "constructor": "y"}') as Values;
        expect(JSON.stringify(withoutNulls(inherited))).toBe('{"__proto__":{},"constructor":"y"}');
    });
});
