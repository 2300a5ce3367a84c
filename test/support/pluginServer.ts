import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { serve } from "../../provider/src/doors/plugin/server";
import type { Platform } from "../../provider/src/platform/platform";
import type { Kind, Run } from "./provider";

type Values = Record<string, unknown>;

/** As the engine sends a value that is unknown in a preview. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** As it marks a secret. */
export const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

/** What the engine keeps of a resource, secrets marked. */
export interface Kept {
    state: Values;
    inputs: Values;
}

export type PluginServer = Awaited<ReturnType<typeof openServer>>;

/** The provider plugin's server in this process, spoken to as the engine does. */
export async function openServer(platform: Platform, run: Run, cancel: () => void) {
    const { port, stop } = await serve(platform, cancel);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    /** Time passes until the call is over. */
    const ask = <T>(call: (done: (error: Error | null, answer: T) => void) => unknown): Promise<T> =>
        run(
            new Promise<T>((resolve, reject) => {
                call((error, answer) => (error ? reject(failureOf(error)) : resolve(answer)));
            }),
        );
    return {
        client,
        ask,
        close() {
            client.close();
            stop();
        },
        async configure(values: Values) {
            const request = new messages.ConfigureRequest();
            request.setArgs(struct(values));
            return await ask<messages.ConfigureResponse>((done) => client.configure(request, done));
        },
        async check(
            kind: Kind,
            news: Values,
            olds: Values = {},
            { autonaming, urn = urnOf(kind) }: { autonaming?: string | false; urn?: string } = {},
        ) {
            const request = new messages.CheckRequest();
            request.setUrn(urn);
            request.setOlds(struct(olds));
            request.setNews(struct(news));
            if (autonaming !== undefined) {
                const { AutonamingOptions } = messages.CheckRequest;
                const options = new AutonamingOptions();
                options.setMode(
                    autonaming === false ? AutonamingOptions.Mode.DISABLE : AutonamingOptions.Mode.PROPOSE,
                );
                options.setProposedName(autonaming || "");
                request.setAutonaming(options);
            }
            const answer = await ask<messages.CheckResponse>((done) => client.check(request, done));
            const failures = answer.getFailuresList().map((failure) => failure.getReason());
            return { inputs: plain(answer.getInputs()), failures };
        },
        async diff(kind: Kind, id: string, kept: Kept, news: Values) {
            const request = new messages.DiffRequest();
            request.setUrn(urnOf(kind));
            request.setId(id);
            request.setOlds(struct(kept.state));
            request.setNews(struct(news));
            request.setOldInputs(struct(kept.inputs));
            const answer = await ask<messages.DiffResponse>((done) => client.diff(request, done));
            const names = Object.entries(messages.PropertyDiff.Kind);
            const paths: Record<string, string | undefined> = {};
            const ofOutputs: string[] = [];
            answer.getDetaileddiffMap().forEach((change, path) => {
                paths[path] = names.find(([, number]) => number === change.getKind())?.[0];
                if (!change.getInputdiff()) ofOutputs.push(path);
            });
            return {
                paths,
                /** Those of `paths` that no change of an input explains. */
                ofOutputs,
                isDetailed: answer.getHasdetaileddiff(),
                names: answer.getDiffsList(),
                changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
                replaces: answer.getReplacesList(),
                deleteBeforeReplace: answer.getDeletebeforereplace(),
            };
        },
        async create(kind: Kind, inputs: Values, { preview = false, timeout = 0 } = {}) {
            const request = new messages.CreateRequest();
            request.setUrn(urnOf(kind));
            request.setProperties(struct(inputs));
            request.setPreview(preview);
            request.setTimeout(timeout);
            const answer = await ask<messages.CreateResponse>((done) => client.create(request, done));
            return { id: answer.getId(), state: plain(answer.getProperties()) };
        },
        async update(kind: Kind, id: string, kept: Kept, news: Values, { preview = false } = {}) {
            const request = new messages.UpdateRequest();
            request.setUrn(urnOf(kind));
            request.setId(id);
            request.setOlds(struct(kept.state));
            request.setNews(struct(news));
            request.setOldInputs(struct(kept.inputs));
            request.setPreview(preview);
            const answer = await ask<messages.UpdateResponse>((done) => client.update(request, done));
            return plain(answer.getProperties());
        },
        /** For an import, nothing is kept yet. */
        async read(kind: Kind, id: string, kept?: Kept) {
            const request = new messages.ReadRequest();
            request.setUrn(urnOf(kind));
            request.setId(id);
            if (kept) {
                request.setProperties(struct(kept.state));
                request.setInputs(struct(kept.inputs));
            }
            const answer = await ask<messages.ReadResponse>((done) => client.read(request, done));
            return {
                id: answer.getId(),
                inputs: plain(answer.getInputs()),
                state: plain(answer.getProperties()),
            };
        },
        async delete(kind: Kind, id: string, kept: Kept) {
            const request = new messages.DeleteRequest();
            request.setUrn(urnOf(kind));
            request.setId(id);
            request.setProperties(struct(kept.state));
            request.setOldInputs(struct(kept.inputs));
            await ask((done) => client.delete(request, done));
        },
        async invoke(name: string, args: Values) {
            const request = new messages.InvokeRequest();
            request.setTok(`nhncloud:compute:${name}`);
            request.setArgs(struct(args));
            return plain(
                (await ask<messages.InvokeResponse>((done) => client.invoke(request, done))).getReturn(),
            );
        },
    };
}

export function urnOf(kind: string, name = "test"): string {
    return `urn:pulumi:dev::project::nhncloud:compute:${kind}::${name}`;
}

export function struct(values: Values): Struct {
    return Struct.fromJavaScript(
        JSON.parse(JSON.stringify(values)) as Parameters<typeof Struct.fromJavaScript>[0],
    );
}

export function plain(value: Struct | undefined): Values {
    return (value?.toJavaScript() ?? {}) as Values;
}

/** An error, with what it leaves behind. */
export class ServerError extends Error {
    left?: Kept & { id: string; reasons: string[] };
}

function failureOf(error: Error): ServerError {
    const { details, metadata } = error as Error & grpc.ServiceError;
    const failure = new ServerError(details);
    const [binary] = metadata?.get("grpc-status-details-bin") ?? [];
    if (!binary) return failure;
    const [detail] = Status.deserializeBinary(binary as Buffer).getDetailsList();
    const { ErrorResourceInitFailed } = messages;
    const left = detail?.unpack(
        ErrorResourceInitFailed.deserializeBinary,
        "pulumirpc.ErrorResourceInitFailed",
    );
    if (!left) return failure;
    failure.left = {
        id: left.getId(),
        state: plain(left.getProperties()),
        inputs: plain(left.getInputs()),
        reasons: left.getReasonsList(),
    };
    return failure;
}
