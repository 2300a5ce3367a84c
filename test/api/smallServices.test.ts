import { Flavors, isGpu, isU2 } from "../../provider/src/api/services/flavors";
import { Keypairs } from "../../provider/src/api/services/keypairs";
import { SecurityGroups } from "../../provider/src/api/services/securityGroups";
import { VolumeAttachments } from "../../provider/src/api/services/volumeAttachments";
import { Volumes } from "../../provider/src/api/services/volumes";
import { failureOf, missing, type Reply, refused, service } from "./network";

describe("keypairs", () => {
    const keypairs = (reply: Reply) => service("compute", (compute) => new Keypairs(compute), reply);
    const path = "https://kr1-compute.test/v2/tenant1/os-keypairs";
    const wire = {
        name: "mine",
        public_key: "ssh-rsa AAAA",
        fingerprint: "aa:bb",
        user_id: "user1",
        created_at: "2026-01-01T00:00:00.000000",
    };

    test("are made from a public key", async () => {
        const { api, sent } = keypairs({ body: { keypair: wire } });
        expect(await api.create("mine", "ssh-rsa AAAA")).toEqual({
            name: "mine",
            publicKey: "ssh-rsa AAAA",
            privateKey: undefined,
            fingerprint: "aa:bb",
            userId: "user1",
            createdAt: "2026-01-01T00:00:00.000000",
        });
        expect(sent()).toMatchObject([{ method: "POST", url: path, headers: { "X-Auth-Token": "token1" } }]);
        expect(sent()[0]?.body).toStrictEqual({ keypair: { name: "mine", public_key: "ssh-rsa AAAA" } });
    });

    test("are read and deleted by name, whatever it looks like", async () => {
        const { api, sent } = keypairs({ body: { keypair: wire } });
        await api.get("me & you");
        await api.delete("me & you");
        expect(sent().map(({ method, url }) => `${method} ${url}`)).toEqual([
            `GET ${path}/me%20%26%20you`,
            `DELETE ${path}/me%20%26%20you`,
        ]);
    });

    test("that are not there read as undefined and are deleted", async () => {
        const { api, sent } = keypairs(missing);
        expect(await api.get("mine")).toBeUndefined();
        await api.delete("mine");
        expect(sent()).toHaveLength(2);
    });

    test("that may not be touched are an error", async () => {
        const { api } = keypairs(refused);
        const clause = (method: string) => `No (HTTP 403, ${method} /v2/tenant1/os-keypairs/mine)`;
        expect((await failureOf(api.get("mine"))).message).toBe(clause("GET"));
        expect((await failureOf(api.delete("mine"))).message).toBe(clause("DELETE"));
    });
});

describe("volume attachments", () => {
    const attachments = (reply: Reply) =>
        service("compute", (compute) => new VolumeAttachments(compute), reply);
    const path = "https://kr1-compute.test/v2/tenant1/servers/server1/os-volume_attachments";
    const attachment = { id: "volume1", serverId: "server1", volumeId: "volume1", device: "/dev/vdb" };

    test("are made with the volume alone: the cloud chooses the device", async () => {
        const { api, sent } = attachments({ body: { volumeAttachment: attachment } });
        expect(await api.create("server1", "volume1")).toEqual(attachment);
        expect(sent()).toMatchObject([{ method: "POST", url: path }]);
        expect(sent()[0]?.body).toStrictEqual({ volumeAttachment: { volumeId: "volume1" } });
    });

    test("are read and deleted by the volume's id", async () => {
        const { api, sent } = attachments({ body: { volumeAttachment: attachment } });
        expect(await api.get("server1", "volume1")).toEqual(attachment);
        expect(await api.delete("server1", "volume1")).toBe(true);
        expect(sent().map(({ method, url }) => `${method} ${url}`)).toEqual([
            `GET ${path}/volume1`,
            `DELETE ${path}/volume1`,
        ]);
    });

    test("have no device until the cloud has chosen one", async () => {
        const { device: _device, ...chosenLater } = attachment;
        for (const wire of [chosenLater, { ...chosenLater, device: null }]) {
            const { api } = attachments({ body: { volumeAttachment: wire } });
            expect(await api.get("server1", "volume1")).toEqual({ ...attachment, device: "" });
        }
    });

    test("that are not there read as undefined, and a delete says so", async () => {
        const { api } = attachments(missing);
        expect(await api.get("server1", "volume1")).toBeUndefined();
        expect(await api.delete("server1", "volume1")).toBe(false);
    });

    test("that may not be touched are an error", async () => {
        const { api } = attachments(refused);
        expect((await failureOf(api.get("server1", "volume1"))).message).toMatch(/^No \(HTTP 403, GET /);
        expect((await failureOf(api.delete("server1", "volume1"))).message).toMatch(
            /^No \(HTTP 403, DELETE /,
        );
    });
});

describe("volumes", () => {
    const volumes = (reply: Reply) => service("blockStorage", (storage) => new Volumes(storage), reply);
    const path = "https://kr1-volume.test/v2/tenant1/volumes";
    const wire = {
        id: "volume1",
        status: "in-use",
        name: "data",
        description: null,
        size: 10,
        volume_type: "Encrypted SSD",
        availability_zone: "kr-pub-a",
        snapshot_id: null,
        metadata: { role: "db" },
        bootable: "true",
        encrypted: true,
        nhn_encryption: { skm_key_id: "key1", skm_key_version: "1" },
        attachments: [{ server_id: "server1", attachment_id: "attachment1", device: "/dev/vdb" }],
        created_at: "2026-01-01T00:00:00.000000",
    };
    const volume = {
        id: "volume1",
        status: "in-use",
        name: "data",
        description: "",
        size: 10,
        volumeType: "Encrypted SSD",
        availabilityZone: "kr-pub-a",
        snapshotId: undefined,
        metadata: { role: "db" },
        isBootable: true,
        isEncrypted: true,
        keyId: "key1",
        attachments: [{ serverId: "server1", attachmentId: "attachment1", device: "/dev/vdb" }],
        created: "2026-01-01T00:00:00.000000",
    };

    test("are read with the servers that they are attached to", async () => {
        const { api, sent } = volumes({ body: { volume: wire } });
        expect(await api.get("volume1")).toEqual(volume);
        expect(sent()).toMatchObject([
            {
                method: "GET",
                url: "https://kr1-volume.test/v2/tenant1/volumes/volume1",
                headers: { "X-Auth-Token": "token1" },
            },
        ]);
    });

    test("of which the cloud tells next to nothing are there all the same", async () => {
        const bare = { id: "volume1", status: "available" };
        expect(await volumes({ body: { volume: bare } }).api.get("volume1")).toEqual({
            ...bare,
            name: "",
            description: "",
            size: 0,
            volumeType: undefined,
            availabilityZone: undefined,
            snapshotId: undefined,
            metadata: {},
            isBootable: false,
            isEncrypted: false,
            keyId: undefined,
            attachments: [],
            created: "",
        });
        const attached = { ...bare, attachments: [{ server_id: "server1" }] };
        expect((await volumes({ body: { volume: attached } }).api.get("volume1"))?.attachments).toEqual([
            { serverId: "server1", attachmentId: "", device: "" },
        ]);
    });

    test("are uploaded as an image of their name, also while they are attached", async () => {
        const body = { "os-volume_upload_image": { image_id: "image1" } };
        const { api, sent } = volumes({ body });
        expect(await api.uploadImage("volume1", "golden")).toBe("image1");
        expect(sent()).toMatchObject([{ method: "POST", url: `${path}/volume1/action` }]);
        expect(sent()[0]?.body).toStrictEqual({
            "os-volume_upload_image": {
                image_name: "golden",
                force: true,
                disk_format: "qcow2",
                container_format: "bare",
            },
        });
    });

    test("are listed with details", async () => {
        const { api, sent } = volumes({ body: { volumes: [wire] } });
        expect(await api.list()).toEqual([volume]);
        expect(sent()[0]?.url).toBe(`${path}/detail?limit=1000`);
    });

    test("are made of all that was asked for, and the key in the vendor's words", async () => {
        const { api, sent } = volumes({ body: { volume: { id: "volume1" } } });
        const request = {
            size: 10,
            name: "data",
            description: "all of it",
            volumeType: "Encrypted SSD",
            availabilityZone: "kr-pub-a",
            snapshotId: "snapshot1",
            metadata: { role: "db" },
            encryption: { appkey: "APPKEY", keyId: "key1" },
        };
        expect(await api.create(request)).toBe("volume1");
        expect(sent()).toMatchObject([{ method: "POST", url: path }]);
        expect(sent()[0]?.body).toStrictEqual({
            volume: {
                size: 10,
                name: "data",
                description: "all of it",
                volume_type: "Encrypted SSD",
                availability_zone: "kr-pub-a",
                snapshot_id: "snapshot1",
                metadata: { role: "db" },
                nhn_encryption: { skm_appkey: "APPKEY", skm_key_id: "key1" },
            },
        });
    });

    test("are changed by one PUT, and deleted by their id", async () => {
        const { api, sent } = volumes({ body: { volume: wire } });
        expect(await api.change("volume1", { name: "logs", metadata: {} })).toEqual(volume);
        expect(await api.delete("volume1")).toBe(true);
        expect(sent().map(({ method, url, body }) => [method, url, body])).toEqual([
            ["PUT", `${path}/volume1`, { volume: { name: "logs", metadata: {} } }],
            ["DELETE", `${path}/volume1`, undefined],
        ]);
        expect(await volumes(missing).api.delete("volume1")).toBe(false);
    });

    test("whose appkey the cloud repeats in a refusal do not show it", async () => {
        const message = "Invalid input received: skm_appkey APPKEY-0123 is unknown.";
        const { api } = volumes({ status: 400, body: { badRequest: { message } } });
        const error = await failureOf(
            api.create({
                ...volume,
                description: undefined,
                encryption: { appkey: "APPKEY-0123", keyId: "key1" },
            }),
        );
        expect(error.message).toContain("skm_appkey [secret] is unknown");
    });

    test("for which the quota has no room are refused at once, although it looks like a limit of requests", async () => {
        const message =
            "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested 10G, quota is 5G and 0G has been consumed.";
        const { api, sent } = volumes({
            status: 413,
            headers: { "retry-after": "0" },
            body: { overLimit: { code: 413, message, retryAfter: "0" } },
        });
        const request = { ...volume, description: undefined, encryption: undefined };
        expect(await failureOf(api.create(request))).toMatchObject({ code: "quota" });
        expect(sent()).toHaveLength(1);
    });

    test("that are not there read as undefined", async () => {
        expect(await volumes(missing).api.get("volume1")).toBeUndefined();
    });

    test("that may not be read are an error", async () => {
        expect((await failureOf(volumes(refused).api.get("volume1"))).message).toBe(
            "No (HTTP 403, GET /v2/tenant1/volumes/volume1)",
        );
    });
});

describe("security groups", () => {
    const groups = (reply: Reply) => service("network", (network) => new SecurityGroups(network), reply);

    test("have a name", async () => {
        const { api, sent } = groups({ body: { security_group: { id: "group1", name: "web" } } });
        expect(await api.nameOf("group1")).toBe("web");
        expect(sent()).toMatchObject([
            { method: "GET", url: "https://kr1-network.test/v2.0/security-groups/group1" },
        ]);
    });

    test("are listed, all or those of a name, with the project that they belong to", async () => {
        const { api, sent } = groups({
            body: { security_groups: [{ id: "group1", name: "web", tenant_id: "tenant1" }] },
        });
        expect(await api.list()).toEqual([
            { id: "group1", name: "web", description: "", tenantId: "tenant1", rules: [] },
        ]);
        await api.list("a&b");
        expect(sent().map(({ url }) => url)).toEqual([
            "https://kr1-network.test/v2.0/security-groups",
            "https://kr1-network.test/v2.0/security-groups?name=a%26b",
        ]);
    });

    test("have rules, whose ports are numbers also where the cloud writes them as text", async () => {
        const wire = {
            id: "rule1",
            direction: "ingress",
            protocol: "tcp",
            port_range_min: "80",
            port_range_max: 81,
        };
        const { api } = groups({
            body: { security_group: { id: "group1", name: "web", security_group_rules: [wire] } },
        });
        expect((await api.get("group1"))?.rules).toEqual([
            {
                id: "rule1",
                direction: "ingress",
                ethertype: "IPv4",
                protocol: "tcp",
                portRangeMin: 80,
                portRangeMax: 81,
                remoteGroupId: undefined,
                remoteIpPrefix: undefined,
                description: "",
            },
        ]);
    });

    test("have rules for any port of those in another group, or of some addresses", async () => {
        const any = {
            direction: "egress",
            ethertype: "IPv6",
            protocol: null,
            port_range_min: null,
            port_range_max: null,
        };
        const wires = [
            { ...any, id: "rule1", remote_group_id: "group2", remote_ip_prefix: null },
            {
                ...any,
                id: "rule2",
                remote_group_id: null,
                remote_ip_prefix: "fe80::/10",
                description: "local",
            },
        ];
        const { api } = groups({
            body: { security_group: { id: "group1", name: "web", security_group_rules: wires } },
        });
        const rule = { direction: "egress", ethertype: "IPv6" };
        expect((await api.get("group1"))?.rules).toEqual([
            { ...rule, id: "rule1", remoteGroupId: "group2", description: "" },
            { ...rule, id: "rule2", remoteIpPrefix: "fe80::/10", description: "local" },
        ]);
    });

    test("that are not there have none", async () => {
        expect(await groups(missing).api.nameOf("group1")).toBeUndefined();
    });

    test("that may not be read are an error", async () => {
        expect((await failureOf(groups(refused).api.nameOf("group1"))).message).toBe(
            "No (HTTP 403, GET /v2.0/security-groups/group1)",
        );
    });
});

describe("one instance type", () => {
    const flavors = (reply: Reply) => service("compute", (compute) => new Flavors(compute), reply);
    const wire = { id: "f1", name: "m2.c1m2", vcpus: 1, ram: 2048, disk: 0 };

    test("is read by its id", async () => {
        const { api, sent } = flavors({ body: { flavor: wire } });
        expect(await api.get("f 1")).toMatchObject(wire);
        expect(sent()).toMatchObject([
            { method: "GET", url: "https://kr1-compute.test/v2/tenant1/flavors/f%201" },
        ]);
    });

    test("of which the cloud tells everything is what it says", async () => {
        const told = {
            swap: 1024,
            "OS-FLV-EXT-DATA:ephemeral": 5,
            "OS-FLV-DISABLED:disabled": true,
            "os-flavor-access:is_public": false,
            rxtx_factor: 2,
            extra_specs: { "hw:numa_nodes": "1" },
        };
        expect(await flavors({ body: { flavor: { ...wire, ...told } } }).api.get("f1")).toEqual({
            ...wire,
            ephemeral: 5,
            swap: 1024,
            isPublic: false,
            isDisabled: true,
            networkFactor: 2,
            extraSpecs: { "hw:numa_nodes": "1" },
        });
    });

    test("of which the cloud tells next to nothing is public and offered", async () => {
        expect(await flavors({ body: { flavor: wire } }).api.get("f1")).toEqual({
            ...wire,
            ephemeral: 0,
            swap: 0,
            isPublic: true,
            isDisabled: false,
            networkFactor: 1,
            extraSpecs: {},
        });
    });

    test.each([
        ["u2.c1m1", true, false],
        ["g2.t4.c4m32", false, true],
        ["m2.c2m4", false, false],
        ["big.u2.g2.x", false, false],
        [undefined, false, false],
    ])("named %s is U2: %s, has GPUs: %s", (name, u2, gpu) => {
        expect([isU2(name), isGpu(name)]).toEqual([u2, gpu]);
    });

    test("that is not there is undefined", async () => {
        expect(await flavors(missing).api.get("f1")).toBeUndefined();
    });
});
