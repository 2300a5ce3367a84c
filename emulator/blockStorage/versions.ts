import type { ApiVersions } from "../http/discovery";

const UPDATED = "2013-07-23T11:33:21Z";

export const blockStorageVersions: ApiVersions = {
    status: 300,
    versions: [
        {
            id: "v2.0",
            path: "v2",
            status: "DEPRECATED",
            tenantInPath: "optional",
            extra: { updated: UPDATED, version: "", min_version: "" },
        },
        {
            id: "v3.0",
            path: "v3",
            status: "CURRENT",
            tenantInPath: "optional",
            extra: { updated: UPDATED, version: "3.0", min_version: "3.0" },
        },
    ],
    show: (rendered) => ({ status: 300, body: { versions: [rendered] } }),
};
