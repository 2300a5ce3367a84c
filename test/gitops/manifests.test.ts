import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1";
import Ajv, { type ValidateFunction } from "ajv";
import { parse, parseAllDocuments } from "yaml";
import { healthOf } from "./lua";
import { GITOPS } from "./workflow";

interface Manifest {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
    spec: Record<string, unknown>;
    [field: string]: unknown;
}

function manifestsIn(folder: string): Manifest[] {
    return readdirSync(join(GITOPS, folder))
        .sort()
        .map((file) => readFileSync(join(GITOPS, folder, file), "utf8"))
        .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
}

const manifests = manifestsIn("operator");
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const stacks = ofKind("Stack");

/** The operator's own definitions, which lie beside the project where it is developed, and not in it. */
const DEFINITIONS = join(__dirname, "../../../shared/crds");
const withDefinitions = existsSync(DEFINITIONS) ? describe : describe.skip;

withDefinitions("the operator's own schemas (left out where ../shared/crds is missing)", () => {
    const validators = new Map<string, ValidateFunction>();

    beforeAll(() => {
        const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
        for (const name of ["pulumi.com_stacks", "pulumi.com_programs"]) {
            const { spec } = parse(readFileSync(join(DEFINITIONS, `${name}.yaml`), "utf8"));
            const version = spec.versions.find((each: { storage: boolean }) => each.storage);
            const schema = closed(version.schema.openAPIV3Schema);
            validators.set(`${spec.group}/${version.name} ${spec.names.kind}`, ajv.compile(schema));
        }
    });

    function complaints(manifest: Manifest): string[] {
        const validate = validators.get(`${manifest.apiVersion} ${manifest.kind}`);
        if (!validate) return [`there is no ${manifest.apiVersion} ${manifest.kind}`];
        validate(manifest);
        return (validate.errors ?? []).map(
            ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
    }

    test.each(
        [...stacks, ...ofKind("Program")].map((each) => [each.kind, each.metadata.name, each] as const),
    )("%s %s fits", (_kind, _name, manifest) => {
        expect(complaints(manifest)).toEqual([]);
    });

    test("a misspelt field and a number that is a text do not fit", () => {
        const [stack] = stacks as [Manifest];
        const spec = { ...stack.spec, runProgramme: true, resyncFrequencySeconds: "300" };
        expect(complaints({ ...stack, spec })).toEqual([
            expect.stringContaining("/spec must NOT have additional properties"),
            expect.stringContaining("/spec/resyncFrequencySeconds must be integer"),
        ]);
    });
});

/** Kubernetes drops fields that a schema does not name, without a word; here they are mistakes. */
function closed<Schema>(schema: Schema): Schema {
    if (Array.isArray(schema)) return schema.map(closed) as Schema;
    if (schema === null || typeof schema !== "object") return schema;
    const copy: Record<string, unknown> = Object.fromEntries(
        Object.entries(schema).map(([key, value]) => [key, closed(value)]),
    );
    const isOpen =
        copy.type !== "object" ||
        copy.properties === undefined ||
        copy.additionalProperties !== undefined ||
        copy["x-kubernetes-preserve-unknown-fields"] === true;
    return (isOpen ? copy : { ...copy, additionalProperties: false }) as Schema;
}

describe("the operator's manifests", () => {
    test.each(stacks.map((stack) => [stack.metadata.name, stack] as const))(
        "%s destroys what it has before it goes, with its program",
        (name, { spec }) => {
            expect(spec).toMatchObject({ destroyOnFinalize: true, runProgram: true });
            expect(name.length).toBeLessThanOrEqual(42);
        },
    );

    test("drift is found and mended, and new commits are looked for every few minutes", () => {
        expect(stacks[0]?.spec).toMatchObject({ refresh: true, continueResyncOnCommitMatch: true });
        expect(stacks[0]?.spec.resyncFrequencySeconds).toBeGreaterThanOrEqual(60);
    });

    test("what they name is there", () => {
        const names = (kind: string) => ofKind(kind).map(({ metadata }) => metadata.name);
        for (const { spec } of stacks) {
            expect(names("ServiceAccount")).toContain(spec.serviceAccountName);
            for (const { name } of (spec.prerequisites ?? []) as { name: string }[])
                expect(names("Stack")).toContain(name);
            const program = spec.programRef as { name: string } | undefined;
            if (program) expect(names("Program")).toContain(program.name);
        }
        for (const binding of ofKind("RoleBinding"))
            expect(names("Role")).toContain((binding.roleRef as { name: string }).name);
    });

    test("the namespace is not among them: one that is deleted with its Stacks leaves them no place to destroy from", () => {
        expect(ofKind("Namespace")).toEqual([]);
    });
});

describe("the Argo CD application", () => {
    const [application, health] = manifestsIn("argocd") as [
        Manifest,
        { data: Record<string, string> } & Manifest,
    ];

    test("fits Argo CD's own schema", () => {
        new Application(application as never).validate();
        const misspelt = { ...application.spec, destinations: {}, destination: undefined };
        expect(() => new Application({ ...application, spec: misspelt } as never).validate()).toThrow();
    });

    test("applies the operator's manifests in waves: who may, then servers, then what reads their addresses", () => {
        const waves = manifests.map(({ metadata }) =>
            Number(metadata.annotations?.["argocd.argoproj.io/sync-wave"]),
        );
        expect(waves).toEqual([-1, -1, -1, -1, 0, 1, 1]);
        expect(application.spec.source).toMatchObject({ path: "operator" });
    });

    const script = health.data["resource.customizations.health.pulumi.com_Stack"] ?? "";
    const metadata = { name: "gitops" };
    const condition = (type: string, status: string) => ({ type, status, message: `${type} is ${status}` });

    test.each([
        [
            "a Stack that the operator has not seen yet",
            { metadata },
            "Progressing",
            "waiting for the operator",
        ],
        [
            "a Stack that is being deployed",
            {
                metadata,
                status: { conditions: [condition("Ready", "False"), condition("Reconciling", "True")] },
            },
            "Progressing",
            "Reconciling is True",
        ],
        [
            "a Stack that is ready",
            { metadata, status: { conditions: [condition("Ready", "True"), condition("Stalled", "False")] } },
            "Healthy",
            "Ready is True",
        ],
        [
            "a Stack that was ready and has stalled",
            { metadata, status: { conditions: [condition("Ready", "True"), condition("Stalled", "True")] } },
            "Degraded",
            "Stalled is True",
        ],
        [
            "a Stack that is being deleted",
            {
                metadata: { ...metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
                status: { conditions: [condition("Ready", "True")] },
            },
            "Progressing",
            "destroying what the stack has",
        ],
        [
            "a Stack whose destroy has stalled",
            {
                metadata: { ...metadata, deletionTimestamp: "2026-01-01T00:00:00Z" },
                status: { conditions: [condition("Stalled", "True")] },
            },
            "Degraded",
            "Stalled is True",
        ],
    ])("takes %s for what it is", (_title, stack, status, message) => {
        expect(healthOf(script, stack)).toEqual({ status, message });
    });
});
