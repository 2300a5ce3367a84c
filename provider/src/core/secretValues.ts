import { isValues, type Values } from "./properties";

// How Pulumi writes a secret in a state and on the wire.
export const secretKey = "4dabf18193072939515e22adb298388d";
export const secretMark = "1b47061264138c4ac30d75fd1eb44270";

export function isSecret(value: unknown): value is Values {
    return isValues(value) && value[secretKey] === secretMark;
}
