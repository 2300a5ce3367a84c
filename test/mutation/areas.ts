import { join } from "node:path";

/** Code that belongs together, and the tests that hold it: all others would only cost time. */
interface Area {
    /** Below provider/src. */
    faultsIn: readonly string[];
    /** Below test. */
    tests: readonly string[];
}

/** What checks, names, ids and diffs are held to, of every kind. */
const rules = [
    ...["smallChecks", "smallDiffs", "names", "ids", "preflight"].map(unitTest),
    "guide/timeouts.test.ts",
];

/** What a program looks up. */
const functions = ["functions/functions.test.ts", "functions/requests.test.ts"];

/** By name, in the order of what would cost a user most. */
export const areas: Readonly<Record<string, Area>> = {
    creates: {
        faultsIn: ["resources/shared/{createOnce,lostAnswer,marks}.ts"],
        tests: ["lifecycle/lostCreates.test.ts", "lifecycle/serverUpdates.test.ts"],
    },
    transport: {
        faultsIn: ["api/{axios,transport,limit,throttle,bounds}.ts"],
        tests: [
            "retries",
            "bounds",
            "answerSize",
            "trust",
            "errors",
            "unreadable",
            "limit",
            "throttle",
            "login",
            "connections",
        ].map(apiTest),
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
        faultsIn: ["api/{pages,errors,paths,shapes,oneLine,uuid}.ts"],
        tests: [
            ...["errors", "unreadable", "paths", "boundedWords", "servers"].map(apiTest),
            "lifecycle/cappedPages.test.ts",
        ],
    },
    services: {
        faultsIn: [
            "api/services/{servers,flavors,availabilityZones,keypairs,images,volumeAttachments,securityGroups}.ts",
        ],
        tests: [
            ...[
                "servers",
                "serverAnswers",
                "serverImages",
                "smallServices",
                "securityGroupsOnce",
                "unreadable",
            ].map(apiTest),
            ...functions,
            ...["cappedPages", "attachmentAnswers", "imageAnswers"].map(lifecycleTest),
        ],
    },
    neighbourServices: {
        faultsIn: ["api/services/{volumes,volumeTypes,snapshots,serverGroups,networks,ports,floatingIps}.ts"],
        tests: ["neighbourServices", "smallServices", "unreadable"].map(apiTest),
    },
    waits: {
        faultsIn: ["cloud/{waiter,poller,pace,keyedMutex}.ts", "resources/shared/serverLock.ts"],
        tests: ["wait", "poller", "pace", "locks"].map(unitTest),
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
            "lifecycle/import.test.ts",
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
        faultsIn: ["resources/serverFleet/{handler,properties,rollout,orders,revisions}.ts"],
        // The shorter first.
        tests: [
            ...["serverCheck", "fleetParts"].map(unitTest),
            ...rules,
            ...[
                "fleetInQueue",
                "fleetReadiness",
                "fleetZones",
                "serverFleetRolls",
                "fleetAnswers",
                "serverFleet",
                "untoldLaunches",
                "lostCreates",
            ].map(lifecycleTest),
        ],
    },
    fleetParts: {
        faultsIn: ["resources/serverFleet/{attempts,members,plan,zones}.ts"],
        tests: [unitTest("fleetParts")],
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
    volumes: {
        faultsIn: ["resources/volume/{handler,properties}.ts", "resources/shared/{encryption,metadata}.ts"],
        tests: [...["volume", "volumeAnswers", "volumeStatuses"].map(lifecycleTest), ...rules],
    },
    floatingIps: {
        faultsIn: ["resources/floatingIp/{handler,properties,target,settle,connection,mark}.ts"],
        tests: [
            "unit/floatingIpTarget.test.ts",
            ...["floatingIp", "floatingIpAnswers"].map(lifecycleTest),
            ...rules,
        ],
    },
    placementPolicies: {
        faultsIn: ["resources/placementPolicy/{handler,properties}.ts"],
        tests: ["lifecycle/placementPolicy.test.ts", ...rules],
    },
    readiness: {
        faultsIn: [
            "resources/readiness/{handler,properties}.ts",
            "resources/shared/readiness.ts",
            "api/probe.ts",
        ],
        tests: ["unit/readiness.test.ts", "lifecycle/readiness.test.ts", "api/probe.test.ts", ...rules],
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
        faultsIn: ["resources/keypair/{handler,properties,sshKey,mark}.ts"],
        tests: [
            "lifecycle/keypair.test.ts",
            "lifecycle/keypairAnswers.test.ts",
            "unit/sshKey.test.ts",
            ...rules,
        ],
    },
    images: {
        faultsIn: ["resources/serverImage/{handler,properties,mark}.ts"],
        tests: ["lifecycle/serverImage.test.ts", "lifecycle/imageAnswers.test.ts", ...rules],
    },
    diffs: {
        faultsIn: ["resources/server/{diff,userData}.ts"],
        tests: ["serverDiff", "smallDiffs", "unknownValues"].map(unitTest),
    },
    sharedReads: {
        faultsIn: ["cloud/{sharedReads,promiseCache}.ts"],
        tests: ["unit/sharedReads.test.ts"],
    },
    regions: {
        faultsIn: ["cloud/{referenceCache,referenceCaches,regionClient,connect,services}.ts"],
        // The shorter first.
        tests: [
            "unit/preflight.test.ts",
            ...["regions", "preflight", "failedLogins", "sharedReads", "sharedPolls"].map(lifecycleTest),
            ...functions,
            ...[
                "assignmentAnswers",
                "attachmentAnswers",
                "imageAnswers",
                "volumeAnswers",
                "floatingIpAnswers",
                "placementPolicy",
            ].map(lifecycleTest),
        ],
    },
    functions: {
        faultsIn: ["functions/*/handler.ts", "core/functions.ts"],
        tests: functions,
    },
    configuration: {
        faultsIn: ["configuration/*.ts", "platform/statusLine.ts"],
        tests: ["configuration", "autoNaming", "statusLine"].map(unitTest),
    },
    observers: {
        faultsIn: ["observers/*.ts", "api/observer.ts"],
        tests: ["summary", "spans"].map(unitTest),
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
    plugin: {
        faultsIn: ["doors/plugin/*.ts", "core/{imported,secretValues}.ts"],
        tests: ["plugin/server.test.ts"],
    },
    commands: {
        faultsIn: ["cli/!(main|surroundings).ts", "api/services/limits.ts"],
        tests: ["cli/doctor.test.ts", "cli/orphans.test.ts", "cli/fromTerraform.test.ts"],
    },
    conversion: {
        faultsIn: ["cli/terraform/*.ts"],
        tests: ["cli/fromTerraform.test.ts"],
    },
    runtime: {
        faultsIn: [
            "core/{operations,handler,naming,importing,recovery,run,preflight,holdings,stackState,urn,waves}.ts",
            "doors/{dynamic,unknownText}.ts",
            "errors/failure.ts",
        ],
        tests: [
            ...[
                "provider",
                "operationBounds",
                "preflightRun",
                "run",
                "waves",
                "recovery",
                "failure",
                "nulls",
                "answers",
                "states",
                "holdings",
                "autoNaming",
            ].map(unitTest),
            ...[
                "preflight",
                "heldTwice",
                "adoption",
                "import",
                "regions",
                "deadlines",
                "failedLogins",
                "sharedReads",
            ].map(lifecycleTest),
            ...rules,
        ],
    },
};

/**
 * The classes and functions that a program calls, and what begins and ends with the process of the plugin or of a command: they
 * are tested through the engine and the built package, where no fault is put in. The tests of the system's clock need real time.
 */
export const leftOut: readonly string[] = [
    "*.ts",
    "api/clock.ts",
    "cli/{main,surroundings}.ts",
    "platform/{platform,parentStack,pluginProcess,engine,engineCalls}.ts",
    "resources/{cloudResource,doors,handlers,options,pointer,provider,reachable,tokens}.ts",
    "resources/*/resource.ts",
    "functions/{types,handlers,invoke,run,throughPlugin}.ts",
    "functions/*/{function,types}.ts",
];

function apiTest(name: string): string {
    return `api/${name}.test.ts`;
}

function lifecycleTest(name: string): string {
    return `lifecycle/${name}.test.ts`;
}

function unitTest(name: string): string {
    return `unit/${name}.test.ts`;
}

/** The files of an area's tests. */
export function testsOf(area: string): string[] {
    return (areas[area]?.tests ?? []).map((path) => join(__dirname, "..", path));
}
