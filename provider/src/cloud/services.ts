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
import { Servers } from "../api/services/servers";
import { VolumeAttachments } from "../api/services/volumeAttachments";
import { Volumes } from "../api/services/volumes";
/** The services of one region. */
export interface Services {
    keypairs: Keypairs;
    servers: Servers;
    attachments: VolumeAttachments;
    flavors: Flavors;
    zones: AvailabilityZones;
    images: Images;
    volumes: Volumes;
    securityGroups: SecurityGroups;
    networks: Networks;
    subnets: Subnets;
    ports: Ports;
    floatingIps: FloatingIps;
}

export function servicesOf(session: Session, region: string, bounds?: Bounds): Services {
    const compute = serviceClient(session, "compute", region, bounds);
    const network = serviceClient(session, "network", region, bounds);
    return {
        keypairs: new Keypairs(compute),
        servers: new Servers(compute),
        attachments: new VolumeAttachments(compute),
        flavors: new Flavors(compute),
        zones: new AvailabilityZones(compute),
        images: new Images(serviceClient(session, "image", region, bounds)),
        volumes: new Volumes(serviceClient(session, "blockStorage", region, bounds)),
        securityGroups: new SecurityGroups(network),
        networks: new Networks(network),
        subnets: new Subnets(network),
        ports: new Ports(network),
        floatingIps: new FloatingIps(network),
    };
}
