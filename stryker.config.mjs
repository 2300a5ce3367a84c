/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    testRunner: "jest",
    jest: {
        // It knows no imports of folders, and would leave out most tests.
        enableFindRelatedTests: false,
        configFile: "package.json",
        config: { testMatch: ["<rootDir>/test/mutation/tests.ts"], testTimeout: 10_000 },
    },
    ignorePatterns: ["/.work", "/provider/dist", "/demo", "/examples", "/engine"],
    coverageAnalysis: "perTest",
    concurrency: 2,
    timeoutMS: 8000,
    incremental: true,
    tempDirName: ".work/mutation/sandbox",
    reporters: ["progress-append-only"],
    logLevel: "warn",
};
