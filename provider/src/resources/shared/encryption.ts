import type * as pulumi from "@pulumi/pulumi";
import type { Property } from "../../core/properties";
import { object, text } from "../../core/validators";

/** A symmetric key of Secure Key Manager. */
export interface EncryptionArgs {
    /**
     * Appkey of Secure Key Manager. A secret, which is used when the volume is made: the cloud never shows it, so a refresh
     * cannot compare it, and another one alone changes nothing.
     */
    appkey: pulumi.Input<string>;
    /** Id of the symmetric key. */
    keyId: pulumi.Input<string>;
}

const encryptionProperties = {
    appkey: {
        validate: text({ max: 255, secret: true }),
        required: "the appkey of Secure Key Manager",
        onChange: "ignore",
    },
    keyId: { validate: text({ max: 255 }), required: "the id of a symmetric key", onChange: "replace" },
} satisfies Record<keyof EncryptionArgs, Property>;

/** Whether volumes of that type take a key; the vendor's types say it in their names. */
export function takesKey(volumeType: unknown): boolean {
    return typeof volumeType === "string" && /encrypted/i.test(volumeType);
}

export const encryption: Property = {
    validate: object(encryptionProperties, { secret: true }),
    onChange: "replace",
};
