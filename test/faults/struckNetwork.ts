import { type AxiosAdapter, AxiosError, CanceledError, type InternalAxiosRequestConfig } from "axios";
import type { Faults } from "../../emulator";
import type { FaultCase } from "./faultTable";
import type { Fate } from "./stack";

interface Strike {
    number: number;
    fault: FaultCase;
    kill(): void;
    isKilled(): boolean;
}

const never = () => new Promise<never>(() => {});

/** Stands between each run and the cloud, counts the requests of a run, and strikes one of the next. */
export class StruckNetwork {
    /** What the run that began last has sent, as "METHOD path". */
    sent: string[] = [];
    faults: Faults | undefined;
    private next: Strike | undefined;

    /** The request of that number, from 0, of the run that begins next. */
    strike(number: number, fault: FaultCase): Fate {
        let kill = () => {};
        let isDead = false;
        const killed = new Promise<void>((resolve) => {
            kill = () => {
                isDead = true;
                resolve();
            };
        });
        this.next = { number, fault, kill, isKilled: () => isDead };
        return { killed, isKilled: () => isDead };
    }

    /** The network of a run that begins. */
    connect(adapter: AxiosAdapter): AxiosAdapter {
        const strike = this.next;
        this.next = undefined;
        const sent: string[] = [];
        this.sent = sent;
        return (config) => {
            if (strike?.isKilled()) return never();
            const number = sent.length;
            sent.push(nameOf(config));
            const isHit =
                strike && (number === strike.number || (strike.fault.isLasting && number > strike.number));
            return isHit ? this.hit(adapter, config, strike) : adapter(config);
        };
    }

    private async hit(adapter: AxiosAdapter, config: InternalAxiosRequestConfig, strike: Strike) {
        const { fault } = strike;
        if (fault.at === "cloud") {
            const [method = "", path = ""] = nameOf(config).split(" ");
            this.faults?.add({ ...fault.fault, method, path: exactly(path) });
            return await adapter(config);
        }
        if (fault.at === "network") {
            if (fault.fault === "hang") return await untilAborted(config);
            throw new AxiosError("connect ECONNREFUSED", "ECONNREFUSED", config);
        }
        if (fault.fault === "carried out") await adapter(config);
        strike.kill();
        return await never();
    }
}

function nameOf({ method = "", url = "" }: InternalAxiosRequestConfig): string {
    const { pathname, search } = new URL(url);
    return `${method.toUpperCase()} ${pathname}${search}`;
}

function exactly(path: string): RegExp {
    return new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}

function untilAborted({ signal }: InternalAxiosRequestConfig): Promise<never> {
    return new Promise((_, reject) => {
        const abort = () => reject(new CanceledError());
        if (signal?.aborted) abort();
        else signal?.addEventListener?.("abort", abort);
    });
}
