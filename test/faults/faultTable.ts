import type { Fault } from "../../emulator";

/** What befalls a request. */
export type Mishap =
    /** The cloud, or what stands in front of it. */
    | { at: "cloud"; fault: Omit<Fault, "method" | "path" | "times" | "skip" | "onHit"> }
    /** The way there: nobody listens, or nothing ever comes back. Nothing is carried out. */
    | { at: "network"; fault: "refused" | "hang" }
    /** The plugin is killed before the request is sent, or before it sees its answer. */
    | { at: "plugin"; fault: "before" | "carried out" };

export type FaultCase = Mishap & {
    name: string;
    /** What an error tells of it. */
    says: RegExp;
    /** All that the run sends from there on. */
    isLasting?: true;
    /** It says that the thing is not there: that is believed. */
    claimsAbsence?: true;
};

const refusal = (status: number, more: Partial<FaultCase> = {}, headers?: Record<string, string>) =>
    ({
        name: String(status),
        at: "cloud",
        fault: { kind: "respond", status, ...(headers ? { headers } : {}) },
        says: new RegExp(`HTTP ${status}`),
        ...more,
    }) as FaultCase;

/** The request is carried out, and then answered with something that nobody can read. */
const unreadable = (name: string, says: RegExp, fault: Partial<Fault>) =>
    ({
        name,
        // A login has a sentence of its own.
        says: new RegExp(`${says.source}|responded without a token`),
        at: "cloud",
        fault: { kind: "garble", status: 200, ...fault },
    }) as FaultCase;

const page = {
    body: "<html><body>Sign in</body></html>",
    headers: { "content-type": "text/html" },
};

const reset = /ECONNRESET|socket hang up/;

export const faultTable: readonly FaultCase[] = [
    refusal(400),
    refusal(401),
    refusal(403),
    refusal(404, {
        claimsAbsence: true,
        says: /HTTP \d{3}|no longer exists?|was not found|does not list the volume/,
    }),
    refusal(409),
    refusal(413),
    refusal(429),
    refusal(429, { name: "429 with Retry-After" }, { "Retry-After": "7" }),
    refusal(500),
    refusal(502),
    refusal(503),
    refusal(504),
    { name: "refused", at: "network", fault: "refused", says: /ECONNREFUSED/ },
    { name: "reset before the effect", at: "cloud", fault: { kind: "reset" }, says: reset },
    { name: "reset after the effect", at: "cloud", fault: { kind: "lose" }, says: reset },
    { name: "carried out 5 s late", at: "cloud", fault: { kind: "late", seconds: 5 }, says: reset },
    { name: "hang", at: "network", fault: "hang", says: /ETIMEDOUT|the deadline passed|has not responded/ },
    unreadable("cut body", /the response cannot be read: it is not JSON/, {
        body: '{"server": {"id": "4b293d31-',
    }),
    unreadable("HTML with 200", /the response cannot be read: it is an HTML page/, page),
    unreadable("empty body", /the response cannot be read: it is empty/, { body: "" }),
    {
        name: "HTML with 200 before the effect",
        at: "cloud",
        fault: { kind: "respond", status: 200, ...page },
        says: /the response cannot be read: it is an HTML page|responded without a token/,
    },
    { ...unreadable("504 after the effect", /HTTP 504/, { status: 504 }) },
    { name: "killed before the effect", at: "plugin", fault: "before", says: /(?!)/ },
    { name: "killed after the effect", at: "plugin", fault: "carried out", says: /(?!)/ },
    refusal(401, { name: "401 from there on", isLasting: true }),
    refusal(403, { name: "403 from there on", isLasting: true }),
    refusal(503, { name: "503 from there on", isLasting: true }),
    refusal(
        429,
        {
            name: "429 from there on",
            // A login goes on for others, so that who gives it up knows no more.
            says: /HTTP 429|the deadline passed/,
            isLasting: true,
        },
        { "Retry-After": "7" },
    ),
    { name: "refused from there on", at: "network", fault: "refused", says: /ECONNREFUSED/, isLasting: true },
    {
        name: "hang from there on",
        at: "network",
        fault: "hang",
        says: /ETIMEDOUT|the deadline passed|has not responded/,
        isLasting: true,
    },
];
