import { isValues, type ReportProblem, type Values } from "../../core/properties";

/** Adds `nhncloud:defaultMetadata`. Anything but an object is left for the check to report. */
export function withDefaultMetadata(inputs: Values, defaults: Record<string, string>): Values {
    const { metadata } = inputs;
    if (Object.keys(defaults).length === 0 || !(metadata === undefined || isValues(metadata))) return inputs;
    return { ...inputs, metadata: { ...defaults, ...metadata } };
}

/** Anything but an object is left for the property's validator to report. */
export function checkReservedKeys(
    metadata: unknown,
    reserved: ReadonlySet<string>,
    report: ReportProblem,
): void {
    for (const key of Object.keys(metadata ?? {}).filter((one) => reserved.has(one)))
        report(`metadata.${key} is reserved by the cloud: remove it.`);
}
