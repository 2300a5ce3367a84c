/** User data as Nova takes them; undefined for what is no text. */
export function base64(plain: unknown): string | undefined {
    return typeof plain === "string" ? Buffer.from(plain, "utf8").toString("base64") : undefined;
}
