import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { leftovers, liveServers } from "../../demo/cloudState";
import { openProject, type Project } from "./project";

jest.setTimeout(300_000);

/** With the stack, the size of what each makes. */
const programs = [
    { folder: "examples/quickstart-yaml", size: 6, servers: 2 },
    { folder: "test/languages/everyKind", size: 10, servers: 3 },
];

describe.each(programs)("the YAML program in $folder", ({ folder, size, servers }) => {
    let project: Project;
    beforeAll(async () => {
        project = await openProject(folder);
    });
    afterAll(() => project?.close());

    test("goes up, and then there is nothing to do", async () => {
        const { stack, cloud } = project;
        const up = await stack.up();
        expect(up.summary.resourceChanges).toEqual({ create: size });
        expect(up.outputs.privateKey).toMatchObject({ secret: true });
        expect(up.outputs.webAddress?.value).toMatch(/^192\.168\./);
        expect(liveServers(cloud.region())).toHaveLength(servers);
        expect((await stack.preview()).changeSummary).toEqual({ same: size });
    });

    test("loses its state, and `pulumi import` writes a program for which there is nothing to do", async () => {
        const { stack, cloud, directory } = project;
        const { version, deployment } = await stack.exportStack();
        const all: { urn: string; type: string; id: string }[] = deployment.resources;
        const resources = all
            .filter(({ type }) => type.startsWith("nhncloud:"))
            .map(({ urn, type, id }) => ({ type, id, name: String(urn.split("::").at(-1)) }));
        await stack.importStack({ version, deployment: { ...deployment, resources: [] } });
        const { generatedCode } = await stack.import({ resources, protect: false });
        const settings = await readFile(join(directory, "Pulumi.yaml"), "utf8");
        await writeFile(
            join(directory, "Pulumi.yaml"),
            `${settings.slice(0, settings.indexOf("config:"))}${generatedCode}`,
        );
        expect((await stack.preview()).changeSummary).toEqual({ same: size });
        expect(liveServers(cloud.region())).toHaveLength(servers);
        await stack.destroy();
        expect(leftovers(cloud.region())).toEqual([]);
    });
});
