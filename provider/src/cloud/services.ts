import { type Session, serviceClient } from "../api/auth/session";
import type { Bounds } from "../api/bounds";
import { AvailabilityZones } from "../api/services/availabilityZones";
import { Flavors } from "../api/services/flavors";
import { Images } from "../api/services/images";
import { Keypairs } from "../api/services/keypairs";
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
}

export function servicesOf(session: Session, region: string, bounds?: Bounds): Services {
    const compute = serviceClient(session, "compute", region, bounds);
    return {
        keypairs: new Keypairs(compute),
        servers: new Servers(compute),
        attachments: new VolumeAttachments(compute),
        flavors: new Flavors(compute),
        zones: new AvailabilityZones(compute),
        images: new Images(serviceClient(session, "image", region, bounds)),
        volumes: new Volumes(serviceClient(session, "blockStorage", region, bounds)),
        securityGroups: new SecurityGroups(serviceClient(session, "network", region, bounds)),
    };
}
