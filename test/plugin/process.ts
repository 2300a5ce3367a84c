import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { pointer } from "../../provider/src/resources/pointer";
import { urnOf } from "../support/pluginServer";
import type { Kind } from "../support/world";

const { ErrorResourceInitFailed } = messages;

type Values = Record<string, unknown>;

/** What the engine makes of a create or update that left something behind. */
export interface InitFailed {
    id: string;
    properties: Values;
    reasons: string[];
}

/** A plugin's process, spoken to as the engine does. */
export interface PluginProcess {
    pid: number;
    statusLines: { urn: string; message: string; ephemeral: boolean }[];
    configure(values: Record<string, string>): Promise<void>;
    check(kind: Kind, news: Values, olds?: Values): Promise<{ inputs: Values; failures: string[] }>;
    diff(id: string, olds: Values, news: Values): Promise<{ changes: boolean; replaces: string[] }>;
    create(inputs: Values): Promise<{ id: string; properties: Values }>;
    read(id: string, properties: Values): Promise<{ id: string; properties: Values; inputs: Values }>;
    update(id: string, olds: Values, news: Values): Promise<Values>;
    delete(id: string, properties: Values): Promise<void>;
    close(): Promise<void>;
}

/** An error of the process, with what it leaves behind. */
export class PluginError extends Error {
    constructor(
        message: string,
        readonly initFailed: InitFailed | undefined,
    ) {
        super(message);
    }
}

/** The SDK's own process for dynamic resources. */
const dynamicProvider = [process.execPath, require.resolve("@pulumi/pulumi/cmd/dynamic-provider")];

export async function startPlugin(
    environment: Record<string, string> = {},
    command: readonly string[] = dynamicProvider,
): Promise<PluginProcess> {
    const engine = new grpc.Server();
    const statusLines: PluginProcess["statusLines"] = [];
    engine.addService(EngineService as never, {
        log: (call: { request: LogRequest }, answer: (error: null, empty: unknown) => void) => {
            const { request } = call;
            statusLines.push({
                urn: request.getUrn(),
                message: request.getMessage(),
                ephemeral: request.getEphemeral(),
            });
            answer(null, new Empty());
        },
    });
    const enginePort = await new Promise<number>((resolve, reject) =>
        engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error ? reject(error) : resolve(port),
        ),
    );
    const root = join(__dirname, "../..");
    const [executable = "", ...words] = command;
    const child = spawn(executable, [...words, `127.0.0.1:${enginePort}`], {
        cwd: root,
        env: { PATH: process.env.PATH, PULUMI_NODEJS_PROJECT: "test", ...environment },
        stdio: ["ignore", "pipe", "ignore"],
    });
    const port = await firstLine(child);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    return {
        ...calls(client),
        pid: child.pid ?? 0,
        statusLines,
        async close() {
            client.close();
            engine.forceShutdown();
            child.kill();
            await once(child, "exit");
        },
    };
}

async function firstLine(child: ChildProcess): Promise<string> {
    if (!child.stdout) throw new Error("The plugin process has no output.");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return line;
}

type Answer<T> = (error: Error | null, value: T) => void;

function promise<T>(call: (answer: Answer<T>) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
        call((error, value) => (error ? reject(pluginError(error)) : resolve(value)));
    });
}

function pluginError(error: Error): PluginError {
    const { details, metadata } = error as Error & grpc.ServiceError;
    const [binary] = metadata?.get("grpc-status-details-bin") ?? [];
    if (!binary) return new PluginError(details, undefined);
    const [detail] = Status.deserializeBinary(binary as Buffer).getDetailsList();
    const failed = ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
    return new PluginError(details, {
        id: failed.getId(),
        properties: (failed.getProperties()?.toJavaScript() ?? {}) as Values,
        reasons: failed.getReasonsList(),
    });
}

function struct(values: Values): Struct {
    return Struct.fromJavaScript(values as Parameters<typeof Struct.fromJavaScript>[0]);
}

function plain(value: Struct | undefined): Values {
    return (value?.toJavaScript() ?? {}) as Values;
}

function calls(client: ResourceProviderClient): Omit<PluginProcess, "pid" | "statusLines" | "close"> {
    return {
        async configure(values) {
            const request = new messages.ConfigureRequest();
            request.setArgs(struct(values));
            await promise((answer) => client.configure(request, answer));
        },
        async check(kind, news, olds = {}) {
            const request = new messages.CheckRequest();
            request.setUrn(urnOf(kind));
            request.setOlds(struct(olds));
            request.setNews(struct({ __provider: pointer(kind), ...news }));
            const answer = await promise<messages.CheckResponse>((done) => client.check(request, done));
            return {
                inputs: plain(answer.getInputs()),
                failures: answer.getFailuresList().map((failure) => failure.getReason()),
            };
        },
        async diff(id, olds, news) {
            const request = new messages.DiffRequest();
            request.setId(id);
            request.setOlds(struct(olds));
            request.setNews(struct(news));
            const answer = await promise<messages.DiffResponse>((done) => client.diff(request, done));
            return {
                changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
                replaces: answer.getReplacesList(),
            };
        },
        async create(inputs) {
            const request = new messages.CreateRequest();
            request.setProperties(struct(inputs));
            const answer = await promise<messages.CreateResponse>((done) => client.create(request, done));
            return { id: answer.getId(), properties: plain(answer.getProperties()) };
        },
        async read(id, properties) {
            const request = new messages.ReadRequest();
            request.setId(id);
            request.setProperties(struct(properties));
            const answer = await promise<messages.ReadResponse>((done) => client.read(request, done));
            return {
                id: answer.getId(),
                properties: plain(answer.getProperties()),
                inputs: plain(answer.getInputs()),
            };
        },
        async update(id, olds, news) {
            const request = new messages.UpdateRequest();
            request.setId(id);
            request.setOlds(struct(olds));
            request.setNews(struct(news));
            const answer = await promise<messages.UpdateResponse>((done) => client.update(request, done));
            return plain(answer.getProperties());
        },
        async delete(id, properties) {
            const request = new messages.DeleteRequest();
            request.setId(id);
            request.setProperties(struct(properties));
            await promise((answer) => client.delete(request, answer));
        },
    };
}
