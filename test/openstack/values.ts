import { readFileSync } from "node:fs";

/** What up.sh wrote for clients. */
export interface CloudValues {
    authUrl: string;
    username: string;
    password: string;
    projectId: string;
    projectName: string;
    region: string;
    otherProjectId: string;
    zone: string;
    image: string;
    network: string;
    otherNetwork: string;
    /** Ids by name. */
    flavors: Record<string, string>;
}

export function readValues(path: string): CloudValues {
    return JSON.parse(readFileSync(path, "utf8")) as CloudValues;
}
