export * from "./compute";
/** As `pulumi import` writes it: `nhncloud.compute.Server`. */
export * as compute from "./importable";
