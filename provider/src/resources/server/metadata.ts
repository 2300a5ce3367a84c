import { isSegment } from "../../api/paths";
import { fleetKey, nonceKey } from "../shared/marks";
import type { ServerInputs } from "./properties";

/** Keys that the cloud's console and this package use; the guide shows them in "Get Instance". */
export const reservedKeys: ReadonlySet<string> = new Set([
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

/** Both the cloud and a program may set it. */
const sharedKey = "description";

/**
 * The metadata that is ours to change: the declared keys, and in exclusive mode all but the cloud's own and those that cannot
 * be part of a URL, such as "..".
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
