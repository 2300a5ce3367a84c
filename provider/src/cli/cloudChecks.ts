import { type ServiceName, services } from "../api/auth/catalogue";
import { Session, serviceClient } from "../api/auth/session";
import type { Bounds } from "../api/bounds";
import { hasCode } from "../api/errors";
import { Limits } from "../api/services/limits";
import { createTransport, type Transport } from "../api/transport";
import { RegionClient } from "../cloud/regionClient";
import type { Configuration } from "../configuration/configuration";
import { hintOf, messageOf } from "../errors/failure";
import type { Platform } from "../platform/platform";
import { type Finding, failed, ok, skipped, warning } from "./finding";

const longestCheckMs = 30_000;
/** Tokens and lists of changes are compared with this machine's clock. */
const largestSkewMs = 60_000;

/** What each service is asked, and what cannot be made without it. */
const probes: Readonly<Record<ServiceName, { list(cloud: RegionClient): Promise<unknown[]>; noun: string }>> =
    {
        compute: { list: (cloud) => cloud.flavors.list(), noun: "flavors" },
        image: { list: (cloud) => cloud.images.list({ visibility: "public" }), noun: "public images" },
        blockStorage: { list: (cloud) => cloud.volumes.list(), noun: "volumes" },
        network: { list: async (cloud) => (await cloud.networks.list()) ?? [], noun: "networks" },
    };

/** Logs in, and reads one list of each service. Nothing is changed. */
export async function* cloudChecks(
    configuration: Configuration,
    { clock, random, adapter, observer }: Pick<Platform, "clock" | "random" | "adapter" | "observer">,
): AsyncGenerator<Finding> {
    const { credentials, urls, region } = configuration;
    const transport = createTransport({ ...configuration, clock, random, adapter, observer });
    let skewMs = Number.NaN;
    const send: Transport = async (request) => {
        const answer = await transport(request);
        skewMs = clock.now() - Date.parse(String(answer.headers.date));
        return answer;
    };
    const session = new Session(send, credentials, urls, clock);
    const bounds = (): Bounds => ({
        deadline: clock.now() + longestCheckMs,
        signal: new AbortController().signal,
    });
    const cloud = () => new RegionClient(session, region, clock, random).within(bounds());

    const started = clock.now();
    try {
        const tenantId = await session.tenantId(bounds());
        yield ok("Login", `project ${tenantId || "unknown"}, ${clock.now() - started} ms`);
    } catch (error) {
        yield failed("Login", messageOf(error), hintOf(error));
        yield skipped("Cloud", "the other checks need a login");
        return;
    }
    yield clockFinding(skewMs);
    for (const name of Object.keys(probes) as ServiceName[]) yield await serviceFinding(name);
    yield await quotaFinding();

    async function serviceFinding(name: ServiceName): Promise<Finding> {
        const check = `${name} in ${region}`;
        const { list, noun } = probes[name];
        try {
            const url = await session.endpoint(name, region, bounds());
            if (url === undefined) {
                const without = await session.noEndpoint(name, region, bounds());
                return name === "blockStorage"
                    ? warning(check, without, "Without it, volumes are checked by their attachments alone.")
                    : failed(check, without, `Set nhncloud:region, or nhncloud:${services[name].key}.`);
            }
            const found = await list(cloud());
            return found.length > 0 || name === "blockStorage"
                ? ok(check, `${new URL(url).host}, ${found.length} ${noun}`)
                : warning(
                      check,
                      `${new URL(url).host} has no ${noun}`,
                      "Check nhncloud:tenantId and nhncloud:region.",
                  );
        } catch (error) {
            return failed(check, messageOf(error), hintOf(error));
        }
    }

    async function quotaFinding(): Promise<Finding> {
        try {
            const quotas = await new Limits(serviceClient(session, "compute", region, bounds())).list();
            const text = quotas.map(
                ({ name, max, used }) => `${used} of ${max < 0 ? "unlimited" : max} ${name}`,
            );
            const full = quotas.filter(({ max, used }) => max >= 0 && used >= max);
            if (quotas.length === 0) return skipped("Quota", "the cloud does not tell it");
            return full.length === 0
                ? ok("Quota", text.join(", "))
                : warning("Quota", text.join(", "), "Delete unused resources, or request a higher quota.");
        } catch (error) {
            if (hasCode(error, "not_found", "forbidden"))
                return skipped("Quota", "the cloud does not tell it");
            return failed("Quota", messageOf(error), hintOf(error));
        }
    }
}

function clockFinding(skewMs: number): Finding {
    if (Number.isNaN(skewMs)) return skipped("Clock", "the cloud does not tell its time");
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    return Math.abs(skewMs) <= largestSkewMs
        ? ok("Clock", `${seconds} s from the cloud's`)
        : warning(
              "Clock",
              `${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} the cloud's`,
              "Synchronize this machine's clock, for example with timedatectl set-ntp true.",
          );
}
