import * as pulumi from "@pulumi/pulumi";
import { type Cloud, startCloud } from "../../emulator";
import { credentialsOf } from "../../engine/credentials";
import * as nhncloud from "../../provider/src";

/** What an output comes to; undefined where it is not known. */
async function resolved<T>(output: pulumi.Output<T>): Promise<T | undefined> {
    const { isKnown } = output as unknown as { isKnown: Promise<boolean> };
    return (await isKnown) ? await new Promise<T>((resolve) => output.apply(resolve)) : undefined;
}

describe("the Output form of a look-up", () => {
    let cloud: Cloud;
    const environment = { ...process.env };
    beforeAll(async () => {
        for (const name of Object.keys(process.env)) {
            if (/^(NHNCLOUD|OS)_/.test(name)) delete process.env[name];
        }
        cloud = await startCloud();
        await pulumi.runtime.setMocks({
            newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
            call: ({ inputs }) => inputs,
        });
        const entries = Object.entries(credentialsOf(cloud)).map(([key, value]) => [
            key,
            typeof value === "string" ? value : value.secret,
        ]);
        pulumi.runtime.setAllConfig(Object.fromEntries(entries), ["nhncloud:password"]);
    });
    afterAll(async () => {
        process.env = environment;
        await cloud.close();
    });

    const { image, flavor } = { image: "Ubuntu Server 22.04.3 LTS", flavor: "m2.c1m2" };

    it("takes an output, reads the stack's configuration, and gives one of its properties at once", async () => {
        const found = nhncloud.getFlavorOutput({ name: pulumi.output(flavor) });
        expect(await resolved(found.id)).toBe(cloud.region().ids.flavor);
        expect(await resolved(nhncloud.getImageOutput({ name: image }).id)).toBe(cloud.region().ids.image);
    });

    it("asks the same as the plain form", async () => {
        expect(await resolved(nhncloud.getFlavorsOutput())).toEqual(await nhncloud.getFlavors());
        expect(await resolved(nhncloud.getImagesOutput())).toEqual(await nhncloud.getImages());
        expect(await resolved(nhncloud.getKeypairsOutput())).toEqual(await nhncloud.getKeypairs());
        expect(await resolved(nhncloud.getServersOutput())).toEqual(await nhncloud.getServers());
        expect(await resolved(nhncloud.getVolumesOutput())).toEqual(await nhncloud.getVolumes());
        expect(await resolved(nhncloud.getVolumeTypesOutput())).toEqual(await nhncloud.getVolumeTypes());
        expect(await resolved(nhncloud.getNetworksOutput())).toEqual(await nhncloud.getNetworks());
        expect(await resolved(nhncloud.getSubnetsOutput())).toEqual(await nhncloud.getSubnets());
        const groups = await nhncloud.getSecurityGroups();
        expect(await resolved(nhncloud.getSecurityGroupsOutput())).toEqual(groups);
        expect(await resolved(nhncloud.getFloatingIpsOutput())).toEqual(await nhncloud.getFloatingIps());
        for (const [form, plain] of [
            [nhncloud.getNetworkOutput({ name: "vpc1" }), await nhncloud.getNetwork({ name: "vpc1" })],
            [
                nhncloud.getSubnetOutput({ name: "vpc1 subnet" }),
                await nhncloud.getSubnet({ name: "vpc1 subnet" }),
            ],
            [
                nhncloud.getSecurityGroupOutput({ name: "web" }),
                await nhncloud.getSecurityGroup({ name: "web" }),
            ],
        ] as const)
            expect(await resolved<unknown>(form)).toEqual(plain);
        const zones = await nhncloud.getAvailabilityZones({ region: "KR2" });
        expect(zones.map(({ name }) => name)).toEqual(["kr2-pub-a", "kr2-pub-b"]);
        expect(await resolved(nhncloud.getAvailabilityZonesOutput({ region: pulumi.output("KR2") }))).toEqual(
            zones,
        );
    });

    it("asks nothing while an argument is not known", async () => {
        const before = cloud.requests.length;
        const name = pulumi.output(pulumi.unknown) as pulumi.Output<string>;
        expect(await resolved(nhncloud.getKeypairOutput({ name }))).toBeUndefined();
        expect(await resolved(nhncloud.getServerOutput({ name }))).toBeUndefined();
        expect(await resolved(nhncloud.getVolumeOutput({ name }))).toBeUndefined();
        expect(await resolved(nhncloud.getVolumeAttachmentsOutput({ serverId: name }))).toBeUndefined();
        expect(cloud.requests).toHaveLength(before);
    });

    describe("with a provider", () => {
        const providerOf = (more: nhncloud.ProviderArgs = {}) => {
            const { tenantId, username, password, authUrl } = cloud.credentials;
            const args = { tenantId, username, password: pulumi.secret(password), authUrl, ...more };
            return new nhncloud.Provider("other", args);
        };

        it("has the region of the provider, and none of the stack's configuration", async () => {
            const provider = providerOf({ region: "KR2" });
            const zones = await nhncloud.getAvailabilityZones({}, { provider });
            expect(zones).toEqual(await nhncloud.getAvailabilityZones({ region: "KR2" }));
            const output = nhncloud.getAvailabilityZonesOutput({}, { provider });
            expect(await resolved(output)).toEqual(zones);
            expect(await pulumi.isSecret(output)).toBe(false);
        });

        it("is asked once a run", async () => {
            const provider = providerOf();
            const before = cloud.requests.length;
            await nhncloud.getFlavors({}, { provider });
            await resolved(nhncloud.getFlavorsOutput({}, { provider }));
            expect(cloud.requests).toHaveLength(before + 2);
        });

        it("says which arguments are missing", async () => {
            const provider = providerOf({ tenantId: undefined });
            await expect(nhncloud.getFlavors({}, { provider })).rejects.toThrow(
                'Looking up flavors: provider "other": tenantId is required. Correct the provider\'s arguments.',
            );
        });

        it("waits for its arguments in the output form only", async () => {
            const provider = providerOf({ tenantId: pulumi.output(pulumi.unknown) as pulumi.Output<string> });
            expect(await resolved(nhncloud.getFlavorOutput({ name: flavor }, { provider }))).toBeUndefined();
            await expect(nhncloud.getFlavor({ name: flavor }, { provider })).rejects.toThrow(
                "getFlavor has a problem: an argument of its provider is not known yet: use getFlavorOutput instead.",
            );
        });

        it("refuses what is no provider of this package", () => {
            const provider = new pulumi.ComponentResource("a:B", "c") as unknown as nhncloud.Provider;
            expect(() => nhncloud.getFlavorOutput({ name: flavor }, { provider })).toThrow(
                "provider must be a Provider of pulumi-nhncloud.",
            );
        });
    });

    it("of a secret is a secret", async () => {
        const found = nhncloud.getFlavorOutput({ name: pulumi.secret(flavor) });
        expect(await pulumi.isSecret(found)).toBe(true);
    });

    it("fails with a sentence, which Pulumi shows without a stack", async () => {
        const error = await nhncloud.getKeypair({ name: "mine" }).catch((reason: unknown) => reason);
        expect(pulumi.RunError.isInstance(error)).toBe(true);
        expect(String(error)).toMatch(
            /Looking up keypair "mine": none was found with that name in region KR1\./,
        );
    });
});
