import assert from "node:assert/strict";
import { type AxiosAdapter, AxiosError } from "axios";
import type { ServerRecord } from "../../emulator";
import { connect } from "../../provider/src/cloud/connect";
import type { RegionClient } from "../../provider/src/cloud/regionClient";
import { serverInputs } from "../support/inputs";
import { startWorld, type World } from "../support/world";
import { type Declared, Engine, type Entry, type Life, RunFailed, type Step } from "./engine";

export const stackNames = ["dev", "prod"] as const;
export type StackName = (typeof stackNames)[number];

/** What goes wrong during an update, at one of the requests that change something. */
export interface Trouble {
    kind: "lose" | "reset" | "garble" | "500" | "503" | "429" | "409" | "kill" | "killed after";
    /** How many of these requests pass before. */
    after: number;
    times: number;
}

/** What happened in all, for the figures. */
export interface Tally {
    updates: number;
    failedUpdates: number;
    /** Requests that went wrong. */
    faults: number;
    kills: number;
    slowestSeconds: number;
}

/** The process of the plugin, killed before or after a request is carried out. */
class MortalLife implements Life {
    isKilled = false;
    readonly controller = new AbortController();

    constructor(private readonly trouble: Trouble | undefined) {}

    readonly around = (network: AxiosAdapter): AxiosAdapter => {
        let left = this.trouble?.after ?? 0;
        return async (config) => {
            if (this.isKilled) throw new AxiosError("killed", "ECONNREFUSED", config);
            const isChange = config.method !== "get" && !String(config.url).includes("/identity/");
            if (!isChange || !this.trouble?.kind.startsWith("kill") || left-- > 0)
                return await network(config);
            if (this.trouble.kind === "killed after") await network(config);
            this.isKilled = true;
            this.controller.abort();
            throw new AxiosError("killed", "ECONNRESET", config);
        };
    };
}

/** What can be told of the cloud from outside, by what it is about. */
type Facts = Map<string, string>;

/** Two stacks and an outsider in one project of one cloud. */
export class Scene {
    readonly engines: Record<StackName, Engine>;
    readonly programs: Record<StackName, Declared[]> = { dev: [], prod: [] };
    /** Ids of servers that are neither stack's. */
    readonly foreign = new Set<string>();
    /** Whether somebody changed what is a stack's since its last refresh. */
    readonly isDrifted: Record<StackName, boolean> = { dev: false, prod: false };
    /** The programs of the last updates. */
    private readonly done: Record<StackName, string> = { dev: "[]", prod: "[]" };
    private readonly outsider: RegionClient;
    private readonly volumes = new Set<string>();

    static async open(tally: Tally): Promise<Scene> {
        const world = await startWorld();
        // An address may lead to any server.
        for (const subnet of world.cloud.region().subnets.values()) subnet.internetGatewayId = "gateway";
        const scene = new Scene(world, tally);
        await world.clock.run(scene.outsider.keypairs.create("access", publicKey));
        return scene;
    }

    private constructor(
        readonly world: World,
        private readonly tally: Tally,
    ) {
        this.engines = { dev: new Engine(world.platform, "dev"), prod: new Engine(world.platform, "prod") };
        this.outsider = connect(world.platform(), () => undefined)().cloud("KR1");
    }

    close(): Promise<void> {
        return this.world.cloud.close();
    }

    get region() {
        return this.world.cloud.region();
    }

    addVolume(): string {
        const id = this.region.addVolume();
        this.volumes.add(id);
        return id;
    }

    // The outsider.

    /** All servers, the oldest first. */
    servers(): ServerRecord[] {
        const live = [...this.region.servers.values()].filter(({ status }) => status !== "DELETED");
        return live.sort((left, right) => left.sequence - right.sequence);
    }

    ownerOf(serverId: string): StackName | undefined {
        return stackNames.find((stack) => this.idsOf(stack, "server").includes(serverId));
    }

    async makeForeign(name: string): Promise<void> {
        const { imageId, flavorId, keyName, networks, blockDevices } = serverInputs(this.world) as never;
        const request = { name, imageId, flavorId, keyName, networks, blockDevices, metadata: {} };
        this.foreign.add(await this.world.clock.run(this.outsider.servers.create(request)));
        this.world.clock.advance(60);
    }

    async deleteServer(id: string): Promise<void> {
        await this.world.clock.run(this.outsider.servers.delete(id));
        this.world.clock.advance(60);
        this.foreign.delete(id);
        for (const stack of stackNames) this.isDrifted[stack] = true;
    }

    // Updates.

    /** Whether there is something to do: the program or the cloud changed since its last update. */
    isDue(stack: StackName): boolean {
        return this.isDrifted[stack] || JSON.stringify(this.programs[stack]) !== this.done[stack];
    }

    /** Previews and updates; what fails is run again until it is done, as a user would. */
    async up(stack: StackName, options: { refresh: boolean; trouble?: Trouble | undefined }): Promise<void> {
        const engine = this.engines[stack];
        if (options.refresh) await this.refresh(stack);
        const before = this.facts();
        const isClean = engine.pendingCreates.length === 0 && options.trouble === undefined;
        const owned = ownedBy(engine.resources);
        const isDrifted = this.isDrifted[stack];
        const first = await this.attempt(stack, options.trouble);
        if (first.steps && isClean) this.assertOnlyNamed(stack, first.steps, owned, before);
        if (first.failure !== undefined) {
            assertSentence(first.failure);
            if (options.trouble === undefined && !isDrifted)
                assert.fail(`An update failed for nothing: ${first.failure}`);
            // A killed run is gone on with; what somebody changed has to be looked at first.
            const again = isDrifted ? undefined : await this.attempt(stack);
            if (again?.failure !== undefined) assert.fail(`An update stays stuck: ${again.failure}`);
            if (again === undefined) {
                if (engine.pendingCreates.length > 0) await this.attempt(stack);
                await this.refresh(stack);
                const last = await this.attempt(stack);
                if (last.failure !== undefined) assert.fail(`An update stays stuck: ${last.failure}`);
            }
        }
        this.forgetAdoptions(stack);
        if (this.isDrifted[stack] || this.mayHaveLeftStopped(options.trouble)) await this.mend(stack);
        await this.assertSettled(stack);
        this.done[stack] = JSON.stringify(this.programs[stack]);
    }

    /** A server that was stopped for an image when the run was killed: only a refresh sees it. */
    private mayHaveLeftStopped(trouble: Trouble | undefined): boolean {
        return trouble?.kind === "kill" && this.servers().some(({ status }) => status === "SHUTOFF");
    }

    /** What somebody changed is brought back. */
    private async mend(stack: StackName): Promise<void> {
        await this.refresh(stack);
        const { failure } = await this.attempt(stack);
        if (failure !== undefined) assert.fail(`What somebody changed is not mended: ${failure}`);
    }

    private async refresh(stack: StackName): Promise<void> {
        await this.world.clock.run(this.engines[stack].refresh());
        this.isDrifted[stack] = false;
    }

    private async attempt(
        stack: StackName,
        trouble?: Trouble,
    ): Promise<{ steps?: Step[]; failure?: string }> {
        const { world } = this;
        const engine = this.engines[stack];
        const program = this.programs[stack];
        const began = world.clock.now();
        const life = new MortalLife(trouble);
        try {
            const preview = await world.clock.run(engine.preview(program));
            this.arm(trouble);
            const adapter = life.around(world.clock.adapter);
            const platform = { adapter, cancelled: life.controller.signal };
            const steps = await world.clock.run(engine.up(program, platform, life));
            assert.deepEqual(
                changing(steps),
                changing(preview),
                "An update did what its preview did not say.",
            );
            return { steps };
        } catch (error) {
            if (!(error instanceof RunFailed)) throw error;
            this.tally.failedUpdates++;
            return { failure: error.message };
        } finally {
            world.cloud.faults.clear();
            this.tally.updates++;
            if (life.isKilled) this.tally.kills++;
            const seconds = (world.clock.now() - began) / 1000;
            this.tally.slowestSeconds = Math.max(this.tally.slowestSeconds, seconds);
            // What was begun goes on in the cloud.
            world.clock.advance(120);
        }
    }

    private arm(trouble: Trouble | undefined): void {
        if (!trouble || trouble.kind.startsWith("kill")) return;
        const { kind, after, times } = trouble;
        const onHit = () => void this.tally.faults++;
        const where = { method: "POST|PUT|DELETE", path: /^(?!\/identity)/, skip: after, times, onHit };
        const { faults } = this.world.cloud;
        if (kind === "lose" || kind === "reset") faults.add({ ...where, kind });
        else if (kind === "garble") faults.add({ ...where, kind, status: 200, body: "<html>" });
        else if (kind === "409") {
            const message = "Cannot do it while it is in task_state powering-off";
            faults.add({ ...where, kind: "respond", status: 409, body: { conflictingRequest: { message } } });
        } else faults.add({ ...where, kind: "respond", status: Number(kind), body: {} });
    }

    /** What was taken over is the stack's own from now on. */
    private forgetAdoptions(stack: StackName): void {
        for (const id of this.idsOf(stack, "server")) this.foreign.delete(id);
        this.programs[stack] = this.programs[stack].map(({ inputs, ...declared }) => {
            const { adoptExisting: _done, ...others } = inputs;
            return { ...declared, inputs: others };
        });
    }

    // What holds after an update.

    private async assertSettled(stack: StackName): Promise<void> {
        const engine = this.engines[stack];
        const program = this.programs[stack].map(({ alias: _done, ...declared }) => declared);
        this.programs[stack] = program;
        for (const when of ["right after it", "after a refresh"]) {
            const steps = await this.world.clock.run(engine.preview(program));
            assert.deepEqual(changing(steps), [], `An update is not done: a preview ${when} says more.`);
            if (when === "right after it") await this.refresh(stack);
        }
        this.assertLive(
            stack,
            "server",
            this.servers().map(({ id }) => id),
            this.foreign,
        );
        this.assertLive(stack, "keypair", [...this.region.keypairs.keys()], new Set(["access"]));
        this.assertLive(stack, "image", this.images(), new Set());
        this.assertLive(stack, "attachment", this.attachments(), new Set());
        this.assertLive(stack, "volume", this.madeVolumes(), new Set());
        this.assertLive(stack, "policy", [...this.region.serverGroups.keys()], new Set());
        this.assertLive(stack, "address", [...this.region.floatingIps.keys()], new Set());
        const roots = this.servers().flatMap(({ attachments }) =>
            attachments.map(({ volumeId }) => volumeId),
        );
        const leaked = [...this.region.volumes.keys()].filter(
            (id) => !this.volumes.has(id) && !roots.includes(id) && !this.madeVolumes().includes(id),
        );
        assert.deepEqual(leaked, [], "Volumes are left over.");
    }

    /** Nothing that nobody has, and everything that the stack has. */
    private assertLive(stack: StackName, what: string, live: string[], others: ReadonlySet<string>): void {
        const owned = stackNames.flatMap((name) => this.idsOf(name, what));
        const stray = live.filter((id) => !owned.includes(id) && !others.has(id));
        assert.deepEqual(stray, [], `A ${what} is left over or doubled.`);
        const lost = this.idsOf(stack, what).filter((id) => !live.includes(id));
        assert.deepEqual(lost, [], `A ${what} is lost.`);
        assert.equal(new Set(owned).size, owned.length, `Two resources have the same ${what}.`);
        if (what !== "server") return;
        assert.deepEqual(
            [...others].filter((id) => !live.includes(id)),
            [],
            "A server of somebody else is gone.",
        );
    }

    private images(): string[] {
        return [...this.region.images.values()]
            .filter(({ visibility }) => visibility !== "public")
            .map(({ id }) => id);
    }

    /** The volumes that are resources. */
    private madeVolumes(): string[] {
        return [...this.region.volumes.values()]
            .filter(({ metadata }) => Object.hasOwn(metadata, "pulumi-nhncloud-nonce"))
            .map(({ id }) => id);
    }

    private attachments(): string[] {
        return this.servers().flatMap(({ id, attachments }) =>
            attachments.filter(({ root }) => !root).map(({ volumeId }) => `${id}/${volumeId}`),
        );
    }

    idsOf(stack: StackName, what: string): string[] {
        return [...ownedBy(this.engines[stack].resources).keys()]
            .filter((key) => key.startsWith(`${what} `))
            .map((key) => key.slice(what.length + 1));
    }

    /** What does not change by itself. */
    private facts(): Facts {
        const facts: Facts = new Map();
        for (const server of this.servers()) {
            const { id, name, flavorId, status, metadata, securityGroupIds } = server;
            const shown = { name, flavorId, status, metadata, groups: [...securityGroupIds].sort() };
            for (const [aspect, value] of Object.entries(shown))
                facts.set(`server ${id} ${aspect}`, JSON.stringify(value));
        }
        for (const { name, publicKey: key } of this.region.keypairs.values())
            facts.set(`keypair ${name} key`, key);
        for (const id of this.madeVolumes()) {
            const { name, description, metadata } = this.region.volumes.get(id) ?? {};
            for (const [aspect, value] of Object.entries({ name, description, metadata }))
                facts.set(`volume ${id} ${aspect}`, JSON.stringify(value));
        }
        for (const id of this.region.serverGroups.keys()) facts.set(`policy ${id} is`, "there");
        for (const id of this.images()) facts.set(`image ${id} is`, "there");
        for (const { id, portId, label } of this.region.floatingIps.values()) {
            facts.set(`address ${id} port`, String(portId));
            facts.set(`address ${id} label`, label);
        }
        for (const pair of this.attachments()) facts.set(`attachment ${pair} is`, "there");
        return facts;
    }

    /** An update touches what its preview named. */
    private assertOnlyNamed(
        stack: StackName,
        steps: readonly Step[],
        owned: ReadonlyMap<string, Entry>,
        before: Facts,
    ): void {
        const now = this.facts();
        const groupsOf = new Set(
            [...owned.values(), ...this.engines[stack].resources]
                .filter(({ kind, name }) => kind === "SecurityGroupAssignment" && isNamed(steps, name))
                .map(({ id }) => id.split("/")[0]),
        );
        for (const [key, value] of before) {
            if (now.get(key) === value) continue;
            const [what = "", id = "", aspect = ""] = key.split(" ");
            const owner = owned.get(`${what} ${id}`);
            if (aspect === "groups" && groupsOf.has(id)) continue;
            const step = owner && steps.find(({ name, kind }) => name === owner.name && kind === owner.kind);
            const isAllowed =
                owner !== undefined &&
                step !== undefined &&
                (["replace", "delete"].includes(step.op) ||
                    (step.op === "update" && mayTouch(owner, step, aspect)));
            // A resource that was given another name.
            const isRenamed = owner && !step && steps.some(({ op }) => op !== "same");
            const isAdopted = this.idsOf(stack, what).includes(id) && !owner;
            assert.ok(
                isAllowed || isRenamed || isAdopted,
                `An update touched ${key}, which its preview does not name: ${value} became ${now.get(key)}.`,
            );
        }
    }
}

export const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS me@example.com";

/** By what it is in the cloud. */
function ownedBy(resources: readonly Entry[]): Map<string, Entry> {
    const owned = new Map<string, Entry>();
    for (const entry of resources) {
        if (entry.pendingReplacement) continue;
        if (entry.kind === "ServerFleet") {
            for (const { id } of (entry.outputs.servers ?? []) as { id: string }[])
                owned.set(`server ${id}`, entry);
        }
        const what = things[entry.kind];
        if (what) owned.set(`${what} ${entry.id}`, entry);
    }
    return owned;
}

const things: Partial<Record<Entry["kind"], string>> = {
    Server: "server",
    Keypair: "keypair",
    ServerImage: "image",
    Volume: "volume",
    PlacementPolicy: "policy",
    VolumeAttachment: "attachment",
    SecurityGroupAssignment: "assignment",
    FloatingIp: "address",
};

/** The aspects of a server that a change of an input is about. */
const aspectsOf: Record<string, string> = {
    name: "name",
    flavorId: "flavorId",
    securityGroups: "groups",
    metadata: "metadata",
    description: "description",
    powerState: "status",
    publicKey: "key",
    serverId: "port",
    label: "label",
};

function mayTouch({ kind, initErrors }: Entry, { changes }: Step, aspect: string): boolean {
    if (kind === "ServerFleet" || initErrors.length > 0) return true;
    return changes.some((name) => aspectsOf[name] === aspect);
}

function isNamed(steps: readonly Step[], name: string): boolean {
    return steps.some((step) => step.name === name && step.op !== "same");
}

function changing(steps: readonly Step[]): string[] {
    return steps
        .filter(({ op }) => op !== "same")
        .map(({ op, kind, name }) => `${op} ${kind} ${name}`)
        .sort();
}

function assertSentence(text: string): void {
    if (text !== "killed") assert.match(text, /^\P{Cc}{10,2000}[.?]$/u, "A failure is no sentence.");
}
