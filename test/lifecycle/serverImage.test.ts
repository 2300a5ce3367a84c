import { randomUUID } from "node:crypto";
import { serverInputs } from "../support/inputs";
import { hiddenInputs } from "../support/provider";
import { useWorld } from "./useWorld";

describe("a server image", () => {
    const world = useWorld({ seconds: { image: 20 } });

    /** A server that keeps its disk on the host, as U2 types do, or boots from a volume, as all others. */
    const makeServer = async (kind: "local" | "volume") => {
        const { ids } = world.cloud.region();
        const local = [{ sourceType: "image", uuid: ids.image, destinationType: "local", bootIndex: 0 }];
        const more = kind === "local" ? { flavorId: ids.localFlavor, blockDevices: local } : {};
        const { id } = await world.create("Server", serverInputs(world, more));
        world.cloud.requests.length = 0;
        return id;
    };
    const make = (serverId: string, more: Record<string, unknown> = {}) =>
        world.create("ServerImage", { serverId, name: "golden", ...more });
    const image = (id: string) => world.cloud.region().images.get(id);
    const imagesNamed = (name: string) =>
        [...world.cloud.region().images.values()].filter((found) => found.name === name);
    const statusOf = (serverId: string) => world.cloud.region().servers.get(serverId)?.status;
    const changes = () => world.calls().filter((call) => !call.startsWith("GET"));
    const kill = (status: string) =>
        world.cloud.faults.add({
            method: "GET",
            path: /\/images\/[0-9a-f-]+$/,
            kind: "respond",
            status: 200,
            body: { id: "any", name: "golden", status, visibility: "private" },
            times: 2,
        });

    it("of a U2 server is made by compute, and is there when it is active", async () => {
        const serverId = await makeServer("local");
        const { id, outs } = await make(serverId, { metadata: { team: "blue" } });
        expect(outs).toMatchObject({ imageId: id, status: "active", name: "golden", minDisk: 20 });
        expect(outs.size).toBe(20 * 1024 ** 3);
        expect(image(id)).toMatchObject({ status: "active", name: "golden", serverId });
        expect(image(id)?.properties).toMatchObject({ team: "blue", "pulumi-nhncloud-nonce": outs.__nonce });
        expect(changes()).toEqual([
            expect.stringMatching(new RegExp(`^POST .*/servers/${serverId}/action$`)),
        ]);
    });

    it("of a server with a root volume is made of that volume", async () => {
        const serverId = await makeServer("volume");
        await world.create("VolumeAttachment", { serverId, volumeId: world.cloud.region().addVolume() });
        world.cloud.requests.length = 0;
        const root = world.cloud
            .region()
            .servers.get(serverId)
            ?.attachments.find((volume) => volume.root);
        const { id, outs } = await make(serverId, { name: undefined });
        expect(outs).toMatchObject({ imageId: id, status: "active", minDisk: 20 });
        expect(image(id)).toMatchObject({ name: outs.name, diskFormat: "qcow2", visibility: "private" });
        expect(changes()).toEqual([
            expect.stringMatching(new RegExp(`^POST .*/volumes/${root?.volumeId}/action$`)),
        ]);
    });

    it("of a U2 server with another volume attached is still made of its local disk", async () => {
        const serverId = await makeServer("local");
        await world.create("VolumeAttachment", { serverId, volumeId: world.cloud.region().addVolume() });
        world.cloud.requests.length = 0;
        await make(serverId);
        expect(changes()).toEqual([expect.stringMatching(/^POST .*\/servers\/[^/]+\/action$/)]);
    });

    it("is made of the root volume also where the cloud does not tell its device", async () => {
        const serverId = await makeServer("volume");
        const [root] = world.cloud.region().servers.get(serverId)?.attachments ?? [];
        const attachment = { id: root?.volumeId, volumeId: root?.volumeId, serverId, device: null };
        world.cloud.faults.add({
            method: "GET",
            path: /os-volume_attachments/,
            kind: "respond",
            status: 200,
            body: { volumeAttachments: [attachment] },
        });
        await make(serverId, { name: undefined });
        expect(changes()).toEqual([
            expect.stringMatching(new RegExp(`^POST .*/volumes/${root?.volumeId}/action$`)),
        ]);
    });

    it("of a root volume has a name of its own until it is there, and then the one that the program gives", async () => {
        const serverId = await makeServer("volume");
        const error = await world.failure(make(serverId, { timeouts: { create: 10 } }));
        const { id = "", properties: state = {} } = error;
        expect(image(id)?.name).toBe(`pulumi-nhncloud-${state.__nonce}`);
        await world.update("ServerImage", id, state, { serverId, name: "golden" });
        expect(image(id)?.name).toBe("golden");
        expect(changes()).toEqual([
            expect.stringMatching(/^POST .*\/volumes\/[^/]+\/action$/),
            expect.stringMatching(new RegExp(`^PUT .*/images/${id}/tags/pulumi-nhncloud-${state.__nonce}$`)),
            expect.stringMatching(new RegExp(`^PATCH .*/images/${id}$`)),
        ]);
    });

    it("that cannot be renamed is kept in the stack, and the next up tries again", async () => {
        const serverId = await makeServer("volume");
        const refuse = () =>
            world.cloud.faults.add({
                method: "PATCH",
                kind: "respond",
                status: 403,
                body: { message: "You are not authorized to complete this action.<br />" },
            });
        refuse();
        const error = await world.failure(make(serverId));
        expect(error.message).toMatch(
            /^Creating image "golden" of server \S+: it was created as "pulumi-nhncloud-[0-9a-f]{32}", but could not be renamed: You are not authorized to complete this action \(HTTP 403, .*\)\. It is kept in the stack: run pulumi up again, or omit name if the cloud does not allow renaming images\.$/,
        );
        const state = error.properties ?? {};
        expect(state).toMatchObject({ imageId: error.id, status: "active" });
        await world.update("ServerImage", String(error.id), state, { serverId, name: "golden" });
        expect(image(String(error.id))?.name).toBe("golden");
    });

    it("shows its status while it is made, and nothing after", async () => {
        await make(await makeServer("local"));
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^queued → active · \d+ s$/));
        expect(world.statusLines.at(-2)).toMatch(/^saving → active · \d+ s$/);
        expect(world.statusLines.at(-1)).toBe("");
    });

    it("is waited for although the cloud does not show it yet", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({
            method: "GET",
            path: /\/images\/[0-9a-f-]+$/,
            kind: "respond",
            status: 404,
            times: 3,
        });
        expect((await make(serverId)).outs.status).toBe("active");
    });

    it("stops the server while it is made where that was asked for, and starts it again", async () => {
        const serverId = await makeServer("local");
        const { outs } = await make(serverId, { stopServer: true });
        expect(outs.status).toBe("active");
        expect(changes()).toHaveLength(3);
        expect(world.statusLines).toContainEqual(expect.stringMatching(/^ACTIVE \(\S+\) → SHUTOFF/));
        expect(statusOf(serverId)).toBe("ACTIVE");
    });

    it("leaves a server alone that is stopped already", async () => {
        const serverId = await makeServer("volume");
        world.cloud.region().setStatus(serverId, "SHUTOFF");
        await make(serverId, { stopServer: true });
        expect(changes().filter((call) => call.includes("/servers/"))).toEqual([]);
        expect(statusOf(serverId)).toBe("SHUTOFF");
    });

    it.each(["local", "volume"] as const)(
        "that fails leaves a server with a %s disk running again",
        async (kind) => {
            const serverId = await makeServer(kind);
            kill("killed");
            const error = await world.failure(make(serverId, { stopServer: true }));
            expect(error.message).toMatch(
                new RegExp(
                    `^Creating image "golden" of server ${serverId}: unexpected status killed after \\d+ s waiting for active\\. It is kept in the stack: the next pulumi up replaces it, and pulumi destroy deletes it\\.$`,
                ),
            );
            expect(image(error.id ?? "")).toBeDefined();
            expect(statusOf(serverId)).toBe("ACTIVE");
            expect(world.warnings).toEqual([]);
        },
    );

    it("that the cloud refuses leaves the server running again, and nothing in the stack", async () => {
        const serverId = await makeServer("volume");
        world.cloud.faults.add({
            method: "POST",
            path: /\/volumes\/[^/]+\/action$/,
            kind: "respond",
            status: 400,
            body: { badRequest: { message: "Invalid volume: no.", code: 400 } },
        });
        const error = await world.failure(make(serverId, { stopServer: true }));
        expect(error.message).toContain("Invalid volume: no (HTTP 400");
        expect(error.id).toBeUndefined();
        expect(statusOf(serverId)).toBe("ACTIVE");
    });

    it("warns of a server that does not run again, and tells why the image failed", async () => {
        const serverId = await makeServer("volume");
        kill("killed");
        const refuse = () =>
            world.cloud.faults.add({
                method: "POST",
                path: new RegExp(`/servers/${serverId}/action$`),
                kind: "respond",
                status: 403,
                body: { forbidden: { message: "No.", code: 403 } },
            });
        // The first action, which stops it, is carried out.
        world.cloud.faults.add({ method: "POST", path: /\/servers\/[^/]+\/action$/, kind: "lose" });
        world.cloud.faults.add({
            method: "POST",
            path: /\/servers\/[^/]+\/action$/,
            kind: "respond",
            status: 409,
            body: { conflictingRequest: { message: "Cannot 'stop' it again.", code: 409 } },
        });
        refuse();
        const error = await world.failure(make(serverId, { stopServer: true }));
        expect(error.message).toMatch(/unexpected status killed after \d+ s waiting for active/);
        expect(world.warnings).toEqual([
            expect.stringMatching(
                new RegExp(
                    `^Server ${serverId} was stopped for this and could not be started again: No \\(HTTP 403`,
                ),
            ),
        ]);
    });

    it("is kept in the stack where only the server does not run again", async () => {
        const serverId = await makeServer("volume");
        const path = /\/servers\/[^/]+\/action$/;
        world.cloud.faults.add({ method: "POST", path, kind: "lose" });
        const refusals = [
            [409, { conflictingRequest: { message: "Cannot 'stop' it again.", code: 409 } }],
            [403, { forbidden: { message: "No.", code: 403 } }],
        ] as const;
        for (const [status, body] of refusals)
            world.cloud.faults.add({ method: "POST", path, kind: "respond", status, body });
        const error = await world.failure(make(serverId, { stopServer: true }));
        expect(error.message).toMatch(
            /: it is done, but the server, which was stopped for it, could not be started again: No \(HTTP 403, .*\)\. Start the server\.$/,
        );
        expect(error).toMatchObject({
            id: imagesNamed("golden")[0]?.id,
            properties: { status: "active", serverId },
        });
    });

    it("that failed is replaced by the next up", async () => {
        const serverId = await makeServer("local");
        kill("killed");
        const { properties = {} } = await world.failure(make(serverId, { __derived: ["serverId"] }));
        expect(properties.status).toBe("killed");
        expect(await world.diff("ServerImage", properties, { serverId, name: "golden" })).toEqual({
            changes: true,
            replaces: ["status"],
            deleteBeforeReplace: true,
        });
    });

    it.each(["BUILD", "ERROR", "SHELVED_OFFLOADED"])(
        "is not made of a server in %s, which is found before anything is changed",
        async (status) => {
            const serverId = await makeServer("local");
            world.cloud.region().setStatus(serverId, status);
            const error = await world.failure(make(serverId, { stopServer: true }));
            expect(error.message).toBe(
                `Creating image "golden" of server ${serverId}: the server must be ACTIVE, SHUTOFF, SUSPENDED or PAUSED to create an image of it, got ${status}. Bring the server to one of these statuses, then run pulumi up again.`,
            );
            expect(error.id).toBeUndefined();
            expect(changes()).toEqual([]);
        },
    );

    it.each(["SHUTOFF", "SUSPENDED", "PAUSED"])("is made of a server in %s", async (status) => {
        const serverId = await makeServer("local");
        world.cloud.region().setStatus(serverId, status);
        expect((await make(serverId)).outs.status).toBe("active");
        expect(statusOf(serverId)).toBe(status);
    });

    it("of a server that there is not says so", async () => {
        const serverId = "00000000-0000-4000-8000-000000000000";
        const error = await world.failure(make(serverId, { __derived: ["serverId"] }));
        expect(error.message).toBe(
            `Creating image "golden" of server ${serverId}: the server was not found. Check serverId and region.`,
        );
    });

    it("of a volume takes no metadata, which is found before anything is changed", async () => {
        const serverId = await makeServer("volume");
        const error = await world.failure(make(serverId, { metadata: { team: "blue" }, stopServer: true }));
        expect(error.message).toMatch(
            /: the server boots from volume \S+, and an image of a volume cannot have metadata\. Omit metadata\.$/,
        );
        expect(changes()).toEqual([]);
    });

    it.each([
        ["local", /\/servers\/[^/]+\/action$/],
        ["volume", /\/volumes\/[^/]+\/action$/],
    ] as const)("of a %s disk survives a lost answer, and is asked for once", async (kind, path) => {
        const serverId = await makeServer(kind);
        const older = await make(serverId);
        world.cloud.requests.length = 0;
        world.cloud.faults.add({ method: "POST", path, kind: "lose" });
        const { id, outs } = await make(serverId);
        expect(outs).toMatchObject({ imageId: id, status: "active" });
        expect(id).not.toBe(older.id);
        expect(imagesNamed("golden")).toHaveLength(2);
        expect(changes().filter((call) => call.startsWith("POST"))).toHaveLength(1);
    });

    describe("whose id the answer does not tell", () => {
        const answer = (kind: "garble" | "respond") =>
            world.cloud.faults.add({
                method: "POST",
                path: /\/servers\/[^/]+\/action$/,
                kind,
                status: 202,
                body: "",
            });

        it("is found by its nonce, whatever else has its name", async () => {
            const serverId = await makeServer("local");
            const older = await make(serverId);
            answer("garble");
            const { id, outs } = await make(serverId);
            expect(id).not.toBe(older.id);
            expect(image(id)?.properties["pulumi-nhncloud-nonce"]).toBe(outs.__nonce);
            expect(imagesNamed("golden")).toHaveLength(2);
        });

        it("is found however long the cloud is away", async () => {
            const serverId = await makeServer("local");
            answer("garble");
            world.cloud.faults.add({
                method: "GET",
                path: /\/images\?/,
                kind: "respond",
                status: 503,
                times: 20,
            });
            expect((await make(serverId)).outs.status).toBe("active");
        });

        it("and of which nobody knows at the deadline is an error that says how to find it", async () => {
            const serverId = await makeServer("local");
            answer("garble");
            world.cloud.faults.add({
                method: "GET",
                path: /\/images\?/,
                kind: "respond",
                status: 503,
                times: 1000,
            });
            const error = await world.failure(make(serverId, { timeouts: { create: 30 } }));
            expect(error.message).toMatch(
                /: the response was lost \(.*\), and whether the image exists is unknown: .*\(HTTP 503, .*\)\. If there is an image named "golden" \(nonce [0-9a-f]{32}\), delete it, and run pulumi up again\.$/,
            );
        });

        it("and that does not appear is an error that says so, also where another of that name is new", async () => {
            const serverId = await makeServer("local");
            const { id } = await make(serverId);
            answer("respond");
            const work = make(serverId);
            const another = { ...image(id), id: "another", properties: {} };
            world.cloud.region().images.set("another", another as NonNullable<ReturnType<typeof image>>);
            const error = await world.failure(work);
            expect(error.message).toBe(
                `Creating image "golden" of server ${serverId}: the cloud accepted the request, but no image with that name appeared. Run pulumi up again.`,
            );
            expect(error.id).toBeUndefined();
        });
    });

    it("whose request never reached the cloud is not asked for again", async () => {
        const serverId = await makeServer("local");
        world.cloud.faults.add({ method: "POST", path: /\/action$/, kind: "reset" });
        const error = await world.failure(make(serverId, { __derived: ["serverId"] }));
        expect(error.message).toMatch(
            / did not respond: ECONNRESET .* Run pulumi up again once the cloud responds\.$/,
        );
        expect(error.id).toBeUndefined();
        expect(changes()).toHaveLength(1);
    });

    it.each(["local", "volume"] as const)(
        "of a %s disk that takes too long is kept in state, its server runs again, and the next update resumes it",
        async (kind) => {
            const serverId = await makeServer(kind);
            const inputs = { stopServer: true, timeouts: { create: 10 } };
            const error = await world.failure(make(serverId, inputs));
            expect(error.message).toMatch(
                /: timed out after \d+ s waiting for active; last status: saving\. Run pulumi up again to continue waiting, or increase timeouts\.create\.$/,
            );
            expect(error.properties).toMatchObject({ imageId: error.id });
            expect(statusOf(serverId)).toBe("ACTIVE");
            world.cloud.requests.length = 0;
            const state = error.properties ?? {};
            const outs = await world.update("ServerImage", error.id ?? "", state, {
                serverId,
                name: "golden",
            });
            expect(outs).toMatchObject({ imageId: error.id, status: "active", name: "golden" });
            expect(changes().filter((call) => call.startsWith("POST"))).toEqual([]);
            expect(imagesNamed("golden")).toHaveLength(1);
        },
    );

    it("that vanished while it was made is not waited for by the next update", async () => {
        const serverId = await makeServer("local");
        const error = await world.failure(make(serverId, { timeouts: { create: 5 } }));
        world.cloud.region().images.delete(error.id ?? "");
        const again = world.update("ServerImage", error.id ?? "", error.properties ?? {}, {
            serverId,
            name: "golden",
        });
        expect((await world.failure(again)).message).toMatch(
            /: it no longer exists, after 0 s waiting for active\./,
        );
    });

    it("is made one after another, where one server is to have two", async () => {
        const serverId = await makeServer("volume");
        const made = await Promise.all(["one", "two"].map((name) => make(serverId, { name })));
        expect(made.map(({ outs }) => outs.status)).toEqual(["active", "active"]);
        expect(changes().map((call) => call.split(" ")[0])).toEqual([
            "POST",
            "PUT",
            "PATCH",
            "POST",
            "PUT",
            "PATCH",
        ]);
    });

    it("shares its looks with others that are made", async () => {
        const servers = [];
        for (let count = 0; count < 4; count++) servers.push(await makeServer("local"));
        world.cloud.requests.length = 0;
        await Promise.all(servers.map((serverId, at) => make(serverId, { name: `golden-${at}` })));
        const looks = world.calls().filter((call) => /^GET .*\/images/.test(call));
        // Alone, each would be looked at 17 times in 20 s.
        expect(looks.length).toBeLessThan(2 * 17);
    });

    it("is read with one GET, and a name that somebody else gave is no change", async () => {
        const serverId = await makeServer("local");
        const { id, outs } = await make(serverId);
        const found = image(id);
        if (found) found.name = "renamed";
        world.cloud.requests.length = 0;
        const { props, inputs } = await world.read("ServerImage", id, outs);
        expect(props).toEqual(outs);
        expect(world.calls()).toHaveLength(1);
        expect((await world.diff("ServerImage", outs, inputs as Record<string, unknown>)).changes).toBe(
            false,
        );
    });

    it("that somebody deleted is gone", async () => {
        const { id, outs } = await make(await makeServer("local"));
        world.cloud.faults.add({
            method: "GET",
            path: new RegExp(`/images/${id}$`),
            kind: "respond",
            status: 200,
            body: { id, name: "golden", status: "deleted", visibility: "private" },
        });
        expect(await world.read("ServerImage", id, outs)).toEqual({});
        world.cloud.region().images.delete(id);
        expect(await world.read("ServerImage", id, outs)).toEqual({});
    });

    it("is gone after one DELETE, when the cloud no longer shows it, and a second one is no error", async () => {
        const { id, outs } = await make(await makeServer("local"));
        world.cloud.requests.length = 0;
        world.cloud.faults.add({
            method: "GET",
            path: new RegExp(`/images/${id}$`),
            kind: "respond",
            status: 200,
            body: { id, name: "golden", status: "active", visibility: "private" },
            times: 2,
        });
        await world.delete("ServerImage", id, outs);
        expect(image(id)).toBeUndefined();
        expect(world.calls().map((call) => call.split(" ")[0])).toEqual(["DELETE", "GET", "GET", "GET"]);
        await world.delete("ServerImage", id, outs);
    });

    it("that is protected is not deleted, in the cloud's words", async () => {
        const { id, outs } = await make(await makeServer("local"));
        const found = image(id);
        if (found) found.protected = true;
        const error = await world.failure(world.delete("ServerImage", id, outs));
        expect(error.message).toContain(
            `Deleting image "golden": Image ${id} is protected and cannot be deleted (HTTP 403`,
        );
    });

    describe("with adoptExisting", () => {
        const adopt = (serverId: string, run = world.nextRun()) =>
            run.create("ServerImage", { serverId, name: "golden", adoptExisting: true });

        it("is taken over by its name, and not deleted by a replacement of the same run", async () => {
            const serverId = await makeServer("local");
            const first = await make(serverId);
            world.cloud.requests.length = 0;
            const next = world.nextRun();
            expect(await adopt(serverId, next)).toMatchObject({ id: first.id });
            await next.delete("ServerImage", first.id, first.outs);
            expect(changes()).toEqual([]);
        });

        it("is taken over also where the cloud calls it shared, as Cinder does with a volume's", async () => {
            const serverId = await makeServer("volume");
            const first = await make(serverId);
            const made = image(first.id);
            if (made) made.visibility = "shared";
            expect(await adopt(serverId)).toMatchObject({ id: first.id });
        });

        it("of a name that two have is not taken over", async () => {
            const serverId = await makeServer("local");
            const first = await make(serverId);
            const second = await make(serverId);
            const error = await world.failure(adopt(serverId));
            expect(error.message).toBe(
                `Creating image "golden" of server ${serverId}: 2 images are named "golden": ${second.id}, ${first.id}. Rename or delete all but the one to adopt.`,
            );
        });

        it.each(["private", "shared", "public"] as const)(
            "is made where the one of that name is another project's, and %s",
            async (visibility) => {
                const serverId = await makeServer("local");
                const first = await make(serverId);
                const foreign = image(first.id);
                if (foreign)
                    Object.assign(foreign, { owner: "decd666311344fcd9320e82fa5dbd1ab", visibility });
                expect((await adopt(serverId)).id).not.toBe(first.id);
            },
        );

        it("is made where the one of that name is there for everybody, although it is the project's own", async () => {
            const serverId = await makeServer("local");
            const first = await make(serverId);
            Object.assign(image(first.id) ?? {}, { visibility: "public" });
            expect((await adopt(serverId)).id).not.toBe(first.id);
        });

        it("is made where the one of that name failed", async () => {
            const serverId = await makeServer("local");
            const first = await make(serverId);
            const failed = image(first.id);
            if (failed) failed.status = "killed";
            expect((await adopt(serverId)).id).not.toBe(first.id);
        });

        it("is made of another server while the stack has the old one, which then goes", async () => {
            const first = await make(await makeServer("local"), { adoptExisting: true });
            const next = world.nextRun({ ids: [first.id] });
            const second = await adopt(await makeServer("local"), next);
            await next.delete("ServerImage", first.id, first.outs);
            expect(imagesNamed("golden").map(({ id }) => id)).toEqual([second.id]);
        });
    });

    describe("that a killed run began", () => {
        /** The next run after one that was killed while the image was made. */
        const killed = async (serverId: string, more: Record<string, unknown> = {}) => {
            const inputs = { serverId, name: "golden", ...more };
            const error = await world.failure(make(serverId, { ...more, timeouts: { create: 10 } }));
            const { __nonce, __autoName, name } = error.properties ?? {};
            const begun = { ...(await world.check("ServerImage", inputs)).inputs, __nonce, name };
            world.cloud.requests.length = 0;
            const pending = __autoName === undefined ? begun : { ...begun, __autoName };
            return { id: String(error.id), next: world.nextRun({ pendingCreates: [pending] }), inputs };
        };
        const dropped = { ...hiddenInputs("ServerImage", "other"), name: "other" };

        it.each([
            ["local", "golden"],
            ["volume", "golden"],
            ["local", undefined],
            ["volume", undefined],
        ] as const)("of a %s disk and the name %s goes on", async (kind, name) => {
            const { id, next, inputs } = await killed(await makeServer(kind), { name });
            const made = await next.create("ServerImage", inputs);
            expect(made).toMatchObject({ id, outs: { status: "active", imageId: id } });
            expect(image(id)?.name).toBe(made.outs.name);
            expect(changes().filter((call) => !/^(PATCH|PUT .*\/tags\/)/.test(call))).toEqual([]);
        });

        it.each(["local", "volume"] as const)(
            "of a %s disk is made anew where it does not fit",
            async (kind) => {
                const { id, next, inputs } = await killed(await makeServer(kind));
                const made = await next.create("ServerImage", {
                    ...inputs,
                    serverId: await makeServer(kind),
                });
                expect(made.id).not.toBe(id);
                expect(imagesNamed("golden").map((found) => found.id)).toEqual([made.id]);
                expect([...world.cloud.region().images.keys()]).not.toContain(id);
            },
        );

        it("of a given name is made anew where the name is made up now", async () => {
            const { id, next, inputs } = await killed(await makeServer("local"));
            const made = await next.create("ServerImage", { ...inputs, name: undefined });
            expect(made.id).not.toBe(id);
            expect(imagesNamed("golden")).toEqual([]);
        });

        it("is deleted where the program no longer has it", async () => {
            const { id, next } = await killed(await makeServer("volume"));
            await next.delete("ServerImage", "4b293d31-ebd5-4a7f-be03-874b90021e54", dropped);
            expect(image(id)).toBeUndefined();
        });

        it("is not another's of that name, nor one that the stack has in state", async () => {
            const serverId = await makeServer("local");
            const other = await make(serverId);
            const { inputs } = await world.check("ServerImage", { serverId, name: "golden" });
            const foreign = world.nextRun({ pendingCreates: [inputs] });
            expect((await foreign.create("ServerImage", { serverId, name: "golden" })).id).not.toBe(other.id);
            const kept = world.nextRun({ ids: [other.id], pendingCreates: [other.outs] });
            expect((await kept.create("ServerImage", { serverId, name: "golden" })).id).not.toBe(other.id);
            expect(image(other.id)).toBeDefined();
        });
    });

    it("is found again also where the run was killed after it had got its name, and no other of that name is", async () => {
        const serverId = await makeServer("volume");
        const { id, outs } = await make(serverId);
        // Of the image that the server was made of.
        Object.assign(image(id) ?? {}, { properties: { "pulumi-nhncloud-nonce": "0".repeat(32) } });
        const another = { ...image(id), id: randomUUID(), tags: [] };
        world.cloud.region().images.set(another.id, another as NonNullable<ReturnType<typeof image>>);
        const made = await world
            .nextRun({ pendingCreates: [outs] })
            .create("ServerImage", { serverId, name: "golden" });
        expect(made.id).toBe(id);
        expect(imagesNamed("golden")).toHaveLength(2);
    });

    it("gets its name also where the cloud knows no tags", async () => {
        world.cloud.faults.add({ method: "PUT", path: /\/tags\//, kind: "respond", status: 404 });
        const { id } = await make(await makeServer("volume"));
        expect(image(id)?.name).toBe("golden");
    });

    it("whose run was cancelled is kept, and its server's start is asked for but not waited for", async () => {
        const serverId = await makeServer("volume");
        const work = make(serverId, { stopServer: true, timeouts: { create: 20 } });
        const ordered = () => changes().some((call) => /\/volumes\/[^/]+\/action$/.test(call));
        while (!ordered()) await new Promise(setImmediate);
        world.cancel();
        const error = await world.failure(work);
        expect(error.id).toBeDefined();
        expect(error.properties).toMatchObject({ imageId: error.id });
        const after = world.calls().slice(world.calls().findLastIndex((call) => call.startsWith("POST")));
        expect(after).toEqual([expect.stringMatching(new RegExp(`^POST .*/servers/${serverId}/action$`))]);
    });

    it("is found by its id alone", async () => {
        const { id } = await make(await makeServer("local"));
        const got = await world.read("ServerImage", id, { __provider: "pointer" });
        expect(got.props).toMatchObject({ name: "golden", imageId: id, status: "active", minDisk: 20 });
        const error = await world.failure(world.read("ServerImage", "golden", { __provider: "pointer" }));
        expect(error.message).toBe(
            'Reading image "golden": "golden" is not an image id. Use the image\'s UUID.',
        );
    });
});
