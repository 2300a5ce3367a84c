import { type ApiError, hasCode } from "../../api/errors";
import { limit } from "../../api/limit";
import type { Server } from "../../api/services/servers";
import { isAmbiguous } from "../../api/transport";
import { isTransient } from "../../cloud/poller";
import { type Context, withGracePeriod } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure, messageOf } from "../../errors/failure";
import { toRequest } from "../server/handler";
import { reconcile } from "../server/reconcile";
import { createOnce, deleteTwins, lookUpPausesMs, withNonce } from "../shared/createOnce";
import { groupsToGive } from "../shared/groupHoldings";
import { isTimeUp } from "../shared/lostAnswer";
import { nonceKey } from "../shared/marks";
import { deleteServer, failedToBuild, waitForServer } from "../shared/serverTransitions";
import { digitsOf, type Member, markOf, membersOf, oldestFirst, serversOf, toState } from "./members";
import { countOf, type FleetInputs } from "./properties";
import { fits, type Revised, revisionState } from "./revisions";

/** A fleet to be brought to `inputs`. */
interface Plan {
    id: string;
    inputs: FleetInputs;
    /** What was desired before. */
    state: Values;
    /** The revisions of `inputs` and of the existing servers: those that do not fit `inputs` are replaced. */
    revised: Revised;
    /** The inputs to change in place; all of them if omitted. */
    touched?: ReadonlySet<string>;
    /** Whether missing servers are created, besides those that replace others. */
    fills: boolean;
    /** The timeout that bounds it. */
    setting: string;
}

interface Count {
    least: number;
    most: number;
}

/** The most servers that the cloud creates by one request. */
const mostAtOnce = 10;

const hint =
    "Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it.";

/** Brings a fleet to its plan, and knows its servers at any time. */
export class Rollout {
    private readonly members = new Map<string, Member>();
    private readonly repeated: { name: string; nonce: string }[] = [];
    private wasOrdered = false;

    constructor(
        private readonly context: Context,
        private readonly plan: Plan,
    ) {}

    /** False if the cloud refused the very first request. */
    get mayHaveServers(): boolean {
        return this.wasOrdered || this.members.size > 0;
    }

    /** Deletes what cannot stay, updates what stays, creates what is missing, and replaces what is out of date. */
    async run(found: readonly Member[]): Promise<Values> {
        // Servers that are not in state were created by a killed run.
        this.add(found.map((member) => (member.before ? member : { ...member, unfinished: true })));
        await this.remove(found.filter(({ server, before }) => failedToBuild(server, before)));
        const { least, most } = countOf(this.plan.inputs);
        await this.remove(this.fitting().slice(most));
        await this.adjust(this.fitting());
        await this.remove(this.outOfDate().slice(0, Math.max(this.members.size - most, 0)));
        if (this.plan.fills) await this.fill({ least, most });
        await this.replaceOutOfDate();
        return this.state(this.all());
    }

    /**
     * A few at a time, each after its replacement is up, as long as the quota has room for an extra server. A failure ends
     * the roll, so that the old servers are kept.
     */
    private async replaceOutOfDate(): Promise<void> {
        const { maxSurge = 1, maxUnavailable = 1 } = this.plan.inputs;
        let surge = maxSurge;
        for (let old = this.outOfDate(); old.length > 0; old = this.outOfDate()) {
            const { size } = this.members;
            if (surge > 0) {
                try {
                    await this.fill({ least: size + 1, most: size + Math.min(surge, old.length) });
                } catch (error) {
                    if (!hasCode(error, "quota") || maxUnavailable === 0) throw error;
                    surge = 0;
                }
                await this.remove(old.slice(0, this.members.size - size));
            } else {
                await this.remove(old.slice(0, maxUnavailable));
                await this.fill({ least: size, most: size });
            }
        }
    }

    /** Deletes servers and waits until they are gone. */
    async remove(members: readonly Member[]): Promise<void> {
        const { inputs, setting } = this.plan;
        const stopBefore = inputs.stopBeforeDelete === true;
        await this.everyOne(members, "deleted", async (context, { server }) => {
            await deleteServer(context, server.id, server, { stopBefore, setting });
            this.members.delete(server.id);
        });
    }

    /** The state of the fleet after a failure. */
    async stateAfterFailure(): Promise<Values> {
        try {
            return this.state(
                await membersOf(withGracePeriod(this.context), this.plan.id, serversOf(this.known())),
            );
        } catch {
            // The original failure is the one to report.
            return this.known();
        }
    }

    private known(): Values {
        return this.state(this.all());
    }

    private state(members: readonly Member[]): Values {
        return { ...toState(members), ...revisionState(this.plan.revised, members) };
    }

    private add(members: readonly Member[]): void {
        for (const member of members) this.members.set(member.server.id, member);
    }

    private all(): Member[] {
        return [...this.members.values()];
    }

    private fits({ server: { availabilityZone }, revision }: Member): boolean {
        return fits({ revision, availabilityZone }, this.plan.revised.revisions, this.plan.inputs);
    }

    private fitting(): Member[] {
        return this.all().filter((member) => this.fits(member));
    }

    /** Those that are not ACTIVE first, then the newest. */
    private outOfDate(): Member[] {
        const serves = ({ server }: Member) => server.status === "ACTIVE";
        const old = this.all()
            .filter((member) => !this.fits(member))
            .sort(oldestFirst)
            .reverse();
        return [...old.filter((member) => !serves(member)), ...old.filter(serves)];
    }

    /** Changes servers in place; what stops a server for a while is done to a few at a time. */
    private async adjust(members: readonly Member[]): Promise<void> {
        const { inputs, state } = this.plan;
        const inTurn = limit(Math.max(inputs.maxUnavailable ?? 1, 1));
        const reboots = inputs.rebootTrigger !== undefined && inputs.rebootTrigger !== state.rebootTrigger;
        await this.everyOne(members, "up to date", (context, member) => {
            const change = () =>
                this.reconcile(context, member, { state, ...(touched ? { touched } : {}) }, member.server);
            const touched = this.touchedOf(member);
            const resizes = (touched?.has("flavorId") ?? true) && member.server.flavorId !== inputs.flavorId;
            return reboots || resizes ? inTurn(() => this.inTime(change)) : change();
        });
    }

    /** What changed; everything for a server that an earlier run did not finish. */
    private touchedOf({ before, unfinished }: Member): ReadonlySet<string> | undefined {
        const { state, touched } = this.plan;
        if (!touched || unfinished) return undefined;
        const wasRenamed = digitsOf(String(before?.name), state.namePrefix) === undefined;
        return wasRenamed ? new Set([...touched, "name"]) : touched;
    }

    private async reconcile(
        context: Context,
        member: Member,
        change: { state: Values; touched?: ReadonlySet<string> },
        found: Server | undefined,
    ): Promise<void> {
        const { id } = member.server;
        const { setting } = this.plan;
        const inputs = { ...this.plan.inputs, name: this.nameOf(member.server) };
        const server = await reconcile(context, { id, inputs, setting, ...change }, found);
        this.add([{ ...member, server, unfinished: false }]);
    }

    /** The fleet's name with the server's own suffix. */
    private nameOf({ name }: Server): string {
        const { inputs, state } = this.plan;
        const digits = digitsOf(name, inputs.namePrefix) ?? digitsOf(name, state.namePrefix);
        return digits === undefined ? this.newName() : `${inputs.namePrefix}-${digits}`;
    }

    private newName(): string {
        return `${this.plan.inputs.namePrefix}-${this.context.randomHex(4)}`;
    }

    /** Creates what is missing. Beyond the minimum, as many as the quota allows are enough. */
    private async fill({ least, most }: Count): Promise<void> {
        const made: Member[] = [];
        let refusal: unknown;
        try {
            for (let isWhole = true; isWhole && this.members.size < most; ) {
                const missing = Math.min(most - this.members.size, mostAtOnce);
                const needed = Math.min(Math.max(least - this.members.size, 1), missing);
                const ordered = await this.order({ least: needed, most: missing });
                made.push(...ordered);
                isWhole = ordered.length >= missing;
            }
        } catch (error) {
            if (!hasCode(error, "quota") || this.members.size < least) refusal = error;
        }
        await this.build(made);
        if (refusal) throw refusal;
    }

    /** Sends one request; what it creates is a member from here on. */
    private async order(count: Count): Promise<Member[]> {
        this.assertGoesOn();
        const { cloud } = this.context;
        const { id, inputs, revised } = this.plan;
        const { revision } = revised;
        const name = this.newName();
        const nonce = this.context.randomHex(32);
        const securityGroups = await groupsToGive(cloud, inputs.securityGroups);
        const marks = { [nonceKey]: nonce, ...markOf(id, revision) };
        const post = async () => {
            try {
                const request = toRequest({ ...inputs, name, securityGroups }, marks);
                const reservationId = await cloud.servers.reserve(request, count);
                this.wasOrdered = true;
                return reservationId;
            } catch (error) {
                this.wasOrdered ||= isAmbiguous(error);
                throw error;
            }
        };
        const order = { name, nonce, post, found: () => undefined };
        const { made: reservationId, repeated } = await createOnce<string | undefined>(
            this.context,
            order,
        ).catch((error: unknown) => {
            // Whatever was created is found by the fleet's mark, so nobody has to look for it by hand.
            throw error instanceof Failure ? new Failure(error.message, hint) : error;
        });
        if (repeated) this.repeated.push({ name, nonce });
        const servers =
            reservationId === undefined
                ? await this.allOf(`nonce ${nonce}`, count, () => withNonce(cloud, order))
                : await this.allOf(`reservation ${reservationId}`, count, () =>
                      cloud.servers.find({ reservationId }),
                  );
        const members = servers
            .map((server) => ({ server, revision, reservationId, before: { status: "BUILD" } }))
            .sort(oldestFirst);
        // Duplicates of a repeated request carry the same nonce.
        const ordered = members.slice(0, count.most);
        this.add(ordered);
        return ordered;
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
            this.assertGoesOn();
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

    private async build(members: readonly Member[]): Promise<void> {
        const { inputs, setting } = this.plan;
        try {
            await this.everyOne(members, "up", async (context, member) => {
                const built = await waitForServer(context, member.server.id, "built", { setting });
                await this.reconcile(context, member, { state: inputs }, built);
            });
        } finally {
            const kept = [...this.members.keys()];
            for (const request of this.repeated.splice(0)) await deleteTwins(this.context, kept, request);
        }
    }

    /** Not started any more after the deadline. */
    private inTime<T>(work: () => Promise<T>): Promise<T> {
        if (isTimeUp(this.context)) throw new Failure("timed out before its turn came");
        return work();
    }

    private assertGoesOn(): void {
        if (this.context.signal.aborted) throw new Failure("interrupted", hint);
    }

    /** Does it to all of them even if some fail, and then fails with the first reason. */
    private async everyOne(
        members: readonly Member[],
        what: string,
        work: (context: Context, member: Member) => Promise<void>,
    ): Promise<void> {
        this.assertGoesOn();
        let done = 0;
        const report: Context["report"] = (_, trouble) =>
            this.context.report(`${done} of ${members.length} ${what}`, trouble);
        const results = await Promise.allSettled(
            members.map(async (member) => {
                const own = { ...this.context, report };
                own.cloud = own.cloud.within(own);
                await work(own, member);
                // Time spent waiting for a lock does not count for later steps either.
                this.context.deadline = Math.max(this.context.deadline, own.deadline);
                done++;
            }),
        );
        const failures = results.flatMap((result, index) =>
            result.status === "rejected"
                ? [{ name: members[index]?.server.name, reason: result.reason as unknown }]
                : [],
        );
        const [first] = failures;
        if (!first) return;
        const which = failures.length === 1 ? "server" : `${failures.length} servers failed, first`;
        throw new Failure(`${which} "${first.name}": ${messageOf(first.reason)}`, hint);
    }
}
