import type { automation } from "@pulumi/pulumi";

const COLOUR_MARK = /<\{%[^%]*%\}>/g;

/** What a run of Pulumi said. */
export class RunLog {
    readonly #errors: string[] = [];
    #text = "";

    constructor(readonly onOutput: (text: string) => void) {}

    /** For the Automation API's operations. */
    get listeners() {
        return {
            color: "never",
            suppressProgress: true,
            onOutput: (text: string) => {
                this.#text += text;
                this.onOutput(text);
            },
            onEvent: ({ diagnosticEvent }: automation.EngineEvent) => {
                if (diagnosticEvent?.severity === "error")
                    this.#errors.push(diagnosticEvent.message.replace(COLOUR_MARK, "").trim());
            },
        } as const;
    }

    /** Why it failed, in the words of whoever knew best. */
    reason(error: Error): string {
        return this.#errors[0] ?? reasonOf(error);
    }

    end(lines: number): string[] {
        return this.#text.trimEnd().split("\n").slice(-lines);
    }
}

/** A command's own sentence, of all that the Automation API says about it. */
export function reasonOf(error: Error): string {
    const [, told] = /^error: (.+)$/m.exec(error.message) ?? [];
    return told ?? error.message;
}
