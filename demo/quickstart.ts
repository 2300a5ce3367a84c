import type { RegionHandle } from "../emulator";

import quickstart = require("../examples/quickstart");

import { demandEmpty, liveServers, securityGroupNames } from "./cloudState";
import { demand, type Example, type Scene, type Step } from "./example";

const WEB_NAME = "storefront";

function theServer(region: RegionHandle, role: string) {
    const servers = liveServers(region).filter((server) => server.metadata.role === role);
    const [server] = servers;
    demand(
        server !== undefined && servers.length === 1,
        `the cloud has ${servers.length} ${role} servers instead of one`,
    );
    return server;
}

function demandHealthy({ region }: Scene): void {
    for (const role of ["web", "worker"]) {
        const server = theServer(region, role);
        demand(server.status === "ACTIVE", `the ${role} server is ${server.status} instead of ACTIVE`);
    }
    const groups = securityGroupNames(region, theServer(region, "worker").securityGroupIds);
    demand(groups.includes("db"), `the worker has the security groups ${groups.join(", ")} without db`);
    const attached = [...region.volumes.values()].find((volume) => volume.name === "data");
    demand(attached?.status === "in-use", `the data volume is ${attached?.status} instead of in-use`);
}

function demandUpdated(scene: Scene): void {
    demandHealthy(scene);
    const web = theServer(scene.region, "web");
    demand(web.name === WEB_NAME, `the web server is called ${web.name} instead of ${WEB_NAME}`);
    demand(web.flavorId === scene.region.ids.bigFlavor, "the web server does not have the larger flavor");
    const groups = securityGroupNames(scene.region, web.securityGroupIds).join(", ");
    demand(
        groups === "default, web",
        `the web server has the security groups ${groups} instead of default, web`,
    );
}

const steps: Step[] = [
    { title: "Preview", operation: "preview", changes: { create: 5 }, check: demandEmpty },
    { title: "Create everything", operation: "up", changes: { create: 5 }, check: demandHealthy },
    {
        title: "Preview again: nothing to do",
        operation: "preview",
        changes: { same: 5 },
        check: demandHealthy,
    },
    {
        title: "Rename and resize the web server, and give it one more security group",
        operation: "up",
        configure: ({ region }) => ({
            "quickstart:webName": WEB_NAME,
            "quickstart:webFlavorId": region.ids.bigFlavor,
            "quickstart:webSecurityGroups": JSON.stringify(["default", "web"]),
        }),
        changes: { update: 1, same: 4 },
        check: demandUpdated,
    },
    {
        title: "Somebody stops the worker and renames the web server: refresh sees it",
        operation: "refresh",
        meddle: ({ region }) => {
            region.setStatus(theServer(region, "worker").id, "SHUTOFF");
            theServer(region, "web").name = "renamed-by-hand";
        },
        changes: { update: 2, same: 3 },
        check: ({ region }) => {
            const worker = theServer(region, "worker");
            demand(worker.status === "SHUTOFF", `the refresh itself made the worker ${worker.status}`);
        },
    },
    { title: "Mend it", operation: "up", changes: { update: 2, same: 3 }, check: demandUpdated },
    {
        title: "Preview again: nothing to do",
        operation: "preview",
        changes: { same: 5 },
        check: demandUpdated,
    },
    { title: "Destroy everything", operation: "destroy", changes: { delete: 5 }, check: demandEmpty },
];

export const quickstartExample: Example = {
    name: "quickstart",
    program: quickstart,
    configuration: ({ region }) => ({
        "quickstart:imageId": region.ids.image,
        "quickstart:flavorId": region.ids.flavor,
        "quickstart:networkId": region.ids.network,
        "quickstart:volumeId": region.addVolume({ name: "data" }),
        "quickstart:securityGroup": "db",
    }),
    steps,
};
