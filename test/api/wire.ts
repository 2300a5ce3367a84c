/** A server as the guide's "Get Instance" shows it. */
export function wireServer(more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
        id: "4b293d31-ebd5-4a7f-be03-874b90021e54",
        name: "web",
        status: "ACTIVE",
        "OS-EXT-STS:vm_state": "active",
        "OS-EXT-STS:task_state": null,
        "OS-EXT-STS:power_state": 1,
        flavor: { id: "flavor1", links: [] },
        image: { id: "image1", links: [] },
        key_name: "mine",
        "OS-EXT-AZ:availability_zone": "kr-pub-a",
        addresses: {
            Default: [
                {
                    addr: "192.168.0.5",
                    version: 4,
                    "OS-EXT-IPS:type": "fixed",
                    "OS-EXT-IPS-MAC:mac_addr": "fa:16:3e:00:00:01",
                },
            ],
        },
        security_groups: [{ name: "default" }],
        metadata: {},
        "os-extended-volumes:volumes_attached": [{ id: "volume1" }],
        hostId: "host1",
        "OS-DCF:diskConfig": "MANUAL",
        tenant_id: "tenant1",
        user_id: "user1",
        created: "2026-01-01T00:00:00Z",
        updated: "2026-01-01T00:00:10Z",
        "OS-SRV-USG:launched_at": "2026-01-01T00:00:10.000000",
        ...more,
    };
}
