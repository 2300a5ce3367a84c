import type * as pulumi from "@pulumi/pulumi";
import { CloudResource, type CommonArgs } from "../cloudResource";

/** How a server is asked whether it is ready. */
export interface ReadinessCheckArgs {
    /**
     * Port.
     *
     * @default 80 for `http`, 443 for `https`; required for `tcp`
     */
    port?: pulumi.Input<number | undefined>;
    /**
     * `tcp` waits for a connection, `http` and `https` for a response. Redirects are not followed, and the certificate is
     * not verified: the address of a new server has none.
     *
     * @default "http" if `path` or `expectStatus` is set or `port` is not, else "tcp"
     */
    protocol?: pulumi.Input<"tcp" | "http" | "https" | undefined>;
    /**
     * Path, for `http` and `https`.
     *
     * @default "/"
     */
    path?: pulumi.Input<string | undefined>;
    /**
     * HTTP status of the response.
     *
     * @default any from 200 to 399
     */
    expectStatus?: pulumi.Input<number | undefined>;
}

/** The arguments of a Readiness. */
export interface ReadinessArgs extends CommonArgs, ReadinessCheckArgs {
    /** Host name or IP address, as the machine that runs Pulumi reaches it: a floating IP, or a fixed one over a VPN. */
    host: pulumi.Input<string | undefined>;
    /** Values that make it wait again if one of them changes, for example the id of a server or a new release. */
    triggers?: pulumi.Input<unknown[] | undefined>;
}

/**
 * Waits until a server responds, over TCP, HTTP or HTTPS: a server that is `ACTIVE` may still boot. There is nothing of it in
 * the cloud: a refresh changes nothing, and a delete does nothing. Any change of an argument but `timeouts` waits again.
 * Resources that need the server `dependsOn` it.
 *
 * ```ts
 * import { Readiness, Server } from "pulumi-nhncloud";
 *
 * const web = Server.get("web", "4b293d31-ebd5-4a7f-be03-874b90021e54");
 * const ready = new Readiness("web", { host: web.accessIp, path: "/health", triggers: [web.id] });
 * export const readyAt = ready.readyAt;
 * ```
 *
 * A database that accepts connections, before anything that needs it is created:
 *
 * ```ts
 * import { Readiness, SecurityGroupAssignment } from "pulumi-nhncloud";
 *
 * const accepts = new Readiness("database", { host: "192.168.0.12", port: 5432, timeouts: { create: 900 } });
 * new SecurityGroupAssignment(
 *     "clients",
 *     { serverId: "4b293d31-ebd5-4a7f-be03-874b90021e54", securityGroup: "db" },
 *     { dependsOn: accepts },
 * );
 * ```
 */
export class Readiness extends CloudResource {
    /** When it responded, in UTC. */
    declare public readonly readyAt: pulumi.Output<string>;
    /** The region that it is in, for example `KR1`. */
    declare public readonly region: pulumi.Output<string>;

    constructor(name: string, args: ReadinessArgs, options?: pulumi.CustomResourceOptions) {
        super("Readiness", name, args, { outputs: ["readyAt", "region"] }, options);
    }
}
