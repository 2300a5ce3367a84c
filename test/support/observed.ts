import { observe } from "../../provider/src/observers/observe";
import { ManualClock } from "./manualClock";

/** A process that is observed as these variables ask; `close` ends it. */
export function observedProcess(environment: Record<string, string>) {
    const clock = new ManualClock();
    const warnings: string[] = [];
    let close = async () => {};
    const observer = observe({
        environment,
        clock,
        process: "plugin",
        print: () => {},
        warn: (text) => warnings.push(text),
        atEnd: (end) => {
            close = end;
        },
    });
    return { clock, observer, warnings, close: () => close() };
}

/** A request that found a server, but for its times. */
export const foundServer = {
    method: "GET",
    host: "api.example.com",
    path: "/v2/tenant1/servers/a",
    service: "compute",
    route: "/servers/{id}",
    status: 200,
    requestId: "req-1",
    failure: undefined,
    resends: 0,
    resentAfter: undefined,
};
