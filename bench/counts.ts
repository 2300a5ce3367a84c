import { join } from "node:path";
import { runCommand } from "../engine/command";
import { handlers } from "../provider/src/resources/handlers";
import { pointer } from "../provider/src/resources/pointer";
import { serverInputs } from "../test/support/inputs";
import { startPluginProvider } from "../test/support/pluginProvider";
import type { Door, Kind } from "../test/support/provider";
import { startWorld, type World } from "../test/support/world";

/** What does not depend on the machine, and the most that it may be. */
export interface Count {
    what: string;
    value: number;
    atMost: number;
    unit: "calls" | "bytes" | "files";
}

/** Counted on the local cloud with a hand-moved clock, so that a minute takes no time. */
export async function counts(): Promise<Count[]> {
    const longest = Math.max(...(Object.keys(handlers) as Kind[]).map((kind) => pointer(kind).length));
    return [
        { what: "`__provider` of any resource", value: longest, atMost: 120, unit: "bytes" },
        await loaded(),
        await building(1, "1 server that builds for a minute", 60),
        ...(await fifty()),
        await building(
            50,
            "50 servers that build for a minute, through the provider plugin",
            110,
            startPluginProvider,
        ),
    ];
}

/** What of the plugin's heavy side a program loads. */
async function loaded(): Promise<Count> {
    const heavy = "/node_modules.(axios|p-retry)|dist.(cloud|doors)|runtime[.]js$/";
    const program = `require("pulumi-nhncloud");
        console.log(Object.keys(require.cache).filter((file) => !/@pulumi/.test(file) && ${heavy}.test(file)).length);`;
    const { output } = await runCommand([process.execPath, "-e", program], { cwd: join(__dirname, "..") });
    const what = "of the HTTP client and the runtime that a program loads";
    return { what, value: Number(output[0]), atMost: 0, unit: "files" };
}

/** The creates of servers that build for a minute, and their polls. */
function building(servers: number, what: string, atMost: number, door?: Door): Promise<Count> {
    const count = async (world: World): Promise<Count> => {
        await createServers(world, servers);
        return { what, value: world.calls().length, atMost, unit: "calls" };
    };
    return inWorld(60, count, door);
}

/** The life of 50 servers that build for a minute, each with a volume. */
function fifty(): Promise<Count[]> {
    return inWorld(60, async (world) => {
        const counted: Count[] = [];
        const count = async (what: string, atMost: number, work: () => Promise<unknown>) => {
            world.cloud.requests.length = 0;
            await work();
            counted.push({ what, value: world.calls().length, atMost, unit: "calls" });
        };
        const all = <T>(make: (index: number) => Promise<T>) =>
            Promise.all(Array.from({ length: 50 }, (_, index) => make(index)));

        let servers: Made[] = [];
        await count("50 servers that build for a minute", 110, async () => {
            servers = await createServers(world, 50);
        });
        let attachments: Made[] = [];
        await count("50 volumes attached to them", 60, async () => {
            attachments = await all((index) =>
                world.create("VolumeAttachment", {
                    serverId: servers[index]?.id,
                    volumeId: world.cloud.region().addVolume(),
                }),
            );
        });
        await count("nothing to do for 50 servers", 0, () =>
            all((index) => world.diff("Server", servers[index]?.outs ?? {}, inputsOf(world, index))),
        );
        const [server] = servers;
        const state = { inputs: inputsOf(world, 0), outputs: server?.outs };
        counted.push({
            what: "inputs and outputs of a server",
            value: JSON.stringify(state).length,
            atMost: 3 * 1024,
            unit: "bytes",
        });
        await count("50 volumes detached", 110, () =>
            all((at) =>
                world.delete("VolumeAttachment", attachments[at]?.id ?? "", attachments[at]?.outs ?? {}),
            ),
        );
        await count("50 servers deleted", 110, () =>
            all((at) => world.delete("Server", servers[at]?.id ?? "", servers[at]?.outs ?? {})),
        );
        return counted;
    });
}

type Made = Awaited<ReturnType<World["create"]>>;

async function createServers(world: World, count: number): Promise<Made[]> {
    await world.create("Keypair", { name: "access" });
    world.cloud.requests.length = 0;
    return Promise.all(
        Array.from({ length: count }, (_, index) => world.create("Server", inputsOf(world, index))),
    );
}

function inputsOf(world: World, index: number): Record<string, unknown> {
    return serverInputs(world, { name: `web-${index}` });
}

async function inWorld<T>(build: number, work: (world: World) => Promise<T>, door?: Door): Promise<T> {
    const world = await startWorld({ seconds: { build }, ...(door && { door }) });
    try {
        return await work(world);
    } finally {
        await world.close();
    }
}
