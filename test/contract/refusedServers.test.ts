import { type ContractCloud, openCloud } from "./cloud";
import { wireServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

type Refused = [what: string, more: Record<string, unknown>, message: string | RegExp];

describe("a request for a server", () => {
    let cloud: ContractCloud;
    beforeAll(async () => {
        cloud = await openCloud();
    });
    afterAll(() => cloud?.close());

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
        [
            "with a metadata value that is no text",
            { metadata: { k: 1 } },
            "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'",
        ],
    ];
    test.each(refused)("%s is a bad request", async (_what, more, message) => {
        expectRefusal(await post(wireServer(cloud, "refused", more)), 400, "badRequest", message);
    });

    test("with a root volume of no size is a bad request", async () => {
        const root = {
            source_type: "image",
            uuid: cloud.ids.image,
            destination_type: "volume",
            boot_index: 0,
        };
        const body = wireServer(cloud, "refused", { block_device_mapping_v2: [{ ...root, volume_size: 0 }] });
        expectRefusal(
            await post(body),
            400,
            "badRequest",
            "Invalid input for field/attribute volume_size. Value: 0. 0 is less than the minimum of 1",
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
