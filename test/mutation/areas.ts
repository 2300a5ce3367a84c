import { join } from "node:path";

/** Code that belongs together, and the tests that hold it: all others would only cost time. */
interface Area {
    /** Below provider/src. */
    faultsIn: readonly string[];
    /** Below test. */
    tests: readonly string[];
}

/** By name, in the order of what would cost a user most. */
export const areas: Readonly<Record<string, Area>> = {
    creates: {
        faultsIn: ["resources/shared/{createOnce,lostAnswer}.ts"],
        tests: ["lifecycle/lostCreates.test.ts", "lifecycle/serverUpdates.test.ts"],
    },
    transport: {
        faultsIn: ["api/transport.ts", "api/limit.ts", "api/bounds.ts"],
        tests: ["retries", "bounds", "trust", "errors", "unreadable", "limit", "login", "connections"].map(
            apiTest,
        ),
    },
    session: {
        faultsIn: ["api/auth/session.ts"],
        tests: ["login", "endpoints", "bounds", "servers"].map(apiTest),
    },
    logins: {
        faultsIn: ["api/auth/{identity,catalogue}.ts"],
        tests: ["login", "endpoints", "trust"].map(apiTest),
    },
    requests: {
        faultsIn: ["api/{pages,errors}.ts", "api/services/*.ts"],
        tests: ["servers", "serverAnswers", "serverImages", "smallServices", "errors", "unreadable"].map(
            apiTest,
        ),
    },
    waits: {
        faultsIn: ["cloud/{waiter,poller,keyedMutex}.ts", "resources/shared/serverLock.ts"],
        tests: ["unit/wait.test.ts", "unit/watcher.test.ts", "unit/locks.test.ts"],
    },
    transitions: {
        faultsIn: ["resources/shared/serverTransitions.ts"],
        tests: ["unit/serverTransitions.test.ts"],
    },
    server: {
        faultsIn: ["resources/server/{handler,reconcile,metadata}.ts", "resources/shared/adoption.ts"],
        tests: [
            "lifecycle/server.test.ts",
            "lifecycle/serverUpdates.test.ts",
            "lifecycle/adoption.test.ts",
            "lifecycle/exclusiveLists.test.ts",
            "lifecycle/untoldLaunches.test.ts",
            "api/lifecycleRequests.test.ts",
        ],
    },
    fleet: {
        faultsIn: ["resources/serverFleet/{handler,rollout,members,revisions}.ts"],
        tests: [
            "lifecycle/serverFleet.test.ts",
            "lifecycle/serverFleetRolls.test.ts",
            "lifecycle/lostCreates.test.ts",
        ],
    },
    attachments: {
        faultsIn: ["resources/volumeAttachment/handler.ts", "resources/shared/whileStopped.ts"],
        tests: ["lifecycle/volumeAttachment.test.ts", "lifecycle/heldTwice.test.ts"],
    },
    groups: {
        faultsIn: [
            "resources/securityGroupAssignment/handler.ts",
            "resources/shared/{groupHoldings,groupNames}.ts",
        ],
        tests: ["lifecycle/securityGroupAssignment.test.ts", "lifecycle/heldTwice.test.ts"],
    },
    keypairs: {
        faultsIn: ["resources/keypair/{handler,sshKey}.ts"],
        tests: ["lifecycle/keypair.test.ts", "unit/sshKey.test.ts"],
    },
    images: { faultsIn: ["resources/serverImage/handler.ts"], tests: ["lifecycle/serverImage.test.ts"] },
    diffs: {
        faultsIn: ["resources/server/{diff,userData}.ts"],
        tests: ["serverDiff", "smallDiffs", "unknownValues"].map(unitTest),
    },
    properties: {
        faultsIn: ["core/{properties,validators,commonProperties,nearestName}.ts"],
        tests: [
            "serverDiff",
            "smallDiffs",
            "smallChecks",
            "serverCheck",
            "names",
            "nulls",
            "unknownValues",
        ].map(unitTest),
    },
    checks: {
        faultsIn: [
            "resources/server/{checks,properties}.ts",
            "resources/serverFleet/properties.ts",
            "preflight/*.ts",
        ],
        tests: ["serverCheck", "blockDeviceCheck", "smallChecks", "unknownValues", "preflight"].map(unitTest),
    },
    runtime: {
        faultsIn: [
            "core/{operations,handler,recovery,run,preflight,holdings}.ts",
            "doors/dynamic.ts",
            "errors/failure.ts",
        ],
        tests: ["provider", "recovery", "failure", "nulls", "names", "preflight"].map(unitTest),
    },
};

function apiTest(name: string): string {
    return `api/${name}.test.ts`;
}

function unitTest(name: string): string {
    return `unit/${name}.test.ts`;
}

/** The files of an area's tests. */
export function testsOf(area: string): string[] {
    return (areas[area]?.tests ?? []).map((path) => join(__dirname, "..", path));
}
