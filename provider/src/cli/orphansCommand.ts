import { parseArgs } from "node:util";
import { visible } from "../api/oneLine";
import { connect } from "../cloud/connect";
import { type Command, type Scene, somethingFound, succeeded, wrongUsage } from "./command";
import { deleteOrphan, findOrphans, type Orphan, olderThan, readStacks } from "./orphans";
import { withProgress } from "./report";
import { stackConfiguration } from "./stackConfiguration";

export const orphansCommand: Command = {
    help: `pulumi-nhncloud orphans [options]

Lists what bears this package's mark in the project and is in no stack of the backend that pulumi is logged in to: servers, volumes, images,
keypairs and floating IPs. What stacks of another backend have is listed too, so log in to each of them before you delete anything.

  --stack NAME         the stack whose configuration is read; the selected one by default
  --region NAME        another region than the configured one
  --older-than AGE     only what is known to be older: 30m, 24h, 7d
  --delete             deletes what is listed, after it has asked
  --json               prints a list: kind, id, name, status, created

Exit code: 0 if there is nothing, or all of it was deleted, 1 if there is something, 2 for a wrong command line.
`,
    async run(words, scene) {
        const { values } = parseArgs({
            args: words,
            options: {
                stack: { type: "string" },
                region: { type: "string" },
                "older-than": { type: "string" },
                delete: { type: "boolean" },
                json: { type: "boolean" },
            },
        });
        const { surroundings, platform, out, errors } = scene;
        const config = await stackConfiguration(surroundings, values.stack);
        const { configuration, cloud } = connect(platform, (key) => config?.get(key))();
        const region = cloud(values.region ?? configuration.region);
        const showing = <T>(text: string, work: Promise<T>) =>
            withProgress(errors, platform.clock, text, work);
        const known = await showing("Reading the stacks", readStacks(surroundings));
        const all = await showing("Reading the cloud", findOrphans(region, known));
        const age = values["older-than"];
        const orphans = age === undefined ? all : olderThan(all, age, platform.clock.now());
        const where = `region ${region.region}, in no stack of this backend (${known.stacks.length} read)`;
        if (values.json) out.write(`${JSON.stringify(orphans, undefined, 4)}\n`);
        else if (orphans.length === 0) out.write(`Nothing with this package's mark is in ${where}.\n`);
        else out.write(`In ${where}:\n${orphans.map(lineOf).join("")}`);
        if (orphans.length === 0) return succeeded;
        if (!values.delete) return somethingFound;
        const deleting = (orphan: Orphan) => showing(`Deleting ${orphan.name}`, deleteOrphan(region, orphan));
        return await deleteAll(orphans, scene, deleting);
    },
};

async function deleteAll(
    orphans: readonly Orphan[],
    { ask, errors }: Scene,
    deleting: (orphan: Orphan) => Promise<void>,
): Promise<number> {
    const answer = await ask(`Delete these ${orphans.length}? Type yes: `);
    if (answer !== "yes") {
        errors.write(
            answer === undefined
                ? "Nothing is deleted: --delete asks, and there is no terminal to answer.\n"
                : "Nothing is deleted.\n",
        );
        return answer === undefined ? wrongUsage : somethingFound;
    }
    for (const orphan of orphans) {
        await deleting(orphan);
        errors.write(`Deleted: ${lineOf(orphan)}`);
    }
    return succeeded;
}

function lineOf({ kind, id, name, status, created }: Orphan): string {
    const rest = [id === name ? "" : id, status, created ?? ""].filter((text) => text !== "");
    return `${[kind, visible(name), ...rest].join("  ")}\n`;
}
