import type { Volume } from "../../api/services/volumes";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { text, uuid } from "../../core/validators";
import type { GetVolumeResult } from "./types";

/** Filtered here: NHN Cloud's list has no filters. */
export const getVolumes: FunctionHandler = {
    args: { name: argument(text()), status: argument(text()), availabilityZone: argument(text()) },
    describe: () => "Looking up volumes",
    async run({ cloud, args }): Promise<GetVolumeResult[]> {
        const { name, status, availabilityZone } = args;
        return (await cloud.volumes.list())
            .filter(
                (volume) =>
                    (name === undefined || volume.name === name) &&
                    (status === undefined || volume.status === status) &&
                    (availabilityZone === undefined || volume.availabilityZone === availabilityZone),
            )
            .map(toResult);
    },
};

export const getVolume: FunctionHandler = {
    args: { name: argument(text()), id: argument(uuid) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up volume ${id}` : `Looking up volume "${name}"`,
    async run(asked): Promise<GetVolumeResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getVolumes", { name })) as GetVolumeResult[];
            return theOne(asked, named, "getVolumes");
        }
        const found = await asked.cloud.volumes.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getVolumes");
        return toResult(found);
    },
};

function toResult(volume: Volume): GetVolumeResult {
    const { id, name, description, status, size, volumeType, availabilityZone, snapshotId } = volume;
    const { metadata, attachments, created } = volume;
    return {
        id,
        name,
        description,
        status,
        size,
        volumeType,
        availabilityZone,
        snapshotId,
        metadata,
        bootable: volume.isBootable,
        encrypted: volume.isEncrypted,
        attachments: attachments.map(({ serverId, attachmentId, device }) => ({
            serverId,
            attachmentId,
            device,
        })),
        created,
    };
}
