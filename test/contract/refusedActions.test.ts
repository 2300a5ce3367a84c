import { useCloud } from "./cloud";
import { beginServer, makeKey, makeServer } from "./servers";
import { expectRefusal } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("an action", () => {
    const cloud = useCloud();
    beforeAll(() => makeKey(cloud));

    /** What Nova says of an action in a state that does not allow it. */
    async function expectConflict(id: string, action: Record<string, unknown>, state: string): Promise<void> {
        const [name = ""] = Object.keys(action);
        expectRefusal(
            await cloud.act(id, action),
            409,
            "conflictingRequest",
            `Cannot '${name.replace(/^os-/, "")}' instance ${id} while it is in ${state}`,
        );
    }
    const expectBadRequest = async (id: string, action: Record<string, unknown>, message: string | RegExp) =>
        expectRefusal(await cloud.act(id, action), 400, "badRequest", message);

    describe("on a running server", () => {
        let id: string;
        beforeAll(async () => {
            id = await makeServer(cloud, "running");
        });

        test.each(["os-start", "confirmResize", "revertResize", "unshelve"])(
            "%s is a conflict",
            async (name) => {
                await expectConflict(id, { [name]: null }, "vm_state active");
            },
        );

        test("that nobody knows is a bad request, and so are two at once", async () => {
            await expectBadRequest(id, { frobnicate: null }, "There is no such action: frobnicate");
            await expectBadRequest(id, { "os-stop": null, "os-start": null }, "Malformed request body");
        });

        test("reboot of an unknown type is a bad request", async () => {
            await expectBadRequest(
                id,
                { reboot: { type: "WARM" } },
                "Invalid input for field/attribute type. Value: WARM. 'WARM' is not one of ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
            );
        });

        test("resize to the same type, an unknown one, or one that is too small is a bad request", async () => {
            const resize = (flavorRef: string) => ({ resize: { flavorRef } });
            await expectBadRequest(
                id,
                resize(cloud.ids.smallFlavor),
                "When resizing, instances must change flavor!",
            );
            await expectBadRequest(id, resize("nope"), "Flavor nope could not be found.");
            await expectBadRequest(
                id,
                resize(cloud.ids.tinyFlavor),
                "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is 1073741824 bytes, minimum size is 21474836480 bytes.",
            );
        });

        test("createImage without a name is a bad request", async () => {
            await expectBadRequest(
                id,
                { createImage: {} },
                "Invalid input for field/attribute createImage. Value: {}. 'name' is a required property",
            );
        });

        test("with an empty name given instead of a new one, a rename is a bad request", async () => {
            const reply = await cloud.compute("PUT", `/servers/${id}`, { server: { name: "" } });
            expectRefusal(
                reply,
                400,
                "badRequest",
                "Invalid input for field/attribute name. Value: . '' is too short",
            );
        });
    });

    describe("on a stopped server", () => {
        let id: string;
        beforeAll(async () => {
            id = await makeServer(cloud, "stopped");
            await cloud.act(id, { "os-stop": null });
            await cloud.settled(id, "SHUTOFF");
        });

        test.each([
            { "os-stop": null },
            { reboot: { type: "SOFT" } },
            { confirmResize: null },
            { unshelve: null },
        ])("%j is a conflict", async (action) => {
            await expectConflict(id, action, "vm_state stopped");
        });

        test("a hard reboot brings it up again", async () => {
            expect((await cloud.act(id, { reboot: { type: "HARD" } })).status).toBe(202);
            await cloud.settled(id, "ACTIVE");
        });
    });

    describe("on a server that waits for the confirmation of its resize", () => {
        let id: string;
        beforeAll(async () => {
            id = await makeServer(cloud, "resized");
            await cloud.act(id, { resize: { flavorRef: cloud.ids.mediumFlavor } });
            await cloud.settled(id, "VERIFY_RESIZE");
        });

        test.each([
            { "os-stop": null },
            { "os-start": null },
            { reboot: { type: "SOFT" } },
            { resize: { flavorRef: "2" } },
            { shelve: null },
            { createImage: { name: "any" } },
        ])("%j is a conflict", async (action) => {
            await expectConflict(id, action, "vm_state resized");
        });

        test("revertResize brings the old type back", async () => {
            expect((await cloud.act(id, { revertResize: null })).status).toBe(202);
            await cloud.settled(id, "ACTIVE");
            const { body } = await cloud.compute("GET", `/servers/${id}`);
            expect(body.server.flavor.id).toBe(cloud.ids.smallFlavor);
        });
    });

    describe("on a shelved server", () => {
        let id: string;
        beforeAll(async () => {
            id = await makeServer(cloud, "shelved");
            await cloud.act(id, { shelve: null });
            await cloud.settled(id, "SHELVED_OFFLOADED");
        });

        test.each([
            { reboot: { type: "HARD" } },
            { resize: { flavorRef: "3" } },
            { shelve: null },
            { confirmResize: null },
            { createImage: { name: "any" } },
        ])("%j is a conflict", async (action) => {
            await expectConflict(id, action, "vm_state shelved_offloaded");
        });

        test.each(["os-start", "os-stop"])("%s is a conflict, for it has no host", async (name) => {
            const reply = await cloud.act(id, { [name]: null });
            expectRefusal(reply, 409, "conflictingRequest", `Instance ${id} is not ready`);
        });

        test("a security group can be added and removed", async () => {
            for (const name of ["addSecurityGroup", "removeSecurityGroup"])
                expect((await cloud.act(id, { [name]: { name: "db" } })).status).toBe(202);
        });
    });

    test("on a server that no host took is a conflict", async () => {
        const id = await beginServer(cloud, "broken", { flavorRef: cloud.brokenFlavor() });
        await cloud.settled(id, "ERROR");
        const { body } = await cloud.compute("GET", `/servers/${id}`);
        expect(body.server.fault).toMatchObject({
            code: 500,
            message: expect.stringMatching(/^No valid host was found\./),
        });
        for (const action of ["os-stop", "os-start"]) {
            const reply = await cloud.act(id, { [action]: null });
            expectRefusal(reply, 409, "conflictingRequest", `Instance ${id} is not ready`);
        }
        await expectConflict(id, { resize: { flavorRef: cloud.ids.mediumFlavor } }, "vm_state error");
        await expectConflict(id, { shelve: null }, "vm_state error");
    });

    test("on a server that does not exist is not found", async () => {
        expectRefusal(
            await cloud.act(NOBODY, { "os-stop": null }),
            404,
            "itemNotFound",
            `Instance ${NOBODY} has no mapping to a cell.`,
        );
    });
});
