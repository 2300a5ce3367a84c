import { spawn } from "node:child_process";
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { endOf, type Newcomer, newcomer, ROOT } from "./newcomer";

const LeftOut = require("../leftOut");

describe("npm test", () => {
    const ending = (nonFlagArgs: string[], ...tests: { status: string; ancestorTitles: string[] }[]) => {
        const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
        const contexts = new Set([{ config: { testPathIgnorePatterns: ["<rootDir>/test/openstack/"] } }]);
        new LeftOut({ nonFlagArgs }).onRunComplete(contexts, { testResults: [{ testResults: tests }] });
        const text = write.mock.calls.join("");
        write.mockRestore();
        return text;
    };
    const skipped = { status: "pending", ancestorTitles: ["a client (not installed)"] };
    const passed = { status: "passed", ancestorTitles: ["a cloud"] };

    test("names at its end what was left out and why", () => {
        expect(ending([], skipped, passed, skipped)).toBe(
            "\nLeft out:\n" +
                "  test/openstack: it needs a real OpenStack: npm run test:openstack\n" +
                "  all faults of all requests, and runs that are killed: they take their time: npm run test:faults\n" +
                "  faults in the provider's own code: they take hours: npm run test:mutation\n" +
                "  a client (not installed): 2 tests\n",
        );
    });

    test("of some files says only what was skipped in them", () => {
        expect(ending(["test/unit"], passed)).toBe("");
        expect(ending(["test/emulator"], skipped)).toBe("\nLeft out:\n  a client (not installed): 1 test\n");
    });
});

describe("npm run test:openstack", () => {
    const smoke = "a smoke of test/contract through the provider plugin";
    const suites = `test/contract, test/openstack, ${smoke}, test/contract/confirmedResize`;
    let user: Newcomer;
    beforeEach(() => {
        user = newcomer();
        user.install("npm");
        user.install(join(user.home, "test/openstack/can-run.sh"));
        for (const script of ["up", "down"])
            user.install(join(user.home, `test/openstack/cloud/${script}.sh`), `echo ${script}`);
        user.install(join(user.home, "node_modules/.bin/jest"), "echo jest");
        copyFileSync(join(ROOT, "test/openstack/run.sh"), join(user.home, "test/openstack/run.sh"));
        chmodSync(join(user.home, "test/openstack/run.sh"), 0o755);
    });
    afterEach(() => user.leave());
    const run = () => endOf(spawn(join(user.home, "test/openstack/run.sh"), [], { env: user.environment() }));

    test("tells at its end what was run and for how long", async () => {
        const { code, output } = await run();
        expect(code).toBe(0);
        expect(output.replace(/\d+ s/, "7 s")).toBe(
            `up\njest\njest\nup\njest\ndown\nRan ${suites} on a real OpenStack, 7 s in all. Left out: nothing.\n`,
        );
    });

    test("tells what a failing suite kept from running", async () => {
        user.install(join(user.home, "node_modules/.bin/jest"), "exit 1");
        const { code, output } = await run();
        expect(code).toBe(1);
        expect(output.replace(/\d+ s/, "7 s")).toBe(
            "up\ndown\nRan test/contract, test/openstack on a real OpenStack, 7 s in all. " +
                `Left out: ${smoke}, test/contract/confirmedResize (the run ended before it).\n`,
        );
    });

    test("tells why nothing was run where it cannot run", async () => {
        user.install(join(user.home, "test/openstack/can-run.sh"), "echo This is no Debian.", "exit 1");
        const { code, output } = await run();
        expect(code).toBe(1);
        expect(output.replace(/\d+ s/, "0 s")).toBe(
            `This is no Debian.\nRan nothing on a real OpenStack, 0 s in all. Left out: ${suites} (it cannot run here).\n`,
        );
    });
});
