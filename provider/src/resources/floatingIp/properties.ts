import type { Unwrap } from "@pulumi/pulumi";
import { commonProperties } from "../../core/commonProperties";
import type { Property, ReportProblem, Values } from "../../core/properties";
import { flag, ipAddress, text, uuid } from "../../core/validators";
import type { AllFloatingIpArgs } from "./resource";

export type FloatingIpInputs = Values & Unwrap<AllFloatingIpArgs>;

/** What moving it changes: never its address. */
const connection = ["portId", "fixedIp", "status"] as const;

/** How each property is validated, and what changing it does. */
export const floatingIpProperties = {
    ...commonProperties,
    serverId: { validate: uuid, onChange: "update", affects: connection },
    portId: { validate: uuid, onChange: "update", affects: connection },
    fixedIp: { validate: ipAddress, onChange: "update", affects: connection },
    floatingNetworkId: { validate: uuid, onChange: "replace" },
    label: {
        validate: text({
            max: 64,
            pattern: { matches: /^[\p{L}\p{N}]+$/u, means: "letters and digits" },
        }),
        onChange: "update",
        affects: [],
    },
    deleteProtection: { validate: flag, onChange: "update", affects: [] },
} satisfies Record<keyof AllFloatingIpArgs, Property>;

/** The properties that say what it is connected to. */
export const connectionProperties: readonly string[] = ["serverId", "portId", "fixedIp"];

export function checkFloatingIp(inputs: Values, report: ReportProblem): void {
    const { serverId, portId, fixedIp, label, adoptExisting } = inputs;
    if (serverId !== undefined && portId !== undefined)
        report("serverId and portId are mutually exclusive: set only one of them.");
    if (fixedIp !== undefined && serverId === undefined && portId === undefined)
        report("fixedIp requires serverId or portId: set one of them, or omit fixedIp.");
    if (adoptExisting === true && label === undefined)
        report(
            "adoptExisting requires label, which identifies the floating IP: set label, or omit adoptExisting.",
        );
}
