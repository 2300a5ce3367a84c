import type { Kind } from "../../resources/cloudResource";

/** A resource of the program. */
export interface Declaration {
    /** That of the Terraform resource. */
    address: string;
    kind: Kind;
    name: string;
    /** The id to import. */
    id: string;
    args: Members;
    /** Durations as Terraform writes them, which is as Pulumi does. */
    customTimeouts: Members;
}

/** What stands in a program. */
export type Expression = string | number | boolean | Reference | Secret | readonly Expression[] | Members;

/** Members that are undefined are left out. */
export interface Members {
    readonly [name: string]: Expression | undefined;
}

/** The id of another resource of the program. */
export class Reference {
    constructor(readonly to: Declaration) {}
}

/** A secret in the stack's configuration. */
export class Secret {
    constructor(readonly key: string) {}
}
