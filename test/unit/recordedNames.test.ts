import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sentences, smallServer, type Values } from "./plugin";

/** A request to a real Nova, and how it answered. */
interface Recording {
    name: string;
    status: number;
    body?: { keypair?: Values; server?: Values; metadata?: Values };
    answer?: { badRequest?: { message: string } };
}

const file = join(__dirname, "../emulator/recordings/nova.jsonl");
const recordings = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recording);

/** What the recording names, as the arguments of a resource. */
function named({ body = {} }: Recording): [kind: string, inputs: Values] | undefined {
    const { keypair, server, metadata } = body;
    if (keypair?.name !== undefined) return ["Keypair", { name: keypair.name }];
    const given = { name: server?.name, metadata: server?.metadata ?? metadata };
    const known = Object.entries(given).filter(([, value]) => value !== undefined);
    return known.length > 0 ? ["Server", { ...smallServer, ...Object.fromEntries(known) }] : undefined;
}

const all = recordings.flatMap((recording) => {
    const inputs = named(recording);
    return inputs ? [{ ...recording, inputs }] : [];
});
/** Nova names what it does not like: the name, or a key of the metadata, which is "k" in each recording. */
const refused = all.filter(({ answer }) =>
    /^(An invalid 'name' value|Invalid input for field\/attribute (name|k)\.)/.test(
        answer?.badRequest?.message ?? "",
    ),
);
const taken = all.filter(({ status }) => status < 300);

test("Nova refused some names and metadata in the recordings, and took others", () => {
    expect(refused.map(({ name }) => name)).toEqual([
        "022-keypair-name-bad",
        "035-server-put-empty-name",
        "173-server-create-empty-name",
        "174-server-create-long-name",
        "179-server-create-metadata-long-value",
        "180-server-create-metadata-not-string",
    ]);
    expect(taken.length).toBeGreaterThan(15);
});

test.each(refused)("the check refuses what Nova refused in $name", async ({ inputs: [kind, inputs] }) => {
    expect(await sentences(kind, inputs)).toEqual([expect.stringMatching(/^(name|metadata\.k) /)]);
});

test.each(taken)("the check takes what Nova took in $name", async ({ inputs: [kind, inputs] }) => {
    expect(await sentences(kind, inputs)).toEqual([]);
});
