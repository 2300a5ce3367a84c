/** Not run, but compiled: each line is accepted, or refused where it says so. */
import * as pulumi from "@pulumi/pulumi";
import { FloatingIp, Server, type ServerArgs, ServerFleet, type ServerFleetArgs } from "pulumi-nhncloud";

const small = { flavorId: "flavor1", keyName: "mine", networks: [{ subnet: "subnet1" }] };

/** `networks` is not empty. */
export function networks(subnets: string[], ports: pulumi.Output<string[]>): void {
    new Server("inferred", small);
    new Server("mapped", { ...small, networks: subnets.map((subnet) => ({ subnet })) });
    new Server("later", { ...small, networks: ports.apply((ids) => ids.map((port) => ({ port }))) });
    new Server("promised", { ...small, networks: Promise.resolve([{ uuid: pulumi.output("network1") }]) });
    // @ts-expect-error
    new Server("none", { ...small, networks: [] });
    // @ts-expect-error
    new Server("unknown", { ...small, networks: [{ subnetId: "subnet1" }] });
    // @ts-expect-error
    new ServerFleet("none", { ...small, count: 1, networks: [] });
}

/** User data is given once. */
export function userData(script: pulumi.Input<string | undefined>, more: Partial<ServerArgs>): void {
    const shared = { ...small, metadata: { role: "web" } } satisfies ServerArgs;
    new Server("text", { ...shared, userData: script });
    new Server("base64", { ...shared, userDataBase64: script });
    new Server("either", { ...shared, ...more });
    // @ts-expect-error
    new Server("both", { ...shared, userData: "#!/bin/sh", userDataBase64: "IyEvYmluL3No" });
    // @ts-expect-error
    new ServerFleet("both", { ...shared, count: 1, userData: script, userDataBase64: "IyEvYmluL3No" });
}

/** A fleet is counted in one way. */
export function counts(fleet: ServerFleetArgs, some: pulumi.Input<number>): void {
    new ServerFleet("given", fleet);
    new ServerFleet("counted", { ...small, count: some });
    new ServerFleet("range", { ...small, minCount: 1, maxCount: some });
    new ServerFleet("at least", { ...small, minCount: 1 });
    new ServerFleet("at most", { ...small, maxCount: 3 });
    // @ts-expect-error
    new ServerFleet("not counted", small);
    // @ts-expect-error
    new ServerFleet("counted twice", { ...small, count: 2, maxCount: 3 });
}

/** A floating IP has one target. */
export function targets(serverId: pulumi.Output<string>): void {
    new FloatingIp("server", { serverId });
    new FloatingIp("port", { portId: "port1" });
    new FloatingIp("reserved");
    // @ts-expect-error
    new FloatingIp("both", { serverId, portId: "port1" });
}

/** Values are those that the cloud takes. */
export function values(): void {
    new Server("stopped", { ...small, powerState: "stopped", rebootType: "HARD", diskConfig: "AUTO" });
    // @ts-expect-error
    new Server("on", { ...small, powerState: "on" });
    // @ts-expect-error
    new Server("typo", { ...small, flavourId: "flavor1" });
    // @ts-expect-error
    new Server("without a key", { flavorId: "flavor1", networks: [{ subnet: "subnet1" }] });
}
