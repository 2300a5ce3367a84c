import { type Bench, startBench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench({ tokenSeconds: 100 });
});
afterEach(() => bench.cloud.close());

const login = (password: string) => {
    const { tenantId, username } = bench.cloud.credentials;
    return bench.call("POST", "/identity/v2.0/tokens", {
        auth: { tenantId, passwordCredentials: { username, password } },
    });
};

test("the vendor's login gives a token and the catalogue of two regions", async () => {
    const { body, status } = await login(bench.cloud.credentials.password);
    expect([status, body.access.token]).toMatchObject([
        200,
        { expires: "2026-03-01T00:01:40Z", issued_at: "2026-03-01T00:00:00.000000" },
    ]);
    const urls = body.access.serviceCatalog.map(
        (entry: { type: string; endpoints: { region: string; publicURL: string }[] }) => [
            entry.type,
            entry.endpoints.map(({ region }) => region).join(),
            entry.endpoints[0]?.publicURL.replace(bench.cloud.url, ""),
        ],
    );
    const { tenantId } = bench.cloud.credentials;
    expect(urls).toEqual([
        ["compute", "KR1,KR2", `/kr1/compute/v2/${tenantId}`],
        ["volumev2", "KR1,KR2", `/kr1/volume/v2/${tenantId}`],
        ["image", "KR1,KR2", "/kr1/image"],
        ["network", "KR1,KR2", "/kr1/network"],
        ["identity", "KR1,KR2", "/identity/v2.0"],
    ]);
});

test("a wrong password, no token, an old token and a revoked one are 401", async () => {
    expect((await login("wrong")).status).toBe(401);
    const path = `/kr1/compute/v2/${bench.cloud.credentials.tenantId}/servers`;
    expect((await bench.call("GET", path, undefined, { "X-Auth-Token": "" })).status).toBe(401);
    expect((await bench.call("GET", path)).status).toBe(200);
    bench.move(100);
    expect((await bench.call("GET", path)).body.error).toMatchObject({ code: 401, title: "Unauthorized" });
    const token = (await login(bench.cloud.credentials.password)).body.access.token.id;
    expect((await bench.call("GET", path, undefined, { "X-Auth-Token": token })).status).toBe(200);
    bench.cloud.expireTokens();
    expect((await bench.call("GET", path, undefined, { "X-Auth-Token": token })).status).toBe(401);
});

test("v3 takes a password by name or id, an application credential and a token", async () => {
    const { username, password, tenantId } = bench.cloud.credentials;
    const credential = bench.cloud.environment("applicationCredential");
    const v3 = (identity: object, scope?: object) =>
        bench.call("POST", "/identity/v3/auth/tokens", { auth: { identity, scope } });
    const byName = { name: username, domain: { name: "Default" }, password };
    const first = await v3(
        { methods: ["password"], password: { user: byName } },
        { project: { id: tenantId } },
    );
    const id = first.headers.get("x-subject-token");
    const statuses = [
        first,
        await v3({ methods: ["password"], password: { user: { id: first.body.token.user.id, password } } }),
        await v3({
            methods: ["application_credential"],
            application_credential: {
                id: credential.NHNCLOUD_APPLICATION_CREDENTIAL_ID,
                secret: credential.NHNCLOUD_APPLICATION_CREDENTIAL_SECRET,
            },
        }),
        await v3({ methods: ["token"], token: { id } }, { project: { id: tenantId } }),
        await v3({ methods: ["password"], password: { user: { ...byName, password: "wrong" } } }),
        await v3({ methods: ["password"], password: { user: byName } }, { project: { id: "other" } }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 201, 201, 401, 401]);
    expect(first.body.token.catalog.map(({ type }: { type: string }) => type)).toContain("volumev3");
});

test("an unknown path or method is an error that names it, and is remembered", async () => {
    const path = `/kr1/compute/v2/${bench.cloud.credentials.tenantId}/teapots?x=1`;
    const missing = await bench.call("GET", path);
    expect([missing.status, missing.body.itemNotFound.message]).toEqual([
        404,
        `This cloud has no GET ${path}`,
    ]);
    const wrong = await bench.compute("PATCH", "/servers");
    expect([wrong.status, wrong.body.badMethod.message]).toEqual([
        405,
        expect.stringContaining("PATCH /kr1/compute"),
    ]);
    for (const other of [
        "/",
        "/mars/compute/v2/x",
        "/kr1/teapot",
        "/identity/v9",
        "/kr1/network/v2.0/teapots",
        "/kr1/image/v9/images",
    ]) {
        expect([other, (await bench.call("GET", other)).status]).toEqual([other, 404]);
    }
    expect(bench.cloud.unknownRequests.map(({ method }) => method)).toHaveLength(8);
    expect(bench.cloud.requests).toHaveLength(8);
});

test("every answer has a request id and the clock's date", async () => {
    bench.move(61);
    const { headers } = await bench.compute("GET", "/flavors");
    expect(headers.get("date")).toBe("Sun, 01 Mar 2026 00:01:01 GMT");
    expect(headers.get("x-openstack-request-id")).toMatch(/^req-[0-9a-f-]{36}$/);
});

test("a fault lets requests pass first, hits some methods only, and tells what it hits at its moment", async () => {
    const { faults, region } = bench.cloud;
    const hits: string[] = [];
    const onHit = ({ method, path }: { method: string; path: string }) => {
        hits.push(`${method} ${path.split("/").at(-1)}, ${region().servers.size} servers`);
    };
    const post = () => bench.compute("POST", "/servers", bench.wanted());
    faults.add({ method: "POST|PUT", path: /servers$/, skip: 1, kind: "lose", onHit });
    await post();
    await bench.compute("GET", "/servers");
    await expect(post()).rejects.toThrow();
    faults.add({ kind: "reset", onHit });
    await expect(post()).rejects.toThrow();
    faults.add({ kind: "none", onHit });
    expect((await post()).status).toBe(202);
    expect(hits).toEqual(["POST servers, 2 servers", "POST servers, 2 servers", "POST servers, 3 servers"]);
});

test("faults answer instead, lose the answer, reset the connection or hang, and are used up", async () => {
    const { faults, requests } = bench.cloud;
    faults.add({
        method: "POST",
        path: /\/servers$/,
        kind: "respond",
        status: 429,
        headers: { "Retry-After": "1" },
        body: { overLimit: {} },
    });
    const limited = await bench.compute("POST", "/servers", bench.wanted());
    expect([limited.status, limited.headers.get("retry-after"), limited.body]).toEqual([
        429,
        "1",
        { overLimit: {} },
    ]);
    faults.add({ path: /\/servers$/, kind: "reset" });
    await expect(bench.compute("POST", "/servers", bench.wanted())).rejects.toThrow();
    expect(bench.cloud.region().servers.size).toBe(0);
    faults.add({ path: /\/servers$/, kind: "lose" });
    await expect(bench.compute("POST", "/servers", bench.wanted())).rejects.toThrow();
    expect(bench.cloud.region().servers.size).toBe(1);
    expect(requests.map(({ status }) => status)).toEqual([429, 0, 202]);
    let slow = Promise.resolve<unknown>(undefined);
    await new Promise<void>((onHit) => {
        faults.add({ kind: "hang", onHit: () => onHit() });
        slow = bench.compute("GET", "/servers").catch(() => "closed");
    });
    const next = bench.compute("GET", "/servers").then(() => "answered before it");
    expect(await Promise.race([slow, next])).toBe("answered before it");
    faults.add({ kind: "respond", times: 3 });
    faults.clear();
    expect((await bench.compute("GET", "/servers")).status).toBe(200);
    await bench.cloud.close();
    expect(await slow).toBe("closed");
    bench = await startBench();
});

test("a request whose answer is lost may be carried out some seconds later", async () => {
    const { faults, region, requests } = bench.cloud;
    faults.add({ method: "POST", path: /\/servers$/, kind: "late", seconds: 3 });
    await expect(bench.compute("POST", "/servers", bench.wanted())).rejects.toThrow();
    bench.move(2);
    expect([region().servers.size, requests.map(({ status }) => status)]).toEqual([0, [0]]);
    bench.move(1);
    expect(region().servers.size).toBe(1);
    expect((await bench.compute("GET", "/servers")).body.servers).toHaveLength(1);
});

test("keypairs are made with a key that Node can read, and imported with the right fingerprint", async () => {
    const { body } = await bench.compute("POST", "/os-keypairs", { keypair: { name: "made" } });
    expect(body.keypair.private_key).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(body.keypair.public_key).toMatch(/^ssh-rsa AAAAB3NzaC1yc2E\S+ Generated-by-Nova$/);
    const copy = await bench.compute("POST", "/os-keypairs", {
        keypair: { name: "copy", public_key: body.keypair.public_key },
    });
    expect(copy.body.keypair).toMatchObject({ fingerprint: body.keypair.fingerprint });
    expect(copy.body.keypair).not.toHaveProperty("private_key");
    const listed = (await bench.compute("GET", "/os-keypairs")).body.keypairs;
    expect(listed.map(({ keypair }: { keypair: { name: string } }) => keypair.name)).toEqual([
        "access",
        "copy",
        "made",
    ]);
});

test("a limited number of requests is accepted in any second, and others are told when to try again", async () => {
    // The first one is of the bench itself.
    const limited = await startBench({ requestsPerSecond: 3 });
    const answer = () => limited.call("GET", "/identity/v2.0");
    const statuses = [await answer(), await answer(), await answer()].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await answer();
    expect(refused.body).toEqual({ overLimit: { code: 429, message: "Too many requests." } });
    expect(refused.headers.get("retry-after")).toBe("1");
    limited.move(1);
    expect((await answer()).status).toBe(200);
    await limited.cloud.close();
});
