import { disk, sentences, smallServer, type Values } from "./plugin";

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
        [
            "is no list",
            disk,
            ['blockDevices must be a list, but is {"sourceType":"image","uuid":"image1","d….'],
        ],
        ["is a text", ["vda"], ['blockDevices[0] must be an object, but is "vda".']],
        [
            "has nothing",
            [{}],
            [
                'blockDevices[0].sourceType is missing: give "image", "volume", "snapshot" or "blank".',
                'blockDevices[0].destinationType is missing: give "local" (U2 instance types) or "volume" (all others).',
                "blockDevices[0].bootIndex is missing: give 0 for the root disk, another number for the others.",
            ],
        ],
        [
            "has another source",
            [{ ...disk, sourceType: "disk" }],
            [
                'blockDevices[0].sourceType must be "image" or "volume" or "snapshot" or "blank", but is "disk".',
            ],
        ],
        [
            "has another destination",
            [{ ...disk, destinationType: "remote" }],
            ['blockDevices[0].destinationType must be "local" or "volume", but is "remote".'],
        ],
        [
            "has a boot index below -1",
            [{ ...disk, bootIndex: -2 }],
            ["blockDevices[0].bootIndex must be a whole number of -1 or more, but is -2."],
        ],
        [
            "has a boot index that no cloud can store",
            [disk, { ...disk, bootIndex: 2_147_483_648 }],
            ["blockDevices[1].bootIndex is 2147483648: 2147483647 is the most."],
        ],
        [
            "is larger than any cloud can store",
            [{ ...disk, volumeSize: 2_147_483_648 }],
            ["blockDevices[0].volumeSize is 2147483648: 2147483647 is the most."],
        ],
        [
            "has a type with a name that is too long",
            [{ ...disk, volumeType: "n".repeat(256) }],
            [
                `blockDevices[0].volumeType "${"n".repeat(39)}… has 256 characters: 255 are the most. Shorten it.`,
            ],
        ],
        [
            "has a device name that is none",
            [{ ...disk, deviceName: "first disk" }],
            [
                'blockDevices[0].deviceName must be letters, digits and ._-/, as in "vdb", but is "first disk".',
            ],
        ],
        [
            "is made from a snapshot that there cannot be",
            [{ ...disk, sourceType: "snapshot", uuid: "nightly backup" }],
            ["blockDevices[0] has a uuid that no snapshot can have: give the id of the snapshot."],
        ],
        [
            "is a local copy of an image beside the root disk",
            [disk, { sourceType: "image", uuid: "image1", destinationType: "local", bootIndex: 1 }],
            [
                'blockDevices[1] is a local copy of an image, which only the root disk can be: set destinationType to "volume", or bootIndex to 0.',
            ],
        ],
        [
            "has a size of nothing",
            [{ ...disk, volumeSize: 0 }],
            ["blockDevices[0].volumeSize must be a whole number of 1 or more, but is 0."],
        ],
        [
            "has a size in words",
            [{ ...disk, volumeSize: "20" }],
            ['blockDevices[0].volumeSize must be a whole number of 1 or more, but is "20".'],
        ],
        [
            "is deleted by a number",
            [{ ...disk, deleteOnTermination: 1 }],
            ["blockDevices[0].deleteOnTermination must be true or false, but is 1."],
        ],
        [
            "names no image",
            [{ ...disk, uuid: undefined }],
            ["blockDevices[0] names no source: give uuid, the id of the image, volume or snapshot."],
        ],
        [
            "is blank and has a source",
            [disk, { ...disk, sourceType: "blank", bootIndex: 1 }],
            [
                'blockDevices[1] has a uuid although it is blank: leave uuid out, or change sourceType to "volume" or "snapshot".',
            ],
        ],
        [
            "is a local volume",
            [disk, { sourceType: "volume", uuid: "volume1", destinationType: "local", bootIndex: 1 }],
            [
                'blockDevices[1] is local although it is made from a volume or snapshot: set destinationType to "volume".',
            ],
        ],
        [
            "makes a volume of no size",
            [{ ...disk, volumeSize: undefined }],
            ["blockDevices[0] makes a volume without a size: give volumeSize in GB."],
        ],
        [
            "has a key although its volume is there already",
            [{ sourceType: "volume", uuid: "v", destinationType: "volume", bootIndex: 0, encryption: key }],
            ["blockDevices[0] has encryption although no volume is made for it: leave encryption out."],
        ],
        [
            "has a key although it is local",
            [{ ...disk, destinationType: "local", volumeSize: undefined, encryption: key }],
            ["blockDevices[0] has encryption although no volume is made for it: leave encryption out."],
        ],
        [
            "has a key for another type",
            [{ ...disk, volumeType: "General SSD", encryption: key }],
            [
                'blockDevices[0] has encryption, which is for encrypted types: give volumeType one, for example "Encrypted SSD".',
            ],
        ],
        [
            "has half a key",
            [{ ...disk, volumeType: "Encrypted SSD", encryption: { appkey: "APPKEY" } }],
            ["blockDevices[0].encryption.keyId is missing: give the id of a symmetric key."],
        ],
    ])("%s", async (_, devices, expected) => {
        expect(await check(devices)).toEqual(expected);
    });
});

describe("the root disk", () => {
    test.each<[string, unknown, string]>([
        ["none", [], "blockDevices has 0 disks with bootIndex 0: give exactly one, the root disk."],
        [
            "none of several",
            [{ ...disk, bootIndex: 1 }],
            "blockDevices has 0 disks with bootIndex 0: give exactly one, the root disk.",
        ],
        ["two", [disk, disk], "blockDevices has 2 disks with bootIndex 0: give exactly one, the root disk."],
    ])("there is %s", async (_, devices, sentence) => {
        expect(await check(devices)).toEqual([sentence]);
    });

    test("is blank, and there is no image", async () => {
        const blank = { sourceType: "blank", destinationType: "volume", bootIndex: 0, volumeSize: 20 };
        expect(await check([blank], { imageId: undefined })).toEqual([
            "blockDevices has a blank root disk: give imageId, or a root disk with a system on it.",
        ]);
    });

    test("is made from an image that is not the server's, too", async () => {
        expect(await check([disk], { imageId: undefined })).toEqual([
            "imageId is missing: give the image of the root disk as imageId too.",
        ]);
    });
});
