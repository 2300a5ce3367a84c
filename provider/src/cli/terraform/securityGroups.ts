import { Failure } from "../../errors/failure";
import type { Attributes } from "./attributes";
import type { Conversion, Surroundings } from "./conversion";
import { hasOnePort, portsOf, serverOfPort } from "./ports";
import type { Instance } from "./state";

/** All that it has, since an import with fewer takes the others away. What adds groups to its only port is part of the server. */
export function groupsOfServer(server: Attributes, { instances, merge, note }: Surroundings): string[] {
    const serverId = server.required("id");
    const groups = server.texts("security_groups");
    const additions = hasOnePort(serverId, instances) ? additionsTo(serverId, instances) : [];
    for (const addition of additions) {
        merge(addition);
        groups.push(...namesOfGroups(addition.attributes, instances).filter((name) => name !== undefined));
        if (addition.attributes.isTrue("enforce"))
            note(
                `${addition.address} enforces its groups: add securityGroupsMode "exclusive" after the import.`,
            );
    }
    return [...new Set(groups)];
}

/** One for each group of a port whose server is not in the program. */
export function assignments(attributes: Attributes, { instances, refer, note }: Surroundings): Conversion[] {
    const portId = attributes.required("port_id");
    const serverId = serverOfPort(portId, instances);
    if (serverId === undefined)
        throw new Failure(`the state does not tell of which server port ${portId} is`);
    if (attributes.isTrue("enforce"))
        throw new Failure("it enforces its groups, which a SecurityGroupAssignment does not");
    const ports = portsOf(serverId, instances);
    if (ports && ports.all > 1)
        throw new Failure(
            "its port is one of several of a server, and a group of a Server is on all of them",
        );
    if (!ports)
        note(
            "its groups are on all ports of the server here, and the state does not tell how many there are.",
        );
    const names = namesOfGroups(attributes, instances);
    return names.map((name, index) => {
        if (name === undefined) {
            const id = attributes.texts("security_group_ids")[index];
            throw new Failure(`the state does not tell the name of security group ${id}`);
        }
        return {
            kind: "SecurityGroupAssignment",
            part: names.length > 1 ? name : undefined,
            id: `${serverId}/${name}`,
            args: { serverId: refer("Server", serverId), securityGroup: name },
        };
    });
}

function additionsTo(serverId: string, instances: readonly Instance[]): Instance[] {
    return instances.filter(
        ({ bareType, unfit, attributes }) =>
            bareType === "networking_port_secgroup_associate_v2" &&
            unfit === undefined &&
            serverOfPort(attributes.required("port_id"), instances) === serverId,
    );
}

/** Undefined for a group that the state does not have. */
function namesOfGroups(attributes: Attributes, instances: readonly Instance[]): (string | undefined)[] {
    return attributes.texts("security_group_ids").map((id) => {
        const group = instances.find(
            ({ bareType, attributes: own }) => bareType === "networking_secgroup_v2" && own.text("id") === id,
        );
        return group?.attributes.text("name");
    });
}
