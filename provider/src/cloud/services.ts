import { type Session, serviceClient } from "../api/auth/session";
import type { Bounds } from "../api/bounds";
import { AvailabilityZones } from "../api/services/availabilityZones";
import { Flavors } from "../api/services/flavors";
import { FloatingIps } from "../api/services/floatingIps";
import { Images } from "../api/services/images";
import { Keypairs } from "../api/services/keypairs";
import { Networks, Subnets } from "../api/services/networks";
import { Ports } from "../api/services/ports";
import { SecurityGroups } from "../api/services/securityGroups";
import { ServerGroups } from "../api/services/serverGroups";
import { Servers } from "../api/services/servers";
import { Snapshots } from "../api/services/snapshots";
import { VolumeAttachments } from "../api/services/volumeAttachments";
import { Volumes } from "../api/services/volumes";
import { VolumeTypes } from "../api/services/volumeTypes";

/** The services of one region. */
export interface Services {
    keypairs: Keypairs;
    servers: Servers;
    serverGroups: ServerGroups;
    attachments: VolumeAttachments;
    flavors: Flavors;
    zones: AvailabilityZones;
    /** Where volumes can be; a cloud need not tell. */
    volumeZones: AvailabilityZones;
    images: Images;
    volumes: Volumes;
    volumeTypes: VolumeTypes;
    snapshots: Snapshots;
    securityGroups: SecurityGroups;
    networks: Networks;
    subnets: Subnets;
    ports: Ports;
    floatingIps: FloatingIps;
}

export function servicesOf(session: Session, region: string, bounds?: Bounds): Services {
    const compute = serviceClient(session, "compute", region, bounds);
    const blockStorage = serviceClient(session, "blockStorage", region, bounds);
    const network = serviceClient(session, "network", region, bounds);
    return {
        keypairs: new Keypairs(compute),
        servers: new Servers(compute),
        serverGroups: new ServerGroups(compute),
        attachments: new VolumeAttachments(compute),
        flavors: new Flavors(compute),
        zones: new AvailabilityZones(compute),
        volumeZones: new AvailabilityZones(blockStorage),
        images: new Images(serviceClient(session, "image", region, bounds)),
        volumes: new Volumes(blockStorage),
        volumeTypes: new VolumeTypes(blockStorage),
        snapshots: new Snapshots(blockStorage),
        securityGroups: new SecurityGroups(network),
        networks: new Networks(network),
        subnets: new Subnets(network),
        ports: new Ports(network),
        floatingIps: new FloatingIps(network),
    };
}
