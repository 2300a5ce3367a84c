import type { Unwrap } from "@pulumi/pulumi";
import { commonProperties } from "../../core/commonProperties";
import type { Property, Values } from "../../core/properties";
import { listOf, text } from "../../core/validators";
import { readinessCheckProperties } from "../shared/readiness";
import type { ReadinessArgs } from "./resource";

export type ReadinessInputs = Values & Unwrap<Omit<ReadinessArgs, "triggers">>;

/** A name, or an address of IPv4 or IPv6; neither a URL nor a port belongs to it. */
const host = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;

/** What a readiness check takes; it waits again when any of it changes. */
export const readinessProperties = {
    ...commonProperties,
    host: {
        validate: text({ max: 253, pattern: { matches: host, means: "a host name or an IP address" } }),
        required: "the server's address, for example server.accessIp",
        onChange: "update",
    },
    ...readinessCheckProperties,
    triggers: { validate: listOf(() => {}), onChange: "update" },
} satisfies Record<keyof ReadinessArgs, Property>;
