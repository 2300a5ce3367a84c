import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
    failedBody,
    goneBody,
    markOf,
    pendingBody,
    readyBody,
} from "../../examples/preview-environments/comment";
import type { Ready } from "../../examples/preview-environments/environments";
import { comment, pullRequestFrom } from "../../examples/preview-environments/github";

const READY: Ready = {
    status: "ready",
    stack: "pr-login",
    branch: "login",
    commit: "79e91721482ca343",
    url: "http://203.0.113.7/",
    host: "203.0.113.7",
    username: "ubuntu",
    expires: "2026-02-05T12:00:00.000Z",
    servers: [{ name: "web-1234567", status: "ACTIVE", flavor: "t2.c1m1", address: "203.0.113.7" }],
    seconds: 95,
};

describe("the comment of an environment", () => {
    test("says at once that it is being made", () => {
        expect(pendingBody("login", "79e91721482ca343")).toBe(
            '<!-- preview-environment "login" -->\n\n⏳ **Preview environment** of `login` at 79e91721482c: it is being made.',
        );
    });

    test("has its address, its servers and how long it took", () => {
        expect(readyBody("login", READY).split("\n")).toEqual([
            '<!-- preview-environment "login" -->',
            "",
            "✅ **Preview environment** of `login` at 79e91721482c: http://203.0.113.7/",
            "",
            "| server | status | type | address |",
            "| --- | --- | --- | --- |",
            "| web-1234567 | ACTIVE | t2.c1m1 | 203.0.113.7 |",
            "",
            "It took 95 s. `ssh ubuntu@203.0.113.7` · It is removed after 2026-02-05T12:00:00.000Z.",
        ]);
    });

    test("tells why it failed, with the log's end, which cannot break out of its block", () => {
        const body = failedBody("login", undefined, "Creating a server: no capacity", [
            "one",
            "```",
            "# two",
        ]);
        expect(body).toContain("```\nCreating a server: no capacity\n```");
        expect(body).toContain("````\none\n```\n# two\n````");
    });

    test("ends with what was destroyed", () => {
        const gone = { status: "destroyed", stack: "pr-login", branch: "login", seconds: 12 } as const;
        expect(goneBody(gone)).toContain("of `login`: destroyed, in 12 s.");
    });

    test("has a mark that no name of a branch can end", () => {
        expect(markOf("a-->b").match(/--/g)).toHaveLength(2);
    });
});

describe("on GitHub", () => {
    let server: Server;
    let comments: { id: number; body: string }[];
    let requests: string[];
    const pullRequest = () =>
        pullRequestFrom(7, {
            GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            GITHUB_REPOSITORY: "us/shop",
            GITHUB_TOKEN: "token",
        });

    beforeAll(async () => {
        server = createServer(async (message, out) => {
            const { method, url = "", headers } = message;
            const [body] = await message.toArray();
            requests.push(`${method} ${url}`);
            if (headers.authorization !== "Bearer token") return void out.writeHead(401).end();
            const page = Number(new URL(url, "http://x").searchParams.get("page"));
            if (method === "POST") comments.push({ id: comments.length, ...JSON.parse(body) });
            if (method === "PATCH")
                Object.assign(comments[Number(url.split("/").at(-1))] ?? {}, JSON.parse(body));
            out.end(JSON.stringify(method === "GET" ? comments.slice((page - 1) * 100, page * 100) : {}));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    beforeEach(() => {
        comments = [];
        requests = [];
    });
    afterAll(() => server.close());

    test("is always the same one, behind however many others", async () => {
        comments = Array.from({ length: 150 }, (_, id) => ({ id, body: "a review" }));
        await comment(pullRequest(), "login", pendingBody("login", undefined));
        await comment(pullRequest(), "login", readyBody("login", READY));
        expect(comments).toHaveLength(151);
        expect(comments[150]?.body).toContain("http://203.0.113.7/");
        expect(requests.at(-1)).toBe("PATCH /repos/us/shop/issues/comments/150");
    });

    test("is another one for another branch, and leaves one alone that only quotes it", async () => {
        comments = [{ id: 0, body: `> ${pendingBody("login", undefined)}` }];
        await comment(pullRequest(), "login", pendingBody("login", undefined));
        await comment(pullRequest(), "logout", pendingBody("logout", undefined));
        expect(comments).toHaveLength(3);
    });

    test("is refused in one sentence", async () => {
        const refused = comment({ ...pullRequest(), token: "other" }, "login", "");
        await expect(refused).rejects.toThrow(
            "GitHub answered 401 to GET /repos/us/shop/issues/7/comments?per_page=100&page=1.",
        );
    });
});
