/** What no variable of a module may be called in strict mode, or where it becomes CommonJS. */
const reserved =
    "arguments await break case catch class const continue debugger default delete do else enum eval export exports extends " +
    "false finally for function globalThis if implements import in instanceof interface let module new null package private " +
    "protected public require return static super switch this throw true try typeof undefined var void while with yield";

/** What the program itself uses. */
const own = ["config", "pulumi"];

/** Gives the resources of a program names that are legal and differ from each other. */
export class Names {
    private readonly resources = new Set<string>();
    private readonly variables = new Set([...reserved.split(" "), ...own]);
    private readonly keys = new Set<string>();

    /** The name of a resource: `shop-web-blue`. Only those of one kind have to differ. */
    resource(kind: string, names: readonly string[]): string {
        const name = names.map((part) => part.replace(/[^\p{L}\p{N}_.-]+/gu, "-")).join("-");
        const inKind = (candidate: string) => `${kind} ${candidate}`;
        const isFree = (candidate: string) => !this.resources.has(inKind(candidate));
        const free = isFree(name) ? name : numbered(`${name}-`, isFree);
        this.resources.add(inKind(free));
        return free;
    }

    /** The variable of a resource: `shopWebBlue`, or `dataVolume` where `data` is taken. */
    variable(kind: string, name: string): string {
        return free(this.variables, camelCase(name), kind);
    }

    /** A key of the stack's configuration: `webUserData`. */
    configurationKey(name: string, purpose: string): string {
        return free(this.keys, camelCase(`${name} ${purpose}`), "secret");
    }
}

function free(taken: Set<string>, name: string, kind: string): string {
    const isLegal = (candidate: string) => /^\p{L}/u.test(candidate) && !taken.has(candidate);
    // A name that does not begin with a letter comes second.
    const long = camelCase(/^\p{L}/u.test(name) ? `${name} ${kind}` : `${kind} ${name}`);
    const found = [name, long].find(isLegal) ?? numbered(long, isLegal);
    taken.add(found);
    return found;
}

function numbered(name: string, isFree: (candidate: string) => boolean): string {
    for (let number = 2; ; number++) if (isFree(`${name}${number}`)) return `${name}${number}`;
}

function camelCase(text: string): string {
    const [first = "", ...others] = text.match(/[\p{L}\p{Nd}]+/gu) ?? [];
    const upper = ([letter = "", ...rest]: string) => letter.toUpperCase() + rest.join("");
    const [letter = "", ...rest] = first;
    return [letter.toLowerCase(), ...rest, ...others.map(upper)].join("");
}
