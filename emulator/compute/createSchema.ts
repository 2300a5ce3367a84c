import type { Schema } from "../validate";
import { BLOCK_DEVICE_SCHEMA } from "./blockDevices";
import { METADATA_SCHEMA } from "./metadata";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MOST_AT_ONCE = 10;

export const NAME_SCHEMA: Schema = { type: "string", minLength: 1, maxLength: 255 };

export const CREATE_SCHEMA: Schema = {
    required: ["server"],
    properties: {
        server: {
            type: "object",
            required: ["name", "flavorRef"],
            properties: {
                name: NAME_SCHEMA,
                imageRef: { type: "string", pattern: /^$|^[0-9a-f-]{36}$/i },
                user_data: { type: "nullable-string", pattern: BASE64, maxLength: 65535 },
                metadata: METADATA_SCHEMA,
                min_count: { type: "integer", minimum: 1, maximum: MOST_AT_ONCE },
                max_count: { type: "integer", minimum: 1, maximum: MOST_AT_ONCE },
                "OS-DCF:diskConfig": { oneOf: ["AUTO", "MANUAL"] },
                block_device_mapping_v2: { type: "array", items: BLOCK_DEVICE_SCHEMA },
                security_groups: { type: "array" },
                networks: {
                    type: "array",
                    items: {
                        type: "object",
                        properties: { uuid: { uuid: true }, port: { uuid: true }, subnet: { uuid: true } },
                    },
                },
            },
        },
    },
};
