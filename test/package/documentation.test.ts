import { join } from "node:path";
import * as ts from "typescript";

const source = join(__dirname, "../../provider/src");

/** Everything that a program can name, with its members: what an editor shows when the mouse is on it. */
function undocumented(): string[] {
    const program = ts.createProgram([join(source, "index.ts")], {
        strict: true,
        skipLibCheck: true,
        noEmit: true,
    });
    const checker = program.getTypeChecker();
    const index = program.getSourceFile(join(source, "index.ts")) as ts.SourceFile;
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(index) as ts.Symbol);
    const isOurs = (symbol: ts.Symbol) =>
        symbol.declarations?.every((declaration) => declaration.getSourceFile().fileName.startsWith(source));
    const isBare = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length === 0;
    return exported.flatMap((alias) => {
        const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
        const members =
            symbol.flags & ts.SymbolFlags.Function
                ? []
                : [
                      ...checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)),
                      ...(symbol.exports?.values() ?? []),
                  ].filter((member) => isOurs(member) && member.name !== "prototype");
        return [symbol, ...members]
            .filter(isBare)
            .map((bare) => (bare === symbol ? symbol.name : `${symbol.name}.${bare.name}`));
    });
}

test("every function, resource, argument, output and field of a result has a doc comment", () => {
    expect(undocumented()).toEqual([]);
});
