import type { ApiVersions } from "../http/discovery";

const UPDATED = "2013-07-23T11:33:21Z";

export const computeVersions: ApiVersions = {
    status: 200,
    versions: [
        {
            id: "v2.0",
            path: "v2",
            status: "SUPPORTED",
            tenantInPath: "required",
            extra: { updated: UPDATED, version: "", min_version: "" },
        },
        {
            id: "v2.1",
            path: "v2.1",
            status: "CURRENT",
            tenantInPath: "optional",
            extra: { updated: UPDATED, version: "2.1", min_version: "2.1" },
        },
    ],
    show: (rendered, { path }) => {
        const type = `application/vnd.openstack.compute+json;version=${path === "v2" ? "2" : "2.1"}`;
        const mediaTypes = [{ base: "application/json", type }];
        return { status: 200, body: { version: { ...rendered, "media-types": mediaTypes } } };
    },
};
