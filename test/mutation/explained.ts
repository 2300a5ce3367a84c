/** A fault that no test can notice, by its file, the row that it is in and Stryker's name for it. */
interface Explanation {
    file: string;
    row: string;
    mutator: string;
    why: string;
}

const explanations: readonly Explanation[] = [
    {
        file: "provider/src/runtime/locks.ts",
        row: "const next = this.queues.get(key)?.shift();",
        mutator: "OptionalChaining",
        why: "who holds a key has a queue: only the types ask",
    },
    {
        file: "provider/src/lifecycle/lostAnswer.ts",
        row: "return signal.aborted || clock.now() >= deadline;",
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/lifecycle/serverTransitions.ts",
        row: 'if (!hasCode(error, "busy") || clock.now() + busyMs > deadline || signal.aborted) throw error;',
        mutator: "EqualityOperator",
        why: "the very moment of a deadline may count either way",
    },
    {
        file: "provider/src/lifecycle/serverTransitions.ts",
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
        row: "throw bounds && isCancel(error)",
        mutator: "ConditionalExpression",
        why: "only bounds cancel a request: the types ask",
    },
    {
        file: "provider/src/api/transport.ts",
        row: "retries: Math.max(...Object.values(retries).map((retry) => retry.tries)) - 1,",
        mutator: "ArithmeticOperator",
        why: "one try more is refused by the table",
    },
    {
        file: "provider/src/lifecycle/serverDiff.ts",
        row: "const own = Array.isArray(addresses) ? (addresses as Address[]).map(({ address }) => address) : [];",
        mutator: "ArrayDeclaration",
        why: "no fixed IP is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/keypair.ts",
        row: 'const { publicKey = "", privateKey, fingerprint, userId, createdAt } = state;',
        mutator: "StringLiteral",
        why: "a keypair in state has a public key: only the types ask",
    },
    {
        file: "provider/src/lifecycle/keypair.ts",
        row: `const marked = \`\${(pair?.publicKey ?? given ?? "").trim()} \${markOf(inputs)}\`;`,
        mutator: "StringLiteral",
        why: "a key is given or made: only the types ask",
    },
    {
        file: "provider/src/lifecycle/keypair.ts",
        row: "const found = publicKey === undefined ? undefined : await cloud.keypairs.get(id);",
        mutator: "ConditionalExpression",
        why: "no key is the same as none: only a look is saved",
    },
    {
        file: "provider/src/lifecycle/keypair.ts",
        row: "if (isKnown && publicKey !== undefined && sameKey(publicKey, found.publicKey)) return true;",
        mutator: "ConditionalExpression",
        why: "a keypair that is known has a public key: only the types ask",
    },
    {
        file: "provider/src/lifecycle/sshKey.ts",
        row: 'const { e = "", n = "" } = key.export({ format: "jwk" });',
        mutator: "StringLiteral",
        why: "an RSA key has both: only the types ask",
    },
    {
        file: "provider/src/lifecycle/sshKey.ts",
        row: 'const [, type, key = ""] = /^((?:ssh|ecdsa|sk)-\\S+) (\\S+)/.exec(text) ?? [];',
        mutator: "StringLiteral",
        why: "what is no key at all has no type either, whatever stands for the key",
    },
    {
        file: "provider/src/lifecycle/sshKey.ts",
        row: 'return bytes.length > 4 && bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0)) === type;',
        mutator: "EqualityOperator",
        why: "four bytes name no type",
    },
    {
        file: "provider/src/lifecycle/volumeAttachment.ts",
        row: 'const [serverId = "", volumeId = "", ...rest] = id.split("/");',
        mutator: "StringLiteral",
        why: "what is missing is no UUID either way",
    },
    {
        file: "provider/src/lifecycle/volumeAttachment.ts",
        row: "const isBack = status === from && (hasLeft || clock.now() - accepted > leavesWithinMs);",
        mutator: "EqualityOperator",
        why: "the very moment may count either way",
    },
    {
        file: "provider/src/lifecycle/volumeAttachment.ts",
        row: "for (const serverId of (await cloud.volumes.get(volumeId))?.attachedTo ?? []) {",
        mutator: "ArrayDeclaration",
        why: "no server is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/securityGroupAssignment.ts",
        row: 'const [serverId = "", ...rest] = id.split("/");',
        mutator: "StringLiteral",
        why: "a text always has a first part: only the types ask",
    },
    {
        file: "provider/src/lifecycle/groups.ts",
        row: "return new Map(named.filter((entry): entry is [string, string] => entry[1] !== undefined));",
        mutator: "ConditionalExpression",
        why: "no name is the same as none",
    },
    {
        file: "provider/src/lifecycle/groups.ts",
        row: "return new Map(named.filter((entry): entry is [string, string] => entry[1] !== undefined));",
        mutator: "MethodExpression",
        why: "no name is the same as none",
    },
    {
        file: "provider/src/lifecycle/heldGroups.ts",
        row: "const values = Array.isArray(securityGroups) ? (securityGroups as string[]) : [];",
        mutator: "ArrayDeclaration",
        why: "no group is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/heldGroups.ts",
        row: 'exclusiveOn: securityGroupsMode === "exclusive" ? serverIds : [],',
        mutator: "ArrayDeclaration",
        why: "no server is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/heldGroups.ts",
        row: "const isMixed = groups?.some(isUuid) && !groups.every(isUuid);",
        mutator: "ConditionalExpression",
        why: "groups that are all named in one way stay as they are: only a look is saved",
    },
    {
        file: "provider/src/lifecycle/serverImage.ts",
        row: "if (!image) return { id, state: {} };",
        mutator: "ConditionalExpression",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/lifecycle/serverImage.ts",
        row: "if (!image) return { id, state: {} };",
        mutator: "ObjectLiteral",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/lifecycle/serverImage.ts",
        row: "for (const image of await cloud.images.list({ name })) {",
        mutator: "ObjectLiteral",
        why: "the name is compared as well: only the list is longer",
    },
    {
        file: "provider/src/lifecycle/serverImage.ts",
        row: "const isFit = image.name === name && isOwn(image, project) && !failedStatuses.includes(image.status);",
        mutator: "ConditionalExpression",
        why: "the cloud was asked for that name: this is for clouds that know no such filter",
    },
    {
        file: "provider/src/lifecycle/server.ts",
        row: "const names = await namesOfGroups(context.cloud, inputs.securityGroups ?? []);",
        mutator: "ArrayDeclaration",
        why: "nobody asks for the name of a group that is not listed",
    },
    {
        file: "provider/src/lifecycle/server.ts",
        row: "const names = await namesOfGroups(cloud, known.securityGroups ?? []);",
        mutator: "ArrayDeclaration",
        why: "nobody asks for the name of a group that is not listed",
    },
    {
        file: "provider/src/lifecycle/server.ts",
        row: "({ name, metadata }) => name === inputs.name && !stack.makes(metadata[nonceKey]),",
        mutator: "ConditionalExpression",
        why: "the cloud was asked for exactly that name: this is for clouds that look only at its beginning",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: 'if (!server) throw new Failure("it is gone from the cloud", "Run pulumi refresh, then pulumi up.");',
        mutator: "ConditionalExpression",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: 'if (!server) throw new Failure("it is gone from the cloud", "Run pulumi refresh, then pulumi up.");',
        mutator: "StringLiteral",
        why: "only a delete ends with nothing: the types ask",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: 'const unfinishedKey = "__unfinished";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: 'const othersKey = "__addedByOthers";',
        mutator: "StringLiteral",
        why: "any name does that no input has",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: "const given = [...(inputs.securityGroups ?? []), ...(groupsOf(change.state) ?? [])];",
        mutator: "ArrayDeclaration",
        why: "nobody asks for the name of a group that is not listed",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: "return { securityGroups: [], metadata: [], ...(state[othersKey] as object | undefined) };",
        mutator: "ArrayDeclaration",
        why: "no group and no key is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: "const before = inputs.securityGroups ? (groupsOf(state) ?? []) : [];",
        mutator: "ArrayDeclaration",
        why: "no group is called as Stryker calls its entry",
    },
    {
        file: "provider/src/lifecycle/serverChanges.ts",
        row: "if (added.length + removed.size === 0) return;",
        mutator: "ConditionalExpression",
        why: "without groups to change there is no request: only a wait for the lock is saved",
    },
    {
        file: "provider/src/api/images.ts",
        row: 'const document = await orUndefined(this.image.read(wireImage, "GET", ["images", id]));',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/images.ts",
        row: 'const { images, next } = await this.image.read(imagesDocument, "GET", ["images"], { query });',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/pages.ts",
        row: 'const document = await compute.read(shape, "GET", path, {',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/volumeAttachments.ts",
        row: 'this.compute.read(attachmentsDocument, "GET", path(serverId), { query }),',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/keypairs.ts",
        row: 'const document = await this.compute.read(keypairsDocument, "GET", ["os-keypairs"]);',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/securityGroups.ts",
        row: 'const document = await this.network.read(groupsDocument, "GET", ["security-groups"], {',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/volumes.ts",
        row: 'const document = await this.blockStorage.read(volumesDocument, "GET", ["volumes", "detail"]);',
        mutator: "StringLiteral",
        why: "a request without a method is a GET",
    },
    {
        file: "provider/src/api/errors.ts",
        row: 'override readonly name = "ApiError";',
        mutator: "StringLiteral",
        why: "the name is for a debugger alone",
    },
    {
        file: "provider/src/runtime/failure.ts",
        row: 'override readonly name = "Unfinished";',
        mutator: "StringLiteral",
        why: "the name is for a debugger alone",
    },
    {
        file: "provider/src/runtime/failure.ts",
        row: 'override readonly name = "Failure";',
        mutator: "StringLiteral",
        why: "the name is for a debugger alone",
    },
];

export function explanationOf(file: string, row: string, mutator: string): string | undefined {
    return explanations.find((one) => one.file === file && one.row === row && one.mutator === mutator)?.why;
}
