import { PromiseCache } from "../../provider/src/cloud/promiseCache";
import type { Services } from "../../provider/src/cloud/services";
import { SharedReads, sharedReads } from "../../provider/src/cloud/sharedReads";
import { ManualClock } from "../support/manualClock";

describe("reads of one kind", () => {
    const start = (found: () => Promise<{ id: string }[]> = async () => [{ id: "a" }, { id: "b" }]) => {
        const clock = new ManualClock();
        let lists = 0;
        const reads = new SharedReads(async () => {
            lists++;
            return await found();
        }, clock);
        const find = async (...ids: string[]) => {
            const results = [];
            for (const id of ids) results.push((await reads.find(id))?.id);
            return results;
        };
        return { clock, reads, find, lists: () => lists };
    };
    const four = [undefined, undefined, undefined, undefined];

    test("are requests of their own where they are few", async () => {
        const { find, lists } = start();
        expect(await find("a", "b", "a", "b")).toEqual(four);
        expect(lists()).toBe(0);
    });

    test("share one list where they are many, and read by itself what it lacks", async () => {
        const { find, lists } = start();
        expect(await find("a", "b", "a", "b", "a", "b", "c")).toEqual([...four, "a", "b", undefined]);
        expect(lists()).toBe(1);
    });

    test("are many only if they come within ten seconds", async () => {
        const { clock, find, lists } = start();
        await find("a", "a", "a", "a");
        clock.advance(11);
        expect(await find("a", "a", "a", "a")).toEqual(four);
        expect(lists()).toBe(0);
        clock.advance(10);
        expect(await find("a")).toEqual(["a"]);
    });

    test("take a list for ten seconds, and then another one", async () => {
        const { clock, find, lists } = start();
        await find("a", "a", "a", "a", "a");
        clock.advance(10);
        expect([await find("a"), lists()]).toEqual([["a"], 1]);
        clock.advance(1);
        expect([await find("a"), lists()]).toEqual([[undefined], 1]);
        expect([await find("a", "a", "a", "a"), lists()]).toEqual([
            [undefined, undefined, undefined, "a"],
            2,
        ]);
    });

    test("are requests of their own once something is changed", async () => {
        const { reads, find, lists } = start();
        await find("a", "a", "a", "a", "a");
        reads.stop();
        expect([await find("a"), lists()]).toEqual([[undefined], 1]);
    });

    test("are requests of their own where the list is refused", async () => {
        const { find, lists } = start(() => Promise.reject(new Error("No.")));
        expect(await find("a", "a", "a", "a", "a", "a")).toEqual([...four, undefined, undefined]);
        expect(lists()).toBe(1);
    });
});

test("an answer is asked for once a key, and again only if it was an error", async () => {
    const cache = new PromiseCache<number>();
    let asked = 0;
    const ask = async () => ++asked;
    expect(await Promise.all([cache.get("a", ask), cache.get("a", ask), cache.get("b", ask)])).toEqual([
        1, 1, 2,
    ]);
    await expect(cache.get("c", () => Promise.reject(new Error("No.")))).rejects.toThrow("No.");
    expect(await cache.get("c", ask)).toBe(3);
});

test("each kind shares a list of its own, servers without those in ERROR, keypairs by their names", async () => {
    const list = (kind: string, ...more: object[]) => ({
        list: async () => [{ id: "a", kind, name: "b", status: "ACTIVE" }, ...more],
    });
    const services = {
        servers: list("server", { id: "broken", status: "ERROR" }),
        keypairs: list("keypair"),
        volumes: list("volume"),
        floatingIps: list("floating IP"),
        serverGroups: list("policy"),
    } as unknown as Services;
    const shared = sharedReads(services, new ManualClock());
    const last = async (reads: { find(id: string): Promise<unknown> }, id: string) => {
        const found = [];
        for (let read = 0; read < 5; read++) found.push(await reads.find(id));
        return found.at(-1);
    };
    expect(await last(shared.servers, "a")).toMatchObject({ kind: "server" });
    expect(await shared.servers.find("broken")).toBeUndefined();
    expect(await last(shared.keypairs, "b")).toMatchObject({ kind: "keypair", id: "b" });
    expect(await last(shared.volumes, "a")).toMatchObject({ kind: "volume" });
    expect(await last(shared.floatingIps, "a")).toMatchObject({ kind: "floating IP" });
    expect(await last(shared.serverGroups, "a")).toMatchObject({ kind: "policy" });
});
