import {
    APPLICATION_CREDENTIAL_ID,
    APPLICATION_CREDENTIAL_SECRET,
    DOMAIN,
    PASSWORD,
    TENANT_ID,
    TENANT_NAME,
    USERNAME,
} from "./cloud/account";
import type { CloudState } from "./cloud/state";

export type EnvironmentKind = "v2" | "v3" | "applicationCredential" | "token";

export interface Credentials {
    tenantId: string;
    username: string;
    password: string;
    region: "KR1";
    authUrl: string;
}

export function credentials(url: string): Credentials {
    const authUrl = `${url}/identity/v2.0`;
    return { tenantId: TENANT_ID, username: USERNAME, password: PASSWORD, region: "KR1", authUrl };
}

/** NHNCLOUD_* variables, by the way of logging in. */
export function environments(state: CloudState): Record<EnvironmentKind, () => Record<string, string>> {
    const v3 = `${state.url}/identity/v3`;
    return {
        v2: () => ({
            NHNCLOUD_TENANT_ID: TENANT_ID,
            NHNCLOUD_USERNAME: USERNAME,
            NHNCLOUD_PASSWORD: PASSWORD,
            NHNCLOUD_REGION: "KR1",
            NHNCLOUD_AUTH_URL: `${state.url}/identity/v2.0`,
        }),
        v3: () => ({
            NHNCLOUD_AUTH_URL: v3,
            NHNCLOUD_USERNAME: USERNAME,
            NHNCLOUD_PASSWORD: PASSWORD,
            NHNCLOUD_PROJECT_ID: TENANT_ID,
            NHNCLOUD_USER_DOMAIN_NAME: DOMAIN.name,
            NHNCLOUD_REGION: "KR1",
        }),
        applicationCredential: () => ({
            NHNCLOUD_AUTH_URL: v3,
            NHNCLOUD_APPLICATION_CREDENTIAL_ID: APPLICATION_CREDENTIAL_ID,
            NHNCLOUD_APPLICATION_CREDENTIAL_SECRET: APPLICATION_CREDENTIAL_SECRET,
            NHNCLOUD_REGION: "KR1",
        }),
        token: () => ({
            NHNCLOUD_TOKEN: state.tokens.issue(["password"]).id,
            NHNCLOUD_TENANT_ID: TENANT_ID,
            NHNCLOUD_COMPUTE_URL: `${state.url}/kr1/compute/v2/${TENANT_ID}`,
            NHNCLOUD_REGION: "KR1",
        }),
    };
}

/** OS_* variables for standard clients. */
export function openstackEnvironment(state: CloudState): Record<string, string> {
    return {
        OS_AUTH_URL: `${state.url}/identity/v3`,
        OS_USERNAME: USERNAME,
        OS_PASSWORD: PASSWORD,
        OS_PROJECT_ID: TENANT_ID,
        OS_PROJECT_NAME: TENANT_NAME,
        OS_USER_DOMAIN_NAME: DOMAIN.name,
        OS_REGION_NAME: "KR1",
        OS_IDENTITY_API_VERSION: "3",
    };
}
