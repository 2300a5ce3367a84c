import type { Fault } from "./report";

/** A fault that no test can notice, by its file, the row that it is in and Stryker's name for it. */
export interface Explanation {
    file: string;
    row: string;
    mutator: string;
    /** What the fault makes of it, where another fault of that name in the row is noticed. */
    becomes?: string;
    why: string;
}

/** What is the same wherever it stands, by the code that the fault replaces. */
const everywhere: readonly { code: RegExp; why: string }[] = [
    { code: /^"GET"$/, why: "a request without a method is a GET" },
    { code: /^"(ApiError|Failure|OperationError|Unfinished)"$/, why: "the name is for a debugger alone" },
];

export const explanations: readonly Explanation[] = [
    {
        file: "provider/src/cloud/keyedMutex.ts",
        row: "const next = this.queues.get(key)?.shift();",
        mutator: "OptionalChaining",
        why: "who holds a key has a queue: only the types ask",
    },
    {
        file: "provider/src/resources/shared/lostAnswer.ts",
        row: "return signal.aborted || clock.now() >= deadline;",
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/resources/shared/serverTransitions.ts",
        row: 'if (!hasCode(error, "busy") || clock.now() + busyMs > deadline || signal.aborted) throw error;',
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/resources/shared/serverTransitions.ts",
        row: 'const mayHaveRunKey = "__mayHaveRun";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "if (!settled.signal.aborted) late.abort();",
        mutator: "ConditionalExpression",
        why: "nobody listens to that signal once the request is over",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,",
        mutator: "ArithmeticOperator",
        why: "one try more is refused by the table",
    },
    {
        file: "provider/src/resources/server/diff.ts",
        row: "const own = Array.isArray(addresses) ? (addresses as Address[]).map(({ address }) => address) : [];",
        mutator: "ArrayDeclaration",
        why: "no fixed IP is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/keypair/handler.ts",
        row: `const marked = \`\${(pair?.publicKey ?? given ?? "").trim()} \${markOf(inputs)}\`;`,
        mutator: "StringLiteral",
        why: "a key is given or made: only the types ask",
    },
    {
        file: "provider/src/resources/keypair/handler.ts",
        row: "const found = publicKey === undefined ? undefined : await cloud.keypairs.get(id);",
        mutator: "ConditionalExpression",
        why: "no key is the same as none: only a look is saved",
    },
    {
        file: "provider/src/resources/keypair/handler.ts",
        row: "if (isKnown && publicKey !== undefined && sameKey(publicKey, found.publicKey)) return true;",
        mutator: "ConditionalExpression",
        why: "a keypair that is known has a public key: only the types ask",
    },
    {
        file: "provider/src/resources/keypair/sshKey.ts",
        row: 'const { e = "", n = "" } = key.export({ format: "jwk" });',
        mutator: "StringLiteral",
        why: "an RSA key has both: only the types ask",
    },
    {
        file: "provider/src/resources/keypair/sshKey.ts",
        row: 'const [, type, key = ""] = /^((?:ssh|ecdsa|sk)-\\S+) (\\S+)/.exec(text) ?? [];',
        mutator: "StringLiteral",
        why: "what is no key at all has no type either, whatever stands for the key",
    },
    {
        file: "provider/src/resources/keypair/sshKey.ts",
        row: 'return bytes.length > 4 && bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0)) === type;',
        mutator: "EqualityOperator",
        why: "four bytes name no type",
    },
    {
        file: "provider/src/resources/volumeAttachment/handler.ts",
        row: 'const [serverId = "", volumeId = "", ...rest] = id.split("/");',
        mutator: "StringLiteral",
        why: "what is missing is no UUID either way",
    },
    {
        file: "provider/src/resources/volumeAttachment/handler.ts",
        row: "const isBack = status === from && (hasLeft || clock.now() - accepted > leavesWithinMs);",
        mutator: "EqualityOperator",
        why: "the very moment may count either way",
    },
    {
        file: "provider/src/resources/securityGroupAssignment/handler.ts",
        row: 'const [serverId = "", ...rest] = id.split("/");',
        mutator: "StringLiteral",
        why: "a text always has a first part: only the types ask",
    },
    {
        file: "provider/src/resources/shared/groupNames.ts",
        row: "return new Map(named.filter((entry): entry is [string, string] => entry[1] !== undefined));",
        mutator: "ConditionalExpression",
        why: "no name is the same as none",
    },
    {
        file: "provider/src/resources/shared/groupNames.ts",
        row: "return new Map(named.filter((entry): entry is [string, string] => entry[1] !== undefined));",
        mutator: "MethodExpression",
        why: "no name is the same as none",
    },
    {
        file: "provider/src/resources/shared/groupHoldings.ts",
        row: "const values = Array.isArray(securityGroups) ? (securityGroups as string[]) : [];",
        mutator: "ArrayDeclaration",
        why: "no group is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/shared/groupHoldings.ts",
        row: 'exclusiveOn: securityGroupsMode === "exclusive" ? serverIds : [],',
        mutator: "ArrayDeclaration",
        why: "no server is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/shared/groupHoldings.ts",
        row: "const isMixed = groups?.some(isUuid) && !groups.every(isUuid);",
        mutator: "ConditionalExpression",
        why: "groups that are all named in one way stay as they are: only a look is saved",
    },
    {
        file: "provider/src/resources/server/handler.ts",
        row: "({ name, metadata }) => name === inputs.name && !stack.makes(metadata[nonceKey]),",
        mutator: "ConditionalExpression",
        why: "the cloud was asked for exactly that name: this is for clouds that look only at its beginning",
    },
    {
        file: "provider/src/resources/server/handler.ts",
        row: "return Array.isArray(list) ? list : [];",
        mutator: "ArrayDeclaration",
        why: "no network and no disk is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/server/handler.ts",
        row: "holds: (inputs, made) => groupsHeld(inputs, made ? [made.id] : []),",
        mutator: "ArrayDeclaration",
        why: "no server is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: 'if (!server) throw new Failure("it no longer exists", "Run pulumi refresh, then pulumi up.");',
        mutator: "ConditionalExpression",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: 'if (!server) throw new Failure("it no longer exists", "Run pulumi refresh, then pulumi up.");',
        mutator: "StringLiteral",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: 'const unfinishedKey = "__unfinished";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: 'const othersKey = "__addedByOthers";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: "const declared = [...(inputs.securityGroups ?? []), ...(groupsOf(change.state) ?? [])];",
        mutator: "ArrayDeclaration",
        why: "nobody asks for the name of a group that is not listed",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: "return { securityGroups: [], metadata: [], ...(state[othersKey] as object | undefined) };",
        mutator: "ArrayDeclaration",
        why: "no group and no key is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: "const before = inputs.securityGroups ? (groupsOf(state) ?? []) : [];",
        mutator: "ArrayDeclaration",
        why: "no group is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/server/reconcile.ts",
        row: "if (added.length + removed.size === 0) return;",
        mutator: "ConditionalExpression",
        why: "without groups to change there is no request: only a wait for the lock is saved",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: `\`\${path}.destinationType must be "local" for the U2 flavor \${flavor?.name}, got "volume": change it, or omit blockDevices.\`,`,
        mutator: "OptionalChaining",
        why: "the rule is broken only where it is there: the types ask",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: `\`\${path}.destinationType must be "volume" for flavor \${flavor?.name}, which has no local disk, got "local".\`,`,
        mutator: "OptionalChaining",
        why: "the rule is broken only where it is there: the types ask",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: `\`blockDevices is required for flavor \${flavor?.name}, which has no local disk: add a root volume, for example { sourceType: "image", uuid: imageId, destinationType: "volume", bootIndex: 0, volumeSize: 20 }.\`,`,
        mutator: "OptionalChaining",
        why: "the rule is broken only where it is there: the types ask",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: `\`name must be at most \${longestWindowsName} characters long for the Windows image "\${image?.name}", got \${name?.length}.\`,`,
        mutator: "OptionalChaining",
        why: "the rule is broken only where it is there: the types ask",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: `\`flavorId must not be a U2 flavor for the Windows image "\${image?.name}", got \${flavor?.name}.\`,`,
        mutator: "OptionalChaining",
        why: "the rule is broken only where it is there: the types ask",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: "if (!image?.isWindows) return;",
        mutator: "OptionalChaining",
        why: "an image that cannot be looked up ends the look either way",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: "return id === undefined ? undefined : (await cloud.references.images.find(id))?.[0];",
        mutator: "OptionalChaining",
        why: "an image that cannot be looked up ends the look either way",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: "const devices = Array.isArray(blockDevices) ? (blockDevices as Values[]) : [];",
        mutator: "ArrayDeclaration",
        why: "no disk is called as Stryker calls its entry",
    },
    {
        file: "provider/src/preflight/bootDisk.ts",
        row: "if (before === undefined || after === undefined || before === after) return undefined;",
        mutator: "ConditionalExpression",
        why: "a server without an instance type is a new one, which is no resize",
    },
    {
        file: "provider/src/preflight/references.ts",
        row: `Array.isArray(value) ? value.map((item, index) => ({ path: \`\${path}[\${index}]\`, value: item })) : [];`,
        mutator: "ArrayDeclaration",
        why: "nothing is called as Stryker calls its entry",
    },
    {
        file: "provider/src/preflight/references.ts",
        row: `isValues(item) && where(item) ? [{ path: \`\${path}.\${member}\`, value: item[member] }] : [],`,
        mutator: "ArrayDeclaration",
        why: "nothing is called as Stryker calls its entry",
    },
    {
        file: "provider/src/preflight/references.ts",
        row: "const hint = guess(kind, value, (await cache.all()) ?? []);",
        mutator: "ArrayDeclaration",
        why: "nothing is called as Stryker calls its entry",
    },
    {
        file: "provider/src/preflight/references.ts",
        row: "if (inputs[property] === undefined) continue;",
        mutator: "ConditionalExpression",
        why: "what is not given is no text, and is left out a row later",
    },
    {
        file: "provider/src/resources/server/checks.ts",
        row: "if (encoded.length > longestUserData) {",
        mutator: "EqualityOperator",
        why: "base64 never has that many digits: it comes in fours",
    },
    {
        file: "provider/src/resources/server/checks.ts",
        row: 'if (name === "userDataBase64" && !isBase64(encoded)) {',
        mutator: "ConditionalExpression",
        why: "what was made from plain text is base64",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'uuid: { validate: text(), onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'subnet: { validate: text(), onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'port: { validate: uuid, onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'onChange: "replace",',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'volumeSize: { validate: wholeNumber({ min: 1, max: largestInteger }), onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'volumeType: { validate: text({ max: 255 }), onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/server/properties.ts",
        row: 'deleteOnTermination: { validate: flag, onChange: "replace" },',
        mutator: "StringLiteral",
        why: "of a member of a list the list's own rule decides",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: "const named = (await cloud.images.list({ name })).filter(",
        mutator: "ObjectLiteral",
        why: "the list is only longer",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: "(image) => image.name === name && isOwn(image, project) && !failedStatuses.includes(image.status),",
        mutator: "ConditionalExpression",
        why: "the cloud was asked for exactly that name: this is for clouds without that filter",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: 'if (owner === undefined || project === "") return visibility === "private";',
        mutator: "ConditionalExpression",
        becomes: "false",
        why: "without a project no owner is the same, and a private image is seen by its owner alone",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: 'if (owner === undefined || project === "") return visibility === "private";',
        mutator: "StringLiteral",
        why: "without a project no owner is the same, and a private image is seen by its owner alone",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: "const attached = (await cloud.attachments.list(server.id)) ?? [];",
        mutator: "ArrayDeclaration",
        why: "a server that was just read has a list",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: "if (!image) return { id, actual: unchanged({}) };",
        mutator: "ConditionalExpression",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/resources/serverImage/handler.ts",
        row: "if (!image) return { id, actual: unchanged({}) };",
        mutator: "ObjectLiteral",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/core/recovery.ts",
        row: "deleteBeforeReplace: false,",
        mutator: "BooleanLiteral",
        why: "only what is replaced is asked for",
    },
    {
        file: "provider/src/core/run.ts",
        row: "if (urn === undefined) return;",
        mutator: "ConditionalExpression",
        why: "nobody asks for a resource without a URN",
    },
    {
        file: "provider/src/core/run.ts",
        row: 'async regionOf({ urn = "", stack }: Resource, warn: Warn): Promise<unknown> {',
        mutator: "StringLiteral",
        why: "nothing has a URN like that",
    },
    {
        file: "provider/src/core/run.ts",
        row: "return nonce !== undefined && this.nonces.has(nonce);",
        mutator: "ConditionalExpression",
        why: "no nonce is none of the program's",
    },
    {
        file: "provider/src/core/preflight.ts",
        row: "if (!over.signal.aborted) throw new NoAnswer();",
        mutator: "ConditionalExpression",
        why: "nobody listens once the work is over",
    },
    {
        file: "provider/src/doors/dynamic.ts",
        row: "replaceOnChanges: Array.isArray(replaceOnChanges) ? replaceOnChanges : [],",
        mutator: "ArrayDeclaration",
        why: "no property is called as Stryker calls its entry",
    },
    {
        file: "provider/src/doors/dynamic.ts",
        row: 'return typeof value === "string" ? value : undefined;',
        mutator: "ConditionalExpression",
        why: "only our own classes set it, to a text",
    },
    {
        file: "provider/src/core/operations.ts",
        row: "if (given !== undefined && given !== null) return { [property]: given };",
        mutator: "ObjectLiteral",
        why: "the name that is given is among the inputs already",
    },
    {
        file: "provider/src/core/holdings.ts",
        row: "const [id, name] = isUuid(left.value) ? [left.value, right.value] : [right.value, left.value];",
        mutator: "ArrayDeclaration",
        why: "one of the two is no id",
    },
    {
        file: "provider/src/api/probe.ts",
        row: "decompress: false,",
        mutator: "BooleanLiteral",
        why: "nobody reads the body",
    },
    {
        file: "provider/src/api/probe.ts",
        row: "if (!settled.signal.aborted) late.abort();",
        mutator: "ConditionalExpression",
        why: "nobody listens to that signal once the request is over",
    },
    {
        file: "provider/src/resources/shared/readiness.ts",
        row: 'if ("failure" in response) return false;',
        mutator: "ConditionalExpression",
        why: "a failure has no status, and so none that is expected",
    },
    {
        file: "provider/src/resources/shared/readiness.ts",
        row: 'if ("failure" in response) return false;',
        mutator: "StringLiteral",
        why: "a failure has no status, and so none that is expected",
    },
    {
        file: "provider/src/resources/shared/readiness.ts",
        row: 'if (response === "connected") return response;',
        mutator: "ConditionalExpression",
        why: "a connection is always enough: the types ask",
    },
    {
        file: "provider/src/resources/shared/readiness.ts",
        row: 'if (response === "connected") return response;',
        mutator: "StringLiteral",
        why: "a connection is always enough: the types ask",
    },
    {
        file: "provider/src/resources/placementPolicy/handler.ts",
        row: "if (repeated) {",
        mutator: "ConditionalExpression",
        why: "a request that was sent once left nothing to delete",
    },
    {
        file: "provider/src/resources/floatingIp/connection.ts",
        row: "if (portId !== undefined) await floatingIps.update(ip.id, { portId: undefined });",
        mutator: "ObjectLiteral",
        why: "the port is always sent",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (found.portId !== undefined) await context.cloud.floatingIps.update(id, { portId: undefined });",
        mutator: "ObjectLiteral",
        why: "the port is always sent",
    },
    {
        file: "provider/src/resources/floatingIp/connection.ts",
        row: "if (isTimeUp(context) || clock.now() - began > leavesWithinMs) throw stillHeld(holder, target);",
        mutator: "EqualityOperator",
        why: "the very moment may count either way",
    },
    {
        file: "provider/src/resources/floatingIp/connection.ts",
        row: "const isLate = isTimeUp(context) || clock.now() - began > leavesWithinMs;",
        mutator: "EqualityOperator",
        why: "the very moment may count either way",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (repeated) {",
        mutator: "ConditionalExpression",
        why: "a request that was sent once left nothing to delete",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "if (repeated) {",
        mutator: "ConditionalExpression",
        why: "a request that was sent once left nothing to delete",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (label === undefined) return [];",
        mutator: "ConditionalExpression",
        why: "every floating IP has a label, if an empty one",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (label === undefined) return [];",
        mutator: "ArrayDeclaration",
        why: "nothing is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "const port = portId === undefined ? undefined : await cloud.ports.get(portId);",
        mutator: "ConditionalExpression",
        why: "no port has that id: only a look is saved",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (serverId === undefined || !(await stack.has(serverId))) return [];",
        mutator: "ConditionalExpression",
        becomes: "false",
        why: "no server is none of the stack",
    },
    {
        file: "provider/src/resources/floatingIp/handler.ts",
        row: "if (serverId === undefined || !(await stack.has(serverId))) return [];",
        mutator: "ArrayDeclaration",
        why: "nothing is called as Stryker calls its entry",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "if (!made) return { id, actual: unchanged({}) };",
        mutator: "ConditionalExpression",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "if (!made) return { id, actual: unchanged({}) };",
        mutator: "ObjectLiteral",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "const isBad = /^error|^delet/;",
        mutator: "Regex",
        why: "no status has it elsewhere",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: 'desired: isUuid(volumeType ?? "") ? undefined : volumeType,',
        mutator: "LogicalOperator",
        why: "no type is no difference",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: 'desired: isUuid(volumeType ?? "") ? undefined : volumeType,',
        mutator: "StringLiteral",
        why: "no type is no difference",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: 'const failedKey = "__failedToCreate";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: 'const sizeKey = "__actualSize";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "update: [...update, ...replace.filter(isSame)],",
        mutator: "MethodExpression",
        why: "what is replaced changes either way",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "[sizeKey]: live.size === inputs.size ? undefined : live.size,",
        mutator: "ConditionalExpression",
        becomes: "false",
        why: "the same size says the same",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "return live !== undefined;",
        mutator: "ConditionalExpression",
        why: "what is gone already ends the wait at once",
    },
    {
        file: "provider/src/resources/volume/handler.ts",
        row: "status = (volume: Volume) => volume.status,",
        mutator: "ArrowFunction",
        why: "a wait without a status of its own takes the resource's",
    },
    {
        file: "provider/src/resources/shared/encryption.ts",
        row: 'onChange: "ignore",',
        mutator: "StringLiteral",
        why: "of a member the rule of the whole decides",
    },
    {
        file: "provider/src/resources/shared/encryption.ts",
        row: 'keyId: { validate: text({ max: 255 }), required: "the id of a symmetric key", onChange: "replace" },',
        mutator: "StringLiteral",
        becomes: '""',
        why: "of a member the rule of the whole decides",
    },
    {
        file: "provider/src/resources/shared/encryption.ts",
        row: 'return typeof volumeType === "string" && /encrypted/i.test(volumeType);',
        mutator: "ConditionalExpression",
        why: "nothing else has that word in it",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'region: read("region") ?? "",',
        mutator: "StringLiteral",
        why: "it has a default: only the types ask",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: ".filter(([, value]) => value !== undefined),",
        mutator: "ConditionalExpression",
        why: "no URL is the same as none",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'const isComplete = /\\/v\\d/.test(computeUrl ?? "");',
        mutator: "StringLiteral",
        why: "it has no version either",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'const userDomain = domainFrom(given, "userDomainId", "userDomainName") ?? { name: "default" };',
        mutator: "ObjectLiteral",
        why: "it has a default: only the types ask",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'const userDomain = domainFrom(given, "userDomainId", "userDomainName") ?? { name: "default" };',
        mutator: "StringLiteral",
        why: "it has a default: only the types ask",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'const value = given.read(key) ?? "";',
        mutator: "StringLiteral",
        why: "a key that was found has a value: only the types ask",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: `return items.length < 2 ? items.join("") : \`\${items.slice(0, -1).join(", ")} and \${items.at(-1)}\`;`,
        mutator: "StringLiteral",
        becomes: '"Stryker was here!"',
        why: "one item has nothing between",
    },
    {
        file: "provider/src/configuration/configuration.ts",
        row: 'const value: unknown = JSON.parse(text ?? "{}");',
        mutator: "StringLiteral",
        why: "it has a default: only the types ask",
    },
];

/** Why nobody can notice a fault; undefined if somebody should. */
export function explanationOf(path: string, { row, mutator, code, becomes }: Fault): string | undefined {
    const general = everywhere.find((one) => one.code.test(code));
    const special = explanations.find(
        (one) =>
            one.file === path &&
            one.row === row &&
            one.mutator === mutator &&
            (one.becomes ?? becomes) === becomes,
    );
    return (general ?? special)?.why;
}
