import { createRequire } from "node:module";

// The SDK's own copies, however packages are installed. Neither loads the rest of the SDK.
const requireBesideSdk = createRequire(require.resolve("@pulumi/pulumi"));

export const grpc = requireBesideSdk("@grpc/grpc-js") as typeof import("@grpc/grpc-js");

export const { Struct } = requireBesideSdk(
    "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");

export const { Empty } = requireBesideSdk(
    "google-protobuf/google/protobuf/empty_pb",
) as typeof import("google-protobuf/google/protobuf/empty_pb");

export const { Any } = requireBesideSdk(
    "google-protobuf/google/protobuf/any_pb",
) as typeof import("google-protobuf/google/protobuf/any_pb");
