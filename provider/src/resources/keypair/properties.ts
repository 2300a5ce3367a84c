import { commonProperties } from "../../core/commonProperties";
import type { Property } from "../../core/properties";
import { text } from "../../core/validators";
import type { KeypairArgs } from "./resource";
import { isPublicKey, keyOf } from "./sshKey";

/** What a keypair takes, and what a change of it means. */
export const keypairProperties = {
    ...commonProperties,
    name: {
        // Nova's own rule, and no space that it cuts off.
        validate: text({
            max: 255,
            pattern: {
                matches: /^(?! )[A-Za-z0-9 _-]+(?<! )$/,
                means: "letters, digits, spaces, _ and -, without a space at either end",
            },
        }),
        onChange: "replace",
    },
    publicKey: {
        // Somebody may give the private half by mistake.
        validate: text({
            secret: true,
            pattern: {
                matches: { test: isPublicKey },
                means: 'a public key in OpenSSH format ("ssh-rsa AAAA…")',
            },
        }),
        onChange: "update",
        canonical: (key) => keyOf(String(key)),
    },
} satisfies Record<keyof KeypairArgs, Property>;
