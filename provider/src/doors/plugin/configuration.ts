import { isUnknown, type Values } from "../../core/properties";

/** Where resources are: in another account, everything is another one. */
const places = ["tenantId", "projectId", "projectName", "authUrl"] as const;

/** Which of the changes replace all resources: only those known on both sides. */
export function replacingSettings(olds: Values, news: Values): string[] {
    const [before, after] = [ownSettings(olds), ownSettings(news)];
    const isMoved = (name: string) => {
        const [left, right] = [before[name], after[name]];
        return typeof left === "string" && typeof right === "string" && trimmed(left) !== trimmed(right);
    };
    return places.filter(isMoved);
}

/** A dynamic provider has the whole stack's configuration, with prefixes. */
function ownSettings(values: Values): Values {
    return Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name.replace(/^nhncloud:(config:)?/, ""), value]),
    );
}

function trimmed(text: string): string {
    return text.trim().replace(/\/+$/, "");
}

/** What configure asks for: `nhncloud:region` is the engine's `region`. */
export function settingFrom(values: Values): (key: string) => string | undefined {
    const own = ownSettings(values);
    return (key) => {
        const value = own[key.replace("nhncloud:", "")];
        if (value === null || isUnknown(value)) return undefined;
        return typeof value === "string" ? value : JSON.stringify(value);
    };
}
