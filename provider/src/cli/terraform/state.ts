import { isValues, type Values } from "../../core/properties";
import { Failure } from "../../errors/failure";
import { Attributes } from "./attributes";

/** An instance of a resource or of a data source in a Terraform state. */
export interface Instance {
    /** As Terraform writes that of a resource: `module.shop.openstack_compute_instance_v2.web["blue"]`. */
    address: string;
    isData: boolean;
    /** With the provider in front: `openstack_compute_instance_v2`. */
    type: string;
    /** The same for both providers: `compute_instance_v2`. */
    bareType: string;
    /** The names and indexes of its modules, and its own name: `["shop", "web"]`. */
    names: string[];
    /** Of `count` or `for_each`: `["blue"]`, or empty. */
    index: string[];
    attributes: Attributes;
    /** Why it must not be taken over as it is. */
    unfit: string | undefined;
}

const hint = "Pass a terraform.tfstate, or - for what terraform state pull prints.";

/** Reads a state of version 4, which Terraform 0.12 and later and OpenTofu write. No error repeats a part of it. */
export function readState(text: string): Instance[] {
    const state = parsed(text);
    if (!isValues(state)) throw new Failure("the state is not JSON", hint);
    if (state.version !== 4)
        throw new Failure(`the state has version ${shown(state.version)}, and only 4 can be read`, hint);
    return valuesOf(state.resources).flatMap((resource) =>
        valuesOf(resource.instances).map((instance) => instanceOf(resource, instance)),
    );
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function shown(version: unknown): string {
    return typeof version === "number" ? String(version) : "unknown";
}

function valuesOf(list: unknown): Values[] {
    return Array.isArray(list) ? list.filter(isValues) : [];
}

function instanceOf(resource: Values, instance: Values): Instance {
    const { module = "", mode, type, name } = resource;
    const { index_key: index, attributes } = instance;
    const parts = [module, type, name].filter((part) => part !== "");
    const indexes = index === undefined ? [] : [index];
    const suffix = indexes.map((key) => `[${JSON.stringify(key)}]`).join("");
    return {
        address: parts.join(".") + suffix,
        isData: mode === "data",
        type: String(type),
        bareType: String(type).replace(/^(openstack|nhncloud)_/, ""),
        names: [...namesIn(String(module)), String(name)],
        index: indexes.map(String),
        attributes: new Attributes(isValues(attributes) ? attributes : {}, sensitivePaths(instance)),
        unfit: unfitness(instance),
    };
}

/** `module.shop["kr"].module.db` has the names shop, kr and db. */
function namesIn(module: string): string[] {
    const step = /module\.([^.[]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\])?/g;
    return [...module.matchAll(step)].flatMap(([, name, key, index]) =>
        [name, key, index].filter((part) => part !== undefined),
    );
}

/** Without indexes and keys, so that all of a list or a map counts as sensitive if a part of it is. */
function sensitivePaths({ sensitive_attributes: paths }: Values): string[] {
    if (!Array.isArray(paths)) return [];
    return paths.map((path) =>
        valuesOf(path)
            .filter((step) => step.type === "get_attr")
            .map((step) => String(step.value))
            .join("."),
    );
}

function unfitness({ status, deposed, attributes }: Values): string | undefined {
    if (deposed) return "it is a deposed object, which terraform apply deletes";
    if (status === "tainted")
        return "it is tainted, so that terraform apply replaces it: run that or terraform untaint first";
    if (!isValues(attributes))
        return "its state is of Terraform 0.11: run terraform apply -refresh-only with a newer one first";
    return undefined;
}
