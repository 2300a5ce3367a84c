import { randomBytes } from "node:crypto";
import { systemClock } from "../../provider/src/api/clock";
import { noObserver } from "../../provider/src/api/observer";
import { systemPlatform } from "../../provider/src/platform/platform";
import type { Site } from "../contract/cloud";
import type { Door, Provider } from "../support/provider";
import { type CloudValues, readValues } from "./values";

/** The real cloud, on real time; only its engine is missing. */
export function realSite(door: Door, path: string): Site {
    const values = readValues(path);
    const { authUrl, username, password, projectId, otherProjectId, region } = values;
    const started: Provider[] = [];
    const start = () => {
        const provider = door({
            clock: systemClock,
            environment: {
                NHNCLOUD_AUTH_URL: authUrl,
                NHNCLOUD_USERNAME: username,
                NHNCLOUD_PASSWORD: password,
                NHNCLOUD_PROJECT_ID: projectId,
                NHNCLOUD_REGION: region,
            },
            random: Math.random,
            generateKeyPair: systemPlatform().generateKeyPair,
            randomHex: (digits) => randomBytes(digits).toString("hex").slice(0, digits),
            engine: { status: () => {}, info: () => {}, warn: () => {} },
            observer: noObserver,
            cancelled: new AbortController().signal,
        });
        started.push(provider);
        return provider;
    };
    return {
        provider: start(),
        nextRun: start,
        clock: systemClock,
        run: (work) => work,
        login: { authUrl, username, password, projectId },
        endpoints: {
            compute: `http://127.0.0.1:8774/v2/${projectId}`,
            volume: `http://127.0.0.1:8776/v3/${projectId}`,
            image: "http://127.0.0.1:9292/v2",
            network: "http://127.0.0.1:9696/v2.0",
        },
        ids: { ...values, ...flavorIds(values), otherProject: otherProjectId },
        dataDevice: /^\/dev\/sd[b-z]$/,
        brokenFlavor: () => flavor(values, "m1.toobig"),
        close: async () => {
            for (const provider of started) provider.stop();
        },
    };
}

function flavor({ flavors }: CloudValues, name: string): string {
    const id = flavors[name];
    if (id === undefined) throw new Error(`The cloud has no type ${name}.`);
    return id;
}

function flavorIds(values: CloudValues) {
    return {
        flavor: flavor(values, "m2.c1m2"),
        bigFlavor: flavor(values, "m2.c2m4"),
        tinyFlavor: flavor(values, "m1.tiny"),
        smallFlavor: flavor(values, "m1.small"),
        mediumFlavor: flavor(values, "m1.medium"),
        localFlavor: flavor(values, "u2.c1m1"),
    };
}
