import { smallServer, startPlugin } from "../unit/plugin";

const groupId = "c6ed7a34-3f5c-4f8a-8a0f-2a2d6f6f2f10";

describe("a group by its name and by its id", () => {
    const { name, ...alike } = smallServer;
    const kinds = {
        Server: { ...alike, name },
        ServerFleet: { ...alike, namePrefix: name, count: 2 },
    };

    it.each(Object.entries(kinds))("is in the request of a %s once", async (kind, inputs) => {
        const { network, clock, provider } = startPlugin({
            reply: ({ url, method }) =>
                url.endsWith(`/security-groups/${groupId}`)
                    ? { body: { security_group: { id: groupId, name: "db" } } }
                    : { status: method === "POST" ? 400 : 404, body: { badRequest: { message: "No." } } },
        });
        const securityGroups = ["db", "web", groupId];
        const create = clock.run(provider(kind).create({ ...inputs, securityGroups }));
        await expect(create).rejects.toThrow("No (HTTP 400");
        const [post] = network.sent.filter(({ url }) => url.endsWith("/servers"));
        expect(post?.body).toMatchObject({
            server: { security_groups: [{ name: "web" }, { name: groupId }] },
        });
    });
});
