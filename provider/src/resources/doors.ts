import * as pulumi from "@pulumi/pulumi";
import { withOptions } from "./options";
import { pointer } from "./pointer";
import { demandReachable } from "./reachable";
import { dynamicType, pluginDownloadUrl, pluginToken } from "./tokens";

/** How the engine reaches the code of a resource. A stack moves from one to the other: each knows the other's type. */
export type Door = (
    kind: string,
    name: string,
    args: object,
    derived: string[],
    options: pulumi.CustomResourceOptions | undefined,
) => {
    type: string;
    args: object;
    hiddenInputs: object;
    options: pulumi.CustomResourceOptions;
};

/** Through the SDK's dynamic provider, which requires this package from the program's directory. */
export const dynamicProvider: Door = (kind, name, args, derived, options = {}) => {
    demandReachable();
    const type = dynamicType(kind);
    // The engine would read it without the pointer to its code.
    const { import: importId, ...others } = options;
    return {
        type,
        args: withOptions(`${kind} resource '${name}'`, args, options),
        hiddenInputs: {
            // Not part of the protocol, but needed for auto-naming, status lines, the stack's state and preflight.
            __logicalName: name,
            __urn: pulumi.createUrn(name, type, options.parent),
            __stack: stackName(),
            __replaceOnChanges: options.replaceOnChanges,
            __import: importId || undefined,
            __provider: pointer(kind),
            ...(derived.length > 0 ? { __derived: derived } : {}),
        },
        options: pulumi.mergeOptions(others, { aliases: [{ type: pluginToken(kind) }] }),
    };
};

/** Through the provider plugin `pulumi-resource-nhncloud`. */
export const providerPlugin: Door = (kind, _name, args, derived, options) => ({
    type: pluginToken(kind),
    args,
    // Not part of the protocol, but needed for preflight.
    hiddenInputs: { __derived: derived },
    options: pulumi.mergeOptions(options, {
        aliases: [{ type: dynamicType(kind) }],
        ...release(),
    }),
});

/** What the engine calls the package of an explicit provider, and its settings. */
export interface ProviderDoor {
    package: string;
    prefix: string;
    /** Whether the provider needs the stack's setting: the engine tells a plugin what it says for each resource. */
    autoNaming: boolean;
    options: pulumi.ResourceOptions;
}

export const dynamicProviders: ProviderDoor = {
    package: "pulumi-nodejs",
    prefix: "nhncloud:",
    autoNaming: true,
    options: {},
};

export const pluginProviders: ProviderDoor = {
    package: "nhncloud",
    prefix: "",
    autoNaming: false,
    options: release(),
};

/** The plugin that belongs to this package. */
function release(): { version: string; pluginDownloadURL: string } {
    const { version } = require("../../package.json") as { version: string };
    return { version, pluginDownloadURL: pluginDownloadUrl };
}

/** Includes the organization, so that no other stack is read by mistake; undefined in unit tests without one. */
function stackName(): string | undefined {
    try {
        return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    } catch {
        return undefined;
    }
}
