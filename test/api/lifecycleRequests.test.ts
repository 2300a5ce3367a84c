import { disk, serverId, smallServer, startPlugin, stateOf, type Values, volumeId } from "../unit/plugin";
import type { Reply, Sent } from "./network";
import { wireServer } from "./wire";

const nonce = "0123456789abcdef0123456789abcdef";
const hidden = {
    __logicalName: "web",
    __urn: "urn:web",
    __nonce: nonce,
    __provider: "exports.handler = 1",
};
const noPort: Reply = { status: 404, body: { itemNotFound: { message: "Not found." } } };

interface Scene {
    server: Values;
    /** Answers of single requests, "METHOD path" below the tenant, one after another; they win. */
    scripted?: Record<string, Reply[]>;
    /** What an action does to the server, by its name. */
    actions?: Record<string, Values>;
}

/** A cloud with one server, which takes its new form as soon as it is asked to. */
function cloudWith({ server, scripted = {}, actions = {} }: Scene) {
    const answer = ({ method, url, body }: Sent): Reply => {
        const path = new URL(url).pathname.replace(/^\/v2(\.0)?(\/tenant1)?/, "");
        const next = scripted[`${method} ${path}`]?.shift();
        if (next) return next;
        if (method === "GET" && path === "/servers/detail") return { body: { servers: [server] } };
        if (method === "GET" && path === `/servers/${serverId}`) return { body: { server } };
        if (method === "POST" && path.endsWith("/action")) {
            const [name = ""] = Object.keys(body as Values);
            Object.assign(server, actions[name]);
            return { status: 202 };
        }
        return method === "GET" ? noPort : { status: 202, body: { server: { id: serverId } } };
    };
    const plugin = startPlugin({ reply: answer });
    /** "METHOD path body" of what changes something. */
    const changes = () =>
        plugin.network.sent
            .filter(({ method, url }) => method !== "GET" && !url.endsWith("/tokens"))
            .map(({ method, url, body }) => {
                const path = new URL(url).pathname.replace(`/v2/tenant1/servers/${serverId}`, "");
                return [method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(" ");
            });
    return { ...plugin, changes };
}

const update = (scene: Scene, olds: Values, news: Values) => {
    const cloud = cloudWith(scene);
    const state = stateOf({ ...smallServer, ...olds, ...hidden }, { status: "ACTIVE", launchedAt: "x" });
    const work = cloud.provider("Server").update(serverId, state, { ...smallServer, ...news, ...hidden });
    return { ...cloud, outs: cloud.clock.run(work).then(({ outs }) => outs as Values) };
};

test("creating a server sends what was asked for, plain user data in base64, and the nonce of its check", async () => {
    const metadata = { team: "blue" };
    const cloud = cloudWith({ server: wireServer({ metadata }) });
    const inputs = { ...smallServer, ...hidden, metadata, userData: "#!/bin/sh", blockDevices: [disk] };
    const { id, outs } = await cloud.clock.run(cloud.provider("Server").create(inputs));
    expect(id).toBe(serverId);
    expect(outs).toMatchObject({ status: "ACTIVE", accessIp: "192.168.0.5", userData: "#!/bin/sh" });
    const posts = cloud.network.sent.filter(({ url }) => url.endsWith("/servers"));
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body).toStrictEqual({
        server: {
            name: "web",
            imageRef: "image1",
            flavorRef: "flavor1",
            key_name: "mine",
            networks: [{ subnet: "subnet1" }],
            user_data: "IyEvYmluL3No",
            metadata: { team: "blue", "pulumi-nhncloud-nonce": nonce },
            block_device_mapping_v2: [
                {
                    source_type: "image",
                    uuid: "image1",
                    destination_type: "volume",
                    boot_index: 0,
                    volume_size: 20,
                },
            ],
        },
    });
});

describe("an update sends only what differs", () => {
    test.each<[string, Values, Values, Values, Scene["actions"], string[]]>([
        ["nothing", {}, {}, {}, {}, []],
        [
            "a size",
            {},
            {},
            { flavorId: "flavor2", diskConfig: "AUTO" },
            { resize: { flavor: { id: "flavor2" } } },
            ['POST /action {"resize":{"flavorRef":"flavor2","OS-DCF:diskConfig":"AUTO"}}'],
        ],
        [
            "a size that the cloud wants to be confirmed",
            {},
            {},
            { flavorId: "flavor2" },
            {
                resize: { status: "VERIFY_RESIZE", flavor: { id: "flavor2" } },
                confirmResize: { status: "ACTIVE" },
            },
            ['POST /action {"resize":{"flavorRef":"flavor2"}}', 'POST /action {"confirmResize":null}'],
        ],
        [
            "groups, added before others are removed",
            { security_groups: [{ name: "default" }, { name: "old" }, { name: "foreign" }] },
            { securityGroups: ["default", "old"] },
            { securityGroups: ["default", "new"] },
            { addSecurityGroup: { security_groups: [{ name: "default" }, { name: "new" }] } },
            [
                'POST /action {"addSecurityGroup":{"name":"new"}}',
                'POST /action {"removeSecurityGroup":{"name":"old"}}',
            ],
        ],
        [
            "power off",
            {},
            {},
            { powerState: "stopped" },
            { "os-stop": { status: "SHUTOFF" } },
            ['POST /action {"os-stop":null}'],
        ],
        [
            "power on",
            { status: "STOPPED" },
            { powerState: "stopped" },
            {},
            { "os-start": { status: "ACTIVE" } },
            ['POST /action {"os-start":null}'],
        ],
        [
            "a reboot",
            {},
            { rebootTrigger: "1" },
            { rebootTrigger: "2", rebootType: "HARD" },
            {},
            ['POST /action {"reboot":{"type":"HARD"}}'],
        ],
        [
            "no reboot of a server that shall be stopped: it starts afresh anyway",
            { status: "SHUTOFF" },
            { rebootTrigger: "1", powerState: "stopped" },
            { rebootTrigger: "2", powerState: "stopped" },
            {},
            [],
        ],
        [
            "power on from SHELVED, where the cloud keeps that for long",
            { status: "SHELVED" },
            { powerState: "shelved" },
            {},
            { unshelve: { status: "ACTIVE" } },
            ['POST /action {"unshelve":null}'],
        ],
    ])("%s", async (_, live, olds, news, actions, expected) => {
        const { outs, changes } = update({ server: wireServer(live), actions: actions ?? {} }, olds, news);
        await outs;
        expect(changes()).toEqual(expected);
    });

    test("metadata: new and changed keys are set, dropped ones deleted, foreign ones left", async () => {
        const server = wireServer({ metadata: { same: "1", old: "1", dropped: "1", foreign: "1" } });
        const { outs, changes, network } = update(
            { server },
            { metadata: { same: "1", old: "1", dropped: "1" } },
            { metadata: { same: "1", old: "2", new: "1" } },
        );
        const reply = network.reply;
        network.reply = (sent, nth) => {
            if (sent.method === "PUT") server.metadata = { same: "1", old: "2", new: "1", foreign: "1" };
            return reply(sent, nth);
        };
        await outs;
        expect(changes()).toEqual([
            'PUT /metadata/old {"meta":{"old":"2"}}',
            'PUT /metadata/new {"meta":{"new":"1"}}',
            "DELETE /metadata/dropped",
        ]);
    });

    test("a name", async () => {
        const server = wireServer();
        const { outs, changes, network } = update({ server }, {}, { name: "shop" });
        const reply = network.reply;
        network.reply = (sent, nth) => {
            if (sent.method === "PUT") server.name = "shop";
            return reply(sent, nth);
        };
        expect((await outs).name).toBe("shop");
        expect(changes()).toEqual(['PUT  {"server":{"name":"shop"}}']);
    });
});

describe("an answer that is lost after the cloud did what was asked", () => {
    test("a group that was removed is not there to be removed again, and that is fine", async () => {
        const path = `POST /servers/${serverId}/action`;
        const message = `Security group old not associated with the instance ${serverId}`;
        const server = wireServer({ security_groups: [{ name: "old" }] });
        const scripted = {
            [path]: [{ lost: "ECONNRESET" }, { status: 404, body: { itemNotFound: { message } } }],
        };
        const { outs, network } = update(
            { server, scripted },
            { securityGroups: ["old"] },
            { securityGroups: [] },
        );
        const reply = network.reply;
        network.reply = (sent, nth) => {
            if (sent.url.endsWith("/action")) server.security_groups = [];
            return reply(sent, nth);
        };
        expect((await outs).status).toBe("ACTIVE");
    });

    test("a volume that is being detached refuses a second time, and is waited for", async () => {
        const message = "Invalid volume: Volume status must be in-use. Current status: detaching";
        const path = `/servers/${serverId}/os-volume_attachments/${volumeId}`;
        const volume = (status: string) => ({ body: { volume: { id: volumeId, status, attachments: [] } } });
        const cloud = cloudWith({
            server: wireServer(),
            scripted: {
                [`DELETE ${path}`]: [
                    { lost: "ECONNRESET" },
                    { status: 400, body: { badRequest: { message } } },
                ],
                [`GET /volumes/${volumeId}`]: [volume("detaching"), volume("available")],
            },
        });
        const state = { ...hidden, serverId, volumeId, __inputs: ["serverId", "volumeId"] };
        const work = cloud.provider("VolumeAttachment").delete(`${serverId}/${volumeId}`, state);
        expect(await cloud.clock.run(work)).toBeUndefined();
    });
});

test("deleting a server that shall be stopped first stops it, and then deletes it once", async () => {
    const server = wireServer();
    const cloud = cloudWith({
        server,
        actions: { "os-stop": { status: "SHUTOFF" } },
        scripted: { [`DELETE /servers/${serverId}`]: [{ status: 204 }] },
    });
    const reply = cloud.network.reply;
    cloud.network.reply = (sent, nth) => {
        if (sent.method === "DELETE") server.status = "DELETED";
        return reply(sent, nth);
    };
    const state = stateOf({ ...smallServer, ...hidden, stopBeforeDelete: true });
    await cloud.clock.run(cloud.provider("Server").delete(serverId, state));
    expect(cloud.changes()).toEqual(['POST /action {"os-stop":null}', "DELETE "]);
});
