import { ErrorResponse } from "../http/errors";
import type { RegionRequest } from "../http/router";

/** How Glance writes errors: as HTML unless the client accepts JSON. */
export function glanceError(
    { headers }: RegionRequest,
    status: number,
    title: string,
    message: string,
): ErrorResponse {
    if (String(headers.accept).includes("json")) {
        return new ErrorResponse(status, {
            message: `${message}<br /><br />\n\n\n`,
            code: `${status} ${title}`,
            title,
        });
    }
    const page = `<html>\n <head>\n  <title>${status} ${title}</title>\n </head>\n <body>\n  <h1>${status} ${title}</h1>\n  ${message}<br /><br />\n </body>\n</html>`;
    return new ErrorResponse(status, page, { "Content-Type": "text/html; charset=UTF-8" });
}
