import { readFile } from "node:fs/promises";

/** The most that a process has ever had in memory, in MiB; on Linux. */
export async function memoryOf(pid: number): Promise<number> {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
