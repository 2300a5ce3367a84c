import type { Unwrap } from "@pulumi/pulumi";
import { isUnknown, isValues, type Property, type ReportProblem, type Values } from "../../core/properties";
import { listOf, object, printableName, show, wholeNumber } from "../../core/validators";
import { checkServer } from "../server/checks";
import { type ServerInputs, serverProperties } from "../server/properties";
import { checkCheck, readinessCheckProperties } from "../shared/readiness";
import type { AllServerFleetArgs } from "./resource";

export type FleetInputs = Values &
    Unwrap<AllServerFleetArgs> &
    Pick<ServerInputs, "powerState"> & { namePrefix: string };

/** Leaves room for the suffix of a server. */
export const longestPrefix = 240;

const { name: _ofOneServer, ...ofServers } = serverProperties;

/** A fleet shows its servers, not what a server does. */
const ofFleets = Object.fromEntries(
    Object.entries(ofServers).map(([name, { affects: _ofServer, ...property }]: [string, Property]) => [
        name,
        property,
    ]),
) as Record<keyof typeof ofServers, Property>;

/** The inputs of a fleet; what would replace a server is rolled through the fleet. */
export const fleetProperties = {
    ...ofFleets,
    count: { validate: wholeNumber({ min: 0 }), onChange: "update" },
    minCount: { validate: wholeNumber({ min: 1 }), onChange: "update" },
    maxCount: { validate: wholeNumber({ min: 1 }), onChange: "update" },
    namePrefix: { validate: printableName(longestPrefix), onChange: "update" },
    maxSurge: { validate: wholeNumber({ min: 0 }), onChange: "update", affects: [] },
    maxUnavailable: { validate: wholeNumber({ min: 0 }), onChange: "update", affects: [] },
    availabilityZones: { validate: listOf(printableName(255), { min: 1 }), onChange: "replace" },
    readiness: { validate: object(readinessCheckProperties), onChange: "update", affects: [] },
} satisfies Record<keyof AllServerFleetArgs, Property>;

/** How many servers there must be, and may be. */
export function countOf({ count, minCount, maxCount }: Partial<FleetInputs>): {
    least: number;
    most: number;
} {
    const least = count ?? minCount ?? 1;
    return { least, most: count ?? maxCount ?? least };
}

/** Checks that involve more than one input. */
export function checkFleet(inputs: Values, report: ReportProblem): void {
    checkCount(inputs, report);
    checkReplacing(inputs, report);
    checkZones(inputs, report);
    if (isValues(inputs.readiness)) checkCheck(inputs.readiness, report, "readiness.");
    checkShared(inputs, report);
    checkServer(inputs, report);
}

function checkCount(inputs: Values, report: ReportProblem): void {
    const { count, minCount, maxCount } = inputs;
    const isRange = minCount !== undefined || maxCount !== undefined;
    if (count === undefined && !isRange) report("count is required: set it to the number of servers.");
    if (count !== undefined && isRange) {
        report("count and minCount or maxCount are mutually exclusive: set count, or the other two.");
    }
    if (isUnknown(minCount) || isUnknown(maxCount) || maxCount === undefined) return;
    if (Number(minCount ?? 1) > Number(maxCount)) {
        report(`minCount must be at most maxCount, ${maxCount}, got ${minCount}.`);
    }
}

function checkReplacing({ maxSurge, maxUnavailable }: Values, report: ReportProblem): void {
    if (maxSurge !== 0 || maxUnavailable !== 0) return;
    report("maxSurge and maxUnavailable must not both be 0: no server could ever be replaced.");
}

function checkZones({ availabilityZone, availabilityZones: zones }: Values, report: ReportProblem): void {
    if (availabilityZone !== undefined && zones !== undefined)
        report("availabilityZone and availabilityZones are mutually exclusive: set only one of them.");
    for (const [index, zone] of (Array.isArray(zones) ? zones : []).entries()) {
        if (typeof zone !== "string" || !zone.includes(":")) continue;
        report(`availabilityZones[${index}] must be a zone without a host, got ${show(zone)}.`);
    }
}

/** Refuses what servers cannot share. */
function checkShared({ networks, blockDevices }: Values, report: ReportProblem): void {
    for (const [index, network] of itemsOf(networks).entries()) {
        for (const name of ["port", "fixedIp"].filter((key) => network[key] !== undefined)) {
            report(
                `networks[${index}].${name} cannot be shared by the servers of a fleet: use a network or a subnet.`,
            );
        }
    }
    for (const [index, device] of itemsOf(blockDevices).entries()) {
        if (device.sourceType !== "volume") continue;
        report(
            `blockDevices[${index}] cannot be an existing volume, which servers cannot share: create it from an image or a snapshot.`,
        );
    }
}

function itemsOf(value: unknown): Values[] {
    return Array.isArray(value) ? value : [];
}
