import { hasCode } from "../api/errors";
import { limit } from "../api/limit";
import type { Server } from "../api/servers";
import { Failure, messageOf } from "../runtime/failure";
import type { Context } from "../runtime/lifecycle";
import type { Values } from "../runtime/properties";
import { createOnce, deleteTwins, lookAgainMs } from "./createOnce";
import { type Member, markOf, membersOf, oldestFirst, toState } from "./fleetMembers";
import { countOf, type FleetInputs } from "./fleetProperties";
import { groupsToGive } from "./heldGroups";
import { toRequest } from "./server";
import { converge } from "./serverChanges";
import { nonceKey } from "./serverMetadata";
import { deleteServer, neverRan, waitForServer } from "./serverTransitions";

/** A fleet that shall become what `inputs` say. */
interface Plan {
    id: string;
    inputs: FleetInputs;
    /** What was asked for before. */
    state: Values;
    /** Of `inputs`: servers of an earlier one are replaced. */
    revision: number;
    /** The timeout that bounds it. */
    setting: string;
}

interface Count {
    least: number;
    most: number;
}

/** The most servers that the cloud makes by one request. */
const mostAtOnce = 10;

const remedy =
    "What is there stays in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it.";

/** Brings a fleet to its plan, and knows at any time which servers there are. */
export class Rollout {
    private readonly members = new Map<string, Member>();
    private readonly repeated: { name: string; nonce: string }[] = [];
    private wasAccepted = false;

    constructor(
        private readonly context: Context,
        private readonly plan: Plan,
    ) {}

    /** False where the cloud refused the very first request. */
    get mayHaveServers(): boolean {
        return this.wasAccepted || this.members.size > 0;
    }

    /** First what cannot stay, then what stays, then what is missing, and what is out of date at last. */
    async run(found: readonly Member[]): Promise<Values> {
        this.add(found);
        await this.remove(found.filter(({ server }) => neverRan(server)));
        const { least, most } = countOf(this.plan.inputs);
        await this.remove(this.all().slice(most));
        await this.adjust(this.all().filter((member) => this.isCurrent(member)));
        await this.fill({ least, most });
        for (let old = this.outOfDate(); old.length > 0; old = this.outOfDate()) {
            const { size } = this.members;
            await this.remove(old.slice(0, this.plan.inputs.maxUnavailable ?? 1));
            await this.fill({ least: size, most: size });
        }
        return toState(this.all(), this.plan.revision);
    }

    /** Deletes them, and waits until they are gone. */
    async remove(members: readonly Member[]): Promise<void> {
        const { inputs, setting } = this.plan;
        const stopBefore = inputs.stopBeforeDelete === true;
        await this.everyOne(members, "gone", async (context, { server: { id } }) => {
            await deleteServer(context, id, { stopBefore, setting });
            this.members.delete(id);
        });
    }

    /** What is true of the fleet after something failed. */
    async truth(): Promise<Values> {
        const known = toState(this.all(), this.plan.revision);
        const { namePrefix } = this.plan.inputs;
        try {
            const found = await membersOf(this.context.cloud, this.plan.id, { ...known, namePrefix });
            return toState(found, this.plan.revision);
        } catch {
            // The failure that led here is the one to tell.
            return known;
        }
    }

    private add(members: readonly Member[]): void {
        for (const member of members) this.members.set(member.server.id, member);
    }

    private all(): Member[] {
        return [...this.members.values()];
    }

    private isCurrent({ revision }: Member): boolean {
        return revision >= this.plan.revision;
    }

    /** Those that do not serve anyway come first. */
    private outOfDate(): Member[] {
        const serves = ({ server }: Member) => server.status === "ACTIVE";
        const old = this.all().filter((member) => !this.isCurrent(member));
        return [...old.filter((member) => !serves(member)), ...old.filter(serves)];
    }

    /** What changes in place; what stops a server for a while is done to a few at a time. */
    private async adjust(members: readonly Member[]): Promise<void> {
        const { inputs, state } = this.plan;
        const inTurn = limit(inputs.maxUnavailable ?? 1);
        const reboots = inputs.rebootTrigger !== undefined && inputs.rebootTrigger !== state.rebootTrigger;
        await this.everyOne(members, "up to date", (context, member) => {
            const change = () => this.converge(context, member, state, member.server);
            return reboots || member.server.flavorId !== inputs.flavorId ? inTurn(change) : change();
        });
    }

    private async converge(
        context: Context,
        member: Member,
        state: Values,
        found: Server | undefined,
    ): Promise<void> {
        const { id } = member.server;
        const { setting } = this.plan;
        const inputs = { ...this.plan.inputs, name: this.nameOf(member.server) };
        this.add([{ ...member, server: await converge(context, { id, state, inputs, setting }, found) }]);
    }

    /** A server's own digits behind the fleet's name. */
    private nameOf({ name }: Server): string {
        const { namePrefix } = this.plan.inputs;
        const before = `${this.plan.state.namePrefix}-`;
        if (name.startsWith(before)) return `${namePrefix}-${name.slice(before.length)}`;
        return name.startsWith(`${namePrefix}-`) ? name : this.newName();
    }

    private newName(): string {
        return `${this.plan.inputs.namePrefix}-${this.context.randomHex(4)}`;
    }

    /** Makes what is missing. As many as the quota allows are enough, where there may be more than there must. */
    private async fill({ least, most }: Count): Promise<void> {
        const made: Member[] = [];
        let refusal: unknown;
        try {
            for (let isWhole = true; isWhole && this.members.size < most; ) {
                const wanted = Math.min(most - this.members.size, mostAtOnce);
                const needed = Math.min(Math.max(least - this.members.size, 1), wanted);
                const ordered = await this.order({ least: needed, most: wanted });
                made.push(...ordered);
                isWhole = ordered.length >= wanted;
            }
        } catch (error) {
            if (!hasCode(error, "quota") || this.members.size < least) refusal = error;
        }
        await this.build(made);
        if (refusal) throw refusal;
    }

    /** One request; what it makes is known from here on. */
    private async order(count: Count): Promise<Member[]> {
        const { cloud } = this.context;
        const { id, inputs, revision } = this.plan;
        const name = this.newName();
        const nonce = this.context.randomHex(32);
        const securityGroups = await groupsToGive(cloud, inputs.securityGroups);
        const marks = { [nonceKey]: nonce, ...markOf(id, revision) };
        const post = async () => {
            const reservation = await cloud.servers.reserve(
                toRequest({ ...inputs, name, securityGroups }, marks),
                count,
            );
            this.wasAccepted = true;
            return reservation;
        };
        const found = (servers: Server[]): string | Server[] => servers;
        const { made, repeated } = await createOnce<string | Server[]>(this.context, {
            name,
            nonce,
            post,
            found,
        });
        if (repeated) this.repeated.push({ name, nonce });
        const reservationId = typeof made === "string" ? made : undefined;
        const servers = typeof made === "string" ? await this.reserved(made, count.least) : made;
        const members = servers.map((server) => ({ server, revision, reservationId })).sort(oldestFirst);
        this.add(members);
        return members;
    }

    private async reserved(reservationId: string, least: number): Promise<Server[]> {
        let found: Server[] = [];
        for (const pause of [0, ...lookAgainMs]) {
            await this.context.clock.sleep(pause);
            found = await this.context.cloud.servers.find({ reservationId });
            if (found.length >= least) return found;
        }
        throw new Failure(
            `the cloud took the request (reservation ${reservationId}), but shows ${found.length} of ${least} servers`,
            "Run pulumi up again.",
        );
    }

    private async build(members: readonly Member[]): Promise<void> {
        const { inputs, setting } = this.plan;
        try {
            await this.everyOne(members, "up", async (context, member) => {
                const built = await waitForServer(context, member.server.id, "built", { setting });
                await this.converge(context, member, inputs, built);
            });
        } finally {
            const kept = [...this.members.keys()];
            for (const request of this.repeated.splice(0)) await deleteTwins(this.context, kept, request);
        }
    }

    /** Does it to all of them, however many fail, and then fails with the first reason. */
    private async everyOne(
        members: readonly Member[],
        what: string,
        work: (context: Context, member: Member) => Promise<void>,
    ): Promise<void> {
        let done = 0;
        const report: Context["report"] = (_, trouble) =>
            this.context.report(`${done} of ${members.length} ${what}`, trouble);
        const results = await Promise.allSettled(
            members.map(async (member) => {
                await work({ ...this.context, report }, member);
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
        const which = failures.length === 1 ? "server" : `${failures.length} servers failed, the first`;
        throw new Failure(`${which} "${first.name}": ${messageOf(first.reason)}`, remedy);
    }
}
