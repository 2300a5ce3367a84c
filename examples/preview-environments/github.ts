import { markOf } from "./comment";

const PAGE = 100;

export interface PullRequest {
    /** For example `https://api.github.com`. */
    apiUrl: string;
    /** For example `nhn/shop`. */
    repository: string;
    number: number;
    token: string;
}

/** The pull request in a workflow of GitHub Actions. */
export function pullRequestFrom(number: number, environment: NodeJS.ProcessEnv): PullRequest {
    const { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = environment;
    if (!apiUrl || !repository || !token)
        throw new Error("--pull-request needs GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_TOKEN.");
    return { apiUrl, repository, number, token };
}

/** Writes the comment of a branch's environment: the same one, however often. */
export async function comment(pullRequest: PullRequest, branch: string, body: string): Promise<void> {
    const { repository, number } = pullRequest;
    const id = await findComment(pullRequest, markOf(branch));
    if (id === undefined)
        await send(pullRequest, "POST", `/repos/${repository}/issues/${number}/comments`, body);
    else await send(pullRequest, "PATCH", `/repos/${repository}/issues/comments/${id}`, body);
}

async function findComment(pullRequest: PullRequest, mark: string): Promise<number | undefined> {
    const { repository, number } = pullRequest;
    for (let page = 1; ; page++) {
        const path = `/repos/${repository}/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
        const comments = (await send(pullRequest, "GET", path)) as { id: number; body?: string }[];
        const own = comments.find(({ body }) => body?.startsWith(mark));
        if (own || comments.length < PAGE) return own?.id;
    }
}

async function send({ apiUrl, token }: PullRequest, method: string, path: string, body?: string) {
    const answer = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify({ body }) }),
        signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${method} ${path}.`);
    return answer.json();
}
