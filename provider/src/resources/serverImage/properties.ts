import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { flag, printableName, textMap, uuid } from "../../core/validators";
import type { ServerImageArgs } from "./resource";

/** The inputs of an image, and what changing them does. */
export const serverImageProperties = {
    ...commonProperties,
    serverId: { validate: uuid, required: "the id of a server", onChange: "replace", hidden: "always" },
    name: { validate: printableName(255), onChange: "replace" },
    metadata: { validate: textMap({ max: 255 }), onChange: "replace", hidden: "maybe" },
    stopServer: { validate: flag, onChange: "update", affects: [] },
} satisfies Record<keyof ServerImageArgs, Property>;
