/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    testRunner: "circus",
    plugins: ["./test/mutation/plugin.mjs"],
    ignorePatterns: ["/.work", "/provider/dist", "/demo", "/examples", "/engine"],
    coverageAnalysis: "perTest",
    concurrency: 2,
    timeoutMS: 10_000,
    // The machine may have other work too.
    timeoutFactor: 3,
    incremental: true,
    tempDirName: ".work/mutation/sandbox",
    reporters: ["progress-append-only"],
    logLevel: "warn",
};
