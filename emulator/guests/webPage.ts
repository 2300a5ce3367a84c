/** A web server that user data start, and what it serves. */
export interface WebPage {
    port: number;
    /** Text by the name of its file, as in "index.html". */
    files: ReadonlyMap<string, string>;
}

/** Commands that start a web server, with the port where they name one, and the port that they take otherwise. */
const SERVERS: [command: RegExp, port: number][] = [
    [/\bhttp\.server(?:[ \t]+(?<port>\d+))?/, 8000],
    [/\bhttpd\b(?:.*?[ \t]-p[ \t]*(?:[\d.]+:)?(?<port>\d+))?/, 80],
    [/\b(?:nginx|apache2)\b/, 80],
];

const HERE_DOCUMENT =
    /cat[ \t]*>[ \t]*(?<page>\S+)[ \t]*<<-?[ \t]*(?<quote>["']?)(?<end>\w+)\k<quote>[ \t]*\n(?<text>.*?\n)[ \t]*\k<end>$/;
const ECHO =
    /echo[ \t]+(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<plain>[^"'>\n]*?))[ \t]*>[ \t]*(?<file>\S+)/;
const WRITE = new RegExp(`^[ \\t]*(?:${HERE_DOCUMENT.source}|${ECHO.source})`, "gms");

/**
 * The web page of a shell script, which is read and not run: `echo TEXT > FILE` and `cat > FILE <<EOF` write its files;
 * `python3 -m http.server PORT`, `httpd -p PORT`, nginx and apache2 serve them. Undefined where nothing is served.
 */
export function webPageOf(userData: string | null): WebPage | undefined {
    const script = Buffer.from(userData ?? "", "base64").toString("utf8");
    if (!script.startsWith("#!")) return undefined;
    const files = new Map<string, string>();
    for (const { groups = {} } of script.matchAll(WRITE)) {
        const { page, text, file, double, single, plain } = groups;
        const name = (page ?? file ?? "").split("/").at(-1) ?? "";
        files.set(name, text ?? `${double ?? single ?? plain ?? ""}\n`);
    }
    // What a here-document holds is no command.
    const commands = script.replace(WRITE, "");
    for (const [command, port] of SERVERS) {
        const found = command.exec(commands);
        if (found) return { port: Number(found.groups?.port ?? port), files };
    }
    return undefined;
}
