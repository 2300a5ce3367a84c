import type * as pulumi from "@pulumi/pulumi";
import type { Property } from "../../core/properties";
import { object, text } from "../../core/validators";

/** A symmetric key in NHN Cloud's Secure Key Manager. */
export interface EncryptionArgs {
    /**
     * The appkey of Secure Key Manager. Stored as a secret and only used to create the volume: the cloud never shows it, so a
     * refresh cannot compare it. Changing it alone changes nothing in the cloud.
     *
     * @secret
     */
    appkey: pulumi.Input<string>;
    /** The id of the symmetric key. */
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

/** Whether volumes of that type accept a key. NHN Cloud's types tell by their names. */
export function takesKey(volumeType: unknown): boolean {
    return typeof volumeType === "string" && /encrypted/i.test(volumeType);
}

export const encryption: Property = {
    validate: object(encryptionProperties, { secret: true }),
    onChange: "replace",
    hidden: "maybe",
};
