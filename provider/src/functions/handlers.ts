import * as pulumi from "@pulumi/pulumi";
import { createInvoke, type FunctionHandler, type Invoke } from "../core/functions";
import { systemPlatform } from "../platform/platform";
import { getAvailabilityZones } from "./availabilityZones/handler";
import { getFlavor, getFlavors } from "./flavors/handler";
import { getFloatingIps } from "./floatingIps/handler";
import { getImage, getImages } from "./images/handler";
import { getKeypair, getKeypairs } from "./keypairs/handler";
import { getNetwork, getNetworks } from "./networks/handler";
import { getSecurityGroup, getSecurityGroups } from "./securityGroups/handler";
import { getServer, getServers } from "./servers/handler";
import { getSubnet, getSubnets } from "./subnets/handler";
import { getVolumeAttachments } from "./volumeAttachments/handler";
import { getVolume, getVolumes } from "./volumes/handler";
import { getVolumeTypes } from "./volumeTypes/handler";

export const functionHandlers = {
    getAvailabilityZones,
    getFlavor,
    getFlavors,
    getFloatingIps,
    getImage,
    getImages,
    getKeypair,
    getKeypairs,
    getNetwork,
    getNetworks,
    getSecurityGroup,
    getSecurityGroups,
    getServer,
    getServers,
    getSubnet,
    getSubnets,
    getVolume,
    getVolumeAttachments,
    getVolumes,
    getVolumeTypes,
} as const satisfies Record<string, FunctionHandler>;

export type FunctionName = keyof typeof functionHandlers;

const known = new WeakMap<object, Invoke>();
const withoutStack = {};

/** A process of the Automation API may run several stacks, and a stack may have providers, each with its own configuration. */
export function invokeOfThisRun(explicit?: {
    provider: object;
    configuration: Readonly<Record<string, string | undefined>>;
}): Invoke {
    const configured = explicit?.provider ?? pulumi.runtime.getStackResource() ?? withoutStack;
    const config = new pulumi.Config("nhncloud");
    const get = (key: string) =>
        explicit ? explicit.configuration[key] : config.get(key.replace("nhncloud:", ""));
    const invoke = known.get(configured) ?? createInvoke(systemPlatform(), get, functionHandlers);
    known.set(configured, invoke);
    return invoke;
}
