import type { ServerRecord } from "../cloud/records";
import { conflict } from "../http/errors";

/** When something may be done to a server. */
export interface Allowance {
    /** as Nova names it in a refusal */
    name: string;
    /** undefined: any */
    states?: string[];
    /** tasks during which it is allowed besides none; "*": any */
    tasks?: string[];
    /** Nova looks for a host before it looks at the state */
    needsHost?: boolean;
}

/** Refuses in the wrong state, in Nova's order and words. */
export function checkState(server: ServerRecord, { name, states, tasks, needsHost }: Allowance): void {
    if (needsHost && server.hostId === "") throw conflict(`Instance ${server.id} is not ready`);
    const refuse = (what: string) =>
        conflict(`Cannot '${name}' instance ${server.id} while it is in ${what}`);
    if (states && !states.includes(server.vmState)) throw refuse(`vm_state ${server.vmState}`);
    const task = server.taskState;
    if (task !== null && !tasks?.includes("*") && !tasks?.includes(task)) throw refuse(`task_state ${task}`);
}
