const HOURS = { h: 1, d: 24 };

/** When something that lives for `10h`, `5d` or `infinite` from now on ends; undefined: never. */
export function expiryOf(timeToLive: string, now: Date): Date | undefined {
    if (timeToLive === "infinite") return undefined;
    const [, amount, unit] = /^(\d{1,5})([hd])$/.exec(timeToLive) ?? [];
    if (amount === undefined)
        throw new Error(`A time to live is written 10h, 5d or infinite, not "${timeToLive}".`);
    return new Date(now.getTime() + Number(amount) * HOURS[unit as "h" | "d"] * 3_600_000);
}
