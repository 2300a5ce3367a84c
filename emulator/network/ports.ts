import type { NetworkRecord, SubnetRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { makePort } from "../compute/interfaces";
import { neutronRefusal } from "../http/errors";
import type { Answer, RegionCall } from "../http/router";
import { type JsonObject, objectsAt, textAt } from "../http/validation";
import { renderPort } from "./collections";
import { given, idAt } from "./requestBody";

function networkOf(region: Region, wanted: JsonObject): NetworkRecord {
    const id = idAt(wanted, "network_id");
    const network = region.networks.get(id);
    if (network) return network;
    throw neutronRefusal(404, "NetworkNotFound", `Network ${id} could not be found.`);
}

/** Where the port gets its address, and which one, where it is said. */
function placeOf(region: Region, wanted: JsonObject): [SubnetRecord, address: string | undefined] {
    const [fixed = {}] = objectsAt(wanted, "fixed_ips");
    const address = textAt(fixed, "ip_address");
    const subnetId = textAt(fixed, "subnet_id") ?? networkOf(region, wanted).subnetIds[0] ?? "";
    const subnet = region.subnets.get(subnetId);
    if (!subnet) throw neutronRefusal(404, "SubnetNotFound", `Subnet ${subnetId} could not be found.`);
    if (address !== undefined && !address.startsWith(subnet.prefix)) {
        throw neutronRefusal(
            400,
            "InvalidIpForNetwork",
            `IP address ${address} is not a valid IP for any of the subnets on the specified network.`,
        );
    }
    if ([...region.ports.values()].some((port) => port.address === address)) {
        const message = `IP address ${address} already allocated in subnet ${subnet.id}`;
        throw neutronRefusal(409, "IpAddressAlreadyAllocated", message);
    }
    return [subnet, address];
}

function groupsOf(region: Region, { security_groups }: JsonObject): string[] {
    if (!Array.isArray(security_groups)) {
        return [...region.securityGroups.values()]
            .filter(({ name }) => name === "default")
            .map(({ id }) => id);
    }
    return security_groups.map((id) => {
        if (region.securityGroups.has(String(id))) return String(id);
        throw neutronRefusal(404, "SecurityGroupNotFound", `Security group ${id} does not exist`);
    });
}

export function createPort({ region, body }: RegionCall): Answer {
    const wanted = given(body, "port");
    networkOf(region, wanted);
    const securityGroupIds = groupsOf(region, wanted);
    const [subnet, address] = placeOf(region, wanted);
    const name = textAt(wanted, "name") ?? "";
    const port = makePort(region, subnet, address, { name, securityGroupIds, owned: false });
    return { status: 201, body: { port: renderPort(port) } };
}

export function deletePort({ region, param }: RegionCall): Answer {
    const port = region.ports.get(param("id"));
    if (!port) throw neutronRefusal(404, "PortNotFound", `Port ${param("id")} could not be found.`);
    if (port.routerId !== null) {
        const reason = "has device owner network:router_interface";
        const message = `Port ${port.id} cannot be deleted directly via the port API: ${reason}.`;
        throw neutronRefusal(409, "ServicePortInUse", message);
    }
    const server = region.servers.get(port.serverId ?? "");
    if (server) server.portIds = server.portIds.filter((id) => id !== port.id);
    region.ports.delete(port.id);
    return { status: 204 };
}
