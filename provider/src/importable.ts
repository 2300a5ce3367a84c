import type * as pulumi from "@pulumi/pulumi";
import * as compute from "./compute";
import type { NetworkArgs, ServerArgs, ServerFleetArgs } from "./index";

// What `pulumi import` writes: a module of the plugin's schema, whose arguments have named values.
export * from "./compute";

export const DestinationType = { Volume: "volume", Local: "local" } as const;
export const DiskConfig = { MANUAL: "MANUAL", AUTO: "AUTO" } as const;
export const MetadataMode = { Additive: "additive", Exclusive: "exclusive" } as const;
export const PowerState = { Active: "active", Stopped: "stopped", Shelved: "shelved" } as const;
export const Protocol = { Tcp: "tcp", Http: "http", Https: "https" } as const;
export const RebootType = { SOFT: "SOFT", HARD: "HARD" } as const;
export const SecurityGroupsMode = { Additive: "additive", Exclusive: "exclusive" } as const;
export const SourceType = { Image: "image", Volume: "volume", Snapshot: "snapshot", Blank: "blank" } as const;
export const Visibility = {
    Public: "public",
    Private: "private",
    Shared: "shared",
    Community: "community",
} as const;

/** The cloud does not show the networks of a server, so that its program comes with an empty list. */
type Imported<A> = A extends unknown
    ? Omit<A, "networks"> & { networks: pulumi.Input<pulumi.Input<NetworkArgs>[]> }
    : never;

type Importable<C extends abstract new (...args: never) => unknown, A> = C &
    (new (
        name: string,
        args: Imported<A>,
        options?: pulumi.CustomResourceOptions,
    ) => InstanceType<C>);

export type Server = compute.Server;
export const Server = compute.Server as Importable<typeof compute.Server, ServerArgs>;

export type ServerFleet = compute.ServerFleet;
export const ServerFleet = compute.ServerFleet as Importable<typeof compute.ServerFleet, ServerFleetArgs>;
