import { disk, sentences, smallServer, type Values } from "./plugin";

const inputs = { ...smallServer, blockDevices: [disk] };
const blank = { sourceType: "blank", destinationType: "volume", volumeSize: 10 } as const;

describe("a server is refused", () => {
    test.each<[string, Values, string]>([
        [
            "whose exclusive metadata are not given",
            { metadataMode: "exclusive" },
            'metadataMode is "exclusive", but metadata is missing: say all that the server may have.',
        ],
        [
            "with a snapshot on a local disk",
            { blockDevices: [{ ...disk, sourceType: "snapshot", destinationType: "local" }] },
            'blockDevices[0] is local although it is made from a volume or snapshot: set destinationType to "volume".',
        ],
        [
            "with a blank volume without a size",
            { blockDevices: [disk, { ...blank, bootIndex: -1, volumeSize: undefined }] },
            "blockDevices[1] makes a volume without a size: give volumeSize in GB.",
        ],
        [
            "with user data that only end in base64",
            { userDataBase64: "!!!!YWJj" },
            "userDataBase64 is not base64: give the plain text as userData instead.",
        ],
    ])("%s", async (_, more, sentence) => {
        expect(await sentences("Server", { ...inputs, ...more })).toEqual([sentence]);
    });
});

describe("a server is fine", () => {
    test.each<[string, Values]>([
        ["with an image and a blank root disk", { blockDevices: [{ ...blank, bootIndex: 0 }] }],
        ["with base64 of several lines", { userDataBase64: "YWJj\nZGVm\n" }],
        ["with a network of which only the subnet is named", { networks: [{ subnet: "s", port: null }] }],
    ])("%s", async (_, more) => {
        expect(await sentences("Server", { ...inputs, ...more })).toEqual([]);
    });
});
