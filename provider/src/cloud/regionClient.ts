import type { Session } from "../api/auth/session";
import type { Bounds } from "../api/bounds";
import type { Clock } from "../api/clock";
import type { FloatingIp } from "../api/services/floatingIps";
import type { Image } from "../api/services/images";
import type { Network, NetworkApi } from "../api/services/networks";
import type { Server } from "../api/services/servers";
import type { Volume } from "../api/services/volumes";
import { Failure } from "../errors/failure";
import { KeyedMutex } from "./keyedMutex";
import { Poller } from "./poller";
import { PromiseCache } from "./promiseCache";
import { type ReferenceCaches, referenceCaches } from "./referenceCaches";
import { type Services, servicesOf } from "./services";
import { sharedReads } from "./sharedReads";

export interface RegionClient extends Readonly<Services> {}

/** One region: its services, and what the resources of a run share in it. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns every service.
export class RegionClient {
    /** For preflight checks. */
    readonly references: ReferenceCaches;
    readonly serverPoller: Poller<Server>;
    readonly volumePoller: Poller<Volume>;
    readonly imagePoller: Poller<Image>;
    readonly floatingIpPoller: Poller<FloatingIp>;
    /** By `serverId/volumeId`. */
    readonly attachmentPoller: Poller<{ id: string; status: string }>;
    /** For reads, such as those of a refresh. */
    readonly reads: ReturnType<typeof sharedReads>;
    /** By server id: changes of one server's devices and security groups run one at a time. */
    readonly serverLocks = new KeyedMutex();
    private readonly groupNames = new PromiseCache<string | undefined>();
    private readonly external = new PromiseCache<{ api: NetworkApi; networks: Network[] }>();
    private readonly namesOfFlavors = new PromiseCache<Map<string, string>>();
    private readonly bounds?: Bounds;

    constructor(
        private readonly session: Session,
        readonly region: string,
        clock: Clock,
        random: () => number,
    ) {
        const services = servicesOf(session, region);
        Object.assign(this, services);
        this.references = referenceCaches(session, services);
        this.reads = sharedReads(services, clock);
        this.serverPoller = new Poller(
            {
                get: (id, bounds) => this.within(bounds).servers.get(id),
                list: async (since, bounds) => {
                    const changedSince = new Date(since).toISOString().slice(0, 19);
                    const changed = await this.within(bounds).servers.list({ "changes-since": changedSince });
                    // Nova's list lacks the fault: such a server is left out, and then polled by itself.
                    return changed.filter(({ status }) => status !== "ERROR");
                },
            },
            clock,
            random,
        );
        this.volumePoller = new Poller(
            {
                get: (id, bounds) => this.within(bounds).volumes.get(id),
                list: (_since, bounds) => this.within(bounds).volumes.list(),
            },
            clock,
            random,
        );
        this.imagePoller = new Poller(
            {
                get: (id, bounds) => this.within(bounds).images.get(id),
                list: (_since, bounds) => this.within(bounds).images.list({ visibility: "private" }),
            },
            clock,
            random,
        );
        this.floatingIpPoller = new Poller(
            {
                get: (id, bounds) => this.within(bounds).floatingIps.get(id),
                list: (_since, bounds) => this.within(bounds).floatingIps.list(),
            },
            clock,
            random,
        );
        this.attachmentPoller = new Poller(
            { get: (id, bounds) => this.within(bounds).attachment(id), list: async () => [] },
            clock,
            random,
        );
    }

    /** The same region with the same caches, whose requests end with `bounds`. */
    within(bounds: Bounds): RegionClient {
        return Object.assign(Object.create(this) as RegionClient, {
            bounds,
            ...servicesOf(this.session, this.region, bounds),
        });
    }

    /** A server as a refresh reads it. */
    async readServer(id: string): Promise<Server | undefined> {
        return (await this.reads.servers.find(id)) ?? (await this.servers.get(id));
    }

    /** From now on each read is a request of its own, since this run changes things. */
    stopSharingReads(): void {
        for (const reads of Object.values(this.reads)) reads.stop();
    }

    /** An attachment has no status of its own: while it exists, the volume is in use. */
    private async attachment(id: string) {
        const [serverId = "", volumeId = ""] = id.split("/");
        return (await this.attachments.get(serverId, volumeId)) && { id, status: "in-use" };
    }

    /** Fails if the service catalog does not have this region. */
    async assertOffered(): Promise<void> {
        if ((await this.session.endpoint("compute", this.region, this.bounds)) !== undefined) return;
        throw new Failure(await this.session.noEndpoint("compute", this.region, this.bounds));
    }

    /** The project id; empty if unknown. */
    tenantId(): Promise<string> {
        return this.session.tenantId(this.bounds);
    }

    /** The name of a security group, read once per run. */
    groupName(id: string): Promise<string | undefined> {
        return this.groupNames.get(id, () => this.securityGroups.nameOf(id));
    }

    /** The external networks, and which API the cloud has; read once per run. */
    externalNetworks(): Promise<{ api: NetworkApi; networks: Network[] }> {
        return this.external.get("all", async () => {
            const listed = await this.networks.listed({ isExternal: true });
            const networks = listed?.networks.filter(({ isExternal }) => isExternal) ?? [];
            return { api: listed?.api ?? "openstack", networks };
        });
    }

    /** The names of all flavors, read once per run. */
    flavorNames(): Promise<Map<string, string>> {
        return this.namesOfFlavors.get("all", () => this.flavors.names());
    }

    /** If false, the status of a volume is unknown and only its attachment is checked. */
    async hasBlockStorage(): Promise<boolean> {
        return (await this.session.endpoint("blockStorage", this.region, this.bounds)) !== undefined;
    }
}
