import type { SecurityGroup } from "../../api/services/securityGroups";
import { argument, type FunctionHandler, none, theOne } from "../../core/functions";
import { text, uuid } from "../../core/validators";
import type { GetSecurityGroupResult } from "./types";

export const getSecurityGroups: FunctionHandler = {
    args: { name: argument(text()) },
    describe: () => "Looking up security groups",
    async run({ cloud, args: { name } }): Promise<GetSecurityGroupResult[]> {
        const [own, groups] = await Promise.all([
            cloud.tenantId(),
            cloud.securityGroups.list(name as string | undefined),
        ]);
        // An administrator also sees those of all other projects.
        return groups.filter(({ tenantId = own }) => own === "" || tenantId === own).map(toResult);
    },
};

export const getSecurityGroup: FunctionHandler = {
    args: { name: argument(text()), id: argument(uuid) },
    describe: ({ name, id }) =>
        name === undefined ? `Looking up security group ${id}` : `Looking up security group "${name}"`,
    async run(asked): Promise<GetSecurityGroupResult> {
        const { name, id } = asked.args;
        if (id === undefined) {
            const named = (await asked.also("getSecurityGroups", { name })) as GetSecurityGroupResult[];
            return theOne(asked, named, "getSecurityGroups");
        }
        const found = await asked.cloud.securityGroups.get(String(id));
        if (!found) throw none(asked.cloud, "with that id", "getSecurityGroups");
        return toResult(found);
    },
};

function toResult({ id, name, description, rules }: SecurityGroup): GetSecurityGroupResult {
    return { id, name, description, rules };
}
