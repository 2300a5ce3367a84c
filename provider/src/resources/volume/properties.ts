import type { Unwrap } from "@pulumi/pulumi";
import { commonProperties } from "../../core/commonProperties";
import {
    isUnknown,
    type Property,
    type ReportProblem,
    unlessEmpty,
    type Values,
} from "../../core/properties";
import { largestInteger, printableName, text, textMap, uuid, wholeNumber } from "../../core/validators";
import { encryption, takesKey } from "../shared/encryption";
import { nonceKey } from "../shared/marks";
import { checkReservedKeys } from "../shared/metadata";
import type { VolumeArgs } from "./resource";

export type VolumeInputs = Values & Unwrap<VolumeArgs> & { name: string; __nonce: string };

/** The properties of a volume, and what changing them does. */
export const volumeProperties = {
    ...commonProperties,
    size: {
        validate: wholeNumber({ min: 1, max: largestInteger }),
        required: "the size in GB",
        onChange: "replace",
    },
    name: { validate: printableName(255), onChange: "update", affects: [] },
    description: { validate: printableName(255), onChange: "update", affects: [] },
    volumeType: { validate: text({ max: 255 }), onChange: "replace" },
    availabilityZone: { validate: text({ max: 255 }), onChange: "replace" },
    snapshotId: { validate: uuid, onChange: "replace" },
    metadata: { validate: textMap({ max: 255 }), onChange: "update", canonical: unlessEmpty, affects: [] },
    encryption,
} satisfies Record<keyof VolumeArgs, Property>;

/** Keys that the cloud, or this package, writes itself. */
export const reservedKeys: ReadonlySet<string> = new Set([nonceKey, "attached_mode", "readonly"]);

/** Rules that need more than one input. */
export function checkVolume({ metadata, encryption, volumeType }: Values, report: ReportProblem): void {
    checkReservedKeys(metadata, reservedKeys, report);
    if (encryption === undefined || isUnknown(volumeType) || takesKey(volumeType)) return;
    report('volumeType must be an encrypted type when encryption is set, for example "Encrypted SSD".');
}
