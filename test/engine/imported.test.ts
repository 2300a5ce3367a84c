import * as pulumi from "@pulumi/pulumi";
import * as dynamic from "pulumi-nhncloud";
import * as nhncloud from "pulumi-nhncloud/plugin";
import { changingRequests } from "../../demo/cloudState";
import { convert } from "../../provider/src/cli/terraform/convert";
import { readState } from "../../provider/src/cli/terraform/state";
import { runProgram } from "../support/generated";
import { recordedState, remake, userData } from "../support/terraform";
import { changedStepsOf, destroyAll, expectNothingToDo, smallServer, stepsOf, useScene } from "./scene";

const publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS one@example.com";

describe("a stack whose state is lost", () => {
    // The values that a converted program requires; secrets would take seconds to set.
    const required = { webUserData: userData, workersBlueThisMetadataToken: "do-not-print" };
    const scene = useScene({
        project: "imported",
        configuration: () =>
            Object.fromEntries(Object.entries(required).map(([key, value]) => [`imported:${key}`, value])),
    });

    /** What has something in the cloud; `ids` are imported. */
    const program =
        (ids: Record<string, string> = {}, changes: object = {}) =>
        async () => {
            const of = (name: string): pulumi.CustomResourceOptions =>
                ids[name] ? { import: ids[name] } : {};
            const access = new nhncloud.Keypair("access", { name: "access", publicKey }, of("access"));
            const apart = new nhncloud.PlacementPolicy("apart", { name: "apart" }, of("apart"));
            const shared = smallServer(scene, access.id);
            const web = new nhncloud.Server(
                "web",
                {
                    ...shared,
                    name: "web",
                    placementPolicyId: apart.id,
                    securityGroups: ["default", "db"],
                    metadata: { role: "web" },
                    userData: "#!/bin/sh\necho hello\n",
                    ...changes,
                },
                of("web"),
            );
            const { zone } = scene.region.ids;
            const disk = { name: "data", size: 10, availabilityZone: zone };
            const data = new nhncloud.Volume("data", disk, of("data"));
            const attached = { serverId: web.id, volumeId: data.id };
            new nhncloud.VolumeAttachment("attached", attached, of("attached"));
            const group = { serverId: web.id, securityGroup: "db" };
            new nhncloud.SecurityGroupAssignment("database", group, of("database"));
            new nhncloud.ServerImage("golden", { serverId: web.id, name: "golden" }, of("golden"));
            new nhncloud.FloatingIp("public", { serverId: web.id }, of("public"));
            const fleet = { ...shared, count: 2, securityGroups: ["default"] };
            new nhncloud.ServerFleet("worker", { ...fleet, namePrefix: "worker" }, of("worker"));
        };

    test("is imported by ids, with what the cloud does not show, and nothing changes then", async () => {
        scene.stack.program = program();
        await scene.stack.up();
        const stored = await scene.stack.storedResources();
        const ids = Object.fromEntries(
            stored.map(({ urn, id }) => [String(urn.split("::").at(-1)), String(id)]),
        );
        await scene.stack.forget();
        scene.cloud.requests.length = 0;
        scene.stack.program = program(ids);
        const outcome = await scene.stack.up();
        expect(stepsOf(outcome).sort()).toEqual(
            Object.keys(ids)
                .map((name) => `import ${name}`)
                .sort(),
        );
        expect(changingRequests(scene.cloud.requests)).toEqual([]);
        scene.stack.program = program();
        expect(changedStepsOf(await scene.stack.up())).toEqual([]);
    });

    test("knows from then on what the program gave: other user data replace the server", async () => {
        scene.stack.program = program({}, { userData: "#!/bin/sh\necho other\n" });
        const { output } = await scene.stack.preview();
        expect(output).toMatch(/\+-nhncloud:compute:Server: \(replace\)/);
        expect(output).toMatch(/~ userData *: \[secret\] => \[secret\]/);
        expect(changedStepsOf(await destroyAll(scene))).toHaveLength(9);
    });

    test("previews nothing but imports of what Terraform made, changes nothing, and has nothing to do then", async () => {
        const instances = readState(await remake(recordedState, scene.cloud));
        const { program: text, imports } = convert(instances);
        scene.cloud.requests.length = 0;
        const through = (door: object, converted: string) => async () =>
            runProgram(converted, { "@pulumi/pulumi": pulumi, "pulumi-nhncloud": door });
        scene.stack.program = through(nhncloud, text);
        const outcome = await scene.stack.preview();
        expect(stepsOf(outcome).sort()).toEqual(imports.map(({ name }) => `import ${name}`).sort());

        scene.stack.program = through(dynamic, text);
        const { output } = await scene.stack.up();
        const shown = output.match(/Importing .* instead of creating one\./g);
        expect(new Set(shown).size).toBe(imports.length);
        expect(changingRequests(scene.cloud.requests)).toEqual([]);

        scene.stack.program = through(dynamic, text.replace(/import: "[^"]*",?/g, ""));
        await expectNothingToDo(scene);
    });
});
