import fleet = require("../examples/fleet");

import { changingRequests, demandEmpty, liveServers, madeImages } from "./cloudState";
import { demand, type Example, type Scene, type Step } from "./example";

const LARGER = "m2.c2m4";

function workers({ region }: Scene) {
    return liveServers(region).filter(({ name }) => name.startsWith("worker-"));
}

function demandFleet(scene: Scene, expected: { size: number; flavorId: string; image: string }): void {
    const servers = workers(scene);
    const { size, flavorId, image } = expected;
    demand(servers.length === size, `the fleet has ${servers.length} servers instead of ${size}`);
    const idle = servers.find(({ status }) => status !== "ACTIVE");
    demand(idle === undefined, `${idle?.name} is ${idle?.status} instead of ACTIVE`);
    const other = servers.find((server) => server.flavorId !== flavorId);
    demand(other === undefined, `${other?.name} does not have the requested flavor`);
    const names = madeImages(scene.region)
        .map(({ name }) => name)
        .join(", ");
    demand(names === image, `the cloud has the image ${names} instead of ${image}`);
}

function demandNothingChanged({ cloud }: Scene): void {
    const [changing] = changingRequests(cloud.requests);
    demand(changing === undefined, `what was there was changed: ${changing?.method} ${changing?.path}`);
}

const steps: Step[] = [
    { title: "Preview", operation: "preview", changes: { create: 4 }, check: demandEmpty },
    {
        title: "A builder, an image of it, and three workers that boot from the image",
        operation: "up",
        changes: { create: 4 },
        check: (scene) => {
            demandFleet(scene, { size: 3, flavorId: scene.region.ids.flavor, image: "golden-1" });
        },
    },
    {
        title: "Resize the workers one by one, add two, and stop the builder",
        operation: "up",
        configure: () => ({
            "fleet:workerFlavor": LARGER,
            "fleet:workers": "5",
            "fleet:builderPower": "stopped",
        }),
        changes: { update: 2, same: 2 },
        check: (scene) => {
            demandFleet(scene, { size: 5, flavorId: scene.region.ids.bigFlavor, image: "golden-1" });
            const builder = scene.region.serverByName("builder");
            demand(builder?.status === "SHUTOFF", `the builder is ${builder?.status} instead of SHUTOFF`);
        },
    },
    {
        title: "The state is lost: everything is taken over, and nothing is made twice",
        operation: "up",
        forgets: true,
        changes: { create: 4 },
        check: demandNothingChanged,
    },
    {
        title: "Preview again: nothing to do",
        operation: "preview",
        changes: { same: 4 },
        check: demandNothingChanged,
    },
    {
        title: "A new release: another image, and the workers are replaced one by one",
        operation: "up",
        configure: () => ({ "fleet:release": "2" }),
        changes: { replace: 1, update: 1, same: 2 },
        check: (scene) => {
            demandFleet(scene, { size: 5, flavorId: scene.region.ids.bigFlavor, image: "golden-2" });
            const made = scene.cloud.requests.filter(
                ({ method, path }) => method === "POST" && path.endsWith("/servers"),
            );
            demand(made.length === 5, `the workers were replaced by ${made.length} requests instead of 5`);
        },
    },
    { title: "Destroy everything", operation: "destroy", changes: { delete: 4 }, check: demandEmpty },
];

export const fleetExample: Example = {
    name: "fleet",
    program: fleet,
    configuration: ({ region }) => ({
        "fleet:imageId": region.ids.image,
        "fleet:builderFlavor": "m2.c1m2",
        "fleet:workerFlavor": "m2.c1m2",
        "fleet:networkId": region.ids.network,
    }),
    steps,
};
