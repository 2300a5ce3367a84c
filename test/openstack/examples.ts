import type { automation } from "@pulumi/pulumi";
import type { Configuration } from "../../engine/stack";

import quickstart = require("../../examples/quickstart");

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
];
