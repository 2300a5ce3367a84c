import { useCloud } from "./cloud";
import { expectRefusal, loginBody } from "./wire";

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("a request", () => {
    const cloud = useCloud();

    const unauthorized = (message: string) => ({
        status: 401,
        body: { error: { code: 401, title: "Unauthorized", message } },
    });

    test("for a token with a wrong password is unauthorized", async () => {
        const body = loginBody({ ...cloud.login, password: "wrong" });
        expect(await cloud.call("POST", `${cloud.login.authUrl}/auth/tokens`, body)).toMatchObject(
            unauthorized("The request you have made requires authentication."),
        );
    });

    test.each([
        ["without a token", ""],
        ["with a token that is none", "nonsense"],
    ])("%s is unauthorized", async (_what, token) => {
        const url = `${cloud.endpoints.compute}/servers`;
        expect(await cloud.call("GET", url, undefined, { "X-Auth-Token": token })).toMatchObject(
            unauthorized("The request you have made requires authentication."),
        );
    });

    test("for another project than the token's is a bad request", async () => {
        const { login, ids, endpoints } = cloud;
        const url = endpoints.compute.replace(login.projectId, ids.otherProject);
        expectRefusal(
            await cloud.call("GET", `${url}/servers`),
            400,
            "badRequest",
            `Malformed request URL: URL's project_id '${ids.otherProject}' doesn't match Context's project_id '${login.projectId}'`,
        );
    });

    const absent: [method: string, path: string, body: unknown, message: string][] = [
        ["GET", `/servers/${NOBODY}`, undefined, `Instance ${NOBODY} could not be found.`],
        ["GET", "/servers/nope", undefined, "Instance nope could not be found."],
        ["PUT", `/servers/${NOBODY}`, { server: { name: "x" } }, `Instance ${NOBODY} could not be found.`],
        ["DELETE", `/servers/${NOBODY}`, undefined, `Instance ${NOBODY} could not be found.`],
        [
            "GET",
            `/servers/${NOBODY}/os-volume_attachments`,
            undefined,
            `Instance ${NOBODY} could not be found.`,
        ],
        ["GET", "/flavors/nope", undefined, "Flavor nope could not be found."],
        ["GET", "/flavors/constructor", undefined, "Flavor constructor could not be found."],
        ["GET", "/servers/%zz", undefined, "Instance %zz could not be found."],
        ["GET", "/servers/a%0Ab", undefined, "Instance a\nb could not be found."],
    ];
    test.each(absent)("%s %s is not found", async (method, path, body, message) => {
        expectRefusal(await cloud.compute(method, path, body), 404, "itemNotFound", message);
    });

    test("for an action that no service has is a bad request", async () => {
        for (const action of ["constructor", "__proto__", "dance"]) {
            expectRefusal(
                await cloud.compute("POST", `/servers/${NOBODY}/action`, `{"${action}":null}`),
                400,
                "badRequest",
                `There is no such action: ${action}`,
            );
        }
    });

    test("that is too large is refused by its size", async () => {
        const body = JSON.stringify({ server: { name: "n".repeat(2 ** 21) } });
        for (const reply of [
            await cloud.compute("POST", "/servers", body),
            await cloud.volume("POST", "/volumes", body),
        ]) {
            expect([reply.status, reply.body]).toEqual([
                413,
                {
                    message: expect.stringMatching(
                        /^Request is too large\. Larger than max_request_body_size \(\d+\)\.<br/,
                    ),
                    code: "413 Request Entity Too Large",
                    title: "Request Entity Too Large",
                },
            ]);
        }
    });

    test("for an image that does not exist is not found", async () => {
        expect(await cloud.image("GET", `/images/${NOBODY}`)).toMatchObject({
            status: 404,
            body: { title: "Not Found" },
        });
    });

    test("for a volume that does not exist is not found", async () => {
        const reply = await cloud.volume("GET", `/volumes/${NOBODY}`);
        expectRefusal(reply, 404, "itemNotFound", `Volume ${NOBODY} could not be found.`);
    });
});
