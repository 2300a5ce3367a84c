const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
    return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** What the environment of a branch shows: put your own site here. */
export function pageOf(branch: string, commit: string | undefined): string {
    return `<!doctype html>
<html lang="en">
<title>${escaped(branch)}</title>
<h1>${escaped(branch)}</h1>
<p>${commit === undefined ? "No commit." : `Commit <code>${escaped(commit)}</code>.`}</p>
</html>
`;
}
