import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Resource, ResourceHandler } from "../../core/handler";
import type { OperationError, Operations } from "../../core/operations";
import type { Values } from "../../core/properties";
import { nameOf, typeOf } from "../../core/urn";
import { pointer } from "../../resources/pointer";
import { detailedDiff, type PathChange } from "./detailedDiff";
import { InitFailed } from "./errors";
import { previewOfCreate, previewOfUpdate } from "./preview";
import { inputsOf, kindOfToken, outputsOf, secretsOf } from "./schema";
import { type Received, received, type SecretPath, toStruct } from "./wire";

type Messages = typeof messages;

/** What all requests about a resource have. */
interface Request {
    getUrn(): string;
}

/** The inputs that a program's classes add, and those of dynamic resources, from which a stack may have moved. */
const hiddenInputs: readonly string[] = [
    "__logicalName",
    "__urn",
    "__stack",
    "__provider",
    "__derived",
    "__replaceOnChanges",
];

/** The methods of the protocol that are about one resource. */
export class Resources {
    private hasSecretMetadata = false;

    constructor(
        private readonly proto: Messages,
        private readonly operations: (kind: string) => Operations,
        private readonly handlers: Readonly<Record<string, ResourceHandler>>,
    ) {}

    /** The default metadata is part of each resource's. */
    configure(request: messages.ConfigureRequest): void {
        const { secrets } = received(request.getArgs());
        this.hasSecretMetadata = secrets.some(([name]) => name === "defaultMetadata");
    }

    async check(request: messages.CheckRequest): Promise<messages.CheckResponse> {
        const { kind, operations } = this.of(request);
        const olds = received(request.getOlds());
        const news = received(request.getNews());
        const autonaming = request.getAutonaming();
        const { DISABLE } = this.proto.CheckRequest.AutonamingOptions.Mode;
        const resource: Resource = {
            ...this.resource(request, news.values),
            formerUrn: textOf(olds.values.__urn),
            configuredName:
                autonaming && (autonaming.getMode() === DISABLE ? false : autonaming.getProposedName()),
        };
        const { inputs, problems } = await operations.check(
            resource,
            withoutHidden(olds.values),
            withoutHidden(news.values),
        );
        const response = new this.proto.CheckResponse();
        const secrets = [...this.secrets(kind, news), ...(this.hasSecretMetadata ? [["metadata"]] : [])];
        response.setInputs(toStruct({ ...inputs, __urn: request.getUrn() }, secrets));
        response.setFailuresList(problems.map((problem) => this.failure(problem)));
        return response;
    }

    async diff(request: messages.DiffRequest): Promise<messages.DiffResponse> {
        const { operations } = this.of(request);
        const state = withoutHidden(received(request.getOlds()).values);
        const oldInputs = withoutHidden(received(request.getOldInputs()).values);
        const { values } = received(request.getNews());
        const inputs = withoutHidden(values);
        const known = { state, inputs: oldInputs };
        const changes = await operations.diff(this.resource(request, values), request.getId(), known, inputs);
        const response = new this.proto.DiffResponse();
        const { replace, update, deleteBeforeReplace } = changes;
        const { DIFF_SOME, DIFF_NONE } = this.proto.DiffResponse.DiffChanges;
        const all = [...new Set([...replace, ...update])];
        response.setChanges(all.length > 0 ? DIFF_SOME : DIFF_NONE);
        response.setDiffsList(all);
        response.setReplacesList(replace);
        response.setDeletebeforereplace(deleteBeforeReplace);
        response.setHasdetaileddiff(true);
        for (const change of detailedDiff(changes, oldInputs, inputs))
            response.getDetaileddiffMap().set(change.path, this.propertyDiff(change));
        return response;
    }

    async create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
        const { kind, operations } = this.of(request);
        const inputs = received(request.getProperties());
        const response = new this.proto.CreateResponse();
        if (request.getPreview()) {
            const state = previewOfCreate(outputsOf(kind), withoutHidden(inputs.values));
            response.setProperties(this.state(kind, state, inputs));
            return response;
        }
        const { id, state } = await this.keepingPartial(request, kind, inputs, () =>
            operations.create(this.resource(request, inputs.values), withoutHidden(inputs.values)),
        );
        response.setId(id);
        response.setProperties(this.state(kind, state, inputs));
        return response;
    }

    async read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
        const { kind, operations } = this.of(request);
        const state = received(request.getProperties());
        const inputs = received(request.getInputs());
        const known = { ...withoutHidden(inputs.values), ...withoutHidden(state.values) };
        const all = { values: known, secrets: [...state.secrets, ...inputs.secrets] };
        const found = await this.keepingPartial(request, kind, all, () =>
            operations.read(this.resource(request, {}), request.getId(), known),
        );
        const response = new this.proto.ReadResponse();
        // Without an id, it no longer exists.
        if (!found) return response;
        response.setId(request.getId());
        response.setProperties(this.state(kind, found.state, all));
        response.setInputs(this.inputs(request, kind, found.inputs, all));
        return response;
    }

    async update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
        const { kind, operations } = this.of(request);
        const olds = received(request.getOlds());
        const news = received(request.getNews());
        const [state, inputs] = [withoutHidden(olds.values), withoutHidden(news.values)];
        const all = { values: inputs, secrets: [...news.secrets, ...olds.secrets] };
        const response = new this.proto.UpdateResponse();
        if (request.getPreview()) {
            const { properties = {} } = this.handlers[kind] ?? {};
            const preview = previewOfUpdate(properties, outputsOf(kind), state, inputs);
            response.setProperties(this.state(kind, preview, all));
            return response;
        }
        const known = { state, inputs: withoutHidden(received(request.getOldInputs()).values) };
        const done = await this.keepingPartial(request, kind, all, () =>
            operations.update(this.resource(request, news.values), request.getId(), known, inputs),
        );
        response.setProperties(this.state(kind, done, all));
        return response;
    }

    async delete(request: messages.DeleteRequest): Promise<void> {
        const { operations } = this.of(request);
        const { values } = received(request.getProperties());
        await operations.delete(this.resource(request, values), request.getId(), withoutHidden(values));
    }

    private of(request: Request): { kind: string; operations: Operations } {
        const kind = kindOfToken(typeOf(request.getUrn()));
        return { kind, operations: this.operations(kind) };
    }

    /** What fails with something left behind becomes an error that the engine keeps in state. */
    private async keepingPartial<T>(
        request: Request,
        kind: string,
        given: Received,
        work: () => Promise<T>,
    ): Promise<T> {
        try {
            return await work();
        } catch (error) {
            const { partial, message } = error as OperationError;
            if (!partial) throw error;
            const properties = this.state(kind, partial.state, given);
            const inputs = this.inputs(request, kind, partial.inputs, given);
            throw new InitFailed(message, { id: partial.id, properties, inputs });
        }
    }

    /** With the pointer of a dynamic resource, so that the stack can move there. */
    private state(kind: string, state: Values, given: Received) {
        return toStruct({ ...state, __provider: pointer(kind) }, this.secrets(kind, given));
    }

    private inputs(request: Request, kind: string, inputs: Values, given: Received) {
        return toStruct({ ...inputs, __urn: request.getUrn() }, this.secrets(kind, given));
    }

    /** Declared secrets, what was one before, and outputs that repeat one. */
    private secrets(kind: string, { secrets }: Received): SecretPath[] {
        const all = [...secretsOf(kind), ...secrets];
        const repeats = Object.entries(this.handlers[kind]?.repeats ?? {});
        const repeating = repeats.filter(([, names]) => all.some(([name]) => name && names.includes(name)));
        return [...all, ...repeating.map(([output]) => [output])];
    }

    private resource(request: Request & { getTimeout?(): number }, inputs: Values): Resource {
        const urn = request.getUrn();
        const [, , stack, project] = urn.split(/:{1,2}/);
        const { __derived: derived } = inputs;
        return {
            urn,
            name: nameOf(urn),
            stack: `${project}/${stack}`,
            // Other languages do not tell.
            derived: Array.isArray(derived) ? derived : inputsOf(kindOfToken(typeOf(urn))),
            // The engine applies it to the detailed diff.
            replaceOnChanges: [],
            timeoutSeconds: request.getTimeout?.() || undefined,
        };
    }

    private failure(problem: string): messages.CheckFailure {
        const failure = new this.proto.CheckFailure();
        // Without a property, whose value the engine would print although it may be a secret.
        failure.setReason(problem);
        return failure;
    }

    private propertyDiff({ kind, isReplacing, isInput }: PathChange): messages.PropertyDiff {
        const { Kind } = this.proto.PropertyDiff;
        const kinds = {
            add: isReplacing ? Kind.ADD_REPLACE : Kind.ADD,
            delete: isReplacing ? Kind.DELETE_REPLACE : Kind.DELETE,
            update: isReplacing ? Kind.UPDATE_REPLACE : Kind.UPDATE,
        };
        const diff = new this.proto.PropertyDiff();
        diff.setKind(kinds[kind]);
        diff.setInputdiff(isInput);
        return diff;
    }
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

function withoutHidden(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !hiddenInputs.includes(name)));
}
