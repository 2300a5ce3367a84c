import { webPageOf } from "../../emulator/guests/webPage";
import { type Bench, startBench } from "./support";

const base64 = (script: string) => Buffer.from(script).toString("base64");
const script = "#!/bin/sh\necho hello > /srv/index.html\ncd /srv && python3 -m http.server 8080 &\n";

describe("the web page of user data", () => {
    const read = (text: string) => {
        const page = webPageOf(base64(text));
        return page && { port: page.port, files: Object.fromEntries(page.files) };
    };

    test.each([
        [script, 8080],
        ["#!/bin/sh\npython3 -m http.server\n", 8000],
        ["#!/bin/sh\nbusybox httpd -f -p 8081 -h /srv\n", 8081],
        ["#!/bin/sh\nhttpd -p 0.0.0.0:8082\n", 8082],
        ["#!/bin/bash\napt-get install -y nginx\n", 80],
    ])("is served by %j at port %d", (text, port) => {
        expect(read(text)?.port).toBe(port);
    });

    test("is what the script writes last into each file", () => {
        const text = `#!/bin/sh
echo first > index.html
cat > /srv/www/index.html <<'EOF'
<h1>shop</h1>
python3 -m http.server 1
EOF
echo "a b" > /srv/www/version.txt
echo 'c' > health
python3 -m http.server 8080 --directory /srv/www
`;
        expect(read(text)).toEqual({
            port: 8080,
            files: {
                "index.html": "<h1>shop</h1>\npython3 -m http.server 1\n",
                "version.txt": "a b\n",
                health: "c\n",
            },
        });
    });

    test.each(["", "#!/bin/sh\necho hello > /srv/index.html\n", "#cloud-config\n# http.server"])(
        "%j has none",
        (text) => {
            expect(webPageOf(base64(text))).toBeUndefined();
            expect(webPageOf(null)).toBeUndefined();
        },
    );
});

describe("a server whose user data start a web page", () => {
    let bench: Bench;
    beforeEach(async () => {
        bench = await startBench();
    });
    afterEach(() => bench.cloud.close());

    const create = (user_data = base64(script)) =>
        bench.create(
            bench.wanted({ user_data, networks: [{ uuid: bench.cloud.region().ids.otherNetwork }] }),
        );
    const urlOf = (id: string) => {
        const { servers, ports } = bench.cloud.region();
        const [port] = servers.get(id)?.portIds ?? [];
        return `http://${ports.get(port ?? "")?.address}:8080/`;
    };
    /** The text of the page, or the code of the refusal. */
    const visit = async (url: string) => {
        await bench.cloud.settleGuests();
        try {
            const response = await fetch(url);
            const text = await response.text();
            return response.ok ? text : response.status;
        } catch (error) {
            return ((error as Error).cause as NodeJS.ErrnoException).code;
        }
    };

    test("answers from when it has booted", async () => {
        const id = await create();
        expect(urlOf(id)).toMatch(/^http:\/\/127\.3\./);
        expect(await visit(urlOf(id))).toBe("ECONNREFUSED");
        bench.move(bench.cloud.region().seconds.build);
        expect([await bench.status(id), await visit(urlOf(id))]).toEqual([
            [200, "ACTIVE", null],
            "ECONNREFUSED",
        ]);
        bench.move(bench.cloud.region().seconds.boot);
        expect(await visit(urlOf(id))).toBe("hello\n");
        expect(await visit(`${urlOf(id)}index.html?v=2`)).toBe("hello\n");
        expect(await visit(`${urlOf(id)}nothing`)).toBe(404);
    });

    test("refuses while it is not ACTIVE, and once it is gone", async () => {
        const id = await create();
        bench.move(60);
        expect(await visit(urlOf(id))).toBe("hello\n");
        const act = async (action: string) => {
            await bench.compute("POST", `/servers/${id}/action`, { [action]: null });
            bench.move(60);
            return await visit(urlOf(id));
        };
        expect(await act("os-stop")).toBe("ECONNREFUSED");
        expect(await act("os-start")).toBe("hello\n");
        expect(await act("shelve")).toBe("ECONNREFUSED");
        expect(await act("unshelve")).toBe("hello\n");
        const url = urlOf(id);
        await bench.compute("DELETE", `/servers/${id}`);
        bench.move(60);
        expect(await visit(url)).toBe("ECONNREFUSED");
    });

    test("has an address of its own, beside others of this and of another cloud", async () => {
        const other = await startBench();
        const ids = [await create(), await create(base64(script.replace("hello", "there")))];
        bench.move(60);
        try {
            const [one, two] = ids.map(urlOf);
            expect([await visit(one ?? ""), await visit(two ?? "")]).toEqual(["hello\n", "there\n"]);
            expect(other.cloud.region().firstLocalAddress).not.toBe(bench.cloud.region().firstLocalAddress);
        } finally {
            await other.cloud.close();
        }
    });

    test("answers by its name where it writes no page", async () => {
        const id = await create(base64("#!/bin/sh\npython3 -m http.server 8080\n"));
        bench.move(60);
        expect(await visit(urlOf(id))).toBe("web\n");
    });
});
