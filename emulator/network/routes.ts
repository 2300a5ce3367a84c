import type { RegionRequest, Route } from "../http/router";
import { collectionRoutes } from "./collections";
import { createFloatingIp, deleteFloatingIp, updateFloatingIp } from "./floatingIps";
import { createPort, deletePort, updatePort } from "./ports";
import { getQuota, getQuotaDetails } from "./quotas";
import { createSecurityGroup, deleteSecurityGroup } from "./securityGroups";

export const networkRoutes: Route<RegionRequest>[] = [
    ...collectionRoutes,
    { method: "POST", pattern: "/ports", handle: createPort },
    { method: "PUT", pattern: "/ports/:id", handle: updatePort },
    { method: "DELETE", pattern: "/ports/:id", handle: deletePort },
    { method: "POST", pattern: "/floatingips", handle: createFloatingIp },
    { method: "PUT", pattern: "/floatingips/:id", handle: updateFloatingIp },
    { method: "DELETE", pattern: "/floatingips/:id", handle: deleteFloatingIp },
    { method: "POST", pattern: "/security-groups", handle: createSecurityGroup },
    { method: "DELETE", pattern: "/security-groups/:id", handle: deleteSecurityGroup },
    { method: "GET", pattern: "/quotas/:id", handle: getQuota },
    { method: "GET", pattern: "/quotas/:id/details", handle: getQuotaDetails },
    { method: "GET", pattern: "/quotas/:id/details.json", handle: getQuotaDetails },
];
