import * as ts from "typescript";

/** Runs a program as the engine's plugin would, with these modules. */
export function runProgram(program: string, modules: Readonly<Record<string, unknown>>): void {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const script = ts.transpile(program, compilerOptions);
    new Function("require", "exports", script)((name: string) => modules[name], {});
}
