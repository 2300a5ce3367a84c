import { hasCode } from "../../api/errors";
import { limit } from "../../api/limit";
import { accessIpOf, type Server } from "../../api/services/servers";
import { UnexpectedStatus } from "../../cloud/waiter";
import { type Context, withGracePeriod } from "../../core/handler";
import type { Values } from "../../core/properties";
import { Failure } from "../../errors/failure";
import { reconcile } from "../server/reconcile";
import { isTimeUp } from "../shared/lostAnswer";
import { waitUntilReady } from "../shared/readiness";
import { deleteServer, failedToBuild, waitForServer } from "../shared/serverTransitions";
import { attempt, everyOne, type Failed, failureOf } from "./attempts";
import { digitsOf, type Member, membersOf, newName, serversOf, toState, zoneOf } from "./members";
import { Orders } from "./orders";
import { type Count, keptHint, type Plan } from "./plan";
import { countOf } from "./properties";
import { fits, revisionState } from "./revisions";
import { refusesZone, saysNoRoom, Zones } from "./zones";

/** The most servers that the cloud creates by one request. */
const mostAtOnce = 10;

/** A change of these restarts a server, or asks it something else. */
const unreadying = ["flavorId", "powerState", "rebootTrigger", "readiness"];

/** Brings a fleet to its plan, and knows its servers at any time. */
export class Rollout {
    private readonly members = new Map<string, Member>();
    private readonly orders: Orders;
    private readonly zones: Zones;
    /** The servers that do not respond yet; the row shows what the first of them does. */
    private readonly waitedFor = new Set<string>();
    /** The zones that a warning was about. */
    private readonly told = new Set<string>();

    constructor(
        private readonly context: Context,
        private readonly plan: Plan,
    ) {
        this.orders = new Orders(context, plan);
        this.zones = new Zones(plan.inputs.availabilityZones);
    }

    /** False if the cloud refused the very first request. */
    get mayHaveServers(): boolean {
        return this.orders.mayHaveServers || this.members.size > 0;
    }

    /** Deletes what cannot stay, updates what stays, creates what is missing, and replaces what is out of date. */
    async run(found: readonly Member[]): Promise<Values> {
        this.add(found);
        await this.remove(found.filter(({ server, before }) => failedToBuild(server, before)));
        const { least, most } = countOf(this.plan.inputs);
        const surplus = Math.max(this.fitting().length - most, 0);
        await this.remove(this.zones.inOrderOfDeletion(this.fitting(), this.fitting()).slice(0, surplus));
        const homeless = await this.adjust(this.fitting());
        await this.remove(homeless);
        await this.remove(this.outOfDate().slice(0, Math.max(this.members.size - most, 0)));
        if (this.plan.fills || homeless.length > 0) await this.fill({ least, most });
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
                await this.remove(this.outOfDate().slice(0, this.members.size - size));
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
        await everyOne(this.context, members, "deleted", async (context, { server }) => {
            await deleteServer(context, server.id, server, { stopBefore, setting });
            this.members.delete(server.id);
        });
        const placed = members.filter(({ server }) => server.status !== "ERROR");
        for (const member of placed) this.zones.reopen(zoneOf(member));
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

    private fits(member: Member): boolean {
        const { revision } = member;
        const made = { revision, availabilityZone: zoneOf(member) };
        return fits(made, this.plan.revised.revisions, this.plan.inputs);
    }

    private fitting(): Member[] {
        return this.all().filter((member) => this.fits(member));
    }

    /** Those that do not serve first, then in the order of the zones. */
    private outOfDate(): Member[] {
        const serves = ({ server, unfinished }: Member) => server.status === "ACTIVE" && !unfinished;
        const old = this.all().filter((member) => !this.fits(member));
        const idle = old.filter((member) => !serves(member));
        const others = this.all().filter((member) => !idle.includes(member));
        return [
            ...this.zones.inOrderOfDeletion(idle, this.all()),
            ...this.zones.inOrderOfDeletion(old.filter(serves), others),
        ];
    }

    /**
     * Changes servers in place; what stops a server for a while is done to a few at a time. Returns those that a killed run
     * requested where there is no room.
     */
    private async adjust(members: readonly Member[]): Promise<Member[]> {
        const { inputs, state } = this.plan;
        const inTurn = limit(Math.max(inputs.maxUnavailable ?? 1, 1));
        const reboots = inputs.rebootTrigger !== undefined && inputs.rebootTrigger !== state.rebootTrigger;
        const failed = await attempt(this.context, members, "up to date", (context, member) => {
            const change = async () => {
                await this.reconcile(
                    context,
                    member,
                    { state, ...(touched ? { touched } : {}) },
                    member.server,
                );
                if (unreadying.some((name) => touched?.has(name) ?? true)) await this.ready(context, member);
            };
            const touched = this.touchedOf(member);
            // One that was resized before may still not be ready.
            const resizes = touched?.has("flavorId") ?? member.server.flavorId !== inputs.flavorId;
            return reboots || resizes ? inTurn(() => this.inTime(change)) : change();
        });
        return this.homelessAmong(failed);
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
        this.add([{ ...member, server }]);
    }

    /** Waits until a server responds as the fleet's `readiness` says, if it has one. */
    private async ready(context: Context, { server: { id } }: Member): Promise<void> {
        const { inputs, setting } = this.plan;
        const member = this.members.get(id);
        if (!member) return;
        const { name } = member.server;
        const host = accessIpOf(member.server);
        const report: Context["report"] = (status) => {
            const [first] = this.waitedFor;
            if (first === id) context.report(status, `${name}: ${status}`);
        };
        if (inputs.readiness && inputs.powerState === "active") {
            if (host === undefined) throw new Failure("it has no address to check");
            this.waitedFor.add(id);
            try {
                await waitUntilReady({ ...context, report }, host, inputs.readiness, setting);
            } finally {
                this.waitedFor.delete(id);
            }
        }
        this.add([{ ...member, unfinished: false }]);
    }

    /** The fleet's name with the server's own suffix. */
    private nameOf({ name }: Server): string {
        const { inputs, state } = this.plan;
        const digits = digitsOf(name, inputs.namePrefix) ?? digitsOf(name, state.namePrefix);
        return digits === undefined
            ? newName(this.context, inputs.namePrefix)
            : `${inputs.namePrefix}-${digits}`;
    }

    /** Creates what is missing. Beyond the minimum, as many as the quota allows are enough. */
    private async fill(count: Count): Promise<void> {
        const made: Member[] = [];
        for (let isPlaced = false; !isPlaced; ) {
            const { members, refusal } = await this.order(count);
            const homeless = await this.build(members);
            // What a request whose response was lost has created is known to the next run only.
            if (refusal) throw refusal;
            await this.remove(homeless);
            made.push(...members.filter(({ server }) => this.members.has(server.id)));
            isPlaced = homeless.length === 0;
        }
        await everyOne(this.context, made, "ready", (context, member) => this.ready(context, member));
    }

    /** Requests what is missing, zone by zone; what is created is a member from here on. A refusal ends it early. */
    private async order({ least, most }: Count): Promise<{ members: Member[]; refusal?: unknown }> {
        const members: Member[] = [];
        try {
            for (let isWhole = true; isWhole && this.members.size < most; ) {
                const missing = most - this.members.size;
                const { zone, count } = this.zones.next(missing, this.fitting(), this.all());
                const wanted = Math.min(count, mostAtOnce);
                const needed = Math.min(Math.max(least - this.members.size, 1), wanted);
                const created = await this.inZone(zone, () =>
                    this.orders.send({ least: needed, most: wanted }, zone),
                );
                if (!created) continue;
                this.add(created);
                members.push(...created);
                isWhole = created.length >= wanted;
            }
        } catch (refusal) {
            if (!hasCode(refusal, "quota") || this.members.size < least) return { members, refusal };
        }
        return { members };
    }

    /** Undefined if the zone takes no servers, and another one may. */
    private async inZone<T>(zone: string | undefined, send: () => Promise<T>): Promise<T | undefined> {
        try {
            return await send();
        } catch (error) {
            if (zone === undefined || !refusesZone(error)) throw error;
            this.close([zone], error);
            return undefined;
        }
    }

    /** Waits until they are up. Returns those that their zone has no room for, if another one may have. */
    private async build(members: readonly Member[]): Promise<Member[]> {
        const { inputs, setting } = this.plan;
        const failed = await attempt(this.context, members, "up", async (context, member) => {
            const built = await waitForServer(context, member.server.id, "built", { setting });
            await this.reconcile(context, member, { state: inputs }, built);
        }).finally(() => this.orders.deleteTwins([...this.members.keys()]));
        return this.homelessAmong(failed);
    }

    /** The servers that failed because their zone has no room for them, if another one may have; fails for any other reason. */
    private homelessAmong(failed: readonly Failed[]): Member[] {
        if (failed.length === 0) return [];
        if (this.plan.inputs.availabilityZones === undefined) throw failureOf(failed);
        const homeless = failed.map(withoutRoom).filter((member) => member !== undefined);
        const others = failed.filter((one) => !withoutRoom(one));
        if (others.length > 0) throw failureOf(others);
        this.close(homeless.map(zoneOf), failureOf(failed));
        return homeless;
    }

    /** Requests nothing more in these zones. Fails if no other one is left. */
    private close(zones: readonly (string | undefined)[], { message }: Error): void {
        const closed = [...new Set(zones)].filter((zone) => zone !== undefined);
        for (const zone of closed) this.zones.close(zone);
        if (!this.zones.haveRoom) {
            throw new Failure(
                `there is no room in any of its availability zones (${this.zones}): ${message}`,
                `Add another zone to availabilityZones, or try again later. ${keptHint}`,
            );
        }
        for (const zone of closed.filter((zone) => !this.told.has(zone))) {
            this.told.add(zone);
            this.context.warn(`Availability zone "${zone}" has no room, so other zones are used: ${message}`);
        }
    }

    /** Not started any more after the deadline. */
    private inTime<T>(work: () => Promise<T>): Promise<T> {
        if (isTimeUp(this.context)) throw new Failure("timed out before its turn came");
        return work();
    }
}

/** A server as it was last seen, if it failed to build because its zone had no host for it. */
function withoutRoom({ member, reason }: Failed): Member | undefined {
    if (!(reason instanceof UnexpectedStatus)) return undefined;
    const server = reason.seen as Server;
    if (!failedToBuild(server, member.before) || !saysNoRoom(server.fault)) return undefined;
    // The cloud no longer shows the zone that it was requested in.
    return { ...member, server, before: { ...member.before, availabilityZone: zoneOf(member) } };
}
