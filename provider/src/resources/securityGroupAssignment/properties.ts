import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { text, uuid } from "../../core/validators";
import type { SecurityGroupAssignmentArgs } from "./resource";

/** The inputs of an assignment, and what changing them does. */
export const securityGroupAssignmentProperties = {
    ...commonProperties,
    serverId: { validate: uuid, required: "the id of a server", onChange: "replace" },
    securityGroup: {
        validate: text(),
        required: "the name or id of a security group",
        onChange: "replace",
    },
} satisfies Record<keyof SecurityGroupAssignmentArgs, Property>;
