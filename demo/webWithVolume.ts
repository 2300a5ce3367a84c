import webWithVolume = require("../examples/web-with-volume");

import { demandEmpty, liveServers } from "./cloudState";
import { demand, type Example, type Scene, type Step } from "./example";

function demandDevices({ region }: Scene): void {
    const [web] = liveServers(region);
    const devices = web?.attachments
        .filter(({ root }) => !root)
        .map(({ device, volumeId }) => {
            return `${device} ${region.volumes.get(volumeId)?.name}`;
        });
    demand(
        devices?.join() === "/dev/vdb first,/dev/vdc second",
        `the web server has ${devices?.join(" and ")} instead of the first volume before the second`,
    );
}

const steps: Step[] = [
    { title: "Preview", operation: "preview", changes: { create: 4 }, check: demandEmpty },
    { title: "Create everything", operation: "up", changes: { create: 4 }, check: demandDevices },
    {
        title: "Preview again: nothing to do",
        operation: "preview",
        changes: { same: 4 },
        check: demandDevices,
    },
    {
        title: "Stop the web server, with its volumes",
        operation: "up",
        configure: () => ({ "web-with-volume:power": "stopped" }),
        changes: { update: 1, same: 3 },
        check: (scene) => {
            demandDevices(scene);
            const [web] = liveServers(scene.region);
            demand(web?.status === "SHUTOFF", `the web server is ${web?.status} instead of SHUTOFF`);
        },
    },
    { title: "Destroy everything", operation: "destroy", changes: { delete: 4 }, check: demandEmpty },
];

export const webWithVolumeExample: Example = {
    name: "web-with-volume",
    program: webWithVolume,
    configuration: ({ region }) => ({
        "web-with-volume:image": "Ubuntu Server 22.04.3 LTS",
        "web-with-volume:flavor": "m2.c1m2",
        "web-with-volume:networkId": region.ids.network,
        "web-with-volume:volumeIds": JSON.stringify([
            region.addVolume({ name: "first" }),
            region.addVolume({ name: "second" }),
        ]),
    }),
    steps,
};
