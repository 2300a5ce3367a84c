import { isDeepStrictEqual } from "node:util";
import { type Flavor, isGpu, isU2 } from "../api/services/flavors";
import type { Image } from "../api/services/images";
import type { RegionClient } from "../cloud/regionClient";
import type { PreflightCheck } from "../core/handler";
import type { Values } from "../core/properties";

/** MB. */
const smallestWindowsRam = 2048;
/** GB. */
const smallestWindowsDisk = 50;
const longestWindowsName = 15;

/** The desired server; undefined is what is unknown, or irrelevant to what changed. */
interface Desired {
    name: string | undefined;
    flavor: Flavor | undefined;
    image?: Image | undefined;
    blockDevices: unknown;
    root: Values | undefined;
    /** The path of the root disk among the inputs. */
    path: string;
}

interface BootRule {
    /** The inputs that can break it; the cloud is asked only if one of them changed. */
    of: readonly string[];
    breaks(desired: Desired): boolean;
    says(desired: Desired): string;
}

/** Where the root disk is: U2 flavors have a local disk, and so does any flavor whose disk has a size. */
const bootRules: readonly BootRule[] = [
    {
        of: ["blockDevices"],
        breaks: ({ flavor, root }) => isU2(flavor?.name) && root?.destinationType === "volume",
        says: ({ flavor, path }) =>
            `${path}.destinationType must be "local" for the U2 flavor ${flavor?.name}, got "volume": change it, or omit blockDevices.`,
    },
    {
        of: ["blockDevices"],
        breaks: ({ flavor, root }) =>
            hasNoDisk(flavor) && !isGpu(flavor.name) && root?.destinationType === "local",
        says: ({ flavor, path }) =>
            `${path}.destinationType must be "volume" for flavor ${flavor?.name}, which has no local disk, got "local".`,
    },
    {
        of: ["imageId", "blockDevices"],
        breaks: ({ flavor, blockDevices }) => hasNoDisk(flavor) && blockDevices === undefined,
        says: ({ flavor }) =>
            `blockDevices is required for flavor ${flavor?.name}, which has no local disk: add a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.`,
    },
];

/** Rules for Windows images. */
const windowsRules: readonly BootRule[] = [
    {
        of: ["name", "imageId"],
        breaks: ({ name }) => (name?.length ?? 0) > longestWindowsName,
        says: ({ name, image }) =>
            `name must be at most ${longestWindowsName} characters long for the Windows image "${image?.name}", got ${name?.length}.`,
    },
    {
        of: ["imageId"],
        breaks: ({ flavor }) => isU2(flavor?.name),
        says: ({ flavor, image }) =>
            `flavorId must not be a U2 flavor for the Windows image "${image?.name}", got ${flavor?.name}.`,
    },
    {
        of: ["flavorId", "imageId"],
        breaks: ({ flavor }) => flavor !== undefined && !isU2(flavor.name) && flavor.ram < smallestWindowsRam,
        says: ({ flavor, image }) =>
            `flavorId must be a flavor with at least ${smallestWindowsRam} MB of RAM for the Windows image "${image?.name}", got ${flavor?.name} with ${flavor?.ram} MB.`,
    },
    {
        of: ["blockDevices", "imageId"],
        breaks: ({ root }) =>
            typeof root?.volumeSize === "number" &&
            root.destinationType === "volume" &&
            root.volumeSize < smallestWindowsDisk,
        says: ({ root, path, image }) =>
            `${path}.volumeSize must be at least ${smallestWindowsDisk} GB for the Windows image "${image?.name}", got ${root?.volumeSize}.`,
    },
];

/** Checks that involve the flavor and the image; `isReplaced` if the server is replaced anyway. */
export async function checkBootDisk(
    { cloud, oldInputs: olds, inputs, report }: PreflightCheck,
    { isReplaced }: { isReplaced: boolean },
): Promise<void> {
    const names = Object.keys({ ...olds, ...inputs });
    const changed = names.filter((name) => !isDeepStrictEqual(inputs[name], olds[name]));
    const resize = isReplaced ? undefined : await refusedResize(cloud, olds, inputs);
    if (resize !== undefined) return report(resize);
    const needsFlavor = ["flavorId", "imageId", "blockDevices"].some((name) => changed.includes(name));
    const { blockDevices } = inputs;
    const devices = Array.isArray(blockDevices) ? (blockDevices as Values[]) : [];
    const root = devices.findIndex(({ bootIndex }) => bootIndex === 0);
    const desired: Desired = {
        name: known(inputs.name),
        flavor: needsFlavor ? await flavorOf(cloud, inputs.flavorId) : undefined,
        blockDevices,
        root: devices[root],
        path: `blockDevices[${root}]`,
    };
    const broken = (rules: readonly BootRule[]) =>
        rules.filter((rule) => rule.of.some((name) => changed.includes(name)) && rule.breaks(desired));
    for (const rule of broken(bootRules)) report(rule.says(desired));
    const ifWindows = broken(windowsRules);
    // Looked up only if something would be wrong with Windows.
    const image = ifWindows.length > 0 ? await imageOf(cloud, desired.root, inputs) : undefined;
    if (!image?.isWindows) return;
    for (const rule of ifWindows) report(rule.says({ ...desired, image }));
}

/** U2 flavors have local disks, which a resize cannot move. */
async function refusedResize(cloud: RegionClient, olds: Values, inputs: Values): Promise<string | undefined> {
    const [before, after] = [known(olds.flavorId), known(inputs.flavorId)];
    if (before === undefined || after === undefined || before === after) return undefined;
    const flavors = await Promise.all([flavorOf(cloud, before), flavorOf(cloud, after)]);
    if (!flavors.some((flavor) => isU2(flavor?.name))) return undefined;
    const [from, to] = [flavors[0]?.name ?? before, flavors[1]?.name ?? after];
    return `flavorId cannot change from ${from} to ${to}, since U2 flavors cannot be resized: keep it, or create another server.`;
}

async function flavorOf(cloud: RegionClient, id: unknown): Promise<Flavor | undefined> {
    const flavorId = known(id);
    return flavorId === undefined ? undefined : (await cloud.references.flavors.find(flavorId))?.[0];
}

/** The root disk's own image takes precedence over the server's. */
async function imageOf(
    cloud: RegionClient,
    root: Values | undefined,
    { imageId }: Values,
): Promise<Image | undefined> {
    const id = known(root?.sourceType === "image" ? root.uuid : imageId);
    return id === undefined ? undefined : (await cloud.references.images.find(id))?.[0];
}

function known(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

function hasNoDisk(flavor: Flavor | undefined): flavor is Flavor {
    return flavor?.disk === 0 && !isU2(flavor.name);
}
