import { LISTS, openTestbed, type Testbed } from "./killing";
import type { Stage, Strike } from "./plan";

jest.setTimeout(300_000);

/** After the nth request whose path fits was carried out, and before the plugin knows. */
const killAt = (path: RegExp, number: number): Strike => ({
    blow: "kill",
    at: "request",
    path,
    number,
    moment: "carried out",
    delayMs: 0,
});
const destroy: Stage = { operation: "destroy", program: "created", strikes: [], doors: ["dynamic"] };

/** At the first keypair no server is ordered yet; at the third request for servers, all servers are. */
const stories: { hit: RegExp[]; stages: Stage[] }[] = [
    {
        hit: [/POST \/os-keypairs$/, /POST \/servers$/, /POST \/servers\/[^/]+\/os-volume_attachments$/],
        stages: [
            {
                operation: "up",
                program: "created",
                strikes: [
                    killAt(/\/os-keypairs$/, 0),
                    killAt(/\/servers$/, 2),
                    killAt(/\/os-volume_attachments$/, 0),
                ],
                doors: ["dynamic", "plugin", "dynamic", "plugin"],
            },
            destroy,
        ],
    },
    {
        // An image, then the server that replaces another; then all of it is destroyed.
        hit: [/POST \/volumes\/[^/]+\/action$/, /POST \/servers$/],
        stages: [
            {
                operation: "up",
                program: "created",
                strikes: [killAt(/\/volumes\/[^/]+\/action$/, 0)],
                doors: ["dynamic"],
                givenUp: true,
            },
            {
                operation: "up",
                program: "updated",
                strikes: [killAt(/\/servers$/, 0)],
                doors: ["dynamic"],
                givenUp: true,
            },
            destroy,
        ],
    },
];

/** Each has a cloud of its own, so that they run side by side. `npm run test:faults` runs 200 kills at random moments. */
describe("runs that are killed while they make keypairs, servers and a fleet, an attachment, an image, and go on through the other door", () => {
    let testbeds: Testbed[];

    beforeAll(async () => {
        testbeds = await Promise.all(stories.map(() => openTestbed()));
    });
    afterAll(() => Promise.all(testbeds?.map((testbed) => testbed.close()) ?? []));

    test("lose nothing, double nothing, leave nothing behind and touch no neighbour", async () => {
        const results = await Promise.all(
            testbeds.map(({ runCase }, index) => runCase(0, stories[index]?.stages)),
        );
        for (const [index, result] of results.entries()) {
            const hit = stories[index]?.hit ?? [];
            expect(result.strikes).toEqual(hit.map((request) => expect.stringMatching(request)));
            expect(result).toMatchObject(Object.fromEntries(LISTS.map((list) => [list, []])));
        }
    });
});
