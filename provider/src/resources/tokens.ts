/** The type of a resource, or the name of a function, of the provider plugin. */
export function pluginToken(name: string): string {
    return `nhncloud:compute:${name}`;
}

/** The type of a dynamic resource. */
export function dynamicType(kind: string): string {
    return `pulumi-nodejs:dynamic/nhncloud/compute:${kind}`;
}

/** The plugin returns a list as the member of an object: getServers returns its `servers`. */
export function resultKey(functionName: string): string {
    const topic = functionName.replace(/^get/, "");
    return topic.slice(0, 1).toLowerCase() + topic.slice(1);
}

/** Where the engine downloads the plugin from if it is not installed. */
export const pluginDownloadUrl = "github://api.github.com/pulumi-nhncloud/pulumi-nhncloud";
