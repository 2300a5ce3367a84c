import { serviceClient } from "../../provider/src/api/auth/session";
import { Images } from "../../provider/src/api/services/images";
import { Volumes } from "../../provider/src/api/services/volumes";
import { failureOf, fakeApi, isLogin, loginAnswer } from "./network";

/** Longer than anybody reads, and with what would steer a terminal. */
const long = `\u001b]0;title\u0007${"long ".repeat(400)}`;
const bounded = /^[^\p{Cc}]{1,700}$/u;

/** A session whose catalogue has one compute service. */
function sessionWith(endpoint: { region: string; publicURL: string }) {
    const { session, network, clock } = fakeApi();
    const { reply } = network;
    network.reply = (sent, nth) => {
        if (!isLogin(sent)) return reply(sent, nth);
        const { body } = loginAnswer(clock) as { body: { access: { token: unknown } } };
        const serviceCatalog = [{ type: "compute", endpoints: [endpoint] }];
        return { body: { access: { ...body.access, serviceCatalog } } };
    };
    return session;
}

describe("what the cloud says is shown in bounded length, and without what would steer the terminal", () => {
    test("where it is an address of the catalogue", async () => {
        const session = sessionWith({ region: "KR1", publicURL: `ftp://${long}` });
        const { message } = await failureOf(session.endpoint("compute", "KR1"));
        expect(message).toMatch(/^the service catalog has "ftp:.*…" for "compute", which is not an http/);
        expect(message).toMatch(bounded);
    });

    test("where it is the regions of the catalogue", async () => {
        const session = sessionWith({ region: long, publicURL: "https://compute.test" });
        const message = await session.noEndpoint("compute", "KR1");
        expect(message).toMatch(/ in region "KR1", only in long .*…: run "pulumi config set/);
        expect(message).toMatch(bounded);
    });

    test("where it is an image's status", async () => {
        const { session } = fakeApi({
            reply: () => ({ body: { id: "i1", status: long, visibility: "private" } }),
        });
        const image = await new Images(serviceClient(session, "image", "KR1")).get("i1");
        expect(image?.status).toMatch(/^long .*…$/);
        expect(image?.status).toMatch(bounded);
    });

    test("where it is a volume's status", async () => {
        const { session } = fakeApi({ reply: () => ({ body: { volume: { id: "v1", status: long } } }) });
        const volume = await new Volumes(serviceClient(session, "blockStorage", "KR1")).get("v1");
        expect(volume?.status).toMatch(/^long .*…$/);
        expect(volume?.status).toMatch(bounded);
    });
});
