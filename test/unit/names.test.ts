import { checked, sentences, serverId, smallServer, startPlugin, type Values } from "./plugin";

describe("a name that is made up", () => {
    test("is the resource's own name and seven random digits", async () => {
        expect((await checked("Keypair", { __logicalName: "access" })).name).toBe("access-0000001");
        const { name: _, ...nameless } = smallServer;
        expect((await checked("Server", { ...nameless, __logicalName: "web" })).name).toBe("web-0000001");
    });

    test("is another one for each resource", async () => {
        const { provider } = startPlugin();
        const names = await Promise.all(
            [1, 2].map(async () => (await provider("Keypair").check({}, { __logicalName: "a" })).inputs.name),
        );
        expect(names).toEqual([expect.stringMatching(/^a-\d{7}$/), expect.stringMatching(/^a-\d{7}$/)]);
        expect(new Set(names).size).toBe(2);
    });

    test("is the one of before", async () => {
        const olds = { name: "access-abcdef0" };
        expect((await checked("Keypair", { __logicalName: "access" }, { olds })).name).toBe("access-abcdef0");
    });

    test("gives way to a name that is given", async () => {
        const olds = { name: "access-abcdef0" };
        expect((await checked("Keypair", { name: "mine" }, { olds })).name).toBe("mine");
    });

    test.each([
        ["a/b c", "a-b-c-0000001"],
        ["서버", "---0000001"],
        ["dots.and_lines-", "dots-and_lines--0000001"],
        ["..", "---0000001"],
        ["me@example.com", "me-example-com-0000001"],
    ])("of %s is %s, with nothing that a cloud may refuse", async (logicalName, name) => {
        const { name: _, ...nameless } = smallServer;
        expect((await checked("Keypair", { __logicalName: logicalName })).name).toBe(name);
        expect((await checked("Server", { ...nameless, __logicalName: logicalName })).name).toBe(name);
    });

    test("never has more than 255 characters", async () => {
        const name = String((await checked("Keypair", { __logicalName: "n".repeat(400) })).name);
        expect(name).toBe(`${"n".repeat(247)}-0000001`);
    });

    test.each(["VolumeAttachment", "SecurityGroupAssignment", "FloatingIp"])(
        "is nothing for a %s",
        async (kind) => {
            const { provider } = startPlugin();
            const { inputs } = await provider(kind).check({}, { __logicalName: "a" });
            expect(inputs).not.toHaveProperty("name");
        },
    );
});

const { name: _ofOneServer, ...ofServers } = smallServer;

describe.each<[string, string, Values]>([
    ["Server", "name", smallServer],
    ["ServerFleet", "namePrefix", { ...ofServers, count: 1 }],
    ["ServerImage", "name", { serverId }],
])("a name that is given to a %s", (kind, property, inputs) => {
    test.each(["web", "web.example.com", "웹 서버 1", "a  b", "../x"])("may be %j", async (name) => {
        expect(await sentences(kind, { ...inputs, [property]: name })).toEqual([]);
    });

    test.each([
        " ",
        "\t\n",
        " web",
        "web ",
        "web\n",
        "\u00a0web",
        "we\u0007b",
        "we\u001b[31mb",
        "a\u2028b",
        "a\u200bb",
        // Nova's pattern ends at U+FFFF.
        "🚀",
    ])("may not be %j", async (name) => {
        const shown = JSON.stringify(name).replace("\u2028", " ");
        expect(await sentences(kind, { ...inputs, [property]: name })).toEqual([
            `${property} must be printable characters (no emoji) without leading or trailing whitespace, got ${shown}.`,
        ]);
    });
});

describe("a name that is given to a keypair", () => {
    test.each(["mine", "my key_2-a"])("may be %j", async (name) => {
        expect(await sentences("Keypair", { name })).toEqual([]);
    });

    test.each([".", "..", "a.b", "a/b", "a:b", "me@example.com", "키", "a\tb", " mine", "mine ", " "])(
        "may not be %j",
        async (name) => {
            expect(await sentences("Keypair", { name })).toEqual([
                "name must be letters, digits, spaces, _ and -, without leading or trailing spaces, " +
                    `got ${JSON.stringify(name)}.`,
            ]);
        },
    );
});

describe.each<[string, Values]>([
    ["Server", smallServer],
    ["ServerFleet", { ...ofServers, count: 1 }],
    ["ServerImage", { serverId }],
])("a key in the metadata of a %s", (kind, inputs) => {
    test.each(["team", "a-b_c:d.e f", "...", ".hidden", "constructor", "toString", "K".repeat(255)])(
        "may be %s",
        async (key) => {
            expect(await sentences(kind, { ...inputs, metadata: { [key]: "x" } })).toEqual([]);
        },
    );

    test.each([".", "..", "a/b", "../x", "a%2fb", "ä", "팀", "a\nb"])("may not be %j", async (key) => {
        expect(await sentences(kind, { ...inputs, metadata: { [key]: "s3cret" } })).toEqual([
            `metadata key ${JSON.stringify(key)} must be letters, digits, spaces and -_:. other than "." and "..".`,
        ]);
    });
});

describe("a region", () => {
    test("is the configured one", async () => {
        const settings = { NHNCLOUD_REGION: "KR2" };
        expect((await checked("Keypair", {}, { settings })).region).toBe("KR2");
    });

    test("stays the one that the resource was created in, also when the configuration changes", async () => {
        const settings = { NHNCLOUD_REGION: "KR2" };
        expect((await checked("Keypair", {}, { settings, olds: { region: "KR1" } })).region).toBe("KR1");
    });

    test("that is given wins", async () => {
        expect((await checked("Keypair", { region: "KR2" }, { olds: { region: "KR1" } })).region).toBe("KR2");
    });
});

describe("what a server's check fills in", () => {
    const settings = { NHNCLOUD_DEFAULT_METADATA: '{"team":"blue","stage":"test"}' };

    test("is a running server, and no metadata where there are no default ones", async () => {
        const { powerState: _, ...given } = smallServer;
        const inputs = await checked("Server", given);
        expect(inputs.powerState).toBe("active");
        expect(inputs).not.toHaveProperty("metadata");
    });

    test("are the default metadata, which the server's own override", async () => {
        const metadata = { team: "red" };
        expect((await checked("Server", { ...smallServer, metadata }, { settings })).metadata).toEqual({
            team: "red",
            stage: "test",
        });
        expect((await checked("Server", smallServer, { settings })).metadata).toEqual({
            team: "blue",
            stage: "test",
        });
    });

    test("is nothing for inputs that are null", async () => {
        const inputs = await checked("Server", { ...smallServer, userData: null, metadata: null });
        expect(inputs).not.toHaveProperty("userData");
        expect(inputs).not.toHaveProperty("metadata");
    });
});
