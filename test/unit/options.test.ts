import * as pulumi from "@pulumi/pulumi";
import { Keypair, type KeypairArgs } from "../../provider/src";

beforeAll(async () => {
    await pulumi.runtime.setMocks({
        newResource: ({ inputs, id }) => ({ id: id || "id", state: inputs }),
        call: () => ({}),
    });
});

/** What the engine gets of a keypair with these options. */
async function sent(options: pulumi.CustomResourceOptions, args: KeypairArgs = {}) {
    let seen: pulumi.ResourceTransformationArgs | undefined;
    const see = (found: pulumi.ResourceTransformationArgs) => {
        seen = found;
        return undefined;
    };
    new Keypair("access", args, { ...options, transformations: [see] });
    const timeouts = pulumi.output(seen?.props.timeouts);
    return {
        props: seen?.props,
        options: seen?.opts,
        timeouts: await new Promise((resolve) => timeouts.apply(resolve)),
    };
}

describe("the option customTimeouts", () => {
    test.each([
        ["10m", 600],
        ["1h30m", 5400],
        ["1.5h", 5400],
        ["90s", 90],
        ["1500ms", 2],
        ["168h", 604_800],
    ])("%s becomes timeouts of %d seconds", async (create, seconds) => {
        expect((await sent({ customTimeouts: { create } })).timeouts).toEqual({ create: seconds });
    });

    test("stands beside the argument, for other operations", async () => {
        const options = { customTimeouts: { create: "10m", delete: "1m" } };
        for (const timeouts of [{ update: 60 }, pulumi.output({ update: 60 })])
            expect((await sent(options, { timeouts })).timeouts).toEqual({
                create: 600,
                update: 60,
                delete: 60,
            });
    });

    test("is nothing where it is empty", async () => {
        for (const customTimeouts of [{}, { create: "" }])
            expect((await sent({ customTimeouts })).props).not.toHaveProperty("timeouts");
    });

    test.each(["soon", "10", "-1m", "1h 30m", "0s", "169h", "m", " 10m"])("refuses %j", async (create) => {
        await expect(sent({ customTimeouts: { create } })).rejects.toThrow(
            new pulumi.RunError(
                "Keypair resource 'access' has a problem: customTimeouts.create must be a duration from 1 second to a week, " +
                    `such as "10m" or "1h30m", got ${JSON.stringify(create)}.`,
            ),
        );
    });

    test("refuses an operation that it cannot bound", async () => {
        await expect(sent({ customTimeouts: { read: "10m" } })).rejects.toThrow(
            "Keypair resource 'access' has a problem: customTimeouts.read does not apply to pulumi-nhncloud: omit it.",
        );
    });

    test("refuses what the argument says too", async () => {
        await expect(
            sent({ customTimeouts: { create: "10m" } }, { timeouts: { create: 60 } }),
        ).rejects.toThrow(
            "Keypair resource 'access' has a problem: timeouts.create and the option customTimeouts.create are mutually exclusive: set only one of them.",
        );
    });

    test("leaves to the check what is no object", async () => {
        const wrong = { timeouts: 5 } as unknown as KeypairArgs;
        expect((await sent({ customTimeouts: { create: "10m" } }, wrong)).timeouts).toBe(5);
    });
});

test("the option import goes to the provider, and not to the engine, which could not read it", async () => {
    const { props, options } = await sent({ import: "mine" });
    expect(props).toMatchObject({ __import: "mine" });
    expect(options).not.toHaveProperty("import");
    expect((await sent({ import: "" })).props?.__import).toBeUndefined();
});

test.each([{ version: "1.2.3" }, { pluginDownloadURL: "https://example.test" }])(
    "the option of %j is refused, since it would start another process",
    async (options) => {
        await expect(sent(options)).rejects.toThrow(
            `Keypair resource 'access' has a problem: the option ${Object.keys(options)} does not apply to pulumi-nhncloud: omit it.`,
        );
    },
);
