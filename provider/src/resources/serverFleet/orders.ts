import type { ApiError } from "../../api/errors";
import type { Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import { isTransient } from "../../cloud/poller";
import type { Context } from "../../core/handler";
import { Failure } from "../../errors/failure";
import { toRequest } from "../server/handler";
import { createOnce, deleteTwins, lookUpPausesMs, withNonce } from "../shared/createOnce";
import { groupsToGive } from "../shared/groupHoldings";
import { nonceKey } from "../shared/marks";
import { type Member, markOf, newName, oldestFirst } from "./members";
import { assertGoesOn, type Count, keptHint, type Plan } from "./plan";

/** The requests for a fleet's servers: each has a nonce of its own, and is sent again only if that is not found. */
export class Orders {
    private readonly repeated: { name: string; nonce: string }[] = [];
    private wasSent = false;

    constructor(
        private readonly context: Context,
        private readonly plan: Pick<Plan, "id" | "inputs" | "revised">,
    ) {}

    /** False if the cloud refused all of them. */
    get mayHaveServers(): boolean {
        return this.wasSent;
    }

    /** Sends one request, and finds the servers that it created. */
    async send(count: Count, zone: string | undefined): Promise<Member[]> {
        assertGoesOn(this.context);
        const { cloud } = this.context;
        const { id, inputs, revised } = this.plan;
        const { revision } = revised;
        const availabilityZone = zone ?? inputs.availabilityZone;
        const name = newName(this.context, inputs.namePrefix);
        const nonce = this.context.randomHex(32);
        const securityGroups = await groupsToGive(cloud, inputs.securityGroups);
        const marks = { [nonceKey]: nonce, ...markOf(id, revision) };
        const post = async () => {
            try {
                const request = toRequest({ ...inputs, name, securityGroups, availabilityZone }, marks);
                const reservationId = await cloud.servers.reserve(request, count);
                this.wasSent = true;
                return reservationId;
            } catch (error) {
                this.wasSent ||= isAmbiguous(error);
                throw error;
            }
        };
        const order = { name, nonce, post, found: () => undefined };
        const { made: reservationId, repeated } = await createOnce<string | undefined>(
            this.context,
            order,
        ).catch((error: unknown) => {
            // Whatever was created is found by the fleet's mark, so nobody has to look for it by hand.
            throw error instanceof Failure ? new Failure(error.message, keptHint) : error;
        });
        if (repeated) this.repeated.push({ name, nonce });
        const servers =
            reservationId === undefined
                ? await this.allOf(`nonce ${nonce}`, count, () => withNonce(cloud, order))
                : await this.allOf(`reservation ${reservationId}`, count, () =>
                      cloud.servers.find({ reservationId }),
                  );
        const before = { status: "BUILD", availabilityZone };
        const members = servers
            .map((server) => ({ server, revision, reservationId, before, unfinished: true }))
            .sort(oldestFirst);
        // Duplicates of a repeated request carry the same nonce.
        return members.slice(0, count.most);
    }

    /** Deletes the duplicates that repeated requests may have left. */
    async deleteTwins(kept: readonly string[]): Promise<void> {
        for (const request of this.repeated.splice(0)) await deleteTwins(this.context, kept, request);
    }

    /** A list may lag behind: reads it until it shows all servers, or no new ones if fewer are enough. */
    private async allOf(request: string, count: Count, look: () => Promise<Server[]>): Promise<Server[]> {
        const { clock, deadline, signal, report } = this.context;
        let found: Server[] = [];
        let unchanged = -1;
        let outage: ApiError | undefined;
        for (;;) {
            const seen = await look().catch((error: unknown) => {
                if (!isTransient(error)) throw error;
                outage = error;
                const trouble = `the cloud is unavailable: ${error.reason}; retrying`;
                report(`${found.length} of ${count.most} listed`, trouble);
            });
            if (seen) {
                outage = undefined;
                unchanged = seen.length === found.length ? unchanged + 1 : 0;
                found = seen;
            }
            const isSettled = found.length >= count.least && unchanged >= lookUpPausesMs.length;
            if (found.length >= count.most || isSettled) return found;
            assertGoesOn(this.context);
            if (clock.now() >= deadline) {
                const reason = outage ? `; the cloud is unavailable: ${outage.message}` : "";
                throw new Failure(
                    `timed out waiting for the servers of the request (${request}): ${found.length} of ${count.least} are listed${reason}`,
                    "Run pulumi up again.",
                );
            }
            await clock.sleep(lookUpPausesMs[unchanged] ?? lookUpPausesMs.at(-1) ?? 0, signal);
        }
    }
}
