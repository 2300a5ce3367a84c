/** 2020-02-25T01:22:24Z */
export function formatSeconds(time: number): string {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** 2020-02-25T01:22:24.000000, as Nova and Cinder write it. */
export function formatMicroseconds(time: number): string {
    return `${new Date(time).toISOString().slice(0, 23)}000`;
}

/** A timestamp without a time zone is UTC. NaN if it cannot be parsed. */
export function parseTimestamp(text: string): number {
    const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
    return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : Number.NaN;
}
