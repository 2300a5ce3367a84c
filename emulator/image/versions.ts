import type { ApiVersions } from "../http/discovery";

export const imageVersions: ApiVersions = {
    status: 300,
    versions: [{ id: "v2.7", path: "v2", status: "CURRENT", tenantInPath: "never" }],
    show: (rendered) => ({ status: 200, body: { versions: [rendered] } }),
    // The Location that Nova gives of a new image lacks the version.
    unversioned: ["images"],
};
