import { ApiError } from "../../provider/src/api/errors";
import type { Server } from "../../provider/src/api/services/servers";
import type { RegionClient } from "../../provider/src/cloud/regionClient";
import type { Context } from "../../provider/src/core/handler";
import type { Values } from "../../provider/src/core/properties";
import { Failure } from "../../provider/src/errors/failure";
import { attempt, everyOne, failureOf } from "../../provider/src/resources/serverFleet/attempts";
import {
    digitsOf,
    isUnfinished,
    type Member,
    markOf,
    membersOf,
    newName,
    oldestFirst,
    prefixOf,
    readMark,
    serversOf,
    toState,
    zoneOf,
} from "../../provider/src/resources/serverFleet/members";
import { keptHint } from "../../provider/src/resources/serverFleet/plan";
import type { FleetServer } from "../../provider/src/resources/serverFleet/resource";
import { refusesZone, saysNoRoom, Zones } from "../../provider/src/resources/serverFleet/zones";
import { NotReady } from "../../provider/src/resources/shared/readiness";

/** A server of a fleet, named by its number, in a zone; later numbers are newer. */
function memberOf(number: number, zone: string | undefined, more: Partial<Member> = {}): Member {
    const server = {
        id: `id${number}`,
        name: `web-00ff-${number}`,
        status: "ACTIVE",
        created: `2026-01-01T00:00:0${number}Z`,
        availabilityZone: zone,
        addresses: [],
        metadata: markOf("fleet1", 1),
    } as unknown as Server;
    return { server, revision: 1, ...more };
}
const idsOf = (members: readonly Member[]) => members.map(({ server }) => server.id);

describe("the zones of a fleet", () => {
    const spread = (...zones: (string | undefined)[]) => zones.map((zone, at) => memberOf(at + 1, zone));

    test.each<[missing: number, staying: string[], old: string[], zone: string, count: number]>([
        [1, [], [], "a", 1],
        [2, [], [], "a", 1],
        [6, [], [], "a", 2],
        [7, [], [], "a", 3],
        [1, ["a"], [], "b", 1],
        [3, ["a", "b"], [], "c", 2],
        [5, ["a", "a", "b"], [], "c", 3],
        [4, ["a", "a", "a"], [], "b", 2],
        // Servers that are about to go count only between zones that are as empty.
        [1, ["a"], ["b"], "c", 1],
        [1, ["a", "c"], ["b", "b"], "b", 1],
    ])(
        "%d missing besides %j, and %j that go, begin in the emptiest: %s takes %d",
        (missing, staying, old, zone, count) => {
            const kept = spread(...staying);
            const all = [...kept, ...spread(...old)];
            expect(new Zones(["a", "b", "c", "a"]).next(missing, kept, all)).toEqual({ zone, count });
        },
    );

    test("that are not given leave the choice to the cloud", () => {
        const zones = new Zones();
        expect(zones.next(5, [], [])).toEqual({ zone: undefined, count: 5 });
        expect(zones.haveRoom).toBe(false);
        const [first, second, third] = spread("a", "a", "b") as [Member, Member, Member];
        const all = [second, third, first];
        expect(idsOf(zones.inOrderOfDeletion(all, all))).toEqual(["id3", "id2", "id1"]);
    });

    test("that are full get nothing more until they are open again", () => {
        const zones = new Zones(["a", "b"]);
        zones.close("a");
        expect(zones.next(4, [], [])).toEqual({ zone: "b", count: 4 });
        zones.close("b");
        expect(zones.haveRoom).toBe(false);
        expect(zones.next(4, [], [])).toEqual({ zone: undefined, count: 4 });
        zones.reopen(undefined);
        expect(zones.haveRoom).toBe(false);
        zones.reopen("a");
        expect(zones.haveRoom).toBe(true);
        expect(zones.next(4, [], [])).toEqual({ zone: "a", count: 4 });
        expect(String(zones)).toBe("a, b");
    });

    test("lose the newest servers of the fullest first, and of one that needs room before any other", () => {
        const members = spread("a", "b", "b", "a", "b");
        expect(idsOf(new Zones(["a", "b"]).inOrderOfDeletion(members, members))).toEqual([
            "id5",
            "id4",
            "id3",
            "id2",
            "id1",
        ]);
        const full = new Zones(["a", "b"]);
        full.close("a");
        expect(idsOf(full.inOrderOfDeletion(members, members))).toEqual(["id4", "id1", "id5", "id3", "id2"]);
        expect(idsOf(new Zones(["a", "b"]).inOrderOfDeletion(spread("c", "a"), members))).toEqual([
            "id2",
            "id1",
        ]);
        expect(idsOf(full.inOrderOfDeletion([members[3], members[0]] as Member[], members))).toEqual([
            "id4",
            "id1",
        ]);
        expect(idsOf(full.inOrderOfDeletion([members[0], members[3]] as Member[], members))).toEqual([
            "id4",
            "id1",
        ]);
    });

    test.each<[string | undefined, boolean]>([
        [undefined, true],
        ["No valid host was found. There are not enough hosts available.", true],
        ["Build of instance aborted: the image is broken", false],
    ])("have no room for a server where its fault is %s: %s", (fault, isFull) => {
        expect(saysNoRoom(fault)).toBe(isFull);
    });

    test.each<[string, boolean]>([
        ["No valid host was found.", true],
        ["The requested availability zone is not available", true],
        ["Quota exceeded for instances", false],
    ])("refuse a request with %s: %s", (reason, isRefusal) => {
        const details = { code: "bad_request", method: "POST", path: "/servers" } as const;
        expect(refusesZone(new ApiError(reason, details))).toBe(isRefusal);
        expect(refusesZone(new Error(reason))).toBe(false);
    });
});

describe("work on several servers", () => {
    const start = () => {
        const lines: [string, string | undefined][] = [];
        const context = {
            deadline: 100,
            signal: new AbortController().signal,
            report: (text: string, trouble?: string) => void lines.push([text, trouble]),
            cloud: { within: (bounds: unknown) => ({ bounds }) },
        } as unknown as Context;
        return { context, lines };
    };
    const members = [1, 2, 3].map((number) => memberOf(number, "a"));

    test("is done to all of them, and tells which failed", async () => {
        const { context, lines } = start();
        const done: string[] = [];
        const failed = await attempt(context, members, "up", async (own, member) => {
            expect(own.cloud).toEqual({ bounds: own });
            if (member === members[1]) throw new Failure("it broke");
            done.push(member.server.id);
            await new Promise(setImmediate);
            if (member === members[2]) own.report("whatever", "the cloud is away");
        });
        expect(done).toEqual(["id1", "id3"]);
        expect(failed).toEqual([{ member: members[1], reason: new Failure("it broke") }]);
        expect(lines).toEqual([["1 of 3 up", "the cloud is away"]]);
    });

    test("gives the steps after it the time that a server spent in a queue", async () => {
        const { context } = start();
        await attempt(context, members, "up", async (own, member) => {
            own.deadline += member === members[0] ? 50 : 0;
        });
        expect(context.deadline).toBe(150);
    });

    test("fails with the first reason, and says how many failed", async () => {
        const { context } = start();
        const fail = (at: number[]) =>
            everyOne(context, members, "up", async (_own, member) => {
                if (at.includes(members.indexOf(member))) throw new Failure(`${member.server.name} broke`);
            });
        await fail([]);
        await expect(fail([1])).rejects.toMatchObject({
            message: 'server "web-00ff-2": web-00ff-2 broke',
            hint: "Its servers are kept in the stack: the next pulumi up completes the fleet, and pulumi destroy deletes it.",
        });
        await expect(fail([1, 2])).rejects.toThrow('2 servers failed, first "web-00ff-2": web-00ff-2 broke');
    });

    test("that waited for one to respond says what to do about that", () => {
        const [member = memberOf(1, "a")] = members;
        const reason = new NotReady("it does not respond", "Check what it runs.");
        expect(failureOf([{ member, reason }])).toMatchObject({
            message: 'server "web-00ff-1": it does not respond',
            hint: "Check what it runs. Its servers are kept in the stack.",
        });
    });

    test("of a run that is cancelled is not begun", async () => {
        const { context } = start();
        const work = attempt({ ...context, signal: AbortSignal.abort() }, members, "up", async () => {
            throw new Error("It was begun.");
        });
        await expect(work).rejects.toMatchObject({ message: "interrupted", hint: keptHint });
    });
});

describe("the members of a fleet", () => {
    test.each<[string, string, string | undefined]>([
        ["web-3f2a-1", "web", "3f2a-1"],
        ["web-3f2a-10", "web", "3f2a-10"],
        ["web-3f2a", "web", "3f2a"],
        ["my\nweb-3f2a-1", "my\nweb", "3f2a-1"],
        ["web-3f2a-100", "web", undefined],
        ["web-3f2a-1x", "web", undefined],
        ["web-3F2A-1", "web", undefined],
        ["web-3f2a-1", "we", undefined],
        ["web", "web", undefined],
    ])("%j has after the prefix %j the digits %s", (name, prefix, digits) => {
        expect(digitsOf(name, prefix)).toBe(digits);
    });

    test("have their fleet's prefix, and names of their own", () => {
        expect([prefixOf("web-3f2a-1"), prefixOf("storefront")]).toEqual(["web", "storefront"]);
        expect(newName({ randomHex: (digits) => "f".repeat(digits) }, "web")).toBe("web-ffff");
    });

    test("are known by their mark", () => {
        const marked = (metadata: Record<string, string>) => readMark({ metadata } as Server);
        expect(marked(markOf("fleet1", 3))).toEqual({ fleetId: "fleet1", revision: 3 });
        expect(marked({ role: "web" })).toBeUndefined();
    });

    test("are in the zone that the cloud shows, or that they were requested in", () => {
        expect(zoneOf(memberOf(1, "a", { before: { availabilityZone: "b" } }))).toBe("a");
        expect(zoneOf(memberOf(1, undefined, { before: { availabilityZone: "b" } }))).toBe("b");
        expect(zoneOf(memberOf(1, undefined))).toBeUndefined();
    });

    test("go by their age, and of one second by their numbers", () => {
        const named = (name: string, created: string) => {
            const { server } = memberOf(1, "a");
            return { server: { ...server, name, created }, revision: 1 };
        };
        const [first, second] = ["2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z"];
        const sorted = [named("a-10", first), named("b-1", second), named("a-9", first)].sort(oldestFirst);
        expect(sorted.map(({ server }) => server.name)).toEqual(["a-9", "a-10", "b-1"]);
    });

    test.each<[object | undefined, boolean]>([
        [undefined, true],
        [{ status: "BUILD" }, true],
        [{ status: "ACTIVE" }, false],
        [{ status: "ACTIVE", __unfinished: ["name"] }, true],
    ])("that were %j before are unfinished: %s", (seen, isOpen) => {
        expect(isUnfinished(seen as FleetServer | undefined)).toBe(isOpen);
    });

    test("are read from one list; what it lacks, and why one is in ERROR, one by one", async () => {
        const asked: unknown[] = [];
        const of = (id: string, more: object = {}) => ({ ...memberOf(1, "a").server, id, name: id, ...more });
        const listed = [
            of("listed"),
            of("broken", { status: "ERROR" }),
            of("deleted", { status: "DELETED" }),
            of("theirs", { metadata: {}, status: "ERROR" }),
            of("other", { metadata: markOf("fleet2", 1) }),
            of("stranger", { metadata: {} }),
        ];
        const cloud = {
            servers: {
                list: async (query: unknown) => {
                    asked.push(query);
                    return listed;
                },
                get: async (id: string) => {
                    asked.push(id);
                    return id === "gone" ? undefined : of(id, { fault: "it broke", metadata: {} });
                },
            },
        } as unknown as RegionClient;
        const known = ["listed", "missing", "gone"].map((id) => ({
            id,
            status: "ACTIVE",
            revision: 7,
            reservationId: "r1",
        })) as unknown as FleetServer[];
        const found = await membersOf(cloud, "fleet1", known, "web");
        expect(asked).toEqual([{ name: "^web-" }, "broken", "missing", "gone"]);
        expect(
            found.map(({ server, revision, reservationId, unfinished }) => [
                server.id,
                revision,
                reservationId,
                unfinished,
            ]),
        ).toEqual([
            ["broken", 0, undefined, true],
            ["listed", 1, "r1", false],
            ["missing", 7, "r1", false],
        ]);
        asked.length = 0;
        await membersOf(cloud, "fleet1", []);
        expect(asked[0]).toEqual({});
    });

    test("are kept in a state by their age, with the requests that made them", () => {
        const members = [
            memberOf(2, "a", { reservationId: "r1", unfinished: false }),
            memberOf(1, undefined, {
                reservationId: "r1",
                unfinished: true,
                before: { availabilityZone: "b" },
            }),
            memberOf(3, "c"),
        ];
        expect(toState([memberOf(1, "a")]).reservationIds).toEqual([]);
        const state = toState(members);
        expect(state.reservationIds).toEqual(["r1"]);
        const servers = serversOf(state) as unknown as Values[];
        expect(servers).toMatchObject([
            {
                id: "id1",
                name: "web-00ff-1",
                status: "ACTIVE",
                availabilityZone: "b",
                revision: 1,
                reservationId: "r1",
            },
            { id: "id2", availabilityZone: "a" },
            { id: "id3", availabilityZone: "c" },
        ]);
        expect(servers.map((one) => isUnfinished(one as unknown as FleetServer))).toEqual([
            true,
            false,
            false,
        ]);
        for (const server of servers) expect(server).not.toHaveProperty("before");
        expect(serversOf({})).toEqual([]);
    });
});
