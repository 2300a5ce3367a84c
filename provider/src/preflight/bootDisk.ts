import { isDeepStrictEqual } from "node:util";
import { type Flavor, isGpu, isU2 } from "../api/services/flavors";
import type { Image } from "../api/services/images";
import type { RegionClient } from "../cloud/regionClient";
import type { PreflightCheck } from "../core/handler";
import type { Values } from "../core/properties";
import { show } from "../core/validators";

/** MB. */
const smallestWindowsRam = 2048;
/** GB. */
const smallestWindowsDisk = 50;
const longestWindowsName = 15;

/** A server as it is to be: what is not known, or not needed for what changed, is undefined. */
interface Wanted {
    name: string | undefined;
    type: Flavor | undefined;
    image?: Image | undefined;
    blockDevices: unknown;
    root: Values | undefined;
    /** Where the root disk stands among the inputs. */
    path: string;
}

interface BootRule {
    /** Which inputs can break it; others need no look at the cloud. */
    of: readonly string[];
    breaks(wanted: Wanted): boolean;
    says(wanted: Wanted): string;
}

/** What a disk is made on: a U2 type brings one, and so does any type whose disk has a size. */
const bootRules: readonly BootRule[] = [
    {
        of: ["blockDevices"],
        breaks: ({ type, root }) => isU2(type?.name) && root?.destinationType === "volume",
        says: ({ type, path }) =>
            `${path}.destinationType is "volume", but the U2 instance type ${type?.name} has a local disk: give "local", or leave blockDevices out.`,
    },
    {
        of: ["blockDevices"],
        breaks: ({ type, root }) =>
            bringsNoDisk(type) && !isGpu(type?.name) && root?.destinationType === "local",
        says: ({ type, path }) =>
            `${path}.destinationType is "local", but the instance type ${type?.name} has no disk of its own: give "volume".`,
    },
    {
        of: ["imageId", "blockDevices"],
        breaks: ({ type, blockDevices }) => bringsNoDisk(type) && blockDevices === undefined,
        says: ({ type }) =>
            `blockDevices is missing: the instance type ${type?.name} has no disk of its own. Give a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.`,
    },
];

/** What follows when the image is Windows. */
const windowsRules: readonly BootRule[] = [
    {
        of: ["name", "imageId"],
        breaks: ({ name }) => (name?.length ?? 0) > longestWindowsName,
        says: ({ name, image }) =>
            `name ${show(name)} has ${name?.length} characters: ${longestWindowsName} are the most with the Windows image "${image?.name}". Give a shorter name.`,
    },
    {
        of: ["imageId"],
        breaks: ({ type }) => isU2(type?.name),
        says: ({ type, image }) =>
            `flavorId is the U2 instance type ${type?.name}, which does not take the Windows image "${image?.name}": choose another type.`,
    },
    {
        of: ["flavorId", "imageId"],
        breaks: ({ type }) => type !== undefined && !isU2(type?.name) && type.ram < smallestWindowsRam,
        says: ({ type, image }) =>
            `flavorId is the instance type ${type?.name} with ${type?.ram} MB of RAM: the Windows image "${image?.name}" needs ${smallestWindowsRam} MB or more. Choose a larger type.`,
    },
    {
        of: ["blockDevices", "imageId"],
        breaks: ({ root }) =>
            typeof root?.volumeSize === "number" &&
            root.destinationType === "volume" &&
            root.volumeSize < smallestWindowsDisk,
        says: ({ root, path, image }) =>
            `${path}.volumeSize is ${root?.volumeSize}: a root disk of the Windows image "${image?.name}" has ${smallestWindowsDisk} GB or more. Give a larger size.`,
    },
];

/** Rules that need to know the flavor and the image; `isReplaced` where another server takes its place. */
export async function checkBootDisk(
    { cloud, oldInputs: olds, inputs, report }: PreflightCheck,
    { isReplaced }: { isReplaced: boolean },
): Promise<void> {
    const names = Object.keys({ ...olds, ...inputs });
    const changed = names.filter((name) => !isDeepStrictEqual(inputs[name], olds[name]));
    const resize = isReplaced ? undefined : await refusedResize(cloud, olds, inputs);
    if (resize !== undefined) return report(resize);
    const needsType = ["flavorId", "imageId", "blockDevices"].some((name) => changed.includes(name));
    const { blockDevices } = inputs;
    const devices = Array.isArray(blockDevices) ? (blockDevices as Values[]) : [];
    const root = devices.findIndex(({ bootIndex }) => bootIndex === 0);
    const wanted: Wanted = {
        name: known(inputs.name),
        type: needsType ? await typeOf(cloud, inputs.flavorId) : undefined,
        blockDevices,
        root: devices[root],
        path: `blockDevices[${root}]`,
    };
    const broken = (rules: readonly BootRule[]) =>
        rules.filter((rule) => rule.of.some((name) => changed.includes(name)) && rule.breaks(wanted));
    for (const rule of broken(bootRules)) report(rule.says(wanted));
    const ifWindows = broken(windowsRules);
    // Only what would be wrong with Windows is worth the question.
    const image = ifWindows.length > 0 ? await imageOf(cloud, wanted.root, inputs) : undefined;
    if (!image?.isWindows) return;
    for (const rule of ifWindows) report(rule.says({ ...wanted, image }));
}

/** U2 types have local disks, which no resize can move. */
async function refusedResize(cloud: RegionClient, olds: Values, inputs: Values): Promise<string | undefined> {
    const [before, after] = [known(olds.flavorId), known(inputs.flavorId)];
    if (before === undefined || after === undefined || before === after) return undefined;
    const types = await Promise.all([typeOf(cloud, before), typeOf(cloud, after)]);
    if (!types.some((type) => isU2(type?.name))) return undefined;
    const [from, to] = [types[0]?.name ?? before, types[1]?.name ?? after];
    return `flavorId changes from ${from} to ${to}, but a U2 instance type cannot be resized: keep it, or make another server.`;
}

async function typeOf(cloud: RegionClient, id: unknown): Promise<Flavor | undefined> {
    const flavorId = known(id);
    return flavorId === undefined ? undefined : (await cloud.references.flavors.find(flavorId))?.[0];
}

/** The root disk's own image goes before the server's. */
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

function bringsNoDisk(type: Flavor | undefined): boolean {
    return type?.disk === 0 && !isU2(type?.name);
}
