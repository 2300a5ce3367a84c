import { type Finding, failed, ok, warning } from "./finding";
import type { Surroundings } from "./surroundings";

/** Older engines drop the inputs that a read returns, so that drift would not show. */
const oldestEngine = "3.216.0";
const oldestNode = "20.19.0";
/** Of resources at a time: fewer than that make a stack of many servers wait in rounds. */
const enoughParallel = 32;

type Environment = Readonly<Record<string, string | undefined>>;

/** What is on this machine: no request is made. */
export async function* machineChecks(
    surroundings: Surroundings,
    environment: Environment,
): AsyncGenerator<Finding> {
    yield nodeFinding(surroundings);
    yield await engineFinding(surroundings);
    yield packageFinding(surroundings);
    yield parallelFinding(surroundings, environment);
}

function nodeFinding({ nodeVersion }: Surroundings): Finding {
    return isAtLeast(nodeVersion, oldestNode)
        ? ok("Node.js", nodeVersion)
        : failed(
              "Node.js",
              `${nodeVersion} is older than ${oldestNode}`,
              `Install Node.js ${oldestNode} or newer.`,
          );
}

async function engineFinding({ pulumi }: Surroundings): Promise<Finding> {
    const remedy = `Install Pulumi ${oldestEngine} or newer: https://www.pulumi.com/docs/install/`;
    try {
        const version = (await pulumi("version")).trim().replace(/^v/, "");
        return isAtLeast(version, oldestEngine)
            ? ok("Pulumi engine", version)
            : failed("Pulumi engine", `${version} is older than ${oldestEngine}`, remedy);
    } catch {
        return failed("Pulumi engine", "pulumi cannot be run", remedy);
    }
}

function packageFinding({ folder, packageVersion }: Surroundings): Finding {
    const names = ["pulumi-nhncloud", "@pulumi/pulumi"];
    const missing = names.filter((name) => packageVersion(name) === undefined);
    return missing.length === 0
        ? ok("Packages", names.map((name) => `${name} ${packageVersion(name)}`).join(", "))
        : warning(
              "Packages",
              `${missing.join(" and ")} cannot be loaded from ${folder}, where the plugin looks`,
              `In the program's folder, run "npm install ${names.join(" ")}".`,
          );
}

function parallelFinding({ processors }: Surroundings, { PULUMI_PARALLEL: given }: Environment): Finding {
    const parallel = Number(given) || 4 * processors;
    const detail = `${parallel} resources at a time`;
    return parallel >= enoughParallel
        ? ok("Parallel", detail)
        : warning(
              "Parallel",
              `${detail}, so that 50 servers take ${Math.ceil(50 / parallel)} rounds`,
              "export PULUMI_PARALLEL=100, since resources mostly wait.",
          );
}

function isAtLeast(version: string, oldest: string): boolean {
    return version.localeCompare(oldest, "en", { numeric: true }) >= 0;
}
