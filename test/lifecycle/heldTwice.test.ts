import * as pulumi from "@pulumi/pulumi";
import type { AxiosAdapter } from "axios";
import { serverInputs } from "../support/inputs";
import { hiddenInputs, type Kind } from "../support/provider";
import { startWorld, type World } from "../support/world";

type Values = Record<string, unknown>;
type Made = { id: string; outs: Values };

describe("what two resources of a program hold", () => {
    let world: World;
    let server: Made;
    let serverId: string;
    let volumeId: string;
    /** The bodies of the requests for servers. */
    const orders: { server: { security_groups: unknown } }[] = [];
    beforeEach(async () => {
        orders.length = 0;
        const network = (adapter: AxiosAdapter): AxiosAdapter => {
            return (request) => {
                if (/\/servers$/.test(request.url ?? "")) orders.push(JSON.parse(String(request.data)));
                return adapter(request);
            };
        };
        world = await startWorld({ seconds: { attach: 1, detach: 1 }, network });
        await world.create("Keypair", { name: "access" });
        server = await world.create("Server", serverOf(["default"]));
        serverId = server.id;
        volumeId = world.cloud.region().addVolume();
        nextRun();
    });
    afterEach(() => world.close());

    let run: ReturnType<World["nextRun"]>;
    const nextRun = (...state: Made[]) => {
        world.cloud.requests.length = 0;
        run = world.nextRun({ ids: state.map(({ id }) => id) });
    };

    const named = (kind: Kind, name: string) => hiddenInputs(kind, name);
    const attachmentOf = (name: string, more: Values = {}) => ({
        ...named("VolumeAttachment", name),
        serverId,
        volumeId,
        ...more,
    });
    const assignmentOf = (name: string, securityGroup = "db") => ({
        ...named("SecurityGroupAssignment", name),
        serverId,
        securityGroup,
    });
    const serverOf = (securityGroups: string[], more: Values = {}) =>
        serverInputs(world, { ...named("Server", "web"), securityGroups, ...more });
    const idOf = (group: string) =>
        [...world.cloud.region().securityGroups.values()].find(({ name }) => name === group)?.id ?? "";

    const groups = () => {
        const { servers, securityGroups } = world.cloud.region();
        return servers
            .get(serverId)
            ?.securityGroupIds.map((id) => securityGroups.get(id)?.name)
            .sort();
    };
    const attachedTo = (volume = volumeId) => world.cloud.region().volumes.get(volume)?.serverId;
    const attach = (more: Values = {}, name = "data") =>
        run.create("VolumeAttachment", attachmentOf(name, more));
    const detach = ({ id, outs }: Made) => run.delete("VolumeAttachment", id, outs);
    const assign = (group = "db", name = "database") =>
        run.create("SecurityGroupAssignment", assignmentOf(name, group));
    const unassign = ({ id, outs }: Made) => run.delete("SecurityGroupAssignment", id, outs);
    /** What the engine does with a server whose program is the same, or another one. */
    const keep = (inputs: Values) => run.diff("Server", server.outs, inputs, serverId);
    const change = async (inputs: Values) => {
        await keep(inputs);
        server.outs = await run.update("Server", serverId, server.outs, inputs);
    };
    const changes = () => world.calls().filter((call) => /^(POST|DELETE) .*(servers)/.test(call));

    it("is told only where they are right otherwise", async () => {
        await run.check("SecurityGroupAssignment", assignmentOf("first"));
        const second = { ...assignmentOf("second"), timeouts: { create: 0 } };
        expect((await run.check("SecurityGroupAssignment", second)).sentences).toEqual([
            "timeouts.create must be an integer of at least 1, got 0.",
        ]);
    });

    describe("an attachment", () => {
        it("that gets another name in the program stays attached", async () => {
            const old = await attach();
            nextRun(old);
            expect((await attach({}, "renamed")).id).toBe(old.id);
            world.cloud.requests.length = 0;
            await detach(old);
            expect(changes()).toEqual([]);
            expect(attachedTo()).toBe(serverId);
        });

        it("is detached by a destroy, whatever a run before it had", async () => {
            const old = await attach();
            const renamed = await attach({}, "data");
            nextRun(old, renamed);
            await detach(old);
            expect(attachedTo()).toBeNull();
        });

        it("that is replaced is detached first, although its program has it", async () => {
            const old = await attach();
            nextRun(old);
            await run.check("VolumeAttachment", attachmentOf("data"), old.outs);
            await detach(old);
            expect(attachedTo()).toBeNull();
        });

        it("that is replaced under an alias is detached first", async () => {
            const old = await attach();
            nextRun(old);
            await run.check("VolumeAttachment", attachmentOf("renamed"), old.outs);
            await run.check("VolumeAttachment", attachmentOf("renamed"));
            await detach(old);
            expect(attachedTo()).toBeNull();
        });

        it("that another one of the program has too is refused by the check", async () => {
            await run.check("VolumeAttachment", attachmentOf("data"));
            const { sentences } = await run.check("VolumeAttachment", attachmentOf("twin"));
            expect(sentences).toEqual([
                `volume "${volumeId}" is already attached to server ${serverId} by VolumeAttachment "data": keep only one of the two.`,
            ]);
            const again = await run.check("VolumeAttachment", attachmentOf("data"));
            expect(again.sentences).toEqual([]);
        });

        it("of what no preview knows yet is refused by nobody", async () => {
            for (const name of ["data", "twin"]) {
                const later = attachmentOf(name, { volumeId: pulumi.runtime.unknownValue });
                expect((await run.check("VolumeAttachment", later)).sentences).toEqual([]);
            }
        });

        it("trades its volume with another one, in whichever order the engine takes them", async () => {
            for (const isFirstCheckedFirst of [true, false]) {
                const other = world.cloud.region().addVolume();
                volumeId = world.cloud.region().addVolume();
                const [first, second] = [await attach({}, "a"), await attach({ volumeId: other }, "b")];
                nextRun(first, second);
                if (!isFirstCheckedFirst) {
                    await run.check("VolumeAttachment", attachmentOf("b"), second.outs);
                }
                await run.check("VolumeAttachment", attachmentOf("a", { volumeId: other }), first.outs);
                await detach(first);
                await attach({ volumeId: other }, "a");
                await run.check("VolumeAttachment", attachmentOf("b"), second.outs);
                await detach(second);
                await attach({}, "b");
                expect([attachedTo(), attachedTo(other)]).toEqual([serverId, serverId]);
            }
        });
    });

    describe("a volume that goes to another server", () => {
        it("under another name is refused with what to do about it, since the engine detaches last", async () => {
            const old = await attach();
            const other = await run.create("Server", { ...serverOf([]), ...named("Server", "b"), name: "b" });
            nextRun(old);
            const error = await run.failure(attach({ serverId: other.id }, "moved"));
            expect(error.message).toBe(
                `Attaching volume ${volumeId} to server ${other.id}: an attachment that is no longer in the program keeps it attached to server ${serverId} until the end of this run. Give this resource the old one's name, or an alias of it, so that it replaces the old one; or run pulumi up without this resource first.`,
            );
            expect(error.id).toBeUndefined();
            expect(attachedTo()).toBe(serverId);
        });

        it("while the program has it on the first one too is refused with both names", async () => {
            await attach();
            const other = await run.create("Server", { ...serverOf([]), ...named("Server", "b"), name: "b" });
            const error = await run.failure(attach({ serverId: other.id }, "moved"));
            expect(error.message).toBe(
                `Attaching volume ${volumeId} to server ${other.id}: VolumeAttachment "data" of the same program keeps it attached to server ${serverId}. Keep only one of the two.`,
            );
        });
    });

    describe("an assignment", () => {
        it("that gets another name in the program stays", async () => {
            const old = await assign();
            nextRun(old);
            await assign("db", "renamed");
            world.cloud.requests.length = 0;
            await unassign(old);
            expect(changes()).toEqual([]);
            expect(groups()).toEqual(["db", "default"]);
        });

        it("that names the same group by its id stays", async () => {
            const old = await assign();
            nextRun(old);
            await assign(idOf("db"), "renamed");
            await unassign(old);
            expect(groups()).toEqual(["db", "default"]);
        });

        it("that is replaced is taken away first", async () => {
            const old = await assign();
            nextRun(old);
            await run.check("SecurityGroupAssignment", assignmentOf("database"), old.outs);
            await unassign(old);
            expect(groups()).toEqual(["default"]);
        });

        it("that another one of the program has too is refused by the check, by name or by id", async () => {
            await run.check("SecurityGroupAssignment", assignmentOf("database"));
            const { sentences } = await run.check("SecurityGroupAssignment", assignmentOf("twin"));
            expect(sentences).toEqual([
                `security group "db" is already added to server ${serverId} by SecurityGroupAssignment "database": keep only one of the two.`,
            ]);
            const byId = await run.check("SecurityGroupAssignment", assignmentOf("twin", idOf("db")));
            expect(byId.sentences).toHaveLength(1);
            const other = await run.check("SecurityGroupAssignment", assignmentOf("twin", idOf("web")));
            expect(other.sentences).toEqual([]);
        });
    });

    it("an assignment whose group cannot be looked up is not refused for that", async () => {
        await run.check("SecurityGroupAssignment", assignmentOf("database"));
        const inputs = assignmentOf("twin", idOf("db"));
        world.cloud.faults.add({ path: /security-groups/, kind: "respond", status: 403, times: 9 });
        expect((await run.check("SecurityGroupAssignment", inputs)).sentences).toEqual([]);
    });

    describe("a group that moves", () => {
        it.each(["name", "id"])("from an assignment into the server's list, by its %s, stays", async (by) => {
            const old = await assign();
            nextRun(server, old);
            await change(serverOf(["default", by === "id" ? idOf("db") : "db"]));
            await unassign(old);
            expect(groups()).toEqual(["db", "default"]);
        });

        it("from the server's list into an assignment stays, whichever the engine takes first", async () => {
            await change(serverOf(["default", "db"]));
            nextRun(server);
            await change(serverOf(["default"]));
            await assign();
            expect(groups()).toEqual(["db", "default"]);

            nextRun(server);
            await change(serverOf(["default", "db"]));
            nextRun(server);
            await assign("db", "other");
            await change(serverOf(["default"]));
            expect(groups()).toEqual(["db", "default"]);
        });

        it("out of the list of a server that an assignment of the stack gives it to stays", async () => {
            await change(serverOf(["default", "db"]));
            const assigned = await assign();
            nextRun(server, assigned);
            // The engine comes to the assignment only after the server.
            await change(serverOf(["default"]));
            expect(groups()).toEqual(["db", "default"]);
        });

        it("out of an assignment stays while the server, unchanged, lists it", async () => {
            await change(serverOf(["default", "db"]));
            const assigned = await assign();
            nextRun(server, assigned);
            await keep(serverOf(["default", "db"]));
            await unassign(assigned);
            expect(groups()).toEqual(["db", "default"]);
        });

        it("out of the server's list stays where an assignment of the program is still to add it", async () => {
            await change(serverOf(["default", "db"]));
            nextRun(server);
            await run.check("SecurityGroupAssignment", assignmentOf("database"));
            await change(serverOf(["default"]));
            expect(groups()).toEqual(["db", "default"]);
        });

        it("out of an assignment into the list of a server that the same run takes over stays", async () => {
            const assigned = await assign();
            nextRun(assigned);
            const listed = { securityGroups: ["default", "db"], adoptExisting: true };
            const taken = await run.create("Server", { ...serverOf([]), ...listed });
            expect(taken.id).toBe(serverId);
            await unassign(assigned);
            expect(groups()).toEqual(["db", "default"]);
        });

        it("out of both is taken away", async () => {
            await change(serverOf(["default", "db"]));
            const assigned = await assign();
            nextRun(server, assigned);
            await change(serverOf(["default"]));
            await unassign(assigned);
            expect(groups()).toEqual(["default"]);
        });

        it("into the list of a fleet stays", async () => {
            const { name: _name, ...alike } = serverOf(["default"]);
            const inputs = { ...alike, ...named("ServerFleet", "fleet"), namePrefix: "fleet", count: 1 };
            const made = await run.create("ServerFleet", inputs);
            const [{ id: member }] = made.outs.servers as [{ id: string }];
            serverId = member;
            const old = await assign();
            nextRun(made, old);
            await run.update("ServerFleet", made.id, made.outs, {
                ...inputs,
                securityGroups: ["default", "db"],
            });
            await unassign(old);
            expect(groups()).toEqual(["db", "default"]);
        });
    });

    describe("a group that a server's list names twice", () => {
        it("is refused by the check", async () => {
            const { sentences } = await run.check("Server", serverOf(["default", "db", "db", "db"]));
            expect(sentences).toEqual(['securityGroups lists "db" twice: remove one.']);
            const { unknownValue } = pulumi.runtime;
            const later = await run.check("Server", serverOf([unknownValue, unknownValue]));
            expect(later.sentences).toEqual([]);
        });

        it("by its name and by its id is given once", async () => {
            const twice = ["db", idOf("db"), "default"];
            const made = await run.create("Server", { ...serverOf(twice), name: "two" });
            expect(made.outs.securityGroups).toEqual(twice);
            const { name: _name, ...alike } = serverOf(twice);
            await run.create("ServerFleet", {
                ...alike,
                ...named("ServerFleet", "fleet"),
                namePrefix: "fleet",
                count: 1,
            });
            const once = [{ name: idOf("db") }, { name: "default" }];
            expect(orders.slice(-2).map(({ server }) => server.security_groups)).toEqual([once, once]);
            await change(serverOf(twice));
            expect(groups()).toEqual(["db", "default"]);
        });
    });

    describe("an exclusive list of groups", () => {
        const exclusive = () => serverOf(["default"], { securityGroupsMode: "exclusive" });

        it("lets no assignment add another group", async () => {
            await keep(exclusive());
            const { sentences } = await run.check("SecurityGroupAssignment", assignmentOf("database"));
            expect(sentences).toEqual([
                `security group "db" is not in securityGroups of Server "web", whose securityGroupsMode is "exclusive": add it there.`,
            ]);
            const listed = await run.check(
                "SecurityGroupAssignment",
                assignmentOf("listed", idOf("default")),
            );
            expect(listed.sentences).toEqual([]);
        });

        it("keeps no volume from being attached", async () => {
            await keep(exclusive());
            const { sentences } = await run.check("VolumeAttachment", attachmentOf("data"));
            expect(sentences).toEqual([]);
        });

        it("takes no group away that an assignment of the program adds, but says so", async () => {
            await assign();
            const error = await run.failure(change(exclusive()));
            expect(error.message).toBe(
                `Updating server "web": SecurityGroupAssignment "database" adds security group "db", but securityGroupsMode is "exclusive". Add the group to securityGroups, or remove the assignment.`,
            );
            expect(groups()).toEqual(["db", "default"]);
        });

        it("takes away what an assignment that the program no longer has added", async () => {
            const old = await assign();
            nextRun(server, old);
            await change(exclusive());
            expect(groups()).toEqual(["default"]);
            await unassign(old);
        });
    });
});
