import { UUID } from "../http/json";
import type { Schema } from "../http/validation";
import { BLOCK_DEVICE_SCHEMA } from "./blockDevices";
import { METADATA_SCHEMA } from "./metadata";
import { NAME_SCHEMA } from "./nameSchemas";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const MAX_SERVERS_PER_REQUEST = 10;

export const CREATE_SCHEMA: Schema = {
    required: ["server"],
    properties: {
        server: {
            type: "object",
            // The guide requires a key pair.
            required: ["name", "flavorRef", "key_name"],
            properties: {
                name: NAME_SCHEMA,
                key_name: NAME_SCHEMA,
                availability_zone: NAME_SCHEMA,
                imageRef: { type: "string", pattern: /^$|^[0-9a-f-]{36}$/i },
                user_data: { type: "nullable-string", pattern: BASE64, maxLength: 65535 },
                metadata: METADATA_SCHEMA,
                min_count: { type: "integer", minimum: 1, maximum: MAX_SERVERS_PER_REQUEST },
                max_count: { type: "integer", minimum: 1, maximum: MAX_SERVERS_PER_REQUEST },
                "OS-DCF:diskConfig": { oneOf: ["AUTO", "MANUAL"] },
                block_device_mapping_v2: { type: "array", items: BLOCK_DEVICE_SCHEMA },
                security_groups: {
                    type: "array",
                    items: { type: "object", properties: { name: NAME_SCHEMA } },
                },
                networks: {
                    type: "array",
                    items: {
                        type: "object",
                        properties: {
                            port: { type: "nullable-string", pattern: UUID },
                            subnet: { uuid: true },
                            fixed_ip: { type: "string", pattern: IPV4 },
                        },
                    },
                },
            },
        },
    },
};
