import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { flag, uuid } from "../../core/validators";
import type { VolumeAttachmentArgs } from "./resource";

/** The inputs of an attachment, and what changing them does. */
export const volumeAttachmentProperties = {
    ...commonProperties,
    serverId: { validate: uuid, required: "the id of a server", onChange: "replace" },
    volumeId: { validate: uuid, required: "the id of a volume", onChange: "replace" },
    stopBeforeDetach: { validate: flag, onChange: "update", affects: [] },
} satisfies Record<keyof VolumeAttachmentArgs, Property>;
