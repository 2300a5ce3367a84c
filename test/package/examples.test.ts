import { basename, join } from "node:path";
import * as ts from "typescript";
import { convert } from "../../provider/src/cli/terraform/convert";
import { readState } from "../../provider/src/cli/terraform/state";
import { recordedState } from "../support/terraform";
import { awkwardState, stateOfNames } from "../support/terraformStates";
import { documented, samples, samplesOf } from "./samples";

const root = join(__dirname, "../..");

const keywords = Array.from(
    { length: ts.SyntaxKind.LastKeyword - ts.SyntaxKind.FirstKeyword + 1 },
    (_, index) => ts.tokenToString(ts.SyntaxKind.FirstKeyword + index) as string,
);
const predefined = ["arguments", "eval", "exports", "globalThis", "module", "require", "config", "pulumi"];

/** What `from-terraform` prints. */
const converted = [recordedState, awkwardState, stateOfNames([...keywords, ...predefined])].map(
    (state, index) => ({
        name: `fromTerraform.${index}.ts`,
        text: convert(readState(state)).program,
    }),
);

/** What the type checker says of the programs, as files beside this one that are not on disk. */
function complaints(): string[] {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = new Map([...samples, ...converted].map(({ name, text }) => [join(__dirname, name), text]));
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (file) => files.has(file) || fileExists(file);
    host.getSourceFile = (file, target, ...rest) => {
        const text = files.get(file);
        return text === undefined
            ? getSourceFile(file, target, ...rest)
            : ts.createSourceFile(file, text, target);
    };
    const program = ts.createProgram([...files.keys()], options, host);
    return ts
        .getPreEmitDiagnostics(program)
        .map(
            ({ file, messageText }) =>
                `${basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        );
}

describe("the samples in doc comments, README and docs, and programs made from Terraform states", () => {
    test.each(documented)("%s has two of a resource, or one of a function", (file) => {
        expect(samplesOf(file).length).toBeGreaterThan(file.endsWith("/resource.ts") ? 1 : 0);
    });

    test("pass the type checker", () => {
        expect(complaints()).toEqual([]);
    });
});
