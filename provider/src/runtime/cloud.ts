import { AvailabilityZones } from "../api/availabilityZones";
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
import { type Inventories, inventoriesOf } from "./inventories";
import { Locks } from "./locks";
import { Watcher } from "./watcher";

/** One region: its services, and what all resources of a run share in it. */
export class Cloud {
    readonly keypairs: Keypairs;
    readonly servers: Servers;
    readonly attachments: VolumeAttachments;
    readonly flavors: Flavors;
    readonly zones: AvailabilityZones;
    readonly images: Images;
    readonly volumes: Volumes;
    readonly securityGroups: SecurityGroups;
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

    constructor(
        private readonly session: Session,
        readonly region: string,
        clock: Clock,
    ) {
        const compute = serviceOf(session, "compute", region);
        this.keypairs = new Keypairs(compute);
        this.servers = new Servers(compute);
        this.attachments = new VolumeAttachments(compute);
        this.flavors = new Flavors(compute);
        this.zones = new AvailabilityZones(compute);
        this.images = new Images(serviceOf(session, "image", region));
        this.volumes = new Volumes(serviceOf(session, "blockStorage", region));
        this.securityGroups = new SecurityGroups(serviceOf(session, "network", region));
        this.inventory = inventoriesOf(session, this);
        this.serverWatcher = new Watcher(
            {
                get: (id) => this.servers.get(id),
                list: async (since) => {
                    const changedSince = new Date(since).toISOString().slice(0, 19);
                    const changed = await this.servers.list({ "changes-since": changedSince });
                    // Nova's list does not tell why: left out, such a server is asked for itself.
                    return changed.filter(({ status, fault }) => status !== "ERROR" || fault !== undefined);
                },
            },
            clock,
        );
        this.volumeWatcher = new Watcher(
            { get: (id) => this.volumes.get(id), list: () => this.volumes.list() },
            clock,
        );
        this.imageWatcher = new Watcher(
            { get: (id) => this.images.get(id), list: () => this.images.list({ visibility: "private" }) },
            clock,
        );
        this.attachmentWatcher = new Watcher(
            { get: (id) => this.attachment(id), list: async () => [] },
            clock,
        );
    }

    /** An attachment has no status: while it is listed, the volume is in use. */
    private async attachment(id: string) {
        const [serverId = "", volumeId = ""] = id.split("/");
        return (await this.attachments.get(serverId, volumeId)) && { id, status: "in-use" };
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
        return (await this.session.endpoint("blockStorage", this.region)) !== undefined;
    }
}
