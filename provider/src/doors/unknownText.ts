/** How Pulumi writes a value that is not known yet: `pulumi.runtime.unknownValue`, for which the SDK need not be loaded. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
