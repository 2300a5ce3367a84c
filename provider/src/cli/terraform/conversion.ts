import type { Kind } from "../../resources/cloudResource";
import type { Attributes } from "./attributes";
import type { Expression, Members } from "./declaration";
import type { Instance } from "./state";

/** What a conversion of one resource may use of all others. */
export interface Surroundings {
    /** The whole state. */
    instances: readonly Instance[];
    /** The id of that resource: of the program, if it is in it. */
    refer(kind: Kind, id: string): Expression;
    /** A secret of the stack's configuration, the same for the same value; `about` says what it is. */
    secret(value: string, purpose: string, about: string): Expression;
    /** Tells of something that is not in the program. */
    note(text: string): void;
    /** Tells of another resource of the state that is part of this one. */
    merge(instance: Instance): void;
}

export interface Conversion {
    kind: Kind;
    /** What it is called besides the Terraform resource, where that becomes several. */
    part?: string | undefined;
    /** The id to import. */
    id: string;
    args: Members;
}

export type Convert = (
    attributes: Attributes,
    surroundings: Surroundings,
) => Conversion | readonly Conversion[];
