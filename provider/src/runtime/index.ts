import type * as pulumi from "@pulumi/pulumi";
import { keypair } from "../lifecycle/keypair";
import { securityGroupAssignment } from "../lifecycle/securityGroupAssignment";
import { server } from "../lifecycle/server";
import { serverFleet } from "../lifecycle/serverFleet";
import { serverImage } from "../lifecycle/serverImage";
import { volumeAttachment } from "../lifecycle/volumeAttachment";
import { pluginPlatform } from "./platform";
import { createRuntime } from "./provider";

export const lifecycles = {
    Keypair: keypair,
    Server: server,
    VolumeAttachment: volumeAttachment,
    SecurityGroupAssignment: securityGroupAssignment,
    ServerImage: serverImage,
    ServerFleet: serverFleet,
};

let runtime: ReturnType<typeof createRuntime> | undefined;

/**
 * The provider of a kind of resource. Every stack's state names this function and its kinds
 * (`require("pulumi-nhncloud/runtime").v1("Server")`): they are a promise for ever.
 */
export function v1(kind: string): pulumi.dynamic.ResourceProvider {
    runtime ??= createRuntime(pluginPlatform(), lifecycles);
    return runtime(kind);
}
