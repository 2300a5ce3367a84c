import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Cloud } from "../../emulator";
import { runCommand } from "../../engine/command";
import { makeOwnDirectory } from "../../engine/ownDirectory";
import { type Operation, type Size, type Tool, type ToolStack, timed } from "./tool";

const PROVIDER = "terraform-provider-openstack";

const words: Record<Operation, string[]> = {
    preview: ["plan"],
    up: ["apply", "-auto-approve"],
    refresh: ["apply", "-refresh-only", "-auto-approve"],
    destroy: ["destroy", "-auto-approve"],
};

/** The terraform or tofu at `path` with the provider beside it; or why they cannot be had, in one sentence. */
export async function findTerraform(path: string): Promise<Tool | string> {
    const binary = resolve(path);
    const provider = dirname(binary);
    if (!existsSync(binary)) return `There is no ${binary}: Terraform's rows are left out.`;
    if (!existsSync(join(provider, PROVIDER)))
        return `There is no ${PROVIDER} beside ${binary}: Terraform's rows are left out.`;
    const { output } = await runCommand([binary, "version", "-json"]);
    const { terraform_version } = JSON.parse(output.join(""));
    return {
        name: `${basename(binary)} ${terraform_version}`,
        open: (cloud, size) => open(binary, provider, cloud, size),
    };
}

async function open(binary: string, provider: string, cloud: Cloud, size: Size): Promise<ToolStack> {
    const directory = await makeOwnDirectory(join(__dirname, "../../.work"), "terraform");
    await writeFile(join(directory, "main.tf"), configuration(cloud, size));
    await writeFile(join(directory, "cli.tfrc"), cliConfiguration(provider));
    const env = {
        ...process.env,
        ...cloud.openstackEnvironment(),
        TF_CLI_CONFIG_FILE: join(directory, "cli.tfrc"),
        CHECKPOINT_DISABLE: "1",
    };
    return {
        run: (operation, { parallel, mayFail = false } = {}) => {
            const wide = parallel === undefined ? [] : [`-parallelism=${parallel}`];
            const line = [binary, ...words[operation], "-no-color", "-input=false", ...wide];
            return timed(line, { cwd: directory, env, mayFail }, nameOfCreated);
        },
        state: async () => {
            const text = await readFile(join(directory, "terraform.tfstate"), "utf8");
            const servers = JSON.parse(text).resources.find(({ name }: { name: string }) => name === "web");
            return { all: text.length, server: JSON.stringify(servers.instances[0]).length };
        },
        close: () => rm(directory, { recursive: true, force: true }),
    };
}

/** Runs the provider from its directory: nothing is looked for in a registry. */
function cliConfiguration(provider: string): string {
    return `provider_installation {
  dev_overrides {
    "terraform-provider-openstack/openstack" = "${provider}"
  }
  direct {}
}
`;
}

/** The stack of bench/programs, in Terraform's language. */
function configuration(cloud: Cloud, { servers, volumeIds }: Size): string {
    const { ids } = cloud.region();
    return `terraform {
  required_providers {
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

resource "openstack_compute_keypair_v2" "access" {
  name = "access"
}

resource "openstack_compute_instance_v2" "web" {
  count     = ${servers}
  name      = "web-\${count.index}"
  flavor_id = "${ids.flavor}"
  key_pair  = openstack_compute_keypair_v2.access.name

  network {
    uuid = "${ids.network}"
  }

  block_device {
    uuid                  = "${ids.image}"
    source_type           = "image"
    destination_type      = "volume"
    boot_index            = 0
    volume_size           = 20
    delete_on_termination = true
  }
}

resource "openstack_compute_volume_attach_v2" "data" {
  count       = ${volumeIds.length}
  instance_id = openstack_compute_instance_v2.web[count.index].id
  volume_id   = element(${JSON.stringify(volumeIds)}, count.index)
}
`;
}

/** `openstack_compute_instance_v2.web[0]: Creation complete after 6s [id=…]` */
function nameOfCreated(line: string): string | undefined {
    const [, name, index] = /^\S+\.(\w+)\[(\d+)\]: Creation complete/.exec(line) ?? [];
    return name && `${name}-${index}`;
}
