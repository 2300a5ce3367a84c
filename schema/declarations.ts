import { dirname, join } from "node:path";
import ts from "typescript";

/** The declarations of the package, as the compiler sees them. */
export class Declarations {
    private readonly program: ts.Program;
    readonly checker: ts.TypeChecker;

    constructor(private readonly source: string) {
        const path = join(dirname(source), "tsconfig.json");
        const { options } = ts.parseJsonConfigFileContent(
            ts.readConfigFile(path, ts.sys.readFile).config,
            ts.sys,
            dirname(source),
        );
        this.program = ts.createProgram([join(source, "index.ts")], options);
        this.checker = this.program.getTypeChecker();
    }

    /** What index.ts exports under that name. */
    exported(name: string): ts.Symbol {
        const found = this.exportOf(this.program.getSourceFile(join(this.source, "index.ts")), name);
        if (!found) throw new Error(`index.ts exports no ${name}.`);
        return found.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(found) : found;
    }

    /** The arguments of a kind: where some exclude others, the type that lists them all. */
    arguments(kind: string): ts.Symbol {
        const args = this.exported(`${kind}Args`);
        return this.exportOf(args.declarations?.[0]?.getSourceFile(), `All${kind}Args`) ?? args;
    }

    private exportOf(file: ts.SourceFile | undefined, name: string): ts.Symbol | undefined {
        const module = file && this.checker.getSymbolAtLocation(file);
        return module && this.checker.getExportsOfModule(module).find((one) => one.name === name);
    }

    /** Its members with their types, inherited ones too. */
    members(type: ts.Type): Member[] {
        return this.checker.getPropertiesOfType(type).map((symbol) => ({
            name: symbol.name,
            type: this.checker.getTypeOfSymbol(symbol),
            isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
            isDeclared: symbol.declarations?.some(isOurs) ?? false,
            ...this.documentation(symbol),
        }));
    }

    documentation(symbol: ts.Symbol): Documentation {
        const tags = symbol.getJsDocTags(this.checker);
        const tag = (name: string) => {
            const found = tags.find((one) => one.name === name);
            return found && ts.displayPartsToString(found.text).trim();
        };
        const deprecated = tag("deprecated");
        const standard = tag("default");
        const text = ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).trim();
        return {
            description: [unlinked(text), standard && `Default: ${standard}.`].filter(Boolean).join("\n\n"),
            isSecret: tag("secret") !== undefined,
            ...(deprecated === undefined ? {} : { deprecated }),
        };
    }
}

export interface Documentation {
    description: string;
    isSecret: boolean;
    deprecated?: string;
}

export interface Member extends Documentation {
    name: string;
    type: ts.Type;
    isOptional: boolean;
    /** By this package, not by the SDK. */
    isDeclared: boolean;
}

function isOurs(declaration: ts.Declaration): boolean {
    return !declaration.getSourceFile().fileName.includes("node_modules");
}

/** Lines are filled again by whoever shows them, except in an example. */
function unlinked(text: string): string {
    return text.replace(/\{@link (\w+)\}/g, "`$1`");
}
