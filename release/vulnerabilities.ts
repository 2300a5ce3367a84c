import { runCommand } from "../engine/command";

/** What npm's audit of the published dependencies says: an empty list is clean; undefined where the registry answers no audits. */
export async function vulnerabilities(): Promise<string[] | undefined> {
    const { output } = await runCommand(["npm", "audit", "--omit=dev", "--json"]);
    const { vulnerabilities: found }: { vulnerabilities?: Record<string, { severity: string }> } = JSON.parse(
        output.join("\n"),
    );
    return found && Object.entries(found).map(([name, { severity }]) => `${name} (${severity})`);
}
