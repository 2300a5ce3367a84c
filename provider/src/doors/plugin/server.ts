import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Observer } from "../../api/observer";
import { createOperations } from "../../core/operations";
import type { Platform } from "../../platform/platform";
import { handlers } from "../../resources/handlers";
import { toServiceError } from "./errors";
import { Empty, grpc } from "./grpc";
import { ProviderMethods } from "./provider";
import { Resources } from "./resources";
import { version } from "./schema";

/** That of the engine. */
const largestMessageBytes = 400 * 1024 * 1024;

export interface Serving {
    port: number;
    stop(): void;
}

/** Serves Pulumi's protocol of provider plugins on a free port of this machine. */
export async function serve(platform: Platform, cancel: () => void): Promise<Serving> {
    const { ResourceProviderService } =
        require("@pulumi/pulumi/proto/provider_grpc_pb") as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
    const limits = {
        "grpc.max_receive_message_length": largestMessageBytes,
        "grpc.max_send_message_length": largestMessageBytes,
    };
    const server = new grpc.Server(limits);
    server.addService(ResourceProviderService as never, methods(platform, cancel));
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return { port, stop: () => server.forceShutdown() };
}

/** What is not here, the engine does without. */
function methods(platform: Platform, cancel: () => void): UntypedServiceImplementation {
    const proto =
        require("@pulumi/pulumi/proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
    const { PluginInfo } =
        require("@pulumi/pulumi/proto/plugin_pb") as typeof import("@pulumi/pulumi/proto/plugin_pb");
    const operations = createOperations(platform, handlers);
    const provider = new ProviderMethods(proto, platform, operations);
    const resources = new Resources(proto, operations.of, handlers);
    const empty = () => new Empty();
    const answering = answeringTo(platform.observer);
    return {
        getSchema: answering(() => provider.getSchema()),
        getPluginInfo: answering(() => {
            const info = new PluginInfo();
            info.setVersion(version);
            return info;
        }),
        checkConfig: answering((request) => provider.checkConfig(request)),
        diffConfig: answering((request) => provider.diffConfig(request)),
        configure: answering((request) => {
            resources.configure(request);
            return provider.configure(request);
        }),
        invoke: answering((request) => provider.invoke(request)),
        check: answering((request) => resources.check(request)),
        diff: answering((request) => resources.diff(request)),
        create: answering((request) => resources.create(request)),
        read: answering((request) => resources.read(request)),
        update: answering((request) => resources.update(request)),
        delete: answering((request) => resources.delete(request).then(empty)),
        cancel: answering(() => {
            cancel();
            return empty();
        }),
    };
}

// biome-ignore lint/suspicious/noExplicitAny: each method has a request of its own.
const answeringTo = (observer: Observer) => (method: (request: any) => unknown) => {
    return async (call: ServerUnaryCall<{ getUrn?(): string }, unknown>, answer: sendUnaryData<unknown>) => {
        const path = call.getPath();
        const operation = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
        const [traceparent] = call.metadata.get("traceparent").map(String);
        const urn = call.request.getUrn?.();
        if (traceparent !== undefined && urn !== undefined) observer.called({ operation, urn, traceparent });
        try {
            answer(null, await method(call.request));
        } catch (error) {
            answer(toServiceError(error));
        }
    };
};
