/** User data as Nova takes them; undefined for what is no text. */
export function base64(plain: unknown): string | undefined {
    return typeof plain === "string" ? Buffer.from(plain).toString("base64") : undefined;
}
