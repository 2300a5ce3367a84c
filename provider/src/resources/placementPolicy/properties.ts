import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { printableName } from "../../core/validators";
import type { PlacementPolicyArgs } from "./resource";

/** The properties of a placement policy, and what changing them does. */
export const placementPolicyProperties = {
    ...commonProperties,
    name: { validate: printableName(255), onChange: "replace" },
} satisfies Record<keyof PlacementPolicyArgs, Property>;
