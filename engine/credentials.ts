import type { Configuration } from "./stack";

interface Credentials {
    tenantId: string;
    username: string;
    password: string;
    region: string;
    authUrl: string;
}

/** The provider's configuration for a cloud. */
export function credentialsOf(cloud: { credentials: Credentials }): Configuration {
    const { tenantId, username, password, region, authUrl } = cloud.credentials;
    return {
        "nhncloud:tenantId": tenantId,
        "nhncloud:username": username,
        "nhncloud:password": { secret: password },
        "nhncloud:region": region,
        "nhncloud:authUrl": authUrl,
    };
}
