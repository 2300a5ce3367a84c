import * as pulumi from "@pulumi/pulumi";
import { createLookUps, type LookUp, type LookUps } from "../runtime/lookUps";
import { systemPlatform } from "../runtime/platform";
import { getAvailabilityZones } from "./availabilityZones";
import { getFlavor, getFlavors } from "./flavors";
import { getImage, getImages } from "./images";
import { getKeypair, getKeypairs } from "./keypairs";
import { getServer, getServers } from "./servers";
import { getVolumeAttachments } from "./volumeAttachments";

export const lookUps = {
    getAvailabilityZones,
    getFlavor,
    getFlavors,
    getImage,
    getImages,
    getKeypair,
    getKeypairs,
    getServer,
    getServers,
    getVolumeAttachments,
} as const satisfies Record<string, LookUp>;

export type LookUpName = keyof typeof lookUps;

const byRun = new WeakMap<object, LookUps>();
const withoutStack = {};

/** A process of the Automation API runs stack after stack, each with a configuration of its own. */
export function lookUpsOfThisRun(): LookUps {
    const run = pulumi.runtime.getStackResource() ?? withoutStack;
    const config = new pulumi.Config("nhncloud");
    const get = (key: string) => config.get(key.replace("nhncloud:", ""));
    const known = byRun.get(run) ?? createLookUps(systemPlatform(), get, lookUps);
    byRun.set(run, known);
    return known;
}
