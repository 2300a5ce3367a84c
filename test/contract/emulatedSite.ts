import type { RegionHandle } from "../../emulator";
import type { Door } from "../support/provider";
import { startWorld } from "../support/world";
import type { Site } from "./cloud";

/** Nova's usual types: id, MB of memory, GB of disk. */
const NOVA_FLAVORS: [id: string, ramMb: number, diskGb: number][] = [
    ["1", 512, 1],
    ["2", 2048, 20],
    ["3", 4096, 40],
];

/** The local cloud, on a clock that is moved by hand: nothing takes real time. */
export async function emulatedSite(door: Door, confirmsResizes: boolean): Promise<Site> {
    const seconds = confirmsResizes ? {} : { confirmResize: Number.POSITIVE_INFINITY };
    const { cloud, clock, close, nextRun, ...provider } = await startWorld({
        door,
        credentials: "v3",
        seconds,
        // As on a real cloud, of two requests at once the later may be carried out first.
        raceWindowMilliseconds: 100,
    });
    const region = cloud.region();
    const { ids } = region;
    addNovaFlavors(region);
    const { tenantId, username, password } = cloud.credentials;
    const root = `${cloud.url}/kr1`;
    return {
        provider,
        nextRun,
        clock,
        adapter: clock.adapter,
        run: (work) => clock.run(work),
        login: { authUrl: `${cloud.url}/identity/v3`, username, password, projectId: tenantId },
        endpoints: {
            compute: `${root}/compute/v2/${tenantId}`,
            volume: `${root}/volume/v3/${tenantId}`,
            image: `${root}/image/v2`,
            network: `${root}/network/v2.0`,
        },
        ids: {
            ...ids,
            tinyFlavor: "1",
            smallFlavor: "2",
            mediumFlavor: "3",
            otherProject: "decd666311344fcd9320e82fa5dbd1ab",
        },
        dataDevice: /^\/dev\/vd[b-z]$/,
        brokenFlavor: () => {
            region.failNextBuild({ code: 500, message: "No valid host was found. " });
            return "2";
        },
        close,
    };
}

function addNovaFlavors(region: RegionHandle): void {
    for (const [id, ramMb, diskGb] of NOVA_FLAVORS) {
        region.flavors.set(id, { id, name: `m1.${id}`, vcpus: 1, ramMb, diskGb, extraSpecs: {} });
    }
    const image = region.images.get(region.ids.image);
    if (image) image.minDiskGb = 20;
}
