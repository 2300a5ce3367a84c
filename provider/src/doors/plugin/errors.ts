import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Any, grpc } from "./grpc";

/** A create or update that failed after something was made: the engine keeps it in state. */
export class InitFailed extends Error {
    constructor(
        sentence: string,
        readonly left: { id: string; properties: Struct; inputs: Struct },
    ) {
        super(sentence);
    }
}

/** An error as gRPC sends it. */
export function toServiceError(error: unknown): Partial<import("@grpc/grpc-js").ServiceError> {
    const details = error instanceof Error ? error.message : String(error);
    if (!(error instanceof InitFailed)) return { code: grpc.status.UNKNOWN, details };
    return { code: grpc.status.UNKNOWN, details, metadata: trailer(error) };
}

function trailer({ message, left }: InitFailed) {
    const { ErrorResourceInitFailed } =
        require("@pulumi/pulumi/proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
    const { Status } =
        require("@pulumi/pulumi/proto/status_pb") as typeof import("@pulumi/pulumi/proto/status_pb");
    const detail = new ErrorResourceInitFailed();
    detail.setId(left.id);
    detail.setProperties(left.properties);
    detail.setInputs(left.inputs);
    detail.setReasonsList([message]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(any);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return metadata;
}
