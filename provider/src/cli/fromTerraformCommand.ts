import { parseArgs } from "node:util";
import { visible } from "../api/oneLine";
import { Failure } from "../errors/failure";
import { type Command, somethingFound, succeeded } from "./command";
import { withProgress } from "./report";
import { type Converted, convert, type Remark } from "./terraform/convert";
import { readState } from "./terraform/state";

export const fromTerraformCommand: Command = {
    help: `pulumi-nhncloud from-terraform STATE [options]

Prints a TypeScript program that imports what a Terraform state has of terraform-provider-openstack and terraform-provider-nhncloud:
keypairs, servers, their security groups and images, volumes and their attachments, floating IPs, placement policies. What it cannot
convert, and what to do next, goes to stderr. Nothing is called or changed. STATE is a file of version 4, or - for the standard input:
terraform state pull | ... -

  --json               prints all of it: program, imports, taken, left, notes, secrets, regions

Secrets are never printed: the program requires them of the stack's configuration.
Exit code: 0 if all of it is in the program, 1 if something is not, 2 for a wrong command line or state.
`,
    async run(words, { surroundings, platform, out, errors }) {
        const { values, positionals } = parseArgs({
            args: words,
            options: { json: { type: "boolean" } },
            allowPositionals: true,
        });
        const [file, ...others] = positionals;
        if (file === undefined || others.length > 0)
            throw new Failure("it takes one state", "Pass a terraform.tfstate, or -.");
        const reading = surroundings.read(file);
        const text = await withProgress(errors, platform.clock, "Reading the state", reading);
        const converted = convert(readState(text));
        if (values.json) out.write(`${JSON.stringify(converted, undefined, 4)}\n`);
        else {
            out.write(converted.program);
            errors.write(reportOf(converted));
        }
        return converted.left.length === 0 ? succeeded : somethingFound;
    },
};

function reportOf({ taken, left, notes, secrets, regions }: Converted): string {
    const remarks = (title: string, all: readonly Remark[]) =>
        all.length === 0 ? [] : ["", title, ...all.map(({ address, text }) => `  ${address}: ${text}`)];
    const settings = [...new Set(secrets.map(({ key }) => key))].map((key) => {
        const [one, ...others] = secrets.filter((secret) => secret.key === key);
        const more = others.length === 0 ? "" : ` and ${others.length} more`;
        return `  pulumi config set --secret ${key}  # ${one?.address}${more}: ${one?.about}`;
    });
    const region = regions.length === 1 ? [`  pulumi config set nhncloud:region ${regions[0]}`] : [];
    const next = [
        "",
        "Next:",
        ...region,
        ...settings,
        "  pulumi preview  # each resource says that it is imported",
        "  pulumi up",
        `  terraform state rm ${taken.map(shellWord).join(" ")}`,
        "  # and delete their blocks: terraform apply would create all of it again",
    ];
    const lines = [
        `${taken.length} of ${taken.length + left.length} resources of the state are in the program.`,
        ...remarks("These stay in Terraform:", left),
        ...remarks("These are imported, but:", notes),
        ...(taken.length === 0 ? [] : next),
    ];
    return lines.map((line) => `${visible(line)}\n`).join("");
}

function shellWord(text: string): string {
    return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
