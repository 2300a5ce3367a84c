import type { ServerRecord } from "../cloud/records";
import { conflict } from "../http/errors";

/** The states of a server in which an operation is allowed. */
export interface StateRule {
    /** The operation, as Nova names it in errors. */
    name: string;
    /** vm_states; undefined: all. */
    states?: string[];
    /** task_states besides none; "*": all. */
    tasks?: string[];
    /** Whether the server must have a host, which Nova checks first. */
    needsHost?: boolean;
}

/** Throws the conflict that Nova responds with in any other state. */
export function checkState(server: ServerRecord, { name, states, tasks, needsHost }: StateRule): void {
    if (needsHost && server.hostId === "") throw conflict(`Instance ${server.id} is not ready`);
    const wrongState = (state: string) =>
        conflict(`Cannot '${name}' instance ${server.id} while it is in ${state}`);
    if (states && !states.includes(server.vmState)) throw wrongState(`vm_state ${server.vmState}`);
    const task = server.taskState;
    if (task !== null && !tasks?.includes("*") && !tasks?.includes(task))
        throw wrongState(`task_state ${task}`);
}
