/** What a check of the doctor found. */
export interface Finding {
    check: string;
    status: "ok" | "warning" | "failed" | "skipped";
    detail: string;
    /** What to do; a whole sentence. */
    remedy?: string | undefined;
}

export function ok(check: string, detail: string): Finding {
    return { check, status: "ok", detail };
}

export function warning(check: string, detail: string, remedy: string): Finding {
    return { check, status: "warning", detail, remedy };
}

export function failed(check: string, detail: string, remedy?: string): Finding {
    return { check, status: "failed", detail, remedy };
}

export function skipped(check: string, detail: string): Finding {
    return { check, status: "skipped", detail };
}
