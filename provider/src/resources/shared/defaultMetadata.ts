import { isValues, type Values } from "../../core/properties";

/** Adds `nhncloud:defaultMetadata`. Anything but an object is left for the check to report. */
export function withDefaultMetadata(inputs: Values, defaults: Record<string, string>): Values {
    const { metadata } = inputs;
    if (Object.keys(defaults).length === 0 || !(metadata === undefined || isValues(metadata))) return inputs;
    return { ...inputs, metadata: { ...defaults, ...metadata } };
}
