import { visible } from "../api/oneLine";
import { Failure, sentence } from "../errors/failure";
import type { Context, ResourceHandler } from "./handler";
import { isUnknown, type ReportProblem, type Values } from "./properties";
import { labelOf } from "./urn";

/** A preview should be quick even if the cloud is unavailable. */
const longestMs = 15_000;

interface ImportCheck {
    handler: ResourceHandler;
    context: Context;
    importId: string;
    inputs: Values;
    /** The URN of another resource of the program that imports the same. */
    other: string | undefined;
    /** Shows what will be done. */
    show(text: string): void;
    report: ReportProblem;
}

/** Looks for what a create is to import. Returns its name, as an input, if the program gives none. */
export async function checkImport(check: ImportCheck): Promise<Values> {
    const { handler, context, importId, inputs, other, show, report } = check;
    const description = handler.describe("import", {}, importId);
    context.deadline = context.clock.now() + longestMs;
    try {
        if (other !== undefined) {
            const clause = `${labelOf(other)} of the same program imports it too`;
            throw new Failure(clause, "Keep only one of the two.");
        }
        if (!handler.findExisting)
            throw new Failure("it has nothing in the cloud to import", "Omit the option import.");
        const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));
        const found = await handler.findExisting(context, known);
        show(visible(`${description} instead of creating one.`));
        const { autoName } = handler;
        if (autoName === undefined || inputs.__autoName === undefined) return {};
        return { [autoName.property]: found?.name, __autoName: found?.name };
    } catch (error) {
        report(sentence(description, error));
        return {};
    }
}
