import type { ServiceName } from "../../provider/src/api/auth/catalogue";
import { type ServiceClient, serviceClient } from "../../provider/src/api/auth/session";
import { Images } from "../../provider/src/api/services/images";
import { Servers } from "../../provider/src/api/services/servers";
import { Volumes } from "../../provider/src/api/services/volumes";
import { failureOf, fakeApi, type Reply } from "./network";

function service<T>(name: ServiceName, make: (service: ServiceClient) => T, reply: Reply) {
    const api = fakeApi({ reply: () => reply });
    return { api: make(serviceClient(api.session, name, "KR1")), sent: () => api.network.sent.slice(1) };
}

test("a list of images whose next page is always the same is not asked for again", async () => {
    const image = { id: "image1", status: "active", visibility: "private" };
    const page = { images: [image], next: "/v2/images?marker=image1" };
    const { api, sent } = service("image", (images) => new Images(images), { body: page });
    expect((await failureOf(api.list())).message).toBe(
        'the list of images never ends: the page after "image1" repeats it (no HTTP response, GET /images)',
    );
    expect(sent()).toHaveLength(2);
});

test("a list of images ends with an empty page, although that one names another", async () => {
    const image = { id: "image1", status: "active", visibility: "private" };
    const api = fakeApi({
        reply: (_sent, nth) => ({
            body: { images: nth === 1 ? [image] : [], next: `/v2/images?marker=image${nth}` },
        }),
    });
    const images = new Images(serviceClient(api.session, "image", "KR1"));
    expect(await images.list()).toHaveLength(1);
    expect(api.network.sent.slice(1)).toHaveLength(2);
});

describe("an image of a server", () => {
    const servers = (reply: Reply) => service("compute", (compute) => new Servers(compute), reply);

    test("is named by the end of the Location header", async () => {
        const headers = { Location: "https://image.test/images/image1" };
        const { api, sent } = servers({ status: 202, headers, body: "" });
        expect(await api.createImage("server1", "golden", { team: "blue" })).toBe("image1");
        expect(sent()).toMatchObject([
            { method: "POST", url: "https://kr1-compute.test/v2/tenant1/servers/server1/action" },
        ]);
        expect(sent()[0]?.body).toStrictEqual({
            createImage: { name: "golden", metadata: { team: "blue" } },
        });
    });

    test("has no metadata where none are given, and no id without the header", async () => {
        const { api, sent } = servers({ status: 202, body: "" });
        expect(await api.createImage("server1", "golden")).toBeUndefined();
        expect(sent()[0]?.body).toStrictEqual({ createImage: { name: "golden", metadata: {} } });
    });
});

test("an image of a volume is private, and made although the volume is attached", async () => {
    const body = { "os-volume_upload_image": { id: "volume1", status: "uploading", image_id: "image1" } };
    const { api, sent } = service("blockStorage", (storage) => new Volumes(storage), { status: 202, body });
    expect(await api.uploadImage("volume1", "golden")).toBe("image1");
    expect(sent()).toMatchObject([
        { method: "POST", url: "https://kr1-volume.test/v2/tenant1/volumes/volume1/action" },
    ]);
    expect(sent()[0]?.body).toStrictEqual({
        "os-volume_upload_image": {
            image_name: "golden",
            force: true,
            disk_format: "qcow2",
            container_format: "bare",
        },
    });
});

test("an image is renamed by a JSON patch, and shows what was given as metadata", async () => {
    const wire = {
        id: "image1",
        name: "golden",
        status: "active",
        visibility: "private",
        owner: "tenant1",
        team: "blue",
    };
    const { api, sent } = service("image", (image) => new Images(image), { body: wire });
    expect(await api.rename("image1", "golden")).toMatchObject({
        id: "image1",
        name: "golden",
        owner: "tenant1",
        properties: { team: "blue" },
    });
    expect(sent()).toMatchObject([
        {
            method: "PATCH",
            url: "https://kr1-image.test/v2/images/image1",
            headers: { "Content-Type": "application/openstack-images-v2.1-json-patch" },
        },
    ]);
    expect(sent()[0]?.body).toStrictEqual([{ op: "replace", path: "/name", value: "golden" }]);
});

test("an image of which the cloud tells next to nothing is there all the same", async () => {
    const wire = { id: "image1", status: "active", visibility: "private" };
    const { api } = service("image", (image) => new Images(image), { body: wire });
    expect(await api.get("image1")).toEqual({
        ...wire,
        name: "",
        isWindows: false,
        minDisk: 0,
        minRam: 0,
        isProtected: false,
        created: "",
        updated: "",
        tags: [],
        properties: wire,
    });
});

test.each(["windows", "Windows"])("an image of %s is one of Windows", async (os_type) => {
    const body = { id: "image1", status: "active", visibility: "public", os_type };
    const { api } = service("image", (image) => new Images(image), { body });
    expect((await api.get("image1"))?.isWindows).toBe(true);
});

describe("deleting an image", () => {
    const images = (reply: Reply) => service("image", (image) => new Images(image), reply);

    test("is one DELETE", async () => {
        const { api, sent } = images({ status: 204, body: "" });
        expect(await api.delete("image1")).toBe(true);
        expect(sent()).toMatchObject([{ method: "DELETE", url: "https://kr1-image.test/v2/images/image1" }]);
    });

    test("that is gone already says so", async () => {
        expect(await images({ status: 404, body: {} }).api.delete("image1")).toBe(false);
    });

    test("that may not be deleted is an error", async () => {
        const refused = images({ status: 403, body: { message: "Image image1 is protected.<br /><br />" } });
        expect((await failureOf(refused.api.delete("image1"))).message).toBe(
            "Image image1 is protected (HTTP 403, DELETE /v2/images/image1)",
        );
    });
});
