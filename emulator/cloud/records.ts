/** What the cloud remembers. Times are milliseconds; wire shapes are made by the render functions. */
export interface FaultRecord {
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
    /** 1 on, 4 off, 3 paused, 0 none */
    powerState: number;
    metadata: Record<string, string>;
    /** null: booted from a volume, without naming its image */
    imageId: string | null;
    /** whether its root disk is on the host, and not a volume */
    localRoot: boolean;
    flavorId: string;
    keyName: string | null;
    availabilityZone: string;
    hostId: string;
    diskConfig: string;
    userData: string | null;
    /** of the system's administrator; shown once, to whom creates it */
    adminPass: string;
    created: number;
    updated: number;
    launchedAt: number | null;
    terminatedAt: number | null;
    fault: FaultRecord | null;
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
    /** the project */
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
}

export interface SubnetRecord {
    id: string;
    name: string;
    networkId: string;
    cidr: string;
    /** "192.168.", to which two numbers are appended */
    prefix: string;
}

export interface PortRecord {
    id: string;
    name: string;
    networkId: string;
    subnetId: string;
    address: string;
    mac: string;
    serverId: string | null;
    /** of the router whose gateway this is */
    routerId: string | null;
    securityGroupIds: string[];
    /** made for one server and removed with it */
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
