import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stack } from "./stack";

/** A resource that does nothing, reached as those of the package are: what is left is the engine's own time. */
class Nothing extends pulumi.CustomResource {
    constructor(name: string, args: object) {
        const runtime = JSON.stringify(join(__dirname, "doNothing.js"));
        super("pulumi-nodejs:dynamic/bench:Nothing", name, {
            ...args,
            status: undefined,
            __provider: `exports.handler = () => require(${runtime}).provider;`,
        });
    }
}

stack({ Keypair: Nothing, Server: Nothing, VolumeAttachment: Nothing });
