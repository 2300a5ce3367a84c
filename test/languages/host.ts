import { RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { runCommand } from "../../engine/command";
import { type LanguageHost, serveLanguage } from "../../engine/languageHost";

/** Runs a command as the program, with what Pulumi's language host for Go gives it: such hosts come only with Pulumi's releases. */
export function startHost(words: readonly string[]): Promise<LanguageHost> {
    return serveLanguage(async ({ request }, done) => {
        const [engine = ""] = request.getArgsList();
        const { exitCode, output, reported } = await runCommand([...words], {
            cwd: request.getPwd(),
            env: {
                ...process.env,
                PULUMI_ORGANIZATION: request.getOrganization(),
                PULUMI_PROJECT: request.getProject(),
                PULUMI_STACK: request.getStack(),
                PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
                PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
                PULUMI_DRY_RUN: String(request.getDryrun()),
                PULUMI_PARALLEL: String(request.getParallel()),
                PULUMI_MONITOR: request.getMonitorAddress(),
                PULUMI_ENGINE: engine,
            },
        });
        const response = new RunResponse();
        if (exitCode !== 0) response.setError([...output, ...reported].slice(-20).join("\n"));
        done(null, response);
    });
}
