import { useCloud } from "./cloud";
import { makeKey, manyItems, wireServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

const unprintable =
    "An invalid 'name' value was provided. The name must be: printable characters with at least one non space character";

type Refused = [what: string, more: Record<string, unknown>, message: string | RegExp];

describe("a request for a server", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    const post = (body: unknown) => cloud.compute("POST", "/servers", body);

    const refused: Refused[] = [
        ["of an unknown type", { flavorRef: "nope" }, "Flavor nope could not be found."],
        ["of an unknown image", { imageRef: NOBODY }, "Can not find requested image"],
        [
            "of an image id that is none",
            { imageRef: "nope" },
            "Invalid input for field/attribute imageRef. Value: nope. 'nope' is not valid under any of the given schemas",
        ],
        ["with an unknown keypair", { key_name: "nobody" }, "Invalid key_name provided."],
        ["in an unknown network", { networks: [{ uuid: NOBODY }] }, `Network ${NOBODY} could not be found.`],
        [
            "in an unknown security group",
            { security_groups: [{ name: "nope" }] },
            "Unable to find security_group with name or id 'nope'",
        ],
        [
            "in an unknown zone",
            { availability_zone: "nowhere" },
            "The requested availability zone is not available",
        ],
        [
            "with an empty name",
            { name: "" },
            "Invalid input for field/attribute name. Value: . '' is too short",
        ],
        [
            "with a name of 256 characters",
            { name: "n".repeat(256) },
            /^Invalid input for field\/attribute name\. Value: n{256}\. 'n{256}' is too long$/,
        ],
        ["with a blank name", { name: " " }, unprintable],
        ["with a name that cannot be printed", { name: "bell\u0007" }, unprintable],
        ["with a name beyond the first plane", { name: "\u{1f600}" }, unprintable],
        ["without a name", { name: undefined }, /'name' is a required property$/],
        ["without a type", { flavorRef: undefined }, /'flavorRef' is a required property$/],
        ["without an image or a disk", { imageRef: undefined }, "Missing imageRef attribute"],
        [
            "with user data that is no Base64",
            { user_data: "%%% not base64" },
            "Invalid input for field/attribute user_data. Value: %%% not base64. '%%% not base64' is not valid under any of the given schemas",
        ],
        [
            "with a metadata value of 256 characters",
            { metadata: { k: "v".repeat(256) } },
            /^Invalid input for field\/attribute k\. Value: v{256}\. 'v{256}' is too long$/,
        ],
        ["with a blank key_name", { key_name: " " }, unprintable],
        ["with a blank zone", { availability_zone: " " }, unprintable],
        [
            "with an address that is none",
            { networks: [{ uuid: NOBODY, fixed_ip: "nope" }] },
            "Invalid input for field/attribute fixed_ip. Value: nope. 'nope' is not valid under any of the given schemas",
        ],
        [
            "in a network whose id is none",
            { networks: [{ uuid: "nope" }] },
            "Bad networks format: network uuid is not in proper format (nope)",
        ],
        ["in no network", { networks: [{}] }, "Bad network format: missing 'uuid'"],
        [
            "with a metadata key that Nova's pattern does not know",
            { metadata: { "a/b": "v" } },
            "Invalid input for field/attribute metadata. Value: {'a/b': 'v'}. Additional properties are not allowed ('a/b' was unexpected)",
        ],
        [
            "with a metadata key of 256 characters",
            { metadata: { ["k".repeat(256)]: "v" } },
            /Additional properties are not allowed \('k{256}' was unexpected\)$/,
        ],
        [
            "with a metadata value that is no text",
            { metadata: { k: 1 } },
            "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'",
        ],
    ];
    test.each(refused)("%s is a bad request", async (_what, more, message) => {
        expectRefusal(await post(wireServer(cloud, "refused", more)), 400, "badRequest", message);
    });

    const disks: [what: string, disk: Record<string, unknown>, message: string][] = [
        [
            "of an image and of size 0",
            { source_type: "image", volume_size: 0 },
            "Invalid input for field/attribute volume_size. Value: 0. 0 is less than the minimum of 1",
        ],
        [
            "of an image and without a size",
            { source_type: "image" },
            "Images with destination_type 'volume' need to have a non-zero size specified",
        ],
        [
            "of no image",
            { source_type: "image", uuid: undefined, volume_size: 20 },
            "Block Device Mapping is Invalid: Missing device UUID.",
        ],
        [
            "of nothing and without a size",
            { source_type: "blank", uuid: undefined },
            "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size",
        ],
        [
            "that does not exist",
            { source_type: "volume", uuid: NOBODY },
            `Volume ${NOBODY} could not be found.`,
        ],
    ];
    test.each(disks)("with a root volume %s is a bad request", async (_what, disk, message) => {
        const { image, flavor } = cloud.ids;
        const root = { uuid: image, destination_type: "volume", boot_index: 0, ...disk };
        const body = wireServer(cloud, "refused", { flavorRef: flavor, block_device_mapping_v2: [root] });
        expectRefusal(await post(body), 400, "badRequest", message);
    });

    test("with more than 128 items of metadata is forbidden", async () => {
        expectRefusal(
            await post(wireServer(cloud, "refused", { metadata: manyItems(129) })),
            403,
            "forbidden",
            "Maximum number of metadata items exceeds 128",
        );
    });

    test("with an address that another port has is a bad request", async () => {
        const ports = `${cloud.endpoints.network}/ports`;
        const { body } = await cloud.call("POST", ports, { port: { network_id: cloud.ids.network } });
        const [{ ip_address }] = body.port.fixed_ips;
        const networks = [{ uuid: cloud.ids.network, fixed_ip: ip_address }];
        const reply = await post(wireServer(cloud, "refused", { networks }));
        await cloud.call("DELETE", `${ports}/${body.port.id}`);
        expectRefusal(
            reply,
            400,
            "badRequest",
            `Fixed IP address ${ip_address} is already in use on instance .`,
        );
    });

    test("without a network is a conflict where there are several", async () => {
        expectRefusal(
            await post(wireServer(cloud, "refused", { networks: undefined })),
            409,
            "conflictingRequest",
            "Multiple possible networks found, use a Network ID to be more specific.",
        );
    });

    test("that is no JSON, or says nothing, is a bad request", async () => {
        expectRefusal(await post("{bad json"), 400, "badRequest", "Malformed request body");
        expectRefusal(await post({}), 400, "badRequest", "'server' is a required property");
    });

    test("left no server behind when it was refused", async () => {
        const { body } = await cloud.compute("GET", `/servers?name=${cloud.name("refused")}`);
        expect(body.servers).toEqual([]);
    });
});
