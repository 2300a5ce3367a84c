import { hostname } from "node:os";
import { locksIn } from "../../examples/preview-environments/lock";
import { stackNameOf } from "../../examples/preview-environments/names";
import { pageOf } from "../../examples/preview-environments/page";
import { expiryOf } from "../../examples/preview-environments/timeToLive";
import { readCommand } from "../../examples/preview-environments/usage";
import { userDataFor } from "../../examples/preview-environments/userData";

describe("a time to live", () => {
    const now = new Date("2026-01-31T12:00:00Z");

    test.each([
        ["10h", "2026-01-31T22:00:00.000Z"],
        ["5d", "2026-02-05T12:00:00.000Z"],
        ["0h", "2026-01-31T12:00:00.000Z"],
        ["infinite", undefined],
    ])("of %s ends at %s", (timeToLive, ends) => {
        expect(expiryOf(timeToLive, now)?.toISOString()).toBe(ends);
    });

    test.each(["", "5", "5w", "-1d", "1.5h", "5d "])("is refused where it is written %p", (text) => {
        expect(() => expiryOf(text, now)).toThrow(`is written 10h, 5d or infinite, not "${text}"`);
    });
});

describe("the stack of a branch", () => {
    test("has the branch's name where a stack can", () => {
        expect(stackNameOf("pr-12")).toBe("pr-pr-12");
        expect(stackNameOf("login")).toBe("pr-login");
    });

    test("is another one for each branch, also where only slashes and capitals differ", () => {
        const branches = [
            "feature/login",
            "feature-login",
            "Feature/login",
            "feature//login",
            "기능",
            "ф",
            "a".repeat(200),
        ];
        const names = branches.map(stackNameOf);
        expect(new Set(names).size).toBe(branches.length);
        for (const name of names) expect(name).toMatch(/^pr-[a-z0-9-]{1,60}$/);
    });

    test.each(["", "two words", "-rf", "a\nb", "a:b"])("is refused for %p, which is no branch", (branch) => {
        expect(() => stackNameOf(branch)).toThrow("cannot be the name of a branch");
    });
});

describe("the locks in an error of Pulumi", () => {
    const line = (host: string, pid: number, since: string) =>
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file.\n" +
        `  file:///state/.pulumi/locks/x.json?metadata=skip: created by me@${host} (pid ${pid}) at ${since}\n`;
    const now = new Date().toISOString();

    test("are abandoned where their process is dead, or where they are older than any run", () => {
        expect(locksIn(line(hostname(), process.pid, now))[0]?.abandoned).toBe(false);
        expect(locksIn(line(hostname(), 2 ** 22 + 1, now))[0]?.abandoned).toBe(true);
        expect(locksIn(line("other", 2 ** 22 + 1, now))[0]?.abandoned).toBe(false);
        expect(locksIn(line("other", process.pid, "2026-01-31T12:00:00Z"))[0]?.abandoned).toBe(true);
    });

    test("are none where Pulumi Cloud says that an update is in progress", () => {
        expect(locksIn("error: [409] Conflict: Another update is currently in progress.")).toEqual([]);
    });
});

describe("the command line", () => {
    test.each([
        [["up"], "up needs --branch NAME."],
        [["down", "--branch", ""], "down needs --branch NAME."],
        [["destroy"], "One of the commands up, down, list, sweep, demo is needed."],
        [["list", "sweep"], "One of the commands up, down, list, sweep, demo is needed."],
        [["up", "--branch", "x", "--config", "port"], '--config takes KEY=VALUE, not "port".'],
        [["up", "--branch", "x", "--pull-request", "1x"], '--pull-request takes a number, not "1x".'],
        [["up", "--brunch", "x"], "Unknown option '--brunch'"],
    ])("%j is refused: %s", (words, sentence) => {
        expect(() => readCommand(words)).toThrow(sentence);
    });

    test("takes values of the configuration that have an equals sign", () => {
        const { config } = readCommand(["up", "--branch", "x", "--config", "a=b=c", "--config", "d="]);
        expect(config).toEqual({ a: "b=c", d: "" });
    });
});

describe("the page", () => {
    test("shows a branch whose name is HTML as text", () => {
        expect(pageOf("<script>", undefined)).not.toContain("<script>");
    });

    test("is in the user data as it is, whatever the shell would make of it", () => {
        const page = pageOf("$(reboot)`reboot`'\"", "1234");
        expect(userDataFor({ page, port: 8080 })).toContain(page);
    });
});
