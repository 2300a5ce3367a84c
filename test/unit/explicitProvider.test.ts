import * as pulumi from "@pulumi/pulumi";
import { Keypair, Provider, type ProviderArgs } from "../../provider/src";

interface Registered {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    provider?: string | undefined;
}

let registered: Registered[] = [];

beforeAll(async () => {
    await pulumi.runtime.setMocks({
        newResource: ({ type, name, inputs, provider }) => {
            registered.push({ type, name, inputs, provider });
            return { id: `${name}-id`, state: inputs };
        },
        call: () => ({}),
    });
});
beforeEach(() => {
    registered = [];
});

const type = "pulumi:providers:pulumi-nodejs";
const login = { tenantId: "tenant1", username: "me", password: "correct horse" };

async function ready(resource: pulumi.CustomResource): Promise<Registered> {
    await new Promise((resolve) => resource.id.apply(resolve));
    const found = registered.find(({ name }) => name === "partner");
    if (!found) throw new Error("Nothing was registered.");
    return found;
}

test("sends its arguments as configuration in text, and who it is", async () => {
    const found = await ready(
        new Provider("partner", {
            ...login,
            region: pulumi.output("JP1"),
            defaultMetadata: { team: pulumi.output("blue") },
            requestTimeoutSeconds: 5,
            preflight: false,
            authUrl: undefined,
        }),
    );
    expect(found).toMatchObject({ type, name: "partner" });
    expect(found.inputs).toEqual({
        "nhncloud:tenantId": "tenant1",
        "nhncloud:username": "me",
        "nhncloud:password": expect.objectContaining({ value: "correct horse" }),
        "nhncloud:region": "JP1",
        "nhncloud:defaultMetadata": '{"team":"blue"}',
        "nhncloud:requestTimeoutSeconds": "5",
        "nhncloud:preflight": "false",
        "nhncloud:provider": `urn:pulumi:stack::project::${type}::partner`,
    });
});

test("its password, token and secret are secrets, though the program does not mark them", async () => {
    const secrets = { password: "a", token: "b", applicationCredentialSecret: "c" };
    const { inputs } = await ready(new Provider("partner", { ...login, ...secrets }));
    for (const [key, value] of Object.entries(secrets))
        expect(inputs[`nhncloud:${key}`]).toEqual(expect.objectContaining({ value }));
});

test("is inherited through a component", async () => {
    const provider = new Provider("partner", login);
    const parent = new pulumi.ComponentResource("my:Shop", "shop", {}, { providers: [provider] });
    await ready(new Keypair("access", {}, { parent }));
    const keypair = registered.find(({ name }) => name === "access");
    expect(keypair?.provider).toContain(`${type}::partner::partner-id`);
});

test("refuses an argument that there is not", () => {
    expect(() => new Provider("partner", { tenantID: "tenant1" } as ProviderArgs)).toThrow(
        new pulumi.RunError(
            "Provider 'partner' has a problem: tenantID is not a known property: did you mean tenantId?",
        ),
    );
    expect(registered).toEqual([]);
});
