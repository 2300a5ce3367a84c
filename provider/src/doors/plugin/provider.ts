import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import { connect } from "../../cloud/connect";
import { createInvoke, type Invoke } from "../../core/functions";
import type { AllOperations } from "../../core/operations";
import { isUnknown } from "../../core/properties";
import { sentence } from "../../errors/failure";
import { functionHandlers } from "../../functions/handlers";
import type { Platform } from "../../platform/platform";
import { resultKey } from "../../resources/tokens";
import { replacingSettings, settingFrom } from "./configuration";
import { functionOfToken, schemaText } from "./schema";
import { received, toStruct } from "./wire";

/** The methods of the protocol that are about the provider itself, and its functions. */
export class ProviderMethods {
    private readonly invocations: Invoke;

    constructor(
        private readonly proto: typeof messages,
        private readonly platform: Platform,
        private readonly operations: Pick<AllOperations, "configure" | "ready">,
    ) {
        this.invocations = createInvoke(operations.ready, functionHandlers);
    }

    /** Invalid settings are found here, before any resource. */
    checkConfig(request: messages.CheckRequest): messages.CheckResponse {
        const { values } = received(request.getNews());
        const response = new this.proto.CheckResponse();
        response.setInputs(request.getNews());
        if (isUnknown(values)) return response;
        try {
            connect(this.platform, settingFrom(values))();
        } catch (error) {
            const failure = new this.proto.CheckFailure();
            failure.setReason(sentence("Reading the configuration", error));
            response.addFailures(failure);
        }
        return response;
    }

    diffConfig(request: messages.DiffRequest): messages.DiffResponse {
        // The old inputs are those of a dynamic provider after a move.
        const { values: olds } = received(request.getOldInputs() ?? request.getOlds());
        const { values: news } = received(request.getNews());
        const response = new this.proto.DiffResponse();
        response.setReplacesList(replacingSettings(olds, news));
        const { DIFF_SOME, DIFF_UNKNOWN } = this.proto.DiffResponse.DiffChanges;
        response.setChanges(response.getReplacesList().length > 0 ? DIFF_SOME : DIFF_UNKNOWN);
        return response;
    }

    configure(request: messages.ConfigureRequest): messages.ConfigureResponse {
        const { values } = received(request.getArgs());
        this.operations.configure(settingFrom(values));
        const response = new this.proto.ConfigureResponse();
        response.setAcceptsecrets(true);
        response.setSupportspreview(true);
        response.setSupportsAutonamingConfiguration(true);
        return response;
    }

    async invoke(request: messages.InvokeRequest): Promise<messages.InvokeResponse> {
        const name = functionOfToken(request.getTok());
        const answer = await this.invocations(name, received(request.getArgs()).values);
        const response = new this.proto.InvokeResponse();
        response.setReturn(toStruct(Array.isArray(answer) ? { [resultKey(name)]: answer } : Object(answer)));
        return response;
    }

    getSchema(): messages.GetSchemaResponse {
        const response = new this.proto.GetSchemaResponse();
        response.setSchema(schemaText);
        return response;
    }
}
