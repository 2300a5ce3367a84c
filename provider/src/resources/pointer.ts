/**
 * The code of a dynamic resource as kept in state: a pointer to this package's runtime. It is the same for every version and
 * configuration, so an upgrade changes no resource, and new code works with old state.
 */
export function pointer(kind: string): string {
    return `exports.handler = () => require("pulumi-nhncloud/runtime").v1("${kind}");`;
}
