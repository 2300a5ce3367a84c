import { stableId } from "./ids";
import type {
    FlavorRecord,
    ImageRecord,
    NetworkRecord,
    PortRecord,
    SecurityGroupRecord,
    SubnetRecord,
} from "./records";

const FLAVORS: [name: string, vcpus: number, ramMb: number, diskGb: number, kind: string][] = [
    ["m2.c1m2", 1, 2048, 0, "standard"],
    ["m2.c2m4", 2, 4096, 0, "standard"],
    ["m2.c4m8", 4, 8192, 0, "standard"],
    ["c2.c2m2", 2, 2048, 0, "cpu"],
    ["r2.c2m8", 2, 8192, 0, "memory"],
    ["t2.c1m1", 1, 1024, 0, "standard"],
    ["x1.c32m256", 32, 262144, 0, "performance"],
    ["g2.t4.c4m32", 4, 32_768, 0, "gpu"],
    ["u2.c1m1", 1, 1024, 20, "local"],
    ["u2.c2m4", 2, 4096, 40, "local"],
];

const IMAGES: [
    name: string,
    system: "Linux" | "Windows",
    minDiskGb: number,
    properties: Record<string, string>,
][] = [
    [
        "Ubuntu Server 22.04.3 LTS",
        "Linux",
        10,
        { os_distro: "ubuntu", os_version: "Server 22.04.3 LTS", login_username: "ubuntu" },
    ],
    // With the date of its release in the name, as the vendor's are today.
    [
        "Ubuntu Server 24.04.3 LTS(2026.03.10.)",
        "Linux",
        20,
        { os_distro: "ubuntu", os_version: "Server 24.04.3 LTS", login_username: "ubuntu" },
    ],
    ["Rocky Linux 9.2", "Linux", 10, { os_distro: "rocky", os_version: "9.2", login_username: "rocky" }],
    [
        "Windows 2022 STD",
        "Windows",
        50,
        { os_distro: "Windows", os_version: "2022 STD", login_username: "Administrator" },
    ],
];

export const REGION_NAMES = ["KR1", "KR2"] as const;

const ZONES: Record<string, [string, string]> = {
    KR1: ["kr-pub-a", "kr-pub-b"],
    KR2: ["kr2-pub-a", "kr2-pub-b"],
};

const SECURITY_GROUPS: [key: string, name: string, description: string][] = [
    ["default", "default", "Default security group"],
    ["web", "web", "web group"],
    ["db", "db", "db group"],
    ["twin-1", "twin", "one of two with the same name"],
    ["twin-2", "twin", "one of two with the same name"],
];

const PUBLIC_CIDRS: Record<string, string> = { KR1: "127.1.0.0/16", KR2: "127.2.0.0/16" };
const LOCAL_PREFIXES: Record<string, string> = { KR1: "127.3.", KR2: "127.4." };

const VOLUME_TYPES = ["General SSD", "General HDD", "Encrypted SSD", "Encrypted HDD"];

/** What a region has from the start. */
export interface Seed {
    flavors: FlavorRecord[];
    images: ImageRecord[];
    zones: [string, string];
    securityGroups: SecurityGroupRecord[];
    networks: NetworkRecord[];
    subnets: SubnetRecord[];
    ports: PortRecord[];
    volumeTypes: { id: string; name: string }[];
}

/** The ids that tests and examples use. */
export interface SeedIds {
    image: string;
    windowsImage: string;
    flavor: string;
    bigFlavor: string;
    localFlavor: string;
    otherLocalFlavor: string;
    network: string;
    otherNetwork: string;
    publicNetwork: string;
    subnet: string;
    otherSubnet: string;
    port: string;
    zone: string;
    otherZone: string;
}

export function seedIds(region: string): SeedIds {
    const [zone, otherZone] = ZONES[region] ?? ["pub-a", "pub-b"];
    return {
        image: stableId(`${region}/image/Ubuntu Server 22.04.3 LTS`),
        windowsImage: stableId(`${region}/image/Windows 2022 STD`),
        flavor: stableId(`${region}/flavor/m2.c1m2`),
        bigFlavor: stableId(`${region}/flavor/m2.c2m4`),
        localFlavor: stableId(`${region}/flavor/u2.c1m1`),
        otherLocalFlavor: stableId(`${region}/flavor/u2.c2m4`),
        network: stableId(`${region}/network/vpc1`),
        otherNetwork: stableId(`${region}/network/vpc2`),
        publicNetwork: stableId(`${region}/network/public`),
        subnet: stableId(`${region}/subnet/vpc1`),
        otherSubnet: stableId(`${region}/subnet/vpc2`),
        port: stableId(`${region}/port/reserved`),
        zone,
        otherZone,
    };
}

function makeImages(region: string, now: number): ImageRecord[] {
    return IMAGES.map(([name, system, minDiskGb, properties], at) => ({
        id: stableId(`${region}/image/${name}`),
        sequence: at - IMAGES.length,
        name,
        status: "active",
        visibility: "public",
        sizeBytes: 1024 ** 3,
        minDiskGb,
        minRamMb: 0,
        protected: true,
        diskFormat: "qcow2",
        created: now,
        updated: now,
        properties: {
            os_type: system.toLowerCase(),
            os_architecture: "amd64",
            hypervisor_type: "qemu",
            ...properties,
        },
        owner: "5f3b0a1e7c2d4e69a8b4c6d0e1f29374",
        serverId: null,
    }));
}

export function makeSeed(region: string, now: number): Seed {
    const ids = seedIds(region);
    return {
        flavors: FLAVORS.map(([name, vcpus, ramMb, diskGb, kind]) => ({
            id: stableId(`${region}/flavor/${name}`),
            name,
            vcpus,
            ramMb,
            diskGb,
            extraSpecs: { flavor_type: kind },
        })),
        images: makeImages(region, now),
        zones: [ids.zone, ids.otherZone],
        securityGroups: SECURITY_GROUPS.map(([key, name, description]) => ({
            id: stableId(`${region}/securityGroup/${key}`),
            name,
            description,
        })),
        ...makeNetworks(region, ids),
        volumeTypes: VOLUME_TYPES.map((name) => ({ id: stableId(`${region}/volumeType/${name}`), name })),
    };
}

function makeNetworks(region: string, ids: SeedIds): Pick<Seed, "networks" | "subnets" | "ports"> {
    const named: [string, string, string, string][] = [
        ["vpc1", ids.network, ids.subnet, "192.168."],
        // On this machine, where the systems on the servers can answer.
        ["vpc2", ids.otherNetwork, ids.otherSubnet, LOCAL_PREFIXES[region] ?? "127.9."],
    ];
    return {
        networks: [
            ...named.map(([name, id, subnet, prefix]) => ({
                id,
                name,
                cidr: `${prefix}0.0/16`,
                subnetIds: [subnet],
                isExternal: false,
            })),
            {
                id: ids.publicNetwork,
                name: "public_network",
                // On this machine, where whoever plays a server's guest can listen.
                cidr: PUBLIC_CIDRS[region] ?? "127.9.0.0/16",
                subnetIds: [],
                isExternal: true,
            },
        ],
        subnets: named.map(([name, network, id, prefix]) => ({
            id,
            name: `${name} subnet`,
            networkId: network,
            cidr: `${prefix}0.0/16`,
            prefix,
            // A VPC that is not the first one has none until somebody makes one.
            internetGatewayId: name === "vpc1" ? stableId(`${region}/internetGateway`) : null,
        })),
        ports: [
            ...named.map(([name, network, subnet, prefix], at) => ({
                id: stableId(`${region}/port/${name} gateway`),
                name: "",
                networkId: network,
                subnetId: subnet,
                address: `${prefix}0.1`,
                mac: `fa:16:3e:00:01:0${at}`,
                serverId: null,
                routerId: stableId(`${region}/router/${name}`),
                securityGroupIds: [],
                owned: false,
            })),
            {
                id: ids.port,
                name: "reserved",
                networkId: ids.network,
                subnetId: ids.subnet,
                address: "192.168.200.10",
                mac: "fa:16:3e:00:00:01",
                serverId: null,
                routerId: null,
                securityGroupIds: [stableId(`${region}/securityGroup/default`)],
                owned: false,
            },
        ],
    };
}
