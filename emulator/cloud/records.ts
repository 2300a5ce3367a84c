/** What the cloud stores. Times are milliseconds since the epoch; the render functions make the JSON of the APIs. */
export interface ServerFaultRecord {
    code: number;
    message: string;
    created: number;
}

export interface AttachmentRecord {
    volumeId: string;
    attachmentId: string;
    device: string;
    root: boolean;
    deleteOnTermination: boolean;
    attachedAt: number | null;
}

export interface ResizeRecord {
    oldFlavorId: string;
    newFlavorId: string;
    endState: "active" | "stopped";
}

export interface ServerRecord {
    id: string;
    sequence: number;
    name: string;
    tenantId: string;
    userId: string;
    status: string;
    vmState: string;
    taskState: string | null;
    /** 0: NOSTATE, 1: RUNNING, 3: PAUSED, 4: SHUTDOWN */
    powerState: number;
    metadata: Record<string, string>;
    /** null: booted from a volume, and no image was named */
    imageId: string | null;
    /** Whether the root disk is on the host instead of in a volume. */
    localRoot: boolean;
    flavorId: string;
    keyName: string | null;
    availabilityZone: string;
    hostId: string;
    diskConfig: string;
    userData: string | null;
    /** Shown once, in the response of the create request. */
    adminPass: string;
    created: number;
    updated: number;
    launchedAt: number | null;
    /** When it last became ACTIVE. */
    activeSince: number;
    terminatedAt: number | null;
    fault: ServerFaultRecord | null;
    /** Against deletion, which only the vendor's console can switch. */
    protected: boolean;
    reservationId: string;
    groupId: string | null;
    securityGroupIds: string[];
    portIds: string[];
    networkReady: boolean;
    attachments: AttachmentRecord[];
    resize: ResizeRecord | null;
}

export interface VolumeRecord {
    id: string;
    sequence: number;
    name: string | null;
    description: string | null;
    status: string;
    sizeGb: number;
    type: string;
    availabilityZone: string;
    bootable: boolean;
    metadata: Record<string, string>;
    imageId: string | null;
    snapshotId: string | null;
    /** The id of its key in Secure Key Manager. */
    keyId: string | null;
    created: number;
    updated: number | null;
    serverId: string | null;
}

export interface SnapshotRecord {
    id: string;
    name: string;
    description: string;
    volumeId: string;
    status: string;
    sizeGb: number;
    created: number;
    metadata: Record<string, string>;
}

export interface ImageRecord {
    id: string;
    sequence: number;
    name: string;
    status: string;
    visibility: "public" | "private" | "shared";
    sizeBytes: number | null;
    minDiskGb: number;
    minRamMb: number;
    protected: boolean;
    diskFormat: string;
    created: number;
    updated: number;
    properties: Record<string, string>;
    tags?: string[];
    /** The project that owns it. */
    owner: string;
    serverId: string | null;
}

export interface FlavorRecord {
    id: string;
    name: string;
    vcpus: number;
    ramMb: number;
    diskGb: number;
    extraSpecs: Record<string, string>;
}

export interface KeypairRecord {
    number: number;
    name: string;
    publicKey: string;
    fingerprint: string;
    created: number;
}

export interface SecurityGroupRecord {
    id: string;
    name: string;
    description: string;
}

export interface NetworkRecord {
    id: string;
    name: string;
    cidr: string;
    subnetIds: string[];
    /** Floating IPs are out of it, and servers are not in it. */
    isExternal: boolean;
}

export interface SubnetRecord {
    id: string;
    name: string;
    networkId: string;
    cidr: string;
    /** The first half of its addresses, as in "192.168.". */
    prefix: string;
    /** Null where nothing leads out of it, so that no floating IP leads in. */
    internetGatewayId: string | null;
}

export interface FloatingIpRecord {
    id: string;
    address: string;
    networkId: string;
    status: string;
    portId: string | null;
    fixedAddress: string | null;
    label: string;
    deleteProtection: boolean;
    /** Neutron's; the vendor documents none. */
    description: string;
}

export interface PortRecord {
    id: string;
    name: string;
    networkId: string;
    subnetId: string;
    address: string;
    mac: string;
    serverId: string | null;
    /** The router whose interface this is. */
    routerId: string | null;
    securityGroupIds: string[];
    /** Created for a server, and deleted with it. */
    owned: boolean;
}

export interface ServerGroupRecord {
    id: string;
    name: string;
    policies: string[];
}

export interface VolumeTypeRecord {
    id: string;
    name: string;
}
