import { TENANT_ID } from "../cloud/account";

/** A resource as the API shows it. */
export type Rendered = Record<string, unknown> & { id: string };

/** Neutron names the project twice. */
export const OWNER = { tenant_id: TENANT_ID, project_id: TENANT_ID };
