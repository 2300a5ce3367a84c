import type { RegionClient } from "../../provider/src/cloud/regionClient";
import { Holders, type Holding } from "../../provider/src/core/holdings";

const urnOf = (kind: string, name: string) =>
    `urn:pulumi:dev::project::pulumi-nodejs:dynamic/nhncloud/compute:${kind}::${name}`;
const first = urnOf("SecurityGroupAssignment", "first");
const second = urnOf("SecurityGroupAssignment", "second");
const server = urnOf("Server", "web");

const groupId = "4b293d31-ebd5-4a7f-be03-874b90021e54";
const group = (value: string, serverId = "server1"): Holding => ({
    what: "security group",
    serverId,
    value,
});
const volume = (value: string): Holding => ({ what: "volume", serverId: "server1", value });

/** A cloud whose only security group is called web. */
function start() {
    const asked: string[] = [];
    const cloud = {
        groupName: async (id: string) => {
            asked.push(id);
            return id === groupId ? "web" : undefined;
        },
    } as unknown as RegionClient;
    return { holders: new Holders(), cloud, asked };
}

test.each<[Holding, Holding, boolean, number]>([
    [group("web"), group("web"), true, 0],
    [group("web"), group("db"), false, 0],
    [group("web"), group("web", "server2"), false, 0],
    [group("web"), group(groupId), true, 1],
    [group(groupId), group("web"), true, 1],
    [group(groupId), group("db"), false, 1],
    [volume(groupId), volume(groupId), true, 0],
    [volume(groupId), volume("web"), false, 0],
    [volume("web"), group("web"), false, 0],
    [volume(groupId), group("web"), false, 0],
])("one that holds %j holds %j: %s, after %d calls", async (held, wanted, isSame, calls) => {
    const { holders, cloud, asked } = start();
    holders.set(first, { all: [held] });
    expect(await holders.other(second, wanted, cloud)).toBe(
        isSame ? 'SecurityGroupAssignment "first"' : undefined,
    );
    expect(asked).toEqual(Array(calls).fill(groupId));
});

test("what a resource holds itself, or held under its former name, is no other's", async () => {
    const { holders, cloud } = start();
    holders.set(first, { all: [group("web")] }, second);
    for (const urn of [first, second]) expect(await holders.other(urn, group("web"), cloud)).toBeUndefined();
    // The second check of a replacement does not tell the former name.
    holders.set(first, { all: [group("web")] });
    expect(await holders.other(second, group("web"), cloud)).toBeUndefined();
});

test("two of a kind cannot hold the same, and two kinds can", async () => {
    const { holders, cloud } = start();
    holders.set(first, { all: [group("web")] });
    expect(await holders.refusal(second, group("web"), cloud)).toBe(
        'security group "web" is already added to server server1 by SecurityGroupAssignment "first": keep only one of the two.',
    );
    expect(await holders.refusal(server, group("web"), cloud)).toBeUndefined();
    expect(await holders.refusal(second, group("db"), cloud)).toBeUndefined();
});

test("a server whose groups are exclusive refuses any other, and no volume", async () => {
    const { holders, cloud } = start();
    holders.set(server, { all: [group("web")], exclusiveOn: ["server1"] });
    expect(await holders.refusal(first, group("db"), cloud)).toBe(
        'security group "db" is not in securityGroups of Server "web", whose securityGroupsMode is "exclusive": add it there.',
    );
    expect(await holders.refusal(first, group("web"), cloud)).toBeUndefined();
    expect(await holders.refusal(first, group("db", "server2"), cloud)).toBeUndefined();
    expect(await holders.refusal(first, volume("db"), cloud)).toBeUndefined();
});
