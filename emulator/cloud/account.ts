/** The only project of this cloud, and its only user. */
export const TENANT_ID = "6cdebe3eb0094910bc41f1d42ebe4cb7";
export const TENANT_NAME = "local-project";
export const USER_ID = "b6ab578c20c94306ac1f41ffc4415b29";
export const USERNAME = "developer@example.com";
export const PASSWORD = "local-api-password";
export const APPLICATION_CREDENTIAL_ID = "0f2e4c6a8b1d4f3e9a7c5b3d1e0f2a4c";
export const APPLICATION_CREDENTIAL_SECRET = "local-application-credential-secret";
export const DOMAIN = { id: "default", name: "Default" };
