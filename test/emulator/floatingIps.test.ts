import { type Bench, startBench } from "./support";

describe("a floating IP of the vendor", () => {
    let bench: Bench;
    beforeEach(async () => {
        bench = await startBench();
    });
    afterEach(() => bench.cloud.close());

    const call = (method: string, id: string, floatingip?: object) =>
        bench.call(method, `/kr1/network/v2.0/floatingips${id}`, floatingip && { floatingip });
    const make = async (more: object = {}) => {
        const { publicNetwork } = bench.cloud.region().ids;
        return await call("POST", "", { floating_network_id: publicNetwork, ...more });
    };

    it("has a label and a protection, and is DOWN for a while after it was connected and ACTIVE after it was disconnected", async () => {
        const { port } = bench.cloud.region().ids;
        const { body } = await make({ label: "web", delete_protection: true, port_id: port });
        const { id } = body.floatingip;
        expect(body.floatingip).toMatchObject({ status: "DOWN", label: "web", delete_protection: true });
        const status = async () => (await call("GET", `/${id}`)).body.floatingip.status;
        bench.move(1);
        expect(await status()).toBe("ACTIVE");
        await call("PUT", `/${id}`, { port_id: null });
        expect(await status()).toBe("ACTIVE");
        bench.move(1);
        expect(await status()).toBe("DOWN");
    });

    it("keeps its port where a request does not name it", async () => {
        const { port } = bench.cloud.region().ids;
        const { id } = (await make({ port_id: port })).body.floatingip;
        const { body } = await call("PUT", `/${id}`, { label: "web" });
        expect(body.floatingip).toMatchObject({ port_id: port, label: "web" });
    });

    it("is not deleted while it is protected or connected", async () => {
        const { port } = bench.cloud.region().ids;
        const { id } = (await make({ delete_protection: true, port_id: port })).body.floatingip;
        for (const change of [{ delete_protection: false }, { port_id: null }]) {
            expect((await call("DELETE", `/${id}`)).status).toBe(409);
            await call("PUT", `/${id}`, change);
        }
        expect((await call("DELETE", `/${id}`)).status).toBe(204);
    });

    it("is one of 50 at most, each with an address of its own", async () => {
        for (let number = 0; number < 50; number++) await make();
        const { status, body } = await make();
        expect([status, body.NeutronError.type]).toEqual([409, "OverQuota"]);
        const { floatingips } = (await call("GET", "")).body;
        const addresses = floatingips.map((ip: Record<string, string>) => ip.floating_ip_address);
        expect(new Set(addresses).size).toBe(50);
    });

    it.each([{ label: "n".repeat(65) }, { delete_protection: "no" }])("refuses %j", async (more) => {
        expect((await make(more)).status).toBe(400);
    });
});
