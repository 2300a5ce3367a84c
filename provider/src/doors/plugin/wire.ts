import { isDeepStrictEqual } from "node:util";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { isValues, unknownValue, type Values } from "../../core/properties";
import { isSecret, secretKey, secretMark } from "../../core/secretValues";
import { unknownText } from "../unknownText";
import { Struct } from "./grpc";

/** Where a secret is: names of properties. One that comes in a list makes the whole list one. */
export type SecretPath = readonly string[];

/** In a path, each item of a list. */
export const ofItem = "[]";

export interface Received {
    values: Values;
    secrets: SecretPath[];
}

export function received(struct: StructMessage | undefined): Received {
    const secrets: SecretPath[] = [];
    const values = opened(struct?.toJavaScript() ?? {}, [], secrets);
    return { values: values as Values, secrets };
}

function opened(value: unknown, path: SecretPath, secrets: SecretPath[]): unknown {
    if (value === unknownText) return unknownValue;
    if (Array.isArray(value)) return value.map((item) => openedItem(item, path, secrets));
    if (!isValues(value)) return value;
    if (isSecret(value)) {
        secrets.push(path);
        return opened(value.value, path, []);
    }
    return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, opened(item, [...path, name], secrets)]),
    );
}

function openedItem(item: unknown, path: SecretPath, secrets: SecretPath[]): unknown {
    const inside: SecretPath[] = [];
    const value = opened(item, path, inside);
    if (inside.length > 0) secrets.push(path);
    return value;
}

export function toStruct(values: Values, secrets: readonly SecretPath[] = []): StructMessage {
    // JSON has no undefined, which the engine would refuse after the resource was made.
    const plain = JSON.parse(JSON.stringify(closed(values, [], secrets))) as Values;
    return Struct.fromJavaScript(plain as Parameters<typeof Struct.fromJavaScript>[0]);
}

function closed(value: unknown, path: SecretPath, secrets: readonly SecretPath[]): unknown {
    const isMarked = value !== undefined && secrets.some((secret) => isDeepStrictEqual(secret, path));
    if (!isMarked) return bareOf(value, path, secrets);
    return { [secretKey]: secretMark, value: bareOf(value, path, []) };
}

function bareOf(value: unknown, path: SecretPath, secrets: readonly SecretPath[]): unknown {
    if (value === unknownValue) return unknownText;
    if (Array.isArray(value)) return value.map((item) => bareOf(item, [...path, ofItem], secrets));
    if (!isValues(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, closed(item, [...path, name], secrets)]),
    );
}
