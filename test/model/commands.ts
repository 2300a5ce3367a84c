import fc from "fast-check";
import { serverInputs } from "../support/inputs";
import type { CloudKind } from "../support/provider";
import { type Declared, IdOf, type Values } from "./engine";
import { publicKey, type Scene, type StackName, stackNames, type Trouble } from "./scene";

/** A command as fast-check runs it; the scene is the model of itself. */
type Command = fc.AsyncCommand<Scene, Scene>;

/** `isPossible` is asked before; what it says is printed where a run fails. */
function command(
    text: string,
    isPossible: (scene: Scene) => boolean,
    run: (scene: Scene) => void | Promise<void>,
): Command {
    return {
        check: isPossible,
        run: async (_model, scene) => await run(scene),
        toString: () => text,
    };
}

// What programs are made of.

const serverNames = ["front", "back"];
const groups = ["web", "db"];

const isServer = ({ kind }: Declared) => kind === "Server";
const serverOf = ({ inputs }: Declared): string | undefined =>
    inputs.serverId instanceof IdOf ? inputs.serverId.name : undefined;
const namedIn = ({ inputs }: Declared): string[] =>
    Object.values(inputs).flatMap((value) => (value instanceof IdOf ? [value.name] : []));
/** A shelved one takes neither volumes nor images. */
const isUsable = (declared: Declared) => isServer(declared) && declared.inputs.powerState !== "shelved";
const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];

function isFree(scene: Scene, stack: StackName, name: string): boolean {
    return scene.programs[stack].every((declared) => declared.name !== name && declared.alias !== name);
}

/** Cloud and check refuse a group that two assignments add to one server. */
function isAssigned(program: readonly Declared[], server: string, group: unknown): boolean {
    return program.some(
        (declared) => serverOf(declared) === server && declared.inputs.securityGroup === group,
    );
}

/** A server has one port, which takes one address. */
function hasAddress(program: readonly Declared[], server: string): boolean {
    return program.some((declared) => serverOf(declared) === server && declared.kind === "FloatingIp");
}

function replaceIn(scene: Scene, stack: StackName, old: Declared, other: Declared): void {
    scene.programs[stack] = scene.programs[stack].map((declared) => (declared === old ? other : declared));
}

const withInputs = (declared: Declared, inputs: Values): Declared => ({
    ...declared,
    inputs: { ...declared.inputs, ...inputs },
});

/** Each change of a kind, by a number that chooses its value. */
const changes: Record<CloudKind, readonly ((scene: Scene, value: number, isHeld: boolean) => Values)[]> = {
    Server: [
        (_scene, value) => ({ name: at([...serverNames, undefined], value) }),
        ({ region: { ids } }, value) => ({ flavorId: at([ids.flavor, ids.bigFlavor], value) }),
        (_scene, value) => ({ securityGroups: at([undefined, ["web"], ["db", "web"], ["default"]], value) }),
        (_scene, value) => ({
            metadata: at([undefined, { role: "web" }, { role: "db", team: "blue" }], value),
            // "exclusive" requires some.
            metadataMode: undefined,
        }),
        (_scene, value) => ({
            metadata: { role: "web" },
            metadataMode: at(["additive", "exclusive"], value),
        }),
        (_scene, value, isHeld) => ({
            powerState: at(isHeld ? ["active", "stopped"] : ["active", "stopped", "shelved"], value),
        }),
        (_scene, value) => ({ rebootTrigger: String(value) }),
        (_scene, value) => ({ userData: at([undefined, "#!/bin/sh", "#!/bin/bash"], value) }),
        ({ region: { ids } }, value) => ({
            networks: at([[{ uuid: ids.network }], [{ subnet: ids.otherSubnet }]], value),
        }),
        (_scene, value) => ({ stopBeforeDelete: at([true, undefined], value) }),
    ],
    ServerFleet: [
        (_scene, value) => ({ count: at([1, 2, 3], value) }),
        (_scene, value) => ({ metadata: at([undefined, { role: "web" }], value) }),
        (_scene, value) => ({ powerState: at(["active", "stopped"], value) }),
        (_scene, value) => ({ userData: at([undefined, "#!/bin/sh", "#!/bin/bash"], value) }),
        (_scene, value) => ({ namePrefix: at(["batch", "worker"], value) }),
        ({ region: { ids } }, value) => ({ flavorId: at([ids.flavor, ids.bigFlavor], value) }),
    ],
    Keypair: [(_scene, value) => ({ publicKey: at([publicKey, undefined], value) })],
    Volume: [
        (_scene, value) => ({ name: at(["data", "logs", undefined], value) }),
        (_scene, value) => ({ description: at([undefined, "all of it"], value) }),
        (_scene, value) => ({ metadata: at([undefined, { role: "db" }, { team: "blue" }], value) }),
        (_scene, value) => ({ size: at([10, 20], value) }),
    ],
    PlacementPolicy: [(_scene, value) => ({ timeouts: { create: 200 + value } })],
    VolumeAttachment: [
        (scene) => ({ volumeId: scene.addVolume() }),
        (_scene, value) => ({ stopBeforeDetach: at([true, undefined], value) }),
    ],
    FloatingIp: [
        (_scene, value) => ({ label: at([undefined, "web", "db"], value) }),
        (_scene, value) => ({ deleteProtection: at([undefined, false], value) }),
    ],
    SecurityGroupAssignment: [(_scene, value) => ({ timeouts: { create: 200 + value } })],
    ServerImage: [
        (_scene, value) => ({ name: at(["golden", "silver", undefined], value) }),
        (_scene, value) => ({ stopServer: at([true, undefined], value) }),
    ],
};

// Edits.

function add(stack: StackName, kind: CloudKind, index: number, target: number): Command {
    const name = `${kind.toLowerCase()}${index}`;
    const inputs = (scene: Scene): Values | undefined => {
        const program = scene.programs[stack];
        const server = at(program.filter(isUsable), target)?.name;
        const { name: _name, ...shared } = serverInputs(scene.world);
        const keypair = at(
            program.filter((declared) => declared.kind === "Keypair"),
            target,
        );
        const keyName = keypair && target % 2 === 1 ? new IdOf(keypair.name) : "access";
        if (kind === "Keypair") return target % 2 === 0 ? {} : { publicKey };
        if (kind === "Server")
            return { ...shared, keyName, ...(target % 3 === 0 ? { name: at(serverNames, target) } : {}) };
        if (kind === "Volume") return { size: 10, ...(target % 2 === 0 ? { name: "data" } : {}) };
        if (kind === "PlacementPolicy") return {};
        if (kind === "ServerFleet") return { ...shared, keyName, count: 1 + (target % 3) };
        if (server === undefined) return undefined;
        const serverId = new IdOf(server);
        if (kind === "VolumeAttachment") return { serverId, volumeId: "" };
        if (kind === "ServerImage") return { serverId };
        if (kind === "FloatingIp") return hasAddress(program, server) ? undefined : { serverId };
        const securityGroup = at(groups, target);
        return isAssigned(program, server, securityGroup) ? undefined : { serverId, securityGroup };
    };
    return command(
        `${stack}: add ${kind} ${name} (${target})`,
        (scene) => isFree(scene, stack, name) && inputs(scene) !== undefined,
        (scene) => {
            const given = inputs(scene) ?? {};
            const more = kind === "VolumeAttachment" ? { volumeId: scene.addVolume() } : {};
            scene.programs[stack].push({ kind, name, inputs: { ...given, ...more } });
        },
    );
}

function drop(stack: StackName, index: number): Command {
    return command(
        `${stack}: drop ${index}`,
        (scene) => scene.programs[stack].length > 0,
        (scene) => {
            const gone = new Set([at(scene.programs[stack], index)?.name]);
            // Those that name it stand behind it.
            for (const declared of scene.programs[stack])
                if (namedIn(declared).some((name) => gone.has(name))) gone.add(declared.name);
            scene.programs[stack] = scene.programs[stack].filter(({ name }) => !gone.has(name));
        },
    );
}

function change(stack: StackName, index: number, which: number, value: number): Command {
    return command(
        `${stack}: change ${index} (${which}, ${value})`,
        (scene) => scene.programs[stack].length > 0,
        (scene) => {
            const program = scene.programs[stack];
            const declared = at(program, index);
            const alter = declared && at(changes[declared.kind], which);
            if (!declared || !alter) return;
            const isHeld = program.some((other) => serverOf(other) === declared.name);
            replaceIn(scene, stack, declared, withInputs(declared, alter(scene, value, isHeld)));
        },
    );
}

/** With an alias it stays; without one, another takes its place. */
function rename(stack: StackName, index: number, number: number, withAlias: boolean): Command {
    return command(
        `${stack}: rename ${index} to …r${number}${withAlias ? " with an alias" : ""}`,
        (scene) => scene.programs[stack].length > 0,
        (scene) => {
            const declared = at(scene.programs[stack], index);
            if (!declared) return;
            const name = `${declared.name.replace(/r\d+$/, "")}r${number}`;
            if (!isFree(scene, stack, name)) return;
            // The volume of an attachment, and the port of an address, are free only when the old one is gone.
            const isStaying = withAlias || ["VolumeAttachment", "FloatingIp"].includes(declared.kind);
            const alias = isStaying ? { alias: declared.alias ?? declared.name } : {};
            const { alias: _former, ...others } = declared;
            const renamed = { ...others, ...alias, name };
            scene.programs[stack] = scene.programs[stack].map((other) =>
                other === declared ? renamed : withOtherName(other, declared.name, name),
            );
        },
    );
}

function withOtherName(declared: Declared, before: string, after: string): Declared {
    const inputs = Object.entries(declared.inputs).map(([key, value]) => [
        key,
        value instanceof IdOf && value.name === before ? new IdOf(after) : value,
    ]);
    return { ...declared, inputs: Object.fromEntries(inputs) };
}

/** To another server. */
function move(stack: StackName, index: number, target: number): Command {
    const find = ({ programs }: Scene) => {
        const program = programs[stack];
        const declared = at(
            program.filter((one) => serverOf(one) !== undefined),
            index,
        );
        // It has to stand before what names it.
        const before = declared ? program.slice(0, program.indexOf(declared)) : [];
        const server = at(before.filter(isUsable), target);
        const isDoubled =
            server && declared && isAssigned(program, server.name, declared.inputs.securityGroup);
        const isPossible = declared?.inputs.securityGroup === undefined || !isDoubled;
        if (server && declared?.kind === "FloatingIp" && hasAddress(program, server.name)) return undefined;
        return declared && server && isPossible ? { declared, server } : undefined;
    };
    return command(
        `${stack}: move ${index} to server ${target}`,
        (scene) => find(scene) !== undefined,
        (scene) => {
            const found = find(scene);
            if (!found) return;
            const { declared, server } = found;
            replaceIn(scene, stack, declared, withInputs(declared, { serverId: new IdOf(server.name) }));
        },
    );
}

// Runs.

const up = (stack: StackName, refresh: boolean, trouble: Trouble | undefined) =>
    command(
        `${stack}: up${refresh ? " --refresh" : ""}${trouble ? ` with ${JSON.stringify(trouble)}` : ""}`,
        (scene) => scene.isDue(stack),
        (scene) => scene.up(stack, { refresh, trouble }),
    );

/** Takes over the one server of that name. */
function adopt(stack: StackName, index: number, trouble: Trouble | undefined): Command {
    const name = `server${index}`;
    const find = (scene: Scene) =>
        scene
            .servers()
            .find(
                (server) =>
                    scene.foreign.has(server.id) &&
                    scene.servers().filter((other) => other.name === server.name).length === 1,
            );
    return command(
        `${stack}: adopt ${name}${trouble ? ` with ${JSON.stringify(trouble)}` : ""}`,
        (scene) => isFree(scene, stack, name) && find(scene) !== undefined,
        async (scene) => {
            const inputs = { ...serverInputs(scene.world), name: find(scene)?.name, adoptExisting: true };
            scene.programs[stack].push({ kind: "Server", name, inputs });
            await scene.up(stack, { refresh: false, trouble });
        },
    );
}

// The outsider.

/** What somebody does to any server, whose it may be. */
const deeds: Record<string, (scene: Scene, id: string) => void | Promise<void>> = {
    stops: ({ region }, id) => region.setStatus(id, "SHUTOFF"),
    starts: ({ region }, id) => region.setStatus(id, "ACTIVE"),
    renames: ({ region }, id) => void Object.assign(region.servers.get(id) ?? {}, { name: "theirs" }),
    resizes: ({ region }, id) =>
        void Object.assign(region.servers.get(id) ?? {}, { flavorId: region.ids.bigFlavor }),
    regroups({ region }, id) {
        const db = [...region.securityGroups.values()].find(({ name }) => name === "db");
        Object.assign(region.servers.get(id) ?? {}, { securityGroupIds: [db?.id] });
    },
    tags({ region }, id) {
        const server = region.servers.get(id);
        if (server) server.metadata = { ...server.metadata, role: "theirs", owner: "somebody" };
    },
    deletes: (scene, id) => scene.deleteServer(id),
};

function meddle(deed: string, index: number): Command {
    return command(
        `somebody ${deed} server ${index}`,
        (scene) => scene.servers().length > 0,
        async (scene) => {
            const id = String(at(scene.servers(), index)?.id);
            const owner = scene.ownerOf(id);
            await deeds[deed]?.(scene, id);
            if (owner) scene.isDrifted[owner] = true;
        },
    );
}

const makes = (name: string) =>
    command(
        `somebody makes a server named ${name}`,
        (scene) => scene.foreign.size < 4,
        (scene) => scene.makeForeign(name),
    );

// What is drawn.

const stacks = fc.constantFrom(...stackNames);
const index = fc.nat({ max: 5 });
const kinds = fc.constantFrom<CloudKind>(
    "Server",
    "Server",
    "Keypair",
    "ServerFleet",
    "Volume",
    "PlacementPolicy",
    "VolumeAttachment",
    "SecurityGroupAssignment",
    "ServerImage",
    "FloatingIp",
);
const troubles: fc.Arbitrary<Trouble | undefined> = fc.option(
    fc.record({
        kind: fc.constantFrom<Trouble["kind"]>(
            "lose",
            "reset",
            "garble",
            "500",
            "503",
            "429",
            "409",
            "kill",
            "kill",
            "killed after",
            "killed after",
        ),
        after: fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 5),
        times: fc.constantFrom(1, 1, 2, 6),
    }),
    { nil: undefined, freq: 2 },
);

const names = fc.constantFrom(...Object.keys(deeds));
const whetherToRefresh = fc.constantFrom(false, false, false, true);

/** How often each is drawn, besides what. */
const drawn: readonly (readonly [times: number, fc.Arbitrary<Command>])[] = [
    [3, fc.tuple(stacks, kinds, fc.nat({ max: 1 }), index).map((values) => add(...values))],
    [1, fc.tuple(stacks, index).map((values) => drop(...values))],
    [3, fc.tuple(stacks, index, fc.nat({ max: 9 }), index).map((values) => change(...values))],
    [1, fc.tuple(stacks, index, fc.nat({ max: 3 }), fc.boolean()).map((values) => rename(...values))],
    [1, fc.tuple(stacks, index, index).map((values) => move(...values))],
    [3, fc.tuple(stacks, whetherToRefresh, troubles).map((values) => up(...values))],
    [1, fc.tuple(stacks, fc.nat({ max: 1 }), troubles).map((values) => adopt(...values))],
    [2, fc.tuple(names, index).map((values) => meddle(...values))],
    [1, fc.constantFrom(...serverNames).map((name) => makes(name))],
];

export const commands: fc.Arbitrary<Command>[] = drawn.flatMap(([times, one]) => Array(times).fill(one));
