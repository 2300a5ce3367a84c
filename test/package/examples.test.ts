import { basename, join } from "node:path";
import * as ts from "typescript";
import { documented, samples, samplesOf } from "./samples";

const root = join(__dirname, "../..");

/** What the type checker says of the samples, as files beside this one that are not on disk. */
function complaints(): string[] {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = new Map(samples.map(({ name, text }) => [join(__dirname, name), text]));
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

describe("the samples in doc comments, README and docs", () => {
    test.each(documented)("%s has two of a resource, or one of a function", (file) => {
        expect(samplesOf(file).length).toBeGreaterThan(file.endsWith("/resource.ts") ? 1 : 0);
    });

    test("pass the type checker", () => {
        expect(complaints()).toEqual([]);
    });
});
