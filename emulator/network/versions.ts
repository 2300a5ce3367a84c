import type { ApiVersions } from "../http/discovery";

export const networkVersions: ApiVersions = {
    status: 200,
    versions: [
        {
            id: "v2.0",
            path: "v2.0",
            status: "CURRENT",
            tenantInPath: "never",
            extra: { updated: "2013-07-23T11:33:21Z" },
        },
    ],
    show: (rendered) => ({ status: 200, body: { versions: [rendered] } }),
};
