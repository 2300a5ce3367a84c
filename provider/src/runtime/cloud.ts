import { AvailabilityZones } from "../api/availabilityZones";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import { Flavors } from "../api/flavors";
import { type Image, Images } from "../api/images";
import { Keypairs } from "../api/keypairs";
import { SecurityGroups } from "../api/securityGroups";
import { type Server, Servers } from "../api/servers";
import { type Session, serviceOf } from "../api/session";
import { VolumeAttachments } from "../api/volumeAttachments";
import { type Volume, Volumes } from "../api/volumes";
import { Answers } from "./answers";
import { Failure } from "./failure";
import { type Inventories, inventoriesOf } from "./inventories";
import { Locks } from "./locks";
import { Watcher } from "./watcher";

/** The services of one region. */
interface Services {
    keypairs: Keypairs;
    servers: Servers;
    attachments: VolumeAttachments;
    flavors: Flavors;
    zones: AvailabilityZones;
    images: Images;
    volumes: Volumes;
    securityGroups: SecurityGroups;
}

function servicesOf(session: Session, region: string, bounds?: Bounds): Services {
    const compute = serviceOf(session, "compute", region, bounds);
    return {
        keypairs: new Keypairs(compute),
        servers: new Servers(compute),
        attachments: new VolumeAttachments(compute),
        flavors: new Flavors(compute),
        zones: new AvailabilityZones(compute),
        images: new Images(serviceOf(session, "image", region, bounds)),
        volumes: new Volumes(serviceOf(session, "blockStorage", region, bounds)),
        securityGroups: new SecurityGroups(serviceOf(session, "network", region, bounds)),
    };
}

export interface Cloud extends Readonly<Services> {}

/** One region: its services, and what all resources of a run share in it. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every service.
export class Cloud {
    /** What exists, for checks. */
    readonly inventory: Inventories;
    readonly serverWatcher: Watcher<Server>;
    readonly volumeWatcher: Watcher<Volume>;
    readonly imageWatcher: Watcher<Image>;
    /** By `serverId/volumeId`. */
    readonly attachmentWatcher: Watcher<{ id: string; status: string }>;
    /** By server: changes of one server's devices and groups come one after another. */
    readonly locks = new Locks();
    private readonly groupNames = new Answers<string | undefined>();
    private readonly namesOfFlavors = new Answers<Map<string, string>>();
    private readonly bounds?: Bounds;

    constructor(
        private readonly session: Session,
        readonly region: string,
        clock: Clock,
    ) {
        Object.assign(this, servicesOf(session, region));
        this.inventory = inventoriesOf(session, this);
        this.serverWatcher = new Watcher(
            {
                get: (id, bounds) => this.within(bounds).servers.get(id),
                list: async (since, bounds) => {
                    const changedSince = new Date(since).toISOString().slice(0, 19);
                    const changed = await this.within(bounds).servers.list({ "changes-since": changedSince });
                    // Nova's list does not tell why: left out, such a server is asked for itself.
                    return changed.filter(({ status, fault }) => status !== "ERROR" || fault !== undefined);
                },
            },
            clock,
        );
        this.volumeWatcher = new Watcher(
            {
                get: (id, bounds) => this.within(bounds).volumes.get(id),
                list: (_since, bounds) => this.within(bounds).volumes.list(),
            },
            clock,
        );
        this.imageWatcher = new Watcher(
            {
                get: (id, bounds) => this.within(bounds).images.get(id),
                list: (_since, bounds) => this.within(bounds).images.list({ visibility: "private" }),
            },
            clock,
        );
        this.attachmentWatcher = new Watcher(
            { get: (id, bounds) => this.within(bounds).attachment(id), list: async () => [] },
            clock,
        );
    }

    /** The same region, with all that is shared in it, where requests end with `bounds`. */
    within(bounds: Bounds): Cloud {
        return Object.assign(Object.create(this) as Cloud, {
            bounds,
            ...servicesOf(this.session, this.region, bounds),
        });
    }

    /** An attachment has no status: while it is listed, the volume is in use. */
    private async attachment(id: string) {
        const [serverId = "", volumeId = ""] = id.split("/");
        return (await this.attachments.get(serverId, volumeId)) && { id, status: "in-use" };
    }

    /** That the cloud has this region, as the service catalogue says. */
    async assertOffered(): Promise<void> {
        if ((await this.session.endpoint("compute", this.region, this.bounds)) !== undefined) return;
        throw new Failure(await this.session.noEndpoint("compute", this.region, this.bounds));
    }

    /** The project that everything is made in; empty where nothing tells. */
    tenantId(): Promise<string> {
        return this.session.tenantId(this.bounds);
    }

    /** The name of a security group, asked for once a run. */
    groupName(id: string): Promise<string | undefined> {
        return this.groupNames.get(id, () => this.securityGroups.nameOf(id));
    }

    /** The names of all instance types, asked for once a run. */
    flavorNames(): Promise<Map<string, string>> {
        return this.namesOfFlavors.get("all", () => this.flavors.names());
    }

    /** False where the cloud shows no status of volumes, so that the attachment alone has to do. */
    async hasBlockStorage(): Promise<boolean> {
        return (await this.session.endpoint("blockStorage", this.region, this.bounds)) !== undefined;
    }
}
