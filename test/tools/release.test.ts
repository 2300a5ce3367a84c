import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalOf } from "../../release/tag";

describe("npm run release", () => {
    const root = mkdtempSync(join(tmpdir(), "nhncloud-release-"));
    const git = (...words: string[]) =>
        execFileSync("git", ["-c", "user.name=me", "-c", "user.email=me@example.com", ...words], {
            cwd: root,
        });
    beforeAll(() => {
        mkdirSync(join(root, "provider"));
        writeFileSync(join(root, "provider/package.json"), '{ "version": "0.2.0" }');
        git("init", "--quiet");
        git("add", ".");
        git("commit", "--quiet", "--message", "One");
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    test("refuses what is not the tag of the version, checked out, without changes", async () => {
        expect(await refusalOf("v0.1.0", root)).toBe(
            "Releasing v0.1.0: provider/package.json has version 0.2.0. Check out the tag of the version to release.",
        );
        expect(await refusalOf("v0.2.0", root)).toBe(
            'Releasing v0.2.0: there is no such tag. Run "npm run release:check", and then "git tag v0.2.0".',
        );
        git("tag", "v0.2.0");
        expect(await refusalOf("v0.2.0", root)).toBeUndefined();
        writeFileSync(join(root, "left"), "");
        expect(await refusalOf("v0.2.0", root)).toBe(
            "Releasing v0.2.0: files differ from the tag. Commit or remove what git status shows.",
        );
        git("add", ".");
        git("commit", "--quiet", "--message", "Two");
        expect(await refusalOf("v0.2.0", root)).toBe(
            'Releasing v0.2.0: another commit is checked out. Run "git checkout v0.2.0".',
        );
    });
});
