import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { printableName } from "../../core/validators";
import type { PlacementPolicyArgs } from "./resource";

/** What a placement policy takes, and what a change of it means. */
export const placementPolicyProperties = {
    ...commonProperties,
    name: { validate: printableName(255), onChange: "replace" },
} satisfies Record<keyof PlacementPolicyArgs, Property>;
