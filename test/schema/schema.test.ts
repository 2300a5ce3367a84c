import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateSchema } from "../../schema/generate";

const provider = join(__dirname, "../../provider");

describe("provider/schema.json", () => {
    test("is what the declarations and tables say: run npm run schema after a change", () => {
        const committed = JSON.parse(readFileSync(join(provider, "schema.json"), "utf8"));
        expect(committed).toEqual(JSON.parse(JSON.stringify(generateSchema())));
    });
});

test("every class and function of the package is also there through the plugin", () => {
    const direct = Object.keys(require("pulumi-nhncloud"));
    const { compute, ...plugin } = require("pulumi-nhncloud/plugin");
    expect(Object.keys(plugin).sort()).toEqual(direct.sort());
    // As `pulumi import` writes it.
    expect(compute.Server).toBe(plugin.Server);
});
