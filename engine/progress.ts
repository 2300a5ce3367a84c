const LOG_INTERVAL_SECONDS = 15;

export interface Progress {
    show(text: string): void;
    end(): void;
}

/** One line that keeps changing on a terminal; a line every so often in a log. */
export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
    const started = Date.now();
    let lastLogged = Number.NEGATIVE_INFINITY;
    const rewrites = stream.isTTY && process.env.TERM !== "dumb";
    const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
    return {
        show(text) {
            if (rewrites) {
                stream.write(`\r\u001b[K${text}, ${elapsed()}`);
            } else if (Date.now() - lastLogged >= LOG_INTERVAL_SECONDS * 1000) {
                lastLogged = Date.now();
                stream.write(`${text}, ${elapsed()}\n`);
            }
        },
        end() {
            if (rewrites) stream.write("\r\u001b[K");
        },
    };
}
