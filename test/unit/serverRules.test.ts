import { disk, sentences, smallServer, type Values } from "./plugin";

const inputs = { ...smallServer, blockDevices: [disk] };
const blank = { sourceType: "blank", destinationType: "volume", volumeSize: 10 } as const;

describe("a server is refused", () => {
    test.each<[string, Values, string]>([
        [
            "whose exclusive metadata are not given",
            { metadataMode: "exclusive" },
            'metadata is required when metadataMode is "exclusive": list everything the server may have.',
        ],
        [
            "with a snapshot on a local disk",
            { blockDevices: [{ ...disk, sourceType: "snapshot", destinationType: "local" }] },
            'blockDevices[0] must have destinationType "volume" when sourceType is "volume" or "snapshot", got "local".',
        ],
        [
            "with a blank volume without a size",
            { blockDevices: [disk, { ...blank, bootIndex: -1, volumeSize: undefined }] },
            "blockDevices[1] must have a volumeSize in GB, since it creates a volume.",
        ],
        [
            "with user data that only end in base64",
            { userDataBase64: "!!!!YWJj" },
            "userDataBase64 must be base64: use userData for plain text.",
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
