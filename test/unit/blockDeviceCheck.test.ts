import { checked, disk, sentences, smallServer, type Values } from "./plugin";

const check = (blockDevices: unknown, more: Values = {}) =>
    sentences("Server", { ...smallServer, blockDevices, ...more });

const key = { appkey: "APPKEY", keyId: "key1" };

describe("block devices that are fine", () => {
    test.each<[string, Values[], Values]>([
        ["a root disk from an image", [disk], {}],
        [
            "a local root disk of a U2 type",
            [{ ...disk, destinationType: "local", volumeSize: undefined }],
            {},
        ],
        [
            "a root disk that is a volume, without an image",
            [{ sourceType: "volume", uuid: "volume1", destinationType: "volume", bootIndex: 0 }],
            { imageId: undefined },
        ],
        [
            "a root disk from a snapshot, without an image",
            [{ sourceType: "snapshot", uuid: "snapshot1", destinationType: "volume", bootIndex: 0 }],
            { imageId: undefined },
        ],
        [
            "more disks",
            [
                disk,
                { sourceType: "blank", destinationType: "volume", bootIndex: 1, volumeSize: 10 },
                { sourceType: "volume", uuid: "volume1", destinationType: "volume", bootIndex: -1 },
                { ...disk, bootIndex: 3, volumeType: "Encrypted SSD", encryption: key },
                { ...disk, bootIndex: 4, sourceType: "snapshot", volumeSize: undefined, encryption: key },
                {
                    ...disk,
                    bootIndex: 2,
                    volumeType: "General SSD",
                    deviceName: "vdb",
                    deleteOnTermination: true,
                },
            ],
            {},
        ],
    ])("%s", async (_, devices, more) => {
        expect(await check(devices, more)).toEqual([]);
    });
});

describe("a block device that cannot work", () => {
    test.each<[string, unknown, string[]]>([
        ["is no list", disk, ['blockDevices must be a list, got {"sourceType":"image","uuid":"image1","d….']],
        ["is a text", ["vda"], ['blockDevices[0] must be an object, got "vda".']],
        [
            "has nothing",
            [{}],
            [
                'blockDevices[0].sourceType is required: set it to "image", "volume", "snapshot" or "blank".',
                'blockDevices[0].destinationType is required: set it to "volume", or "local" for U2 and GPU flavors.',
                "blockDevices[0].bootIndex is required: set it to 0 for the root disk and another number for each other disk.",
            ],
        ],
        [
            "has another source",
            [{ ...disk, sourceType: "disk" }],
            ['blockDevices[0].sourceType must be "image", "volume", "snapshot" or "blank", got "disk".'],
        ],
        [
            "has another destination",
            [{ ...disk, destinationType: "remote" }],
            ['blockDevices[0].destinationType must be "local" or "volume", got "remote".'],
        ],
        [
            "has a boot index below -1",
            [{ ...disk, bootIndex: -2 }],
            ["blockDevices[0].bootIndex must be an integer of at least -1, got -2."],
        ],
        [
            "has a boot index that no cloud can store",
            [disk, { ...disk, bootIndex: 2_147_483_648 }],
            ["blockDevices[1].bootIndex must be at most 2147483647, got 2147483648."],
        ],
        [
            "is larger than any cloud can store",
            [{ ...disk, volumeSize: 2_147_483_648 }],
            ["blockDevices[0].volumeSize must be at most 2147483647, got 2147483648."],
        ],
        [
            "has a type with a name that is too long",
            [{ ...disk, volumeType: "n".repeat(256) }],
            [`blockDevices[0].volumeType must be at most 255 characters long, got 256.`],
        ],
        [
            "has a device name that is none",
            [{ ...disk, deviceName: "first disk" }],
            [
                'blockDevices[0].deviceName must be letters, digits and ._-/, for example "vdb", got "first disk".',
            ],
        ],
        [
            "is made from a snapshot that there cannot be",
            [{ ...disk, sourceType: "snapshot", uuid: "nightly backup" }],
            ["blockDevices[0] must have the id of a snapshot as uuid."],
        ],
        [
            "is a local copy of an image beside the root disk",
            [disk, { sourceType: "image", uuid: "image1", destinationType: "local", bootIndex: 1 }],
            [
                'blockDevices[1] must have destinationType "volume" or bootIndex 0: only the root disk can be a local copy of an image.',
            ],
        ],
        [
            "has a size of nothing",
            [{ ...disk, volumeSize: 0 }],
            ["blockDevices[0].volumeSize must be an integer of at least 1, got 0."],
        ],
        [
            "has a size in words",
            [{ ...disk, volumeSize: "20" }],
            ['blockDevices[0].volumeSize must be an integer of at least 1, got "20".'],
        ],
        [
            "is deleted by a number",
            [{ ...disk, deleteOnTermination: 1 }],
            ["blockDevices[0].deleteOnTermination must be true or false, got 1."],
        ],
        [
            "beside the root disk names no image",
            [disk, { ...disk, uuid: undefined, bootIndex: 1 }],
            ["blockDevices[1] must have a uuid, the id of the image, volume or snapshot."],
        ],
        [
            "is blank and has a source",
            [disk, { ...disk, sourceType: "blank", bootIndex: 1 }],
            [
                'blockDevices[1] must not have a uuid when sourceType is "blank": omit it, or change sourceType to "volume" or "snapshot".',
            ],
        ],
        [
            "is a local volume",
            [disk, { sourceType: "volume", uuid: "volume1", destinationType: "local", bootIndex: 1 }],
            [
                'blockDevices[1] must have destinationType "volume" when sourceType is "volume" or "snapshot", got "local".',
            ],
        ],
        [
            "makes a volume of no size",
            [{ ...disk, volumeSize: undefined }],
            ["blockDevices[0] must have a volumeSize in GB, since it creates a volume."],
        ],
        [
            "has a key although its volume is there already",
            [{ sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 0, encryption: key }],
            ["blockDevices[0] must not have encryption, since it creates no volume."],
        ],
        [
            "has a key although it is local",
            [{ ...disk, destinationType: "local", volumeSize: undefined, encryption: key }],
            ["blockDevices[0] must not have encryption, since it creates no volume."],
        ],
        [
            "has a key for another type",
            [{ ...disk, volumeType: "General SSD", encryption: key }],
            [
                'blockDevices[0] must have an encrypted volumeType when encryption is set, for example "Encrypted SSD".',
            ],
        ],
        [
            "is blank and has a key for no type",
            [
                disk,
                {
                    sourceType: "blank",
                    destinationType: "volume",
                    bootIndex: 1,
                    volumeSize: 10,
                    encryption: key,
                },
            ],
            [
                'blockDevices[1] must have an encrypted volumeType when encryption is set, for example "Encrypted SSD".',
            ],
        ],
        [
            "has half a key",
            [{ ...disk, volumeType: "Encrypted SSD", encryption: { appkey: "APPKEY" } }],
            ["blockDevices[0].encryption.keyId is required: set it to the id of a symmetric key."],
        ],
    ])("%s", async (_, devices, expected) => {
        expect(await check(devices)).toEqual(expected);
    });
});

describe("the root disk", () => {
    test.each<[string, unknown, string]>([
        ["none", [], "blockDevices must have exactly one disk with bootIndex 0, the root disk, got 0."],
        [
            "none of several",
            [{ ...disk, bootIndex: 1 }],
            "blockDevices must have exactly one disk with bootIndex 0, the root disk, got 0.",
        ],
        [
            "two",
            [disk, disk],
            "blockDevices must have exactly one disk with bootIndex 0, the root disk, got 2.",
        ],
    ])("there is %s", async (_, devices, sentence) => {
        expect(await check(devices)).toEqual([sentence]);
    });

    test("is blank, and there is no image", async () => {
        const blank = { sourceType: "blank", destinationType: "volume", bootIndex: 0, volumeSize: 20 };
        expect(await check([blank], { imageId: undefined })).toEqual([
            "imageId is required when the root disk in blockDevices is blank: set it, or use a bootable root disk.",
        ]);
    });

    test("and the server have one image, wherever it is named", async () => {
        const named = async (imageId: unknown, ...devices: Values[]) =>
            await checked("Server", { ...smallServer, imageId, blockDevices: devices });
        const { uuid: _image, ...unnamed } = disk;
        const data = { sourceType: "blank", destinationType: "volume", bootIndex: 1, volumeSize: 10 };
        const both = { imageId: "image1", blockDevices: [disk, data] };
        expect(await named("image1", unnamed, data)).toMatchObject(both);
        expect(await named(undefined, disk, data)).toMatchObject(both);
        // Nova is told what the program says, and decides.
        const other = { ...disk, uuid: "image2" };
        expect(await named("image1", other)).toMatchObject({ imageId: "image1", blockDevices: [other] });
    });

    test("from a volume gets no image, nor one of the disks beside it", async () => {
        const root = { sourceType: "volume", uuid: "volume1", destinationType: "volume", bootIndex: 0 };
        const blockDevices = [root, { ...disk, bootIndex: 1 }];
        const inputs = await checked("Server", { ...smallServer, imageId: undefined, blockDevices });
        expect(inputs).not.toHaveProperty("imageId");
        expect(inputs.blockDevices).toEqual(blockDevices);
    });

    test("is made from an image that is named nowhere", async () => {
        expect(await check([{ ...disk, uuid: undefined }], { imageId: undefined })).toEqual([
            "blockDevices[0] must have a uuid, the id of the image, volume or snapshot.",
        ]);
    });
});
