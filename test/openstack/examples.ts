import type { automation } from "@pulumi/pulumi";
import type { Configuration } from "../../engine/stack";

import fleet = require("../../examples/fleet");
import quickstart = require("../../examples/quickstart");
import webWithVolume = require("../../examples/web-with-volume");

import type { ContractCloud } from "../contract/cloud";
import { makeVolume } from "../contract/servers";

/** An example's program, and what it needs of a cloud. */
export interface Example {
    name: string;
    program: automation.PulumiFn;
    /** How many resources it has. */
    size: number;
    configuration(cloud: ContractCloud): Promise<Configuration>;
    /** New configuration that every cloud carries out in place. */
    change(cloud: ContractCloud): Configuration;
    /** What the change does, by resource. */
    changes: string[];
}

/** One row each. */
export const examples: Example[] = [
    {
        name: "quickstart",
        program: quickstart,
        size: 5,
        configuration: async (cloud) => ({
            "quickstart:imageId": cloud.ids.image,
            "quickstart:flavorId": cloud.ids.flavor,
            "quickstart:networkId": cloud.ids.network,
            "quickstart:volumeId": await makeVolume(cloud, "data"),
            "quickstart:securityGroup": "db",
        }),
        change: ({ ids }) => ({
            "quickstart:webName": "storefront",
            "quickstart:webFlavorId": ids.bigFlavor,
            "quickstart:webSecurityGroups": JSON.stringify(["default", "web"]),
        }),
        changes: ["update web"],
    },
    {
        name: "fleet",
        program: fleet,
        size: 4,
        configuration: async ({ ids }) => ({
            "fleet:imageId": ids.image,
            "fleet:builderFlavor": "m2.c1m2",
            "fleet:workerFlavor": "m2.c1m2",
            "fleet:networkId": ids.network,
            "fleet:workers": "2",
        }),
        change: () => ({
            "fleet:workerFlavor": "m2.c2m4",
            "fleet:workers": "3",
            "fleet:builderPower": "stopped",
        }),
        changes: ["update builder", "update worker"],
    },
    {
        name: "web-with-volume",
        program: webWithVolume,
        size: 4,
        configuration: async (cloud) => ({
            "web-with-volume:image": (await cloud.image("GET", `/images/${cloud.ids.image}`)).body.name,
            "web-with-volume:flavor": "m2.c1m2",
            "web-with-volume:networkId": cloud.ids.network,
            "web-with-volume:volumeIds": JSON.stringify([
                await makeVolume(cloud, "first"),
                await makeVolume(cloud, "second"),
            ]),
        }),
        change: () => ({ "web-with-volume:power": "stopped" }),
        changes: ["update web"],
    },
];
