import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { leftovers, liveServers } from "../../demo/cloudState";
import { openProject, type Project } from "./project";

jest.setTimeout(300_000);

describe("a YAML program", () => {
    let project: Project;
    beforeAll(async () => {
        project = await openProject("examples/quickstart-yaml");
    });
    afterAll(() => project?.close());

    test("goes up, and then there is nothing to do", async () => {
        const { stack, cloud } = project;
        const up = await stack.up();
        expect(up.summary.resourceChanges).toEqual({ create: 6 });
        expect(up.outputs.privateKey).toMatchObject({ secret: true });
        expect(up.outputs.webAddress?.value).toMatch(/^192\.168\./);
        expect(liveServers(cloud.region())).toHaveLength(2);
        expect((await stack.preview()).changeSummary).toEqual({ same: 6 });
    });

    test("loses its state, and `pulumi import` writes a program for which there is nothing to do", async () => {
        const { stack, cloud, directory } = project;
        const { version, deployment } = await stack.exportStack();
        const all: { urn: string; type: string; id: string }[] = deployment.resources;
        const resources = all
            .filter(({ type }) => type.startsWith("nhncloud:"))
            .map(({ urn, type, id }) => ({ type, id, name: String(urn.split("::").at(-1)) }));
        await stack.importStack({ version, deployment: { ...deployment, resources: [] } });
        const before = liveServers(cloud.region()).map(({ id }) => id);
        const { generatedCode } = await stack.import({ resources, protect: false });
        const settings = await readFile(join(directory, "Pulumi.yaml"), "utf8");
        await writeFile(
            join(directory, "Pulumi.yaml"),
            `${settings.slice(0, settings.indexOf("config:"))}${generatedCode}`,
        );
        expect((await stack.preview()).changeSummary).toEqual({ same: 6 });
        await stack.destroy();
        expect(before).toHaveLength(2);
        expect(leftovers(cloud.region())).toEqual([]);
    });
});
