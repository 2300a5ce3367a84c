import { blockStorageRoutes } from "./blockStorage/routes";
import { blockStorageVersions } from "./blockStorage/versions";
import { computeRoutes } from "./compute/routes";
import { computeVersions } from "./compute/versions";
import type { Services } from "./http/dispatch";
import { novaErrorBody } from "./http/errors";
import { identityRoutes } from "./identity/routes";
import { imageRoutes } from "./image/routes";
import { imageVersions } from "./image/versions";
import { neutronUnknownBody } from "./network/errors";
import { networkRoutes } from "./network/routes";
import { networkVersions } from "./network/versions";

/** The only place that imports every service. */
export const SERVICES: Services = {
    identity: identityRoutes,
    regional: {
        compute: { routes: computeRoutes, versions: computeVersions, errorBody: novaErrorBody },
        volume: { routes: blockStorageRoutes, versions: blockStorageVersions, errorBody: novaErrorBody },
        image: { routes: imageRoutes, versions: imageVersions, errorBody: novaErrorBody },
        network: { routes: networkRoutes, versions: networkVersions, errorBody: neutronUnknownBody },
    },
};
