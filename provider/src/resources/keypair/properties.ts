import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { text } from "../../core/validators";
import type { KeypairArgs } from "./resource";
import { isPublicKey, keyOf } from "./sshKey";

/** The inputs of a keypair, and what changing them does. */
export const keypairProperties = {
    ...commonProperties,
    name: {
        // Nova's own rule, without the spaces that it strips.
        validate: text({
            max: 255,
            pattern: {
                matches: /^(?! )[A-Za-z0-9 _-]+(?<! )$/,
                means: "letters, digits, spaces, _ and -, without leading or trailing spaces",
            },
        }),
        onChange: "replace",
    },
    publicKey: {
        // May be a private key by mistake.
        validate: text({
            secret: true,
            pattern: {
                matches: { test: isPublicKey },
                means: 'a public key in OpenSSH format ("ssh-rsa AAAA…")',
            },
        }),
        onChange: "update",
        canonical: (key) => keyOf(String(key)),
        affects: ["privateKey", "fingerprint", "createdAt"],
    },
} satisfies Record<keyof KeypairArgs, Property>;
