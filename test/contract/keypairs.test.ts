import { useCloud } from "./cloud";
import { sentenceOf } from "./sentences";
import { expectRefusal } from "./wire";

const PUBLIC_KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2MNEfHj3qZ9mPqN6vTVvJ2Bd3jR0ZqQ0xN1oX1u5kS developer@laptop";

describe("a keypair", () => {
    const cloud = useCloud();

    const post = (keypair: unknown) => cloud.compute("POST", "/os-keypairs", { keypair });

    test("is made with a private key that only this answer tells, and lives until it is deleted", async () => {
        const name = cloud.name("made");
        const { id, outs } = await cloud.create("Keypair", { name });
        expect(id).toBe(name);
        expect(outs).toMatchObject({
            name,
            publicKey: expect.stringMatching(/^ssh-rsa /),
            privateKey: expect.stringContaining("PRIVATE KEY"),
            fingerprint: expect.stringContaining(":"),
            createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        });
        const { privateKey, ...shown } = outs;
        expect((await cloud.read("Keypair", id, outs)).props).toMatchObject(shown);
        expect(JSON.stringify((await cloud.compute("GET", `/os-keypairs/${name}`)).body)).not.toContain(
            "PRIVATE",
        );
        await cloud.delete("Keypair", id, outs);
        expect(await cloud.read("Keypair", id, outs)).toEqual({});
        await cloud.delete("Keypair", id, outs);
    });

    test("of a public key has no private key", async () => {
        const inputs = { name: cloud.name("given"), publicKey: PUBLIC_KEY };
        const { id, outs } = await cloud.create("Keypair", inputs);
        expect(outs).toMatchObject(inputs);
        expect(outs).not.toHaveProperty("privateKey");
        expect((await cloud.diff("Keypair", outs, inputs)).changes).toBe(false);
        await cloud.delete("Keypair", id, outs);
    });

    test("whose name is taken is refused, and taken over where that is wanted", async () => {
        const inputs = { name: cloud.name("taken"), publicKey: PUBLIC_KEY };
        await cloud.create("Keypair", inputs);
        const error = await cloud.failure(cloud.create("Keypair", inputs));
        expect(sentenceOf(error)).toBe(
            `Creating keypair "${inputs.name}": Key pair '${inputs.name}' already exists (HTTP 409, req-…).`,
        );
        expectRefusal(
            await post({ name: inputs.name }),
            409,
            "conflictingRequest",
            `Key pair '${inputs.name}' already exists.`,
        );
        const adopted = await cloud.nextRun().create("Keypair", { ...inputs, adoptExisting: true });
        expect(adopted.id).toBe(inputs.name);
    });

    const refused: [what: string, keypair: unknown, message: string][] = [
        [
            "a public key that is none",
            { name: "bad", public_key: "garbage" },
            "Keypair data is invalid: failed to generate fingerprint",
        ],
        [
            "a name that cannot be printed",
            { name: "bad\u0007" },
            "An invalid 'name' value was provided. The name must be: printable characters with at least one non space character",
        ],
        [
            "a blank name",
            { name: " " },
            "An invalid 'name' value was provided. The name must be: printable characters with at least one non space character",
        ],
        [
            "no name",
            {},
            "Invalid input for field/attribute keypair. Value: {}. 'name' is a required property",
        ],
    ];
    test.each(refused)("of %s is a bad request", async (_what, keypair, message) => {
        expectRefusal(await post(keypair), 400, "badRequest", message);
    });

    test("is named without the blanks around its name", async () => {
        const name = cloud.name("blanks");
        const { status, body } = await post({ name: `  ${name} `, public_key: PUBLIC_KEY });
        expect([status, body.keypair.name]).toEqual([200, name]);
    });

    test.each(["GET", "DELETE"])("that does not exist is not found by %s", async (method) => {
        const reply = await cloud.compute(method, `/os-keypairs/${cloud.name("nobody")}`);
        expectRefusal(reply, 404, "itemNotFound", /^Keypair \S+-nobody not found for user [0-9a-f]{32}$/);
    });
});
