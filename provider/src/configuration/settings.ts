export interface Setting {
    secret?: true;
    /** Part of the login: who, where, or into which project. */
    identity?: true;
    default?: string;
    /** The usual OpenStack variables. */
    openstack?: readonly string[];
}

export const vendorAuthUrl = "https://api-identity-infrastructure.nhncloudservice.com/v2.0";

/** Each key is read from NHNCLOUD_KEY_NAME, then from the stack's nhncloud:keyName, then from OS_*. */
export const settings = {
    tenantId: { identity: true, openstack: ["OS_TENANT_ID", "OS_PROJECT_ID"] },
    username: { identity: true, openstack: ["OS_USERNAME"] },
    password: { identity: true, secret: true, openstack: ["OS_PASSWORD"] },
    region: { default: "KR1", openstack: ["OS_REGION_NAME"] },
    authUrl: { identity: true, default: vendorAuthUrl, openstack: ["OS_AUTH_URL"] },
    token: { identity: true, secret: true, openstack: ["OS_TOKEN"] },
    computeUrl: {},
    imageUrl: {},
    blockStorageUrl: {},
    networkUrl: {},
    caFile: { openstack: ["OS_CACERT"] },
    projectId: { identity: true, openstack: ["OS_PROJECT_ID", "OS_TENANT_ID"] },
    projectName: { identity: true, openstack: ["OS_PROJECT_NAME", "OS_TENANT_NAME"] },
    userDomainId: { identity: true, openstack: ["OS_USER_DOMAIN_ID"] },
    userDomainName: { identity: true, default: "default", openstack: ["OS_USER_DOMAIN_NAME"] },
    projectDomainId: { identity: true, openstack: ["OS_PROJECT_DOMAIN_ID"] },
    projectDomainName: { identity: true, openstack: ["OS_PROJECT_DOMAIN_NAME"] },
    applicationCredentialId: { identity: true, openstack: ["OS_APPLICATION_CREDENTIAL_ID"] },
    applicationCredentialSecret: {
        identity: true,
        secret: true,
        openstack: ["OS_APPLICATION_CREDENTIAL_SECRET"],
    },
    defaultMetadata: { default: "{}" },
    requestTimeoutSeconds: { default: "60" },
    maxConcurrentRequests: { default: "10" },
    preflight: { default: "true" },
} as const satisfies Record<string, Setting>;

export type Key = keyof typeof settings;

/** Marks the configuration of an explicit provider: its URN. */
export const providerKey = "nhncloud:provider";
