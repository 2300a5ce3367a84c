/** Of provider/src, from the bottom up: each folder imports only from those before it. */
const layers = [
    "api",
    "errors",
    "configuration",
    "observers",
    "platform",
    "cloud",
    "core",
    "preflight",
    "resources",
    "functions",
    "doors",
    "cli",
];

/** What a user's program loads. */
const programSide =
    "^provider/src/(index|plugin|compute|importable|api/clock|configuration/settings|core/(properties|nearestName)|functions/(invoke|throughPlugin)|functions/.+/function|resources/(cloudResource|doors|options|pointer|provider|reachable|tokens)|resources/.+/resource)[.]ts$";

const noUpwards = layers.slice(0, -1).map((layer, index) => ({
    name: `${layer} imports nothing above it`,
    severity: "error",
    from: { path: `^provider/src/${layer}/` },
    to: { path: `^provider/src/((${layers.slice(index + 1).join("|")})/|[^/]+$)` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
    forbidden: [
        {
            name: "no circles",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        ...noUpwards,
        {
            name: "a resource imports no other one, but for a fleet, which is made of servers",
            severity: "error",
            from: {
                path: "^provider/src/resources/([^/]+)/",
                pathNot: "^provider/src/resources/serverFleet/",
            },
            to: {
                path: "^provider/src/resources/[^/]+/",
                pathNot: "^provider/src/resources/($1|shared)/",
            },
        },
        {
            name: "a program loads none of the plugin's code",
            comment:
                "Types may be shared; functions reach their handlers through invoke.ts, when they are called.",
            severity: "error",
            from: { path: programSide },
            to: {
                path: "^provider/src/",
                pathNot: [programSide, "^provider/src/functions/run[.]ts$"],
                dependencyTypesNot: ["type-only"],
            },
        },
        {
            name: "only the transport and the probe use the HTTP library",
            severity: "error",
            from: { path: "^provider/src/", pathNot: "^provider/src/api/(axios|transport|probe)[.]ts$" },
            to: { path: "node_modules/(axios|p-retry)/", dependencyTypesNot: ["type-only"] },
        },
        {
            name: "what the emulator's services share imports no service",
            severity: "error",
            from: { path: "^emulator/(cloud|http)/" },
            to: { path: "^emulator/(?!cloud/|http/)" },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "^provider/dist/" },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
    },
};
