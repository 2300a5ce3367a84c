import { type Cloud, startCloud } from "../emulator";

/** Shortest and longest build, in seconds. */
export const BUILD = [4, 12] as const;

const OTHERS = { attach: 1, detach: 1, delete: 1 };

/** How long the cloud itself takes to delete a server with a volume: one after the other. */
export const LONGEST_DELETE = OTHERS.detach + OTHERS.delete;

export interface BenchCloud extends Cloud {
    /** From there on, servers build as long as those of this run do. */
    draw(run: number): void;
    /** When each server and each attachment was done, by its name in the program; milliseconds since the epoch. */
    doneAt(): Map<string, number>;
    /** The longest build and attachment of the servers that there are, in seconds. */
    longestCreate(): number;
}

export async function startBenchCloud(): Promise<BenchCloud> {
    const cloud = await startCloud({ seconds: OTHERS });
    const { servers } = cloud.region();
    const draw = drawBuilds(cloud, ...BUILD);
    const attachments = () =>
        [...servers.values()].flatMap(({ name, attachments }) =>
            attachments
                .filter(({ root }) => !root)
                .map(({ attachedAt }): [string, number] => [name.replace("web", "data"), Number(attachedAt)]),
        );
    const launches = () =>
        [...servers.values()].map(({ name, launchedAt }): [string, number] => [name, Number(launchedAt)]);
    return {
        ...cloud,
        // Far enough apart that runs do not repeat each other.
        draw: (run) => draw(run * 7),
        doneAt: () => new Map([...launches(), ...attachments()]),
        longestCreate: () => {
            const builds = [...servers.values()].map(
                ({ created, launchedAt }) => Number(launchedAt) - created,
            );
            return Math.max(...builds) / 1000 + OTHERS.attach;
        },
    };
}

/**
 * Lets each server build in another time, the same for every tool: a fixed one would fit the polls of one tool and not those of another.
 * The nth server takes the nth of a sequence that fills the range evenly; the function that is returned says where to begin.
 */
export function drawBuilds(cloud: Cloud, shortest: number, longest: number): (first: number) => void {
    const { seconds } = cloud.region();
    let next = 0;
    const draw = () => {
        seconds.build = shortest + (longest - shortest) * ((next++ * GOLDEN_RATIO) % 1);
    };
    cloud.faults.add({
        method: "POST",
        path: /\/servers$/,
        times: Number.POSITIVE_INFINITY,
        kind: "none",
        onHit: draw,
    });
    return (first) => {
        next = first;
        draw();
    };
}

const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;
