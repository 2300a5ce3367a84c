import { useCloud } from "./cloud";
import { makeKey, makeServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a security group assignment", () => {
    const cloud = useCloud();
    let serverId: string;
    beforeAll(async () => {
        await makeKey(cloud);
        serverId = await makeServer(cloud, "groups");
    });

    async function groups(): Promise<string[]> {
        const { body } = await cloud.compute("GET", `/servers/${serverId}`);
        return body.server.security_groups.map(({ name }: { name: string }) => name).sort();
    }
    async function idOfGroup(name: string): Promise<string> {
        const { body } = await cloud.call("GET", `${cloud.endpoints.network}/security-groups?name=${name}`);
        return body.security_groups[0].id;
    }

    test("is on the server from its creation until its deletion", async () => {
        const inputs = { serverId, securityGroup: "web" };
        const { id, outs } = await cloud.create("SecurityGroupAssignment", inputs);
        expect(id).toBe(`${serverId}/web`);
        expect(await groups()).toEqual(["default", "web"]);
        expect((await cloud.read("SecurityGroupAssignment", id, outs)).props).toEqual(outs);
        expect((await cloud.diff("SecurityGroupAssignment", outs, inputs)).changes).toBe(false);
        expect((await cloud.create("SecurityGroupAssignment", inputs)).id).toBe(id);
        await cloud.delete("SecurityGroupAssignment", id, outs);
        expect(await groups()).toEqual(["default"]);
        expect(await cloud.read("SecurityGroupAssignment", id, outs)).toEqual({});
        await cloud.delete("SecurityGroupAssignment", id, outs);
    });

    test("by the id of a group is the same as by its name", async () => {
        const inputs = { serverId, securityGroup: await idOfGroup("db") };
        const { id, outs } = await cloud.create("SecurityGroupAssignment", inputs);
        expect(id).toBe(`${serverId}/db`);
        expect(await groups()).toEqual(["db", "default"]);
        await cloud.delete("SecurityGroupAssignment", id, outs);
        expect(await groups()).toEqual(["default"]);
    });

    test("is of a group that compute shows too, as older clients ask for it", async () => {
        const id = await idOfGroup("db");
        const group = {
            id,
            name: "db",
            description: "db group",
            tenant_id: cloud.login.projectId,
            rules: [],
        };
        const all = (await cloud.compute("GET", "/os-security-groups")).body.security_groups;
        expect(all).toContainEqual(group);
        expect((await cloud.compute("GET", `/os-security-groups/${id}`)).body.security_group).toEqual(group);
        expectRefusal(
            await cloud.compute("GET", "/os-security-groups/db"),
            400,
            "badRequest",
            "Security group id should be uuid",
        );
        expectRefusal(
            await cloud.compute("GET", `/os-security-groups/${NOBODY}`),
            404,
            "itemNotFound",
            new RegExp(`^Security group ${NOBODY} does not exist\n`),
        );
    });

    test("of an unknown group is not found by request", async () => {
        const unknown = `Security group nope is not found for project ${cloud.login.projectId}`;
        for (const action of ["addSecurityGroup", "removeSecurityGroup"]) {
            expectRefusal(
                await cloud.act(serverId, { [action]: { name: "nope" } }),
                404,
                "itemNotFound",
                unknown,
            );
        }
    });

    test("by request is a bad request the second time, and a group that is not there is not found", async () => {
        const add = () => cloud.act(serverId, { addSecurityGroup: { name: "db" } });
        const remove = () => cloud.act(serverId, { removeSecurityGroup: { name: "db" } });
        expect((await add()).status).toBe(202);
        expectRefusal(
            await add(),
            400,
            "badRequest",
            /^Invalid input for security_groups\. Reason: Duplicate items in the list: '[0-9a-f-]{36}'\./,
        );
        expect((await remove()).status).toBe(202);
        expectRefusal(
            await remove(),
            404,
            "itemNotFound",
            `Security group db not associated with the instance ${serverId}`,
        );
    });
});
