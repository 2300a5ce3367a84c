import type { automation } from "@pulumi/pulumi";
import { LanguageServer } from "@pulumi/pulumi/automation/server";
import { type LanguageHost, serveLanguage } from "../../engine/languageHost";

/** Runs programs in this process, as the Automation API does. */
export function startLanguageHost(
    programIn: (directory: string) => automation.PulumiFn,
): Promise<LanguageHost> {
    return serveLanguage((call, done) => {
        new LanguageServer(programIn(call.request.getPwd())).run(call as never, done as never);
    });
}
