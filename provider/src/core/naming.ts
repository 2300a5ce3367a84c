import { type Naming, nameBy, namingOf } from "../configuration/autoNaming";
import type { Resource, ResourceHandler } from "./handler";
import type { ReportProblem, Values } from "./properties";
import { typeOf } from "./urn";

/** Where names come from. */
export interface NameSource {
    /** A value of the stack's configuration. */
    setting(key: string): string | undefined;
    /** Lower-case hexadecimal digits. */
    randomHex(digits: number): string;
}

type AutoName = NonNullable<ResourceHandler["autoName"]>;

/**
 * The name that is set, was generated before (whatever it is called by now), or is generated now: the resource's name and random
 * digits, or what `pulumi:autonaming` says.
 */
export function named(
    autoName: AutoName | undefined,
    resource: Resource,
    { old, given }: { old: Values; given: Values },
    source: NameSource,
    report: ReportProblem,
): Values {
    if (!autoName || isSet(given[autoName.property])) return {};
    const { property } = autoName;
    const before = old.__autoName ?? old[property];
    if (isSet(before)) {
        const { __autoNameIsShared } = old;
        return { [property]: before, __autoName: before, __autoNameIsShared };
    }
    const { configuredName } = resource;
    // The engine does not tell whether it is random.
    if (typeof configuredName === "string")
        return { [property]: configuredName, __autoName: configuredName, __autoNameIsShared: true };
    const naming =
        configuredName === false
            ? "disabled"
            : namingOf(source.setting("pulumi:autonaming"), typeOf(resource.urn));
    if (naming === "disabled") report(`${property} is required: autonaming is disabled for this stack.`);
    const { name, isRandom } = generated(autoName, resource, naming, source);
    return { [property]: name, __autoName: name, ...(isRandom ? {} : { __autoNameIsShared: true }) };
}

function isSet(value: unknown): boolean {
    return value !== undefined && value !== null;
}

function generated(
    { max, digits }: AutoName,
    { name = "nhncloud", stack }: Resource,
    naming: Naming,
    { setting, randomHex }: NameSource,
): { name: string; isRandom: boolean } {
    if (typeof naming === "object") return nameBy(naming, { name, stack, config: setting, randomHex }, max);
    const suffix = digits > 0 ? `-${randomHex(digits)}` : "";
    const adapted = name.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, max - suffix.length);
    return { name: adapted + suffix, isRandom: true };
}

/** A generated name that nothing else has, and so identifies what has it. */
export function uniqueName({ __autoName: name, __autoNameIsShared: isShared }: Values): string | undefined {
    return typeof name === "string" && isShared !== true ? name : undefined;
}
