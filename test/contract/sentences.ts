/** An error's sentence; the request id in it is new every time. */
export function sentenceOf({ message }: Error): string {
    return message.replace(/req-[0-9a-f-]{36}/g, "req-…");
}
