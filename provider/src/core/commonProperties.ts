import { longestTimeoutSeconds } from "../api/clock";
import type { PropertyTable } from "./properties";
import { flag, object, text, wholeNumber } from "./validators";

const seconds = wholeNumber({ min: 1, max: longestTimeoutSeconds });

/** The inputs of every resource. */
export const commonProperties = {
    region: { validate: text(), onChange: "replace", canonical: (name) => String(name).toLowerCase() },
    adoptExisting: { validate: flag, onChange: "ignore", affects: [] },
    timeouts: {
        validate: object({
            create: { validate: seconds, onChange: "update" },
            update: { validate: seconds, onChange: "update" },
            delete: { validate: seconds, onChange: "update" },
        }),
        onChange: "update",
        affects: [],
    },
} as const satisfies PropertyTable;
