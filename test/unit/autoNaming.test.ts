// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these expressions are for Pulumi.
import { type NameSource, named, uniqueName } from "../../provider/src/core/naming";
import { checked, configuration, type PluginOptions, startPlugin, type Values } from "./plugin";

const type = "pulumi-nodejs:dynamic/nhncloud/compute:Keypair";
const hidden = {
    __logicalName: "my.key",
    __urn: `urn:pulumi:dev::shop::${type}::my.key`,
    __stack: "acme/shop/dev",
};

/** The check of a keypair with this `pulumi:autonaming`. */
async function check(
    setting: object,
    { olds = {}, news = {}, ...options }: { olds?: Values; news?: Values } & PluginOptions = {},
) {
    const provider = startPlugin(options).provider("Keypair");
    const values = {
        "pulumi:autonaming": JSON.stringify(setting),
        // As the SDK does with a key without a namespace.
        team: "blue",
    };
    await provider.configure(configuration(values));
    const { inputs, failures = [] } = await provider.check(olds, { ...hidden, ...news });
    return { name: inputs.name, inputs: inputs as Values, sentences: failures.map(({ reason }) => reason) };
}

describe("pulumi:autonaming", () => {
    test.each<[string, object, RegExp]>([
        ["the default", { mode: "default" }, /^my-key-[0-9a-f]{7}$/],
        ["nothing of its own", { providers: {} }, /^my-key-[0-9a-f]{7}$/],
        ["hex", { pattern: "${name}-${hex(4)}" }, /^my-key-[0-9a-f]{4}$/],
        ["letters and digits", { pattern: "${name}-${alphanum(12)}" }, /^my-key-[a-z0-9]{12}$/],
        ["letters", { pattern: "${string(12)}" }, /^[a-z]{12}$/],
        ["digits", { pattern: "${num(3)}_${name}" }, /^[0-9]{3}_my-key$/],
        ["a UUID", { pattern: "${uuid}" }, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
        ["the stack", { pattern: "${organization}_${project}_${stack}_${name}" }, /^acme_shop_dev_my-key$/],
        ["configuration", { pattern: "${config.team}-${name}" }, /^blue-my-key$/],
        ["the provider's", { mode: "verbatim", providers: { "pulumi-nodejs": { pattern: "p" } } }, /^p$/],
        ["another provider's", { pattern: "a", providers: { aws: { pattern: "p" } } }, /^a$/],
        [
            "the kind's",
            { providers: { "pulumi-nodejs": { pattern: "p", resources: { [type]: { pattern: "k" } } } } },
            /^k$/,
        ],
    ])("with %s", async (_, setting, expected) => {
        const { name, sentences } = await check(setting);
        expect(sentences).toEqual([]);
        expect(name).toMatch(expected);
    });

    test("cuts the resource's name, and not the rest", async () => {
        const { name } = await check(
            { pattern: "${name}-${num(4)}" },
            { news: { __logicalName: "x".repeat(300) } },
        );
        expect(name).toMatch(/^x{250}-[0-9]{4}$/);
    });

    test("that is enforced, or verbatim, is not adapted: what the cloud would refuse is a sentence", async () => {
        for (const setting of [{ mode: "verbatim" }, { pattern: "${name}", enforce: true }]) {
            const { sentences } = await check(setting);
            expect(sentences).toEqual([
                'name must be letters, digits, spaces, _ and -, without leading or trailing spaces, got "my.key".',
            ]);
        }
        expect((await check({ mode: "verbatim" }, { news: { __logicalName: "mine" } })).name).toBe("mine");
    });

    test("that is disabled requires a name", async () => {
        expect((await check({ mode: "disabled" })).sentences).toEqual([
            "name is required: autonaming is disabled for this stack.",
        ]);
        expect((await check({ mode: "disabled" }, { news: { name: "mine" } })).sentences).toEqual([]);
    });

    test.each([["${nmae}"], ["${hex}"], ["${config.none}"], ["${hex(x)}"]])(
        "with the unknown expression %s is a sentence",
        async (expression) => {
            expect((await check({ pattern: `\${name}-${expression}` })).sentences).toEqual([
                `Reading the configuration: pulumi:autonaming has no value for ${expression} of its pattern "\${name}-${expression}". ` +
                    "Use ${name}, ${hex(N)}, ${alphanum(N)}, ${string(N)}, ${num(N)}, ${uuid}, ${organization}, ${project}, ${stack}, ${config.KEY}.",
            ]);
        },
    );

    test("names once: a later change of it renames nothing", async () => {
        const { inputs } = await check({ pattern: "a-${name}" });
        expect(inputs).toMatchObject({ name: "a-my-key", __autoNameIsShared: true });
        const later = await check({ mode: "disabled" }, { olds: inputs });
        expect(later.inputs).toMatchObject({ name: "a-my-key", __autoNameIsShared: true });
        expect(later.sentences).toEqual([]);
    });

    test("leaves a mark only where another resource could have the name", async () => {
        expect((await check({ pattern: "${hex(8)}" })).inputs).not.toHaveProperty("__autoNameIsShared");
        expect(await checked("PlacementPolicy", {})).not.toHaveProperty("__autoNameIsShared");
    });
});

describe("what the engine says of a name itself", () => {
    const source: NameSource = { setting: () => undefined, randomHex: () => "0" };
    const nameFrom = (configuredName: string | false) => {
        const problems: string[] = [];
        const resource = { name: "my.key", derived: [], replaceOnChanges: [], configuredName };
        const autoName = { property: "name", max: 255, digits: 7 };
        const nothing = { old: {}, given: {} };
        const names = named(autoName, resource, nothing, source, (problem) => problems.push(problem));
        return { names, problems };
    };

    test("is the name, which others may have", () => {
        expect(nameFrom("acme-my.key")).toEqual({
            names: { name: "acme-my.key", __autoName: "acme-my.key", __autoNameIsShared: true },
            problems: [],
        });
    });

    test("may be that there must be one", () => {
        expect(nameFrom(false).problems).toEqual([
            "name is required: autonaming is disabled for this stack.",
        ]);
    });
});

test("a name identifies what has it where it was generated, and at random", () => {
    expect(uniqueName({ name: "mine" })).toBeUndefined();
    expect(uniqueName({ __autoName: "my-key-0123456" })).toBe("my-key-0123456");
    expect(uniqueName({ __autoName: "my-key", __autoNameIsShared: true })).toBeUndefined();
    expect(uniqueName({ __autoNameIsShared: true })).toBeUndefined();
});
