import type { Unwrap } from "@pulumi/pulumi";
import { commonProperties } from "../../core/commonProperties";
import type { Property, ReportProblem, Values } from "../../core/properties";
import { flag, ipAddress, text, uuid } from "../../core/validators";
import type { FloatingIpArgs } from "./resource";

export type FloatingIpInputs = Values & Unwrap<FloatingIpArgs>;

/** What a floating IP takes, and what a change of it means. */
export const floatingIpProperties = {
    ...commonProperties,
    serverId: { validate: uuid, onChange: "update" },
    portId: { validate: uuid, onChange: "update" },
    fixedIp: { validate: ipAddress, onChange: "update" },
    floatingNetworkId: { validate: uuid, onChange: "replace" },
    label: {
        validate: text({
            max: 64,
            pattern: { matches: /^[\p{L}\p{N}]+$/u, means: "letters and digits" },
        }),
        onChange: "update",
    },
    deleteProtection: { validate: flag, onChange: "update" },
} satisfies Record<keyof FloatingIpArgs, Property>;

/** What an address leads to. */
export const connectionProperties: readonly string[] = ["serverId", "portId", "fixedIp"];

export function checkFloatingIp(inputs: Values, report: ReportProblem): void {
    const { serverId, portId, fixedIp, label, adoptExisting } = inputs;
    if (serverId !== undefined && portId !== undefined)
        report("serverId and portId are both given: give one of them.");
    if (fixedIp !== undefined && serverId === undefined && portId === undefined)
        report("fixedIp needs serverId or portId: give one of them, or leave it out.");
    if (adoptExisting === true && label === undefined)
        report("adoptExisting needs a label, by which the address is found: give one, or leave it out.");
}
