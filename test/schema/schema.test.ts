import { readFileSync } from "node:fs";
import { join } from "node:path";
import { handlers } from "../../provider/src/resources/handlers";
import { generateSchema } from "../../schema/generate";

const committed = () => JSON.parse(readFileSync(join(__dirname, "../../provider/schema.json"), "utf8"));

describe("provider/schema.json", () => {
    test("is what the declarations and tables say: run npm run schema after a change", () => {
        expect(committed()).toEqual(JSON.parse(JSON.stringify(generateSchema())));
    });

    test("has each address where the package's repository is", () => {
        const { repository, pluginDownloadURL, language } = committed();
        const path = repository.replace("https://github.com/", "");
        expect(pluginDownloadURL).toBe(`github://api.github.com/${path}`);
        expect(language.go.importBasePath).toBe(`github.com/${path}/sdk/go/nhncloud`);
    });
});

test.each(Object.entries(handlers))(
    "%s tells of each argument whether a change replaces it",
    (kind, { properties }) => {
        const { inputProperties } = committed().resources[`nhncloud:compute:${kind}`];
        const wrong = Object.entries(properties).filter(([name, { onChange }]) => {
            const text = inputProperties[name].description.replace(/\s+/g, " ");
            const says = /[Cc]hang(ing (this|these|its `\w+`)|e) replaces/.test(text);
            return says !== (onChange === "replace");
        });
        expect(wrong.map(([name]) => name)).toEqual([]);
    },
);

test("every class and function of the package is also there through the plugin", () => {
    const direct = Object.keys(require("pulumi-nhncloud"));
    const { compute, ...plugin } = require("pulumi-nhncloud/plugin");
    expect(Object.keys(plugin).sort()).toEqual(direct.sort());
    // As `pulumi import` writes them.
    expect(compute.Server).toBe(plugin.Server);
    const { types }: { types: Record<string, { enum?: { value: string }[] }> } = committed();
    const named = Object.entries(types).filter(([, type]) => type.enum);
    expect(named.length).toBeGreaterThan(0);
    for (const [token, { enum: values = [] }] of named) {
        const name = String(token.split(":").at(-1));
        expect([name, Object.values(compute[name])]).toEqual([name, values.map(({ value }) => value)]);
    }
});
