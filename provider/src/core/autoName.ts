import type { Resource, ResourceHandler } from "./handler";
import type { Values } from "./properties";

/** The name that is set, was generated before (whatever it is called by now), or is generated now. */
export function autoName(
    rule: ResourceHandler["autoName"],
    { name: logicalName = "nhncloud", configuredName }: Resource,
    oldInputs: Values,
    inputs: Values,
    randomHex: (digits: number) => string,
): Values {
    if (!rule) return {};
    const { property, max, digits } = rule;
    const given = inputs[property];
    if (given !== undefined && given !== null) return { [property]: given };
    const before = oldInputs.__autoName ?? oldInputs[property];
    if (before !== undefined && before !== null) return { [property]: before, __autoName: before };
    if (typeof configuredName === "string") return { [property]: configuredName, __autoName: configuredName };
    const suffix = digits > 0 ? `-${randomHex(digits)}` : "";
    const name = logicalName.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, max - suffix.length) + suffix;
    return { [property]: name, __autoName: name };
}
