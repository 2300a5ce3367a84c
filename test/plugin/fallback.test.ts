import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { startCloud } from "../../emulator";
import { startPlugin } from "./process";

/** What a plain pulumi.dynamic.Resource makes of a provider: its constructor serialises `() => provider`. */
const serialise = `
    const pulumi = require("@pulumi/pulumi");
    const provider = {
        configure: (request) => require("pulumi-nhncloud/runtime").v1("Keypair").configure(request),
        check: (olds, news) => require("pulumi-nhncloud/runtime").v1("Keypair").check(olds, news),
        diff: (id, olds, news) => require("pulumi-nhncloud/runtime").v1("Keypair").diff(id, olds, news),
        create: (inputs) => require("pulumi-nhncloud/runtime").v1("Keypair").create(inputs),
        read: (id, props) => require("pulumi-nhncloud/runtime").v1("Keypair").read(id, props),
        update: (id, olds, news) => require("pulumi-nhncloud/runtime").v1("Keypair").update(id, olds, news),
        delete: (id, props) => require("pulumi-nhncloud/runtime").v1("Keypair").delete(id, props),
    };
    pulumi.runtime.serializeFunction(() => provider).then(({ text, exportName }) => {
        console.log(text.replaceAll("exports." + exportName, "exports.handler"));
    });
`;

// It starts Node once more and generates a pair.
jest.setTimeout(30_000);

test("the same runtime also serves a plain pulumi.dynamic.Resource of seven arrows", async () => {
    const root = join(__dirname, "../..");
    const text = execFileSync(process.execPath, ["-e", serialise], { cwd: root, encoding: "utf8" });
    const cloud = await startCloud();
    const plugin = await startPlugin(cloud.environment());
    try {
        await plugin.configure({});
        const { inputs, failures } = await plugin.check("Keypair", { name: "plain", __provider: text });
        expect(failures).toEqual([]);
        expect(inputs.__provider).toBe(text);
        const { id, properties } = await plugin.create(inputs);
        expect(cloud.region().keypairs.has("plain")).toBe(true);
        expect((await plugin.diff(id, properties, inputs)).changes).toBe(false);
        expect((await plugin.read(id, properties)).id).toBe("plain");
        await plugin.delete(id, properties);
        expect(cloud.region().keypairs.size).toBe(0);
    } finally {
        await plugin.close();
        await cloud.close();
    }
});
