import { isSegment } from "../../api/paths";
import type { ReportProblem } from "../../core/properties";
import { fleetKey, nonceKey } from "../shared/marks";
import type { ServerInputs } from "./properties";

/** Keys by which the cloud's console, and this package, know a server; the guide shows them in "Get Instance". */
const reservedKeys: ReadonlySet<string> = new Set([
    nonceKey,
    fleetKey,
    "hypervisor_type",
    "image_name",
    "login_username",
    "monitoring_agent",
    "os_architecture",
    "os_distro",
    "os_type",
    "os_version",
    "project_domain",
    "tc_env",
    "volume_size",
]);

/** The cloud writes one of its own, and so may a program. */
const sharedKey = "description";

/** What is given is left for the rules of the property where it is no object. */
export function checkMetadata(metadata: unknown, report: ReportProblem): void {
    const keys = Object.keys(metadata ?? {}).filter((key) => reservedKeys.has(key));
    for (const key of keys) report(`metadata.${key} is written by the cloud itself: leave it out.`);
}

/**
 * The metadata that are ours to change: those that were asked for, and in exclusive mode all but the cloud's own and those
 * that no request can name, such as "..".
 */
export function ownMetadata(
    { metadata = {}, metadataMode }: Partial<Pick<ServerInputs, "metadata" | "metadataMode">>,
    live: Record<string, string>,
): Record<string, string> {
    const isOurs = (key: string) =>
        Object.hasOwn(metadata, key) ||
        (metadataMode === "exclusive" && !reservedKeys.has(key) && key !== sharedKey && isSegment(key));
    return Object.fromEntries(Object.entries(live).filter(([key]) => isOurs(key)));
}
