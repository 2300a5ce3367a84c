import { join } from "node:path";

/** Code that belongs together, and the tests that hold it: all others would only cost time. */
interface Area {
    /** Below provider/src. */
    faultsIn: readonly string[];
    /** Below test. */
    tests: readonly string[];
}

/** What checks, names, ids and diffs are held to, of every kind. */
const rules = ["smallChecks", "smallDiffs", "names", "ids", "preflight"].map(unitTest);

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
        tests: ["login", "loginAnswers", "endpoints", "trust"].map(apiTest),
    },
    requests: {
        faultsIn: ["api/{pages,errors}.ts", "api/services/*.ts"],
        tests: [
            ...["servers", "serverAnswers", "serverImages", "smallServices", "errors", "unreadable"].map(
                apiTest,
            ),
            "functions/lookUps.test.ts",
            "unit/preflight.test.ts",
            "lifecycle/cappedPages.test.ts",
            "lifecycle/imageAnswers.test.ts",
        ],
    },
    waits: {
        faultsIn: ["cloud/{waiter,poller,keyedMutex}.ts", "resources/shared/serverLock.ts"],
        tests: ["unit/wait.test.ts", "unit/poller.test.ts", "unit/locks.test.ts"],
    },
    transitions: {
        faultsIn: ["resources/shared/serverTransitions.ts"],
        tests: ["unit/serverTransitions.test.ts"],
    },
    server: {
        faultsIn: ["resources/server/{handler,reconcile,metadata}.ts", "resources/shared/adoption.ts"],
        tests: [
            "lifecycle/server.test.ts",
            "lifecycle/serverAnswers.test.ts",
            "lifecycle/serverUpdates.test.ts",
            "lifecycle/adoption.test.ts",
            "lifecycle/exclusiveLists.test.ts",
            "lifecycle/untoldLaunches.test.ts",
            "lifecycle/powerStates.test.ts",
            "lifecycle/strayTasks.test.ts",
            "lifecycle/drift.test.ts",
            "lifecycle/heldTwice.test.ts",
            "lifecycle/lostCreates.test.ts",
            "api/lifecycleRequests.test.ts",
            ...["serverDiff", "serverCheck"].map(unitTest),
            ...rules,
        ],
    },
    fleet: {
        faultsIn: [
            "resources/serverFleet/{handler,properties,rollout,attempts,orders,members,revisions,zones}.ts",
        ],
        tests: [
            "lifecycle/serverFleet.test.ts",
            "lifecycle/serverFleetRolls.test.ts",
            "lifecycle/fleetAnswers.test.ts",
            "lifecycle/fleetZones.test.ts",
            "lifecycle/fleetReadiness.test.ts",
            "lifecycle/fleetInQueue.test.ts",
            "lifecycle/untoldLaunches.test.ts",
            "lifecycle/lostCreates.test.ts",
            "unit/serverCheck.test.ts",
            ...rules,
        ],
    },
    attachments: {
        faultsIn: ["resources/volumeAttachment/{handler,properties}.ts", "resources/shared/whileStopped.ts"],
        tests: [
            "lifecycle/volumeAttachment.test.ts",
            "lifecycle/attachmentAnswers.test.ts",
            "lifecycle/heldTwice.test.ts",
            ...rules,
        ],
    },
    floatingIps: {
        faultsIn: ["resources/floatingIp/*.ts"],
        tests: ["lifecycle/floatingIp.test.ts", "lifecycle/drift.test.ts", ...rules],
    },
    groups: {
        faultsIn: [
            "resources/securityGroupAssignment/{handler,properties}.ts",
            "resources/shared/{groupHoldings,groupNames}.ts",
        ],
        tests: [
            "lifecycle/securityGroupAssignment.test.ts",
            "lifecycle/assignmentAnswers.test.ts",
            "lifecycle/heldTwice.test.ts",
            ...rules,
        ],
    },
    keypairs: {
        faultsIn: ["resources/keypair/{handler,properties,sshKey}.ts"],
        tests: [
            "lifecycle/keypair.test.ts",
            "lifecycle/keypairAnswers.test.ts",
            "unit/sshKey.test.ts",
            ...rules,
        ],
    },
    images: {
        faultsIn: ["resources/serverImage/{handler,properties}.ts"],
        tests: ["lifecycle/serverImage.test.ts", "lifecycle/imageAnswers.test.ts", ...rules],
    },
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
        faultsIn: ["resources/server/{checks,properties}.ts", "preflight/*.ts"],
        tests: [
            ...["serverCheck", "serverRules", "blockDeviceCheck", "unknownValues", "serverDiff", "nulls"].map(
                unitTest,
            ),
            ...rules,
            "lifecycle/preflight.test.ts",
        ],
    },
    runtime: {
        faultsIn: [
            "core/{operations,handler,recovery,run,preflight,holdings}.ts",
            "doors/dynamic.ts",
            "errors/failure.ts",
        ],
        tests: [
            ...[
                "provider",
                "operationBounds",
                "preflightRun",
                "run",
                "recovery",
                "failure",
                "nulls",
                "answers",
            ].map(unitTest),
            ...["preflight", "heldTwice", "adoption", "regions", "deadlines", "failedLogins"].map(
                (name) => `lifecycle/${name}.test.ts`,
            ),
            ...rules,
        ],
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
